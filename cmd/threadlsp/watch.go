package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/load"
	"threadlsp/internal/report"
	"threadlsp/internal/watch"
)

// watchFlags say whether the check is repeated.
type watchFlags struct{ watch bool }

func (f *watchFlags) register(c *cobra.Command) {
	c.Flags().BoolVar(&f.watch, "watch", false, "check again whenever a file or a setting changes, until interrupted")
}

// A sessionKey is what a session is made for.
type sessionKey struct {
	root string
	jobs int
}

// sessions are kept from check to check, so that only
// what has changed is parsed anew.
type sessions map[sessionKey]*analyzer.Session

// of is the session of a project; a new one where none are kept.
func (s sessions) of(rules []*analyzer.Rule, root string, jobs int) *analyzer.Session {
	key := sessionKey{root, jobs}
	if known, ok := s[key]; ok {
		return known
	}
	made := analyzer.NewSession(rules, jobs)
	if s != nil { // else one check is all there is
		s[key] = made
	}
	return made
}

// watchable is the error of flags that make no sense over and over again.
func (f *checkFlags) watchable(paths []string) error {
	for _, no := range []struct {
		is   bool
		what string
	}{
		{slices.Contains(paths, "-"), `"-": standard input is there once`},
		{f.fix, "--fix"},
		{f.diff, "--diff"},
		{f.ignore != "", "--add-ignore"},
		{f.update, "--update-baseline"},
		{len(f.outputs) > 0, "--output"},
	} {
		if no.is {
			return fmt.Errorf("--watch: not together with %s", no.what)
		}
	}
	if f.format != "full" && f.format != "concise" {
		return fmt.Errorf("--watch: needs --format full or concise, not %s", f.format)
	}
	return nil
}

// watch checks again and again. Its error is that of the first check, later ones
// are printed: what is wrong is being mended. It ends when ctx does.
func (a *app) watch(ctx context.Context, f *checkFlags, paths []string) error {
	if err := f.watchable(paths); err != nil {
		return err
	}
	w, err := watch.New(a.mattersTo(f, paths))
	if err != nil {
		return fmt.Errorf("--watch: %w", err)
	}
	defer w.Close()
	f.sessions = sessions{}
	for first := true; ; first = false {
		err := a.cover(w, f, paths)
		if err == nil {
			a.status = statusOK
			err = a.check(ctx, f, paths)
		}
		switch {
		case err == nil:
		case first || ctx.Err() != nil || errors.Is(err, syscall.EPIPE):
			return err
		default:
			a.sayError(err)
		}
		if !f.quiet {
			fmt.Fprintf(a.stderr, "Watching %s for changes, Ctrl-C ends\n", directories(w.Len()))
		}
		changed, err := w.Wait(ctx)
		if err != nil {
			return err
		}
		if err := a.separate(changed); err != nil {
			return outputError(err)
		}
	}
}

// mattersTo says which paths' changes are worth a check.
func (a *app) mattersTo(f *checkFlags, paths []string) func(string, bool) bool {
	named := map[string]bool{}
	for _, p := range append(slices.Clone(paths), f.file) {
		named[filepath.Clean(a.abs(p))] = p != ""
	}
	return func(path string, isDir bool) bool { return named[path] || load.Matters(path, isDir) }
}

// cover watches what the next check will read. A directory that appears between the
// look at a program and the watch over it is seen by the next look.
func (a *app) cover(w *watch.Watcher, f *checkFlags, paths []string) error {
	request, err := a.request(&f.programFlags, paths)
	if err != nil {
		return err
	}
	for more := true; more; {
		targets, err := load.Targets(request)
		if err != nil {
			return shortConfigError(err, a.dir)
		}
		var dirs []string
		for _, t := range targets {
			dirs = append(dirs, t.Watched()...)
		}
		if f.file != "" {
			dirs = append(dirs, filepath.Dir(a.abs(f.file)))
		}
		if more, err = w.Watch(dirs); err != nil {
			return fmt.Errorf("--watch: %w", err)
		}
	}
	return nil
}

// separate puts a new report apart from the last: a terminal is cleared, and
// elsewhere a line says what has changed.
func (a *app) separate(changed []string) error {
	line := "\x1b[2J\x1b[H"
	if !a.terminal || a.getenv("TERM") == "dumb" {
		line = "---- changed: " + a.briefly(changed) + "\n"
	}
	_, err := io.WriteString(a.stdout, line)
	return err
}

// briefly names what has changed in one line.
func (a *app) briefly(paths []string) string {
	if len(paths) == 0 {
		return "unknown"
	}
	name := report.Path(shownPath(paths[0], a.dir))
	if len(paths) > 1 {
		name += fmt.Sprintf(" and %d more", len(paths)-1)
	}
	return name
}

// directories counts some.
func directories(n int) string {
	if n == 1 {
		return "1 directory"
	}
	return fmt.Sprintf("%d directories", n)
}
