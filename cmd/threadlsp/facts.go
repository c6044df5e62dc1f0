package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/cache"
	"threadlsp/internal/load"
	"threadlsp/internal/report"
)

// factsCommand makes the facts of files for a check that runs elsewhere.
func (a *app) factsCommand() *cobra.Command {
	var f programFlags
	var out string
	c := &cobra.Command{
		Use:   "facts FILES -o FILE" + cache.BundleExtension,
		Short: "Make the facts of files, for a check elsewhere",
		Long: `Parses files and writes what they say to one file. A later "threadlsp check
--facts DIR" of the same program takes it from there: it parses only what no file
in DIR knows, and says byte for byte what it says without. Only the named files
are read, so a build engine can run one of these for each file or package, on
many machines, and again only for what has changed. Facts hold for the bytes of
the files, the build of threadlsp and the limits below, whatever the files are called.

Files that a check parses only when it is led to them are left to it; --all-files
makes the facts of those, too.

A file that is too large or no text is named and left out. Exit status: 0 written,
2 wrong usage or configuration, a file that is not there, or one that cannot be
written, 130 interrupted.`,
		Example: `  threadlsp facts src/worker.py src/pool.py -o out/worker.facts
  threadlsp check --facts out src`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, paths []string) error {
			return a.makeFacts(c, &f, paths, out)
		},
	}
	f.configFlags.register(c)
	f.registerLimits(c)
	c.Flags().StringVarP(&out, "output", "o", "", "the file to write; its name ends in "+cache.BundleExtension)
	return c
}

// makeFacts runs the subcommand.
func (a *app) makeFacts(c *cobra.Command, f *programFlags, paths []string, out string) error {
	switch {
	case out == "":
		return errors.New("--output: name the file to write, as in -o worker" + cache.BundleExtension)
	case !strings.HasSuffix(out, cache.BundleExtension):
		return fmt.Errorf("--output %s: the name must end in %s, by which check --facts finds it", report.Path(out), cache.BundleExtension)
	}
	request, err := a.request(f, paths)
	if err != nil {
		return err
	}
	build, err := thisProgram()
	if err != nil {
		return err
	}
	targets, err := load.Targets(request)
	if err != nil {
		return shortConfigError(err, request.Dir)
	}
	bundle := cache.NewBundle()
	f.store = bundle
	for _, t := range targets {
		skipped, err := analyzer.NewSession(a.rules, f.workers(t)).Extract(c.Context(), f.asked(t))
		if err != nil {
			return err
		}
		for _, s := range append(t.Skipped, skipped...) { // the check will say so, too, and decide what that means
			if _, err := fmt.Fprintf(a.stderr, "threadlsp: %s: skipped: %s\n", report.Path(shownPath(t.Project.Abs(s.Path), a.dir)), s.Reason); err != nil {
				return err
			}
		}
	}
	if err := os.WriteFile(a.abs(out), bundle.Bytes(build), 0o644); err != nil {
		return fmt.Errorf("cannot write the facts: %w", err)
	}
	return nil
}

// thisProgram names the running program by its bytes: unlike thisBuild it is the
// same on every machine. They are read once: while a check is repeated, a newer
// build may take the file's place.
var thisProgram = sync.OnceValues(func() (cache.Key, error) {
	path, err := os.Executable()
	if err != nil {
		return cache.Key{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return cache.Key{}, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return cache.Key(h.Sum(nil)), err
})

// factsFlags say where facts that were made elsewhere are.
type factsFlags struct {
	elsewhere string
}

func (f *factsFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.elsewhere, "facts", "", `take facts from the files that "threadlsp facts" wrote into this folder`)
}

// over is a store with the facts that were made elsewhere before what another one
// keeps, which may be nil. The lines say which files were of no use.
func (f *factsFlags) over(a *app, kept analyzer.Store) (analyzer.Store, []string, error) {
	if f.elsewhere == "" {
		return kept, nil, nil
	}
	build, err := thisProgram()
	if err != nil {
		return nil, nil, err
	}
	bundles, foreign, err := cache.OpenBundles(a.abs(f.elsewhere), build)
	if err != nil {
		return nil, nil, fmt.Errorf("--facts %s: %w", report.Path(f.elsewhere), bare(err))
	}
	var notices []string
	for _, path := range foreign {
		notices = append(notices, fmt.Sprintf("threadlsp: %s: not used: these are not facts of this build of threadlsp", report.Path(shownPath(path, a.dir))))
	}
	return &layered{bundles, kept}, notices, nil
}

// layered is a store that looks into bundles first.
type layered struct {
	bundles *cache.Bundles
	kept    analyzer.Store // nil: nothing is kept
}

// Get is the value under a key.
func (l *layered) Get(k cache.Key) ([]byte, bool) {
	if b, ok := l.bundles.Get(k); ok || l.kept == nil {
		return b, ok
	}
	return l.kept.Get(k)
}

// Put keeps a value.
func (l *layered) Put(k cache.Key, value []byte) {
	if l.kept != nil {
		l.kept.Put(k, value)
	}
}

// bare is the error of a path without the path.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
