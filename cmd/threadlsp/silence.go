package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/internal/report"
)

// maxElsewhere is how many lines are named that rules look at.
const maxElsewhere = 8

// explainSilence says of one line, written FILE:LINE, what each rule makes of it and
// what stopped it there. The error is one of usage.
func (a *app) explainSilence(ctx context.Context, f *checkFlags, paths []string) error {
	const flag = "--explain-silence"
	file, number, ok := cutLast(f.explain, ":")
	line, err := strconv.Atoi(number)
	switch {
	case !ok || file == "" || err != nil || line < 1:
		return fmt.Errorf("%s %s: must be FILE:LINE, as worker.py:12", flag, f.explain)
	case len(paths) > 0:
		return fmt.Errorf("%s takes no PATHS: the project around the file is read", flag)
	case file == "-":
		return fmt.Errorf("%s: standard input has no name, give FILE:LINE", flag)
	}
	if at, err := os.Stat(a.abs(file)); err == nil && at.IsDir() {
		return fmt.Errorf("%s %s: a directory has no line, give FILE:LINE", flag, f.explain)
	}
	all := f.programFlags
	all.selected, all.ignored, all.store = []string{"ALL"}, nil, nil
	programs, err := a.analyse(ctx, &all, []string{file})
	if err != nil {
		return err
	}
	p := programs[0]
	if skipped := p.result.Skipped; len(skipped) > 0 {
		return fmt.Errorf("%s: %s", report.Path(p.path(skipped[0].Path)), skipped[0].Reason)
	}
	if len(p.target.Report) != 1 {
		return fmt.Errorf("%s %s: not a Python file of the project", flag, f.explain)
	}
	return a.tellSilence(f, p, p.target.Report[0], line)
}

// tellSilence prints what is known of a line.
func (a *app) tellSilence(f *checkFlags, p *program, path string, line int) error {
	doc, err := p.target.Project.Read(path)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(doc.Text), "\n"), "\n")
	if line > len(lines) {
		return fmt.Errorf("--explain-silence %s: the file has %d lines", f.explain, len(lines))
	}
	sel, err := analyzer.ResolveSelection(a.rules, f.settings(p.target.Config, p.target.Project.Root()))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.stdout)
	fmt.Fprintf(out, "%s:%d: %s\n", report.Path(p.path(path)), line, report.Sentence(strings.TrimSpace(lines[line-1])))
	s, ok := p.result.WhySilent(a.rules, path, line)
	if !ok {
		fmt.Fprintln(out, "  no rule looks here: the file names nothing of threads, and nothing that threads run needs it")
		return out.Flush()
	}
	for _, l := range s.Known {
		fmt.Fprintf(out, "  known: %s\n", report.Sentence(l))
	}
	for i := range s.Found {
		fmt.Fprintf(out, "  %s: speaks here: %s%s\n", s.Found[i].Rule.Name, report.Sentence(s.Found[i].Msg), unselected(sel, s.Found[i].Rule))
	}
	for _, r := range s.Reasons {
		at := ""
		if r.At != "" {
			at = fmt.Sprintf(" (%s:%d)", report.Path(p.path(r.At)), r.Line)
		}
		fmt.Fprintf(out, "  %s: silent, because %s%s%s\n", r.Rule.Name, report.Sentence(r.Why), at, unselected(sel, r.Rule))
	}
	if len(s.Known)+len(s.Found)+len(s.Reasons) == 0 {
		tellElsewhere(out, s.Elsewhere)
	}
	return out.Flush()
}

// unselected says of a rule that it does not run, as the end of a line.
func unselected(sel *analyzer.Selection, r *analyzer.Rule) string {
	if sel.Runs(r) {
		return ""
	}
	return fmt.Sprintf(" [not selected: --select %s]", r.Name)
}

// tellElsewhere says that nothing is on a line, and which lines rules look at.
func tellElsewhere(out io.Writer, lines []int) {
	fmt.Fprint(out, "  no thread, lock or shared place is known on this line")
	for i, n := range lines[:min(len(lines), maxElsewhere)] {
		if i == 0 {
			fmt.Fprint(out, "; rules look at lines ")
		} else {
			fmt.Fprint(out, ", ")
		}
		fmt.Fprint(out, n)
	}
	if len(lines) > maxElsewhere {
		fmt.Fprint(out, ", ...")
	}
	fmt.Fprintln(out)
}
