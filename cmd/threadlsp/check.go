package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/report"
)

// A checkFlags is what the user wrote.
type checkFlags struct {
	programFlags
	outputFlags
	cacheFlags
	factsFlags
	fixFlags
	baselineFlags
	newFlags
	watchFlags
	minSeverity string
	failOn      string
	exitZero    bool
	explain     string // FILE:LINE of which it is asked why rules are silent; "" for none
}

// checkCommand is what nearly everybody runs.
func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check [PATHS]",
		Short: "Report the threading pitfalls of files and directories",
		Long: `Checks Python files, the cells of notebooks (.ipynb), and the fenced Python
blocks of Markdown files that are named. Each file is judged as part of the project around it: the nearest
directory upwards with pyproject.toml, threadlsp.toml or .git. Without PATHS it
checks the working directory; "-" is standard input.` + "\n" + exitCodes,
		Example: `  threadlsp check
  threadlsp check src worker.py lesson.ipynb notes.md
  threadlsp check --watch --format concise
  threadlsp check --format jsonl --fail-on error .
  threadlsp check --select ALL --ignore TH2 .
  threadlsp check --stdin-filename src/worker.py - < worker.py
  threadlsp check --explain-silence src/worker.py:12`,
		RunE: func(c *cobra.Command, paths []string) error {
			if c.Flags().Changed("explain-silence") {
				return a.explainSilence(c.Context(), &f, paths)
			}
			if f.watch {
				return a.watch(c.Context(), &f, paths)
			}
			return a.check(c.Context(), &f, paths)
		},
	}
	f.programFlags.register(c)
	flags := c.Flags()
	f.outputFlags.register(c)
	f.fixFlags.register(c)
	f.baselineFlags.register(c)
	f.newFlags.register(c)
	f.watchFlags.register(c)
	f.cacheFlags.register(c)
	f.factsFlags.register(c)
	flags.StringVar(&f.minSeverity, "min-severity", "", "report only findings at or over: error, warning, info (by default info)")
	flags.StringVar(&f.failOn, "fail-on", "", "end with status 1 on findings at or over: error, warning, info (by default warning)")
	flags.BoolVar(&f.exitZero, "exit-zero", false, "end with status 0 in spite of findings")
	flags.StringVar(&f.explain, "explain-silence", "", "in place of a check, say of FILE:LINE which unknown stopped which rule there")
	return c
}

// check runs the subcommand. The error is one of usage.
func (a *app) check(ctx context.Context, f *checkFlags, paths []string) error {
	begin := time.Now()
	defer func() { // also where nobody reads to the end
		if f.exitZero && a.status == statusFindings {
			a.status = statusOK
		}
	}()
	outputs, err := f.prepare(a)
	if err != nil {
		return err
	}
	for _, at := range [][2]string{{"--min-severity", f.minSeverity}, {"--fail-on", f.failOn}} {
		if _, err := severity(at[0], cmp.Or(at[1], "info")); err != nil {
			return err
		}
	}
	if err := f.fixFlags.check(paths); err != nil {
		return err
	}
	old, err := f.load(a)
	if err != nil {
		return err
	}
	debug.SetGCPercent(200) // most of what a run allocates it needs to its end
	kept := f.open(a)
	var store analyzer.Store // not the one of the check before, when watching
	if kept != nil {
		store = kept
	}
	var unused []string
	if f.programFlags.store, unused, err = f.over(a, store); err != nil {
		return err
	}
	f.found = !f.changes() && !f.watch
	programs, notices, failed, err := f.mended(ctx, a, paths)
	if err != nil {
		return err
	}
	if !f.diff && !(f.changes() && slices.Contains(paths, "-")) {
		line, err := old.setAside(programs, f.update)
		if err := errors.Join(err, f.leave(ctx, programs)); err != nil {
			return err
		}
		a.status = f.statusOf(programs)
		more, err := f.report(a, programs, outputs, begin)
		if err != nil {
			return err
		}
		notices = slices.Concat(more, notices, line)
	}
	notices = slices.Concat(unused, notices)
	if failed {
		a.status = max(a.status, statusUsage)
	}
	if err := closeCache(kept); err != nil && f.verbose {
		notices = append(notices, "threadlsp: nothing could be kept for the next run: "+report.Sentence(err.Error()))
	}
	_, err = io.WriteString(a.stderr, lines(notices))
	return err
}

// mended analyses, makes the fixes that are asked for, and analyses again what
// remains. failed says that a file could not be written.
func (f *checkFlags) mended(ctx context.Context, a *app, paths []string) (programs []*program, notices []string, failed bool, err error) {
	f.progress = a.newProgress(f.quiet)
	programs, err = a.analyse(ctx, &f.programFlags, paths)
	f.progress.stop()
	if err != nil || !f.changes() {
		return programs, nil, false, err
	}
	stdin := slices.Contains(paths, "-")
	if notices, failed, err = f.apply(ctx, a, programs, stdin); err != nil {
		return nil, nil, false, err
	}
	if !f.diff && !stdin {
		programs, err = a.analyse(ctx, &f.programFlags, paths)
	}
	return programs, notices, failed, err
}

// report writes the findings, and returns the lines for standard error.
func (f *checkFlags) report(a *app, programs []*program, outputs []output, begin time.Time) ([]string, error) {
	parts := make([]report.Part, len(programs))
	for i, p := range programs {
		show, _ := f.thresholds(p)
		parts[i] = p.part(level(show))
	}
	for _, o := range outputs {
		if err := o.write(a, parts); err != nil {
			return nil, err
		}
	}
	var notices []string
	if !f.quiet {
		notices = report.Notices(parts)
	}
	if !f.quiet && !report.Bare(f.format) {
		notices = append(notices, report.Summary(parts, time.Since(begin)))
	}
	if f.verbose {
		notices = append(notices, effort(programs)...)
	}
	return notices, nil
}

// lines joins lines.
func lines(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all, "\n") + "\n"
}

// outputError says that standard output is full, or passes on that nobody reads it.
func outputError(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return err
	}
	return fmt.Errorf("cannot write the report: %w", err)
}

// severity reads the name of one.
func severity(flag, name string) (analyzer.Severity, error) {
	if s, ok := analyzer.SeverityNamed(name); ok {
		return s, nil
	}
	return 0, fmt.Errorf("%s %s: must be error, warning or info", flag, name)
}

// level is the severity of a name that is known to be one.
func level(name string) analyzer.Severity {
	s, _ := analyzer.SeverityNamed(name)
	return s
}

// statusOf is the exit status of a check that came to its end, with each
// project's own idea of what fails. A bug in threadlsp outweighs a file that
// could not be read, that outweighs findings.
func (f *checkFlags) statusOf(programs []*program) int {
	status := statusOK
	for _, p := range programs {
		_, fail := f.thresholds(p)
		for i := range p.result.Findings {
			if p.result.Findings[i].Level() >= level(fail) {
				status = max(status, statusFindings)
			}
		}
		for _, s := range p.result.Skipped {
			if p.target.Named[document(s.Path)] {
				status = max(status, statusUsage)
			}
		}
		if len(p.result.Panics) > 0 {
			status = max(status, statusInternal)
		}
	}
	return status
}

// document is the path of the document that a file's key belongs to.
func document(key string) string {
	path, block, ok := cutLast(key, "#")
	if ok && strings.Trim(block, "0123456789") == "" {
		return path
	}
	return key
}

// cutLast cuts s at the last sep.
func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// defaultJobs is how many goroutines work at once.
func defaultJobs() int { return runtime.GOMAXPROCS(0) }
