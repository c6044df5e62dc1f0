package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
	"threadlsp/internal/glob"
	"threadlsp/internal/load"
	"threadlsp/internal/report"
)

// programFlags are the options of every subcommand that analyses.
type programFlags struct {
	configFlags
	selected, ignored []string
	preview           bool
	freeThreaded      bool
	target            string
	profile           string
	exclude           []string
	stdinName         string
	allFiles          bool
	jobs              int
	maxFileSize       byteSize
	maxLine           byteSize
	maxDepth          int

	store    analyzer.Store // what is kept from run to run, nil for nothing
	progress *progress      // who is told how far it is
	found    bool           // only what is found is asked for: no model, no second check
	sessions sessions       // that know the files of an earlier check, nil for none
}

// register adds the flags.
func (f *programFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.SortFlags = false
	flags.StringSliceVar(&f.selected, "select", nil, "rules to run, by name, code, code prefix or ALL (replaces the configured ones)")
	flags.StringSliceVar(&f.ignored, "ignore", nil, "rules not to run, by name, code or code prefix")
	flags.BoolVar(&f.preview, "preview", false, "run the rules in preview, too")
	flags.StringVar(&f.target, "target-version", "", "oldest Python the project runs on: "+strings.Join(config.Targets, ", "))
	flags.BoolVar(&f.freeThreaded, "free-threaded", false, "the project runs on a free-threaded Python")
	flags.StringVar(&f.profile, "profile", "", "learn: explain at length, and fail on threads that nothing waits for")
	flags.StringSliceVar(&f.exclude, "exclude", nil, "files and directories to leave out, besides the configured ones")
	f.configFlags.register(c)
	flags.StringVar(&f.stdinName, "stdin-filename", "", `the name that "-" stands for; its project is analysed with it`)
	f.registerLimits(c)
}

// registerLimits adds the flags that say what is read at all.
func (f *programFlags) registerLimits(c *cobra.Command) {
	flags := c.Flags()
	flags.IntVar(&f.jobs, "jobs", 0, "files to analyse at once; 0: one for each processor")
	f.maxFileSize, f.maxLine = load.DefaultMaxFileSize, 1<<20
	flags.Var(&f.maxFileSize, "max-file-size", "skip larger files")
	flags.Var(&f.maxLine, "max-line-length", "skip files with a longer line")
	flags.IntVar(&f.maxDepth, "max-depth", 1000, "analyse nesting to this depth")
	flags.BoolVar(&f.allFiles, "all-files", false, "parse every file of the project, also those that cannot matter (slow)")
}

// A program is one project and what its check found.
type program struct {
	target  *load.Target
	result  *analyzer.Result
	dir     string // working directory
	session *analyzer.Session
	request analyzer.Request   // what the result answers
	aside   []analyzer.Finding // that a baseline knows
}

