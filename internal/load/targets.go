package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/config"
)

// A Request is what the user asks to check.
type Request struct {
	Dir         string   // absolute working directory
	Paths       []string // files and directories, absolute or relative to Dir; none = Dir
	Stdin       []byte   // what "-" among the paths means; nil = "-" is an ordinary name
	StdinName   string   // the name that stands for it; "" = a program of its own
	MaxFileSize int64    // in bytes; 0 = DefaultMaxFileSize
	Exclude     []string // patterns besides the configured ones

	NoConfig bool                       // read no configuration
	Config   string                     // the one that counts in place of those of projects; "" = theirs
	Over     func(*config.Config) error // what else is said, over every configuration; nil = nothing
}

// A Target is one project, and what of it is to be reported on.
type Target struct {
	Project *Project
	Config  *config.Config
	Report  []string        // in the project's spelling, sorted
	Skipped []analyzer.Skip // configuration files and parts of the walk, in the project's spelling or absolute
	Named   map[string]bool // paths of Report that the user wrote out
}

// stdinPath is what standard input is called without a name.
const stdinPath = "<stdin>.py"

// Targets resolves paths to projects, in the order of their roots. Each file
// belongs to the nearest root, so that checking it alone and checking a
// directory above it say the same. The error is for the user: a path that does
// not exist, or a *config.Error.
func Targets(r Request) ([]*Target, error) {
	f := &finder{request: r, byRoot: map[string]*Target{}}
	paths := r.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	for _, p := range paths {
		var err error
		if p == "-" && r.Stdin != nil {
			err = f.stdin()
		} else {
			err = f.path(p)
		}
		if err != nil {
			return nil, err
		}
	}
	out := make([]*Target, 0, len(f.byRoot))
	for _, t := range f.byRoot {
		if err := f.finish(t); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *Target) int { return strings.Compare(a.Project.Root(), b.Project.Root()) })
	return out, nil
}

// A finder collects targets.
type finder struct {
	request Request
	byRoot  map[string]*Target
	dirs    []walked // directories that were looked through, for what lies outside of them
	stdinIn *Target  // what standard input belongs to
	stdinAs string   // its path there
}

// A walked directory, and its path relative to its project.
type walked struct{ root, dir string }

// path adds a file or directory.
func (f *finder) path(p string) error {
	abs := p
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(f.request.Dir, abs)
	}
	abs = filepath.Clean(abs)
	info, err := os.Stat(abs)
	if err != nil {
		return fmt.Errorf("%s: %s", p, reason(err))
	}
	if info.IsDir() {
		return f.directory(abs)
	}
	t, err := f.target(Root(abs))
	if err != nil {
		return err
	}
	rel, ok := t.Project.Rel(abs)
	if !ok {
		return fmt.Errorf("%s: outside of its project", p)
	}
	f.name(t, rel)
	return nil
}

// name adds a file that the user wrote out.
func (f *finder) name(t *Target, rel string) {
	t.Report = append(t.Report, rel)
	t.Named[rel] = true
}

// directory adds what lies in a directory, and the projects inside it.
func (f *finder) directory(abs string) error {
	work := []walked{{Root(abs), abs}}
	for len(work) > 0 {
		w := work[0]
		work = work[1:]
		t, err := f.target(w.root)
		if err != nil {
			return err
		}
		dir, ok := t.Project.Rel(w.dir)
		if !ok || slices.Contains(f.dirs, w) {
			continue
		}
		f.dirs = append(f.dirs, w)
		t.Project.disk.options.whole = true // not listed yet: files are named, directories listed
		found := t.Project.disk.list()
		t.Report = append(t.Report, t.Project.disk.included(own(found.python, dir))...)
		if t.Config.Markdown {
			t.Report = append(t.Report, t.Project.disk.included(own(found.markdown, dir))...)
		}
		for _, s := range found.skipped {
			if dir == "." || s.Path == dir || strings.HasPrefix(s.Path, dir+"/") {
				t.Skipped = append(t.Skipped, s)
			}
		}
		for _, r := range found.roots {
			if _, ok := below(w.dir, r); ok {
				work = append(work, walked{r, r})
			}
		}
	}
	return nil
}

// stdin adds standard input under its name. The project around it is there, as
// for a file; without a name it is alone.
func (f *finder) stdin() error {
	if f.stdinAs != "" {
		return errors.New("-: given twice")
	}
	if f.request.StdinName == "" {
		c, skipped, err := f.settings(f.request.Dir)
		if err != nil {
			return err
		}
		o := f.options(c, f.request.Dir)
		o.Alone = true
		t := &Target{Config: c, Skipped: skipped, Named: map[string]bool{}, Project: New(f.request.Dir, o)}
		f.byRoot["-"] = t // no root: those are absolute
		f.stdinIn, f.stdinAs = t, stdinPath
		f.name(t, stdinPath)
		return nil
	}
	abs := f.request.StdinName
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(f.request.Dir, abs)
	}
	t, err := f.target(Root(abs))
	if err != nil {
		return err
	}
	rel, ok := t.Project.Rel(abs)
	if !ok {
		return fmt.Errorf("%s: outside of its project", f.request.StdinName)
	}
	f.stdinIn, f.stdinAs = t, rel
	f.name(t, rel)
	return nil
}

// target is the target of a root, made when it is first needed.
func (f *finder) target(root string) (*Target, error) {
	if t, ok := f.byRoot[root]; ok {
		return t, nil
	}
	c, skipped, err := f.settings(root)
	if err != nil {
		return nil, err
	}
	t := &Target{Config: c, Skipped: skipped, Named: map[string]bool{}, Project: New(root, f.options(c, root))}
	f.byRoot[root] = t
	return t, nil
}

// options are a project's, from the request and its configuration.
func (f *finder) options(c *config.Config, root string) Options {
	o := Options{
		Exclude: slices.Concat(c.Exclude, f.request.Exclude), Include: c.Include, Markdown: c.Markdown, MaxFileSize: f.request.MaxFileSize,
	}
	if _, around := below(filepath.Dir(c.Path), root); around && c.Path != "" {
		o.ExcludeBase = filepath.Dir(c.Path) // one that was named may lie elsewhere
	}
	return o
}

// finish sorts a target's report and makes the named files part of its project.
func (f *finder) finish(t *Target) error {
	slices.Sort(t.Report)
	t.Report = slices.Compact(t.Report)
	for rel := range t.Named {
		t.Project.disk.options.Named = append(t.Project.disk.options.Named, rel)
	}
	if f.stdinIn != t {
		return nil
	}
	doc, err := source.Decode(f.stdinAs, f.request.Stdin)
	if err != nil {
		return fmt.Errorf("-: %w", err)
	}
	t.Project = t.Project.With(doc)
	return nil
}
