package config

import (
	"slices"

	"threadlsp/analyzer/pylib"
)

// MaxJobs is the most that `jobs` may be.
const MaxJobs = 1024

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
		check:      isPattern,
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
	}, {
		Name: "include", Default: "[]",
		Doc:        "Patterns of the files to report on in directories; empty means all. The others still count as parts of the program.",
		setStrings: func(c *Config, v []string) { c.Include = v },
		check:      isPattern,
	}, {
		Name: "severity", Default: "{}", Rules: true,
		Doc:    "Severity of rules, by name, code or code prefix: `error`, `warning`, `info` or `off`. The closest word wins.",
		rows:   Rows{NameIsRule: true, Values: []string{"error", "warning", "info", "off"}},
		setRow: func(c *Config, r Row) { c.Severity = with(c.Severity, r.Name, r.Values[0]) },
	}, {
		Name: "per-file-ignores", Default: "{}", Rules: true,
		Doc:    "Rules that are not reported in the files of a pattern, such as `\"tests/\" = [\"TH2\"]`; patterns count from the directory of the file.",
		rows:   Rows{check: isPattern, List: true, ValueIsRule: true},
		setRow: func(c *Config, r Row) { c.PerFileIgnores = withRow(c.PerFileIgnores, r) },
	}, {
		Name: "contexts", Default: "{}",
		Doc:    "Patterns of the files that are `test`, `benchmark`, `teaching`, `script` or `library`, where the rules' own look at them is wrong.",
		rows:   Rows{Names: contexts, check: isContext, List: true, checkValue: isPattern},
		setRow: func(c *Config, r Row) { c.Contexts = withRow(c.Contexts, r) },
	}, {
		Name: "effects", Default: "[]",
		Doc:    "What calls of libraries mean for threads that threadlsp does not know, a table each: [the keys](effects.md).",
		fields: pylib.RowFields,
		add:    func(c *Config, r pylib.Row) { c.Effects = withEffect(c.Effects, r) },
	}, {
		Name: "extend", Default: `""`,
		Doc:       "Another threadlsp.toml or pyproject.toml of the repository, relative to this file, whose settings count where this one says nothing.",
		setString: func(c *Config, v string) { c.Extend = v },
	}, {
		Name: "require-reason", Default: "false",
		Doc:     "A comment that silences a finding must give a reason after its bracket; `unused-suppression` reports those that do not.",
		setBool: func(c *Config, v bool) { c.RequireReason = v },
	}, {
		Name: "jobs", Default: "0",
		Doc:    "Files to analyse at once; 0 means one for each processor.",
		setInt: func(c *Config, v int) { c.Jobs = v },
	}, {
		Name: "min-severity", Default: `"info"`, Values: levels,
		Doc:       "Report only findings at or over this severity.",
		setString: func(c *Config, v string) { c.MinSeverity = v },
	}, {
		Name: "fail-on", Default: `"warning"`, Values: levels,
		Doc:       "Findings at or over this severity end `threadlsp check` with status 1.",
		setString: func(c *Config, v string) { c.FailOn = v },
	},
}

// key finds a setting by its name.
func key(name string) *Key {
	if i := slices.IndexFunc(Keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return &Keys[i]
	}
	return nil
}
