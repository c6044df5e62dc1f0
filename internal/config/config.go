// Package config is the one definition of all settings: their names, types,
// defaults and documentation in one table, from which validation, did-you-mean
// and the settings' documentation come.
//
// It reads bytes, never the disk: internal/load finds and opens the files, and
// decides which file `extend` may name.
package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer/pylib"
	"threadlsp/internal/nearest"
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

	RequireReason  bool              // a comment that silences must say why
	Include        []string          // of the files of directories, those to report on; none = all
	Extend         string            // the file whose settings these add to, relative to this one
	Severity       map[string]string // level or "off", by name, code or code prefix
	PerFileIgnores []Row             // rules that are not reported in the files of a pattern
	Contexts       []Row             // patterns of the files that have a context
	Effects        []pylib.Row       // what a library does that the tables do not know; the last of a name counts
	Jobs           int               // files to analyse at once; 0 = as many as there are processors
	MinSeverity    string            // "" = info
	FailOn         string            // "" = warning

	Sources []string // every file that has a part in this

	words map[string][]word // that can be wrong though they are strings, by key
	from  map[string]string // who said it, by key
}

// A Row is one line of a table.
type Row struct {
	Name   string
	Values []string
}

// A word is a string of a file, and where it stands.
type word struct {
	text, path string
	place      Place
}

// Origin is the file or flag that a setting comes from; "" = it is the default.
func (c *Config) Origin(key string) string { return c.from[key] }

// RuleFaults is the words that name rules and that a check refuses.
func (c *Config) RuleFaults(check func(string) error) []*Error {
	var out []*Error
	for i := range Keys {
		if !Keys[i].Rules {
			continue
		}
		for _, w := range c.words[Keys[i].Name] {
			if err := check(w.text); err != nil {
				out = append(out, &Error{Path: w.path, Place: w.place, Msg: Keys[i].Name + ": " + err.Error()})
			}
		}
	}
	return out
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
	if at := c.words[key]; i < len(at) {
		e.Path, e.Place = at[i].path, at[i].place
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
	setInt     func(*Config, int)
	setRow     func(*Config, Row) // a table: one row at a time, the last one of a name counts
	check      func(string) error // of each string; nil = any
	rows       Rows
	add        func(*Config, pylib.Row) // an array of tables with these fields
	fields     []pylib.RowField
}

// Type is the setting's type as users read it.
func (k *Key) Type() string {
	switch {
	case k.setBool != nil:
		return "boolean"
	case k.setString != nil:
		return "string"
	case k.setInt != nil:
		return "integer"
	case k.setRow != nil:
		return "table of " + k.rows.holds()
	case k.add != nil:
		return "array of tables"
	}
	return "array of strings"
}

// CheckTarget says whether v can be a target version.
func CheckTarget(v string) error { return key("target-version").allow(v) }

// CheckProfile says whether v is a profile.
func CheckProfile(v string) error { return key("profile").allow(v) }

// allow checks one string value.
func (k *Key) allow(v string) error {
	if k.Values != nil {
		if err := oneOf(v, k.Values); err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
	}
	if k.check != nil {
		if err := k.check(v); err != nil {
			return fmt.Errorf("%s: %q: %w", k.Name, clip(v), err)
		}
	}
	return nil
}

// oneOf says whether v is one of some words, and which one was meant.
func oneOf(v string, words []string) error {
	if slices.Contains(words, v) {
		return nil
	}
	shown := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
	msg := fmt.Sprintf("%q is not one of %s", clip(v), strings.Join(shown, ", "))
	if near, ok := nearest.Word(v, shown); ok && len(shown) > 1 && !strings.HasPrefix(near, "3.") {
		msg += fmt.Sprintf(": did you mean %q?", near)
	}
	return errors.New(msg)
}

// clip keeps a value short enough for one line.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
