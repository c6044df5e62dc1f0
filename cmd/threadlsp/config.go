package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
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
and the file that they come from.` + "\n" + exitCodes,
		Example: `  threadlsp config worker.py`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, paths []string) error {
			programs, err := a.analyse(c.Context(), &f, paths)
			if err != nil {
				return err
			}
			return a.printConfigs(&f, programs)
		},
	}
	f.register(c)
	return c
}

// printConfigs prints a paragraph for each file that was named.
func (a *app) printConfigs(f *programFlags, programs []*program) error {
	w := bufio.NewWriter(a.stdout)
	for _, p := range programs {
		s := f.settings(p.target.Config)
		from := "none, the defaults count"
		if path := p.target.Config.Path; path != "" {
			from = report.Path(p.path(path))
		}
		for _, path := range p.target.Report {
			fmt.Fprintf(w, "%s\n", report.Path(p.path(path)))
			for _, line := range [][2]string{
				{"context", p.contextOf(path)},
				{"settings", from},
				{"target-version", cmp.Or(s.Target, "3.9, the oldest there is")},
				{"select", listed(s.Select, "the rules that are on")},
				{"ignore", listed(s.Ignore, "none")},
				{"preview", fmt.Sprint(s.Preview)},
				{"free-threaded", fmt.Sprint(s.FreeThreaded)},
				{"profile", map[bool]string{true: "learn", false: "none"}[s.Learn]},
				{"rules that run", a.running(s)},
			} {
				fmt.Fprintf(w, "  %-14s  %s\n", line[0], line[1])
			}
		}
	}
	if err := w.Flush(); err != nil {
		return outputError(err)
	}
	return nil
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
