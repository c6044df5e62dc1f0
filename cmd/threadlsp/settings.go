package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/internal/config"
	"threadlsp/internal/load"
)

// configFlags are settings as flags, and which configuration counts.
type configFlags struct {
	configs  []string // KEY=VALUE, or one file
	noConfig bool
	tables   map[string]*[]string // values by the key that they set, a row each
	include  []string
	markdown bool
	reasons  bool
}

// tableFlags are the keys whose flags may be given more than once.
var tableFlags = []struct{ key, usage string }{
	{"severity", "severity of rules, as RULE=error, warning, info or off; may be given more than once"},
	{"per-file-ignores", "rules not to report in some files, as PATTERN:RULE,RULE; may be given more than once"},
	{"contexts", "what files are, as test, benchmark, teaching, script or library=PATTERN,PATTERN; may be given more than once"},
	{"effects", `what a call of a library means, as in a table of "effects": 'm="pool.spawn", runs="fn", on="new"'; may be given more than once`},
}

func (f *configFlags) register(c *cobra.Command) {
	flags := c.Flags()
	f.tables = map[string]*[]string{}
	for _, t := range tableFlags {
		f.tables[t.key] = flags.StringArray(t.key, nil, t.usage)
	}
	flags.StringSliceVar(&f.include, "include", nil, "patterns of the files to report on in directories (replace the configured ones)")
	flags.BoolVar(&f.markdown, "markdown", false, "check the Python blocks of the Markdown files in directories, too")
	flags.BoolVar(&f.reasons, "require-reason", false, "a comment that silences must give a reason")
	flags.StringArrayVar(&f.configs, "config", nil, "a configuration file in place of those of projects, or KEY=VALUE as in one; may be given more than once")
	flags.BoolVar(&f.noConfig, "no-config", false, "read no configuration files")
}

// put adds what the flags say to a request.
func (f *configFlags) put(a *app, r *load.Request) error {
	var inline []string
	for _, text := range f.configs {
		if k, _, ok := strings.Cut(text, "="); ok && !config.IsFile(filepath.ToSlash(text)) && !strings.ContainsAny(k, `/\`) {
			inline = append(inline, text)
			continue
		}
		if r.Config != "" {
			return fmt.Errorf("--config %s: one file only", text)
		}
		if f.noConfig {
			return fmt.Errorf("--config %s: not together with --no-config", text)
		}
		r.Config = a.abs(text)
	}
	r.NoConfig = f.noConfig
	r.Over = func(c *config.Config) error {
		for _, text := range inline {
			if err := c.Inline("--config", text); err != nil {
				return err
			}
			if strings.HasPrefix(strings.TrimSpace(text), "extend") {
				return fmt.Errorf("--config extend: name the file with --config FILE")
			}
		}
		for _, t := range tableFlags {
			for _, text := range *f.tables[t.key] {
				if err := c.Flag(t.key, text); err != nil {
					return err
				}
			}
		}
		c.Markdown, c.RequireReason = c.Markdown || f.markdown, c.RequireReason || f.reasons
		if len(f.include) > 0 {
			return c.Flag("include", strings.Join(f.include, ","))
		}
		return nil
	}
	return r.Over(&config.Config{}) // faults are said once, before anything is read
}

// thresholds are the severities that a program's findings are compared with.
func (f *checkFlags) thresholds(p *program) (show, fail string) {
	c := p.target.Config
	return cmp.Or(f.minSeverity, c.MinSeverity, "info"), cmp.Or(f.failOn, c.FailOn, "warning")
}
