// Package config is the one definition of all settings: their names, types,
// defaults and documentation in one table, from which validation, did-you-mean
// and the settings' documentation come.
//
// It reads bytes, never the disk: internal/load finds and opens the files.
// Nothing in a configuration can name another file to read.
package config

import (
	"fmt"
	"slices"
	"strings"
)

// A Config is what one project's configuration says. The zero value, apart from
// Path, is what a project without one gets.
type Config struct {
	Path string // of the file the settings come from; "" = none

	Select        []string
	Ignore        []string
	Exclude       []string // patterns as in .gitignore, relative to the file's directory
	TargetVersion string   // "3.9" ... "3.14"; "" = not said
	Preview       bool
	FreeThreaded  bool
	Profile       string // "learn" or ""
	Markdown      bool   // check the Python blocks of Markdown files found in directories

	places map[string][]Place // of the strings of arrays, by key
}

// A Place is a piece of a configuration file.
type Place struct {
	Line, Column int // from 1, the column in bytes; 0 = the whole file
	Len          int // in bytes
}

// Fault is an error at the i-th string of an array: one that only those who know
// what the strings name can see.
func (c *Config) Fault(key string, i int, msg string) *Error {
	e := &Error{Path: c.Path, Msg: key + ": " + msg}
	if at := c.places[key]; i < len(at) {
		e.Place = at[i]
	}
	return e
}

// An Error is a fault in a configuration file, at its place.
type Error struct {
	Path string
	Place
	Msg string
}

// Error is one line: path, line, column, fault. It quotes no text of the file
// but the name of a key that is wrong.
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Path, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Column, e.Msg)
}

// A Key is one setting. Exactly one of the setters is there, and says its type.
type Key struct {
	Name    string
	Default string // as it would be written in the file
	Doc     string // one sentence
	Values  []string
	Rules   bool // its strings name rules

	setBool    func(*Config, bool)
	setString  func(*Config, string)
	setStrings func(*Config, []string)
	check      func(string) error // of each string; nil = any
}

// Type is the setting's type as users read it.
func (k *Key) Type() string {
	switch {
	case k.setBool != nil:
		return "boolean"
	case k.setString != nil:
		return "string"
	}
	return "array of strings"
}

// Targets are the Python versions that can be a target, oldest first.
var Targets = []string{"3.9", "3.10", "3.11", "3.12", "3.13", "3.14"}

// Keys is every setting of [tool.threadlsp], in the order of the documentation.
var Keys = []Key{
	{
		Name: "select", Default: "[]", Rules: true,
		Doc:        "Rules to run, by name, code, code prefix or `ALL`; empty means the defaults.",
		setStrings: func(c *Config, v []string) { c.Select = v },
	}, {
		Name: "ignore", Default: "[]", Rules: true,
		Doc:        "Rules not to run, by name, code or code prefix.",
		setStrings: func(c *Config, v []string) { c.Ignore = v },
	}, {
		Name: "exclude", Default: "[]",
		Doc:        "Files and directories to leave out, in addition to the defaults, as patterns like those of `.gitignore`.",
		setStrings: func(c *Config, v []string) { c.Exclude = v },
		check: func(s string) error {
			_, err := CompilePattern(s)
			return err
		},
	}, {
		Name: "target-version", Default: `"3.9"`, Values: Targets,
		Doc:       "Oldest Python the project runs on; by default the lower bound of `requires-python`.",
		setString: func(c *Config, v string) { c.TargetVersion = v },
	}, {
		Name: "preview", Default: "false",
		Doc:     "Run the rules that are in preview, too.",
		setBool: func(c *Config, v bool) { c.Preview = v },
	}, {
		Name: "free-threaded", Default: "false",
		Doc:     "The project runs on a free-threaded Python.",
		setBool: func(c *Config, v bool) { c.FreeThreaded = v },
	}, {
		Name: "profile", Default: `""`, Values: []string{"", "learn"},
		Doc:       "`learn` explains at length and fails on threads that nothing waits for.",
		setString: func(c *Config, v string) { c.Profile = v },
	}, {
		Name: "markdown", Default: "false",
		Doc:     "Check the Python blocks of the Markdown files in directories, too.",
		setBool: func(c *Config, v bool) { c.Markdown = v },
	},
}

// key finds a setting by its name.
func key(name string) *Key {
	if i := slices.IndexFunc(Keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return &Keys[i]
	}
	return nil
}

// CheckTarget says whether v can be a target version.
func CheckTarget(v string) error { return key("target-version").allow(v) }

// CheckProfile says whether v is a profile.
func CheckProfile(v string) error { return key("profile").allow(v) }

// allow checks one string value.
func (k *Key) allow(v string) error {
	if k.Values != nil && !slices.Contains(k.Values, v) {
		shown := make([]string, 0, len(k.Values))
		for _, x := range k.Values {
			if x != "" {
				shown = append(shown, x)
			}
		}
		return fmt.Errorf("%s: %q is not one of %s", k.Name, clip(v), strings.Join(shown, ", "))
	}
	if k.check != nil {
		if err := k.check(v); err != nil {
			return fmt.Errorf("%s: %q: %w", k.Name, clip(v), err)
		}
	}
	return nil
}

// clip keeps a value short enough for one line.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