// analyse checks the projects that the paths belong to. It waits for nothing
// once ctx is done, standard input included: the work is thrown away.
func (a *app) analyse(ctx context.Context, f *programFlags, paths []string) ([]*program, error) {
	if _, err := analyzer.ResolveSelection(a.rules, analyzer.Settings{Select: f.selected, Ignore: f.ignored}); err != nil {
		return nil, err
	}
	type answer struct {
		programs []*program
		err      error
	}
	done := make(chan answer, 1)
	go func() {
		request, err := a.request(f, paths)
		if err != nil {
			done <- answer{nil, err}
			return
		}
		programs, err := f.run(ctx, a.rules, request)
		done <- answer{programs, err}
	}()
	select {
	case got := <-done:
		return got.programs, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// request resolves what the flags say about files.
func (a *app) request(f *programFlags, paths []string) (load.Request, error) {
	r := load.Request{
		Dir: a.dir, Paths: paths, StdinName: f.stdinName, Exclude: f.exclude, MaxFileSize: int64(f.maxFileSize),
	}
	if f.maxDepth < 1 {
		return r, fmt.Errorf("--max-depth %d: must be at least 1", f.maxDepth)
	}
	if f.jobs < 0 {
		return r, fmt.Errorf("--jobs %d: must be at least 1, or 0 for one for each processor", f.jobs)
	}
	if err := f.put(a, &r); err != nil {
		return r, err
	}
	for _, p := range f.exclude {
		if _, err := glob.Compile(p); err != nil {
			return r, fmt.Errorf("--exclude %s: %w", p, err)
		}
	}
	if t, ok := strings.CutSuffix(f.target, "t"); ok { // 3.14t, as the build is called
		f.target, f.freeThreaded = t, true
	}
	if f.target != "" {
		if err := config.CheckTarget(f.target); err != nil {
			return r, fmt.Errorf("--%w", err)
		}
	}
	if err := config.CheckProfile(f.profile); err != nil {
		return r, fmt.Errorf("--%w", err)
	}
	if !slices.Contains(paths, "-") {
		return r, nil
	}
	var err error
	r.Stdin, err = io.ReadAll(io.LimitReader(a.stdin, r.MaxFileSize+1))
	if err != nil {
		return r, fmt.Errorf("-: %w", err)
	}
	if int64(len(r.Stdin)) > r.MaxFileSize {
		return r, fmt.Errorf("-: too large, limit %s, raise with --max-file-size", &f.maxFileSize)
	}
	if r.Stdin == nil {
		r.Stdin = []byte{}
	}
	return r, nil
}

// run finds and checks the projects, one after the other: each uses all jobs.
func (f *programFlags) run(ctx context.Context, rules []*analyzer.Rule, request load.Request) ([]*program, error) {
	targets, err := load.Targets(request)
	if err != nil {
		return nil, shortConfigError(err, request.Dir)
	}
	var out []*program
	for _, t := range targets {
		p := &program{target: t, dir: request.Dir}
		p.request = f.asked(t)
		if faults := t.Config.RuleFaults(func(word string) error { return knownRule(rules, word) }); len(faults) > 0 {
			return nil, shortConfigError(faults[0], request.Dir)
		}
		if _, err := analyzer.ResolveSelection(rules, p.request.Settings); err != nil {
			return nil, fmt.Errorf("%s: %w", p.path(t.Config.Path), err)
		}
		p.session = f.sessions.of(rules, t.Project.Root(), f.workers(t))
		p.request.Project = f.progress.of(t.Project)
		p.result, err = p.session.Check(ctx, p.request)
		if err != nil {
			return nil, err
		}
		if f.found {
			p.result.Release()
			p.session = nil
		}
		p.tidy()
		out = append(out, p)
	}
	return out, nil
}

// asked is what a session is asked of a project: facts that are made for a check
// elsewhere are those that it makes itself.
func (f *programFlags) asked(t *load.Target) analyzer.Request {
	return analyzer.Request{
		Project: t.Project, Report: t.Report, Settings: f.settings(t.Config, t.Project.Root()), MaxLine: int(f.maxLine), MaxDepth: f.maxDepth, Store: f.store,
	}
}

// workers is how many files of a project are analysed at once.
func (f *programFlags) workers(t *load.Target) int {
	return cmp.Or(f.jobs, t.Config.Jobs, defaultJobs())
}

// shortConfigError shows the path of a configuration file as the user would write it.
func shortConfigError(err error, dir string) error {
	if e, ok := err.(*config.Error); ok {
		short := *e
		short.Path = report.Path(shownPath(e.Path, dir))
		return &short
	}
	return err
}

// settings joins the flags and a project's configuration. Rules selected by
// hand replace the configured selection, what it ignores included.
func (f *programFlags) settings(c *config.Config, root string) analyzer.Settings {
	s := load.Chosen(c, root)
	s.Ignore = slices.Concat(c.Ignore, f.ignored)
	s.Preview, s.FreeThreaded = s.Preview || f.preview, s.FreeThreaded || f.freeThreaded
	s.Learn, s.AllFiles = s.Learn || f.profile == "learn", f.allFiles
	if len(f.selected) > 0 {
		s.Select, s.Ignore = f.selected, f.ignored
	}
	if f.target != "" {
		s.Target = f.target
	}
	return s
}

// knownRule is the error of a word that names no rule.
func knownRule(rules []*analyzer.Rule, word string) error {
	_, err := analyzer.ResolveSelection(rules, analyzer.Settings{Select: []string{word}})
	return err
}

// tidy keeps of the program's skipped and repaired files those that were to be
// reported on, and adds what the walk could not read.
func (p *program) tidy() {
	reported := map[string]bool{}
	for _, path := range p.target.Report {
		reported[path] = true
	}
	ours := func(all []analyzer.Skip) []analyzer.Skip {
		return slices.DeleteFunc(slices.Clone(all), func(s analyzer.Skip) bool { return !reported[document(s.Path)] })
	}
	r := *p.result
	r.Skipped = append(slices.Clone(p.target.Skipped), ours(r.Skipped)...)
	slices.SortStableFunc(r.Skipped, func(a, b analyzer.Skip) int { return strings.Compare(a.Path, b.Path) })
	r.Skipped = slices.Compact(r.Skipped)
	r.Repaired = ours(r.Repaired)
	p.result = &r
}

// part is the program for a report, with the findings at or over a severity.
func (p *program) part(least analyzer.Severity) report.Part {
	r := *p.result
	r.Findings = slices.DeleteFunc(slices.Clone(r.Findings), func(f analyzer.Finding) bool { return f.Level() < least })
	return report.Part{Result: &r, Path: p.path, Aside: p.aside}
}

// path shows a path of the project as the user would write it.
func (p *program) path(rel string) string {
	return shownPath(p.target.Project.Abs(rel), p.dir)
}

// shownPath is an absolute path relative to dir where it lies below.
func shownPath(abs, dir string) string {
	if rel, err := filepath.Rel(dir, abs); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(abs)
}
