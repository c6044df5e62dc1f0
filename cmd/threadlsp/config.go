package main

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
	"threadlsp/internal/report"
)

// configCommand prints what is in force for files.
func (a *app) configCommand() *cobra.Command {
	var f programFlags
	c := &cobra.Command{
		Use:   "config FILE...",
		Short: "Print the settings and the context of files",
		Long: `Prints what is in force for each file: the context that decides which findings
are worth saying there (test, benchmark, teaching, script, library), the settings,
and the file or flag that each comes from.` + "\n" + exitCodes,
		Example: `  threadlsp config worker.py`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, paths []string) error {
			programs, err := a.analyse(c.Context(), &f, paths)
			if err != nil {
				return err
			}
			return a.printConfigs(c, &f, programs)
		},
	}
	f.register(c)
	return c
}

// printConfigs prints a paragraph for each file that was named.
func (a *app) printConfigs(c *cobra.Command, f *programFlags, programs []*program) error {
	w := bufio.NewWriter(a.stdout)
	for _, p := range programs {
		s := f.settings(p.target.Config, p.target.Project.Root())
		from := "none, the defaults count"
		if path := p.target.Config.Path; path != "" {
			from = report.Path(p.path(path))
		}
		for _, path := range p.target.Report {
			fmt.Fprintf(w, "%s\n", report.Path(p.path(path)))
			fmt.Fprintf(w, "  %-16s  %s\n", "context", p.contextOf(path))
			fmt.Fprintf(w, "  %-16s  %s\n", "settings", from)
			for i := range config.Keys {
				k := &config.Keys[i]
				fmt.Fprintf(w, "  %-16s  %s  (%s)\n", k.Name, report.Sentence(valueOf(k.Name, &s, p.target.Config, f)), p.origin(c, k.Name))
			}
			fmt.Fprintf(w, "  %-16s  %s\n", "rules that run", a.running(s))
		}
	}
	if err := w.Flush(); err != nil {
		return outputError(err)
	}
	return nil
}

// origin says where a setting comes from.
func (p *program) origin(c *cobra.Command, key string) string {
	from := p.target.Config.Origin(key)
	if flag := c.Flags().Lookup(key); flag != nil && flag.Changed {
		from = "--" + key
	}
	switch file, rest, _ := strings.Cut(from, ", "); {
	case from == "":
		return "default"
	case strings.HasPrefix(from, "--"):
		return from
	case rest != "":
		return report.Path(p.path(file)) + ", " + rest
	}
	return report.Path(p.path(from))
}

// valueOf is a setting that is in force, as text.
func valueOf(key string, s *analyzer.Settings, c *config.Config, f *programFlags) string {
	switch key {
	case "select":
		return listed(s.Select, "the rules that are on")
	case "ignore":
		return listed(s.Ignore, "none")
	case "exclude":
		return listed(slices.Concat(c.Exclude, f.exclude), "none but the defaults")
	case "include":
		return listed(c.Include, "all")
	case "target-version":
		return cmp.Or(s.Target, "3.9, the oldest there is")
	case "preview":
		return fmt.Sprint(s.Preview)
	case "free-threaded":
		return fmt.Sprint(s.FreeThreaded)
	case "profile":
		return map[bool]string{true: "learn", false: "none"}[s.Learn]
	case "markdown":
		return fmt.Sprint(c.Markdown)
	case "require-reason":
		return fmt.Sprint(c.RequireReason)
	case "severity":
		var all []string
		for _, word := range slices.Sorted(maps.Keys(c.Severity)) {
			all = append(all, word+"="+c.Severity[word])
		}
		return listed(all, "the rules' own")
	case "per-file-ignores":
		return rowsText(c.PerFileIgnores)
	case "contexts":
		return rowsText(c.Contexts)
	case "effects":
		var names []string
		for _, r := range c.Effects {
			names = append(names, r.Name)
		}
		return listed(names, "none but those of threadlsp")
	case "extend":
		return cmp.Or(c.Extend, "none")
	case "jobs":
		return fmt.Sprint(cmp.Or(f.jobs, c.Jobs, defaultJobs()))
	case "min-severity":
		return cmp.Or(c.MinSeverity, "info")
	case "fail-on":
		return cmp.Or(c.FailOn, "warning")
	}
	return ""
}

// rowsText is a table on one line.
func rowsText(rows []config.Row) string {
	var all []string
	for _, r := range rows {
		all = append(all, r.Name+": "+strings.Join(r.Values, " "))
	}
	return listed(all, "none")
}

// contextOf is the context of a document's file, or why there is none.
func (p *program) contextOf(path string) string {
	if m := p.result.Model; m != nil {
		for _, f := range m.Files() {
			if document(f.Path) == path {
				return f.Context.String()
			}
		}
	}
	return "none: nothing in the file is about threads, so it is not parsed"
}

// listed is a list of selectors as it is shown.
func listed(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	shown := make([]string, len(names))
	for i, n := range names {
		shown[i] = report.Sentence(n)
	}
	return strings.Join(shown, ", ")
}

// running counts the rules that run under some settings, which are known to be valid.
func (a *app) running(s analyzer.Settings) string {
	sel, err := analyzer.ResolveSelection(a.rules, s)
	if err != nil {
		return report.Sentence(err.Error())
	}
	n := 0
	for _, r := range a.rules {
		if sel.Runs(r) {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, len(a.rules))
}
