package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/baseline"
	"threadlsp/internal/report"
	"threadlsp/internal/safewrite"
)

// baselineFlags say which findings are old.
type baselineFlags struct {
	file   string
	update bool
}

func (f *baselineFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.file, "baseline", "", "set the findings aside that this file lists: only new ones are reported")
	flags.BoolVar(&f.update, "update-baseline", false, "write the findings of this run to the --baseline file, and drop entries that match nothing")
}

// A known is an open baseline.
type known struct {
	path    string // absolute
	shown   string
	content *baseline.Baseline
}

// load reads the baseline; nil without one. The error is one of usage.
func (f *baselineFlags) load(a *app) (*known, error) {
	switch {
	case f.file == "" && f.update:
		return nil, errors.New("--update-baseline: needs --baseline FILE")
	case f.file == "":
		return nil, nil
	}
	k := &known{path: a.abs(f.file), shown: report.Path(f.file), content: &baseline.Baseline{}}
	data, err := readBaseline(k.path)
	if errors.Is(err, fs.ErrNotExist) && f.update {
		return k, nil
	}
	if err == nil && len(data) == 0 && f.update { // made by a run that was killed before it wrote
		return k, nil
	}
	if err == nil {
		k.content, err = baseline.Parse(data)
	}
	if err != nil {
		return nil, fmt.Errorf("--baseline %s: %w", k.shown, bare(err))
	}
	return k, nil
}

// readBaseline reads a regular file of bounded size.
func readBaseline(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > baseline.MaxSize:
		return nil, errors.New("too large for a baseline")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, baseline.MaxSize))
}

// relative is a file's path as the baseline lists it.
func (k *known) relative(p *program, doc string) string {
	abs := p.target.Project.Abs(doc)
	if rel, err := filepath.Rel(filepath.Dir(k.path), abs); err == nil {
		abs = rel
	}
	return filepath.ToSlash(abs)
}

// setAside takes the findings that the baseline knows out of the results. With
// update the baseline becomes what was found. It returns lines for the user.
func (k *known) setAside(programs []*program, update bool) ([]string, error) {
	if k == nil {
		return nil, nil
	}
	var found []baseline.Fingerprint
	checked := map[string]bool{}
	for _, p := range programs {
		for i := range p.result.Findings {
			f := &p.result.Findings[i]
			found = append(found, baseline.Of(f, p.result.Files[f.Path], k.relative(p, document(f.Path))))
		}
		for _, doc := range p.target.Report {
			checked[k.relative(p, doc)] = true
		}
	}
	old, left := k.content.Match(found)
	var stale, elsewhere []baseline.Fingerprint
	for _, e := range left {
		if !checked[e.Path] && k.exists(e.Path) {
			elsewhere = append(elsewhere, e)
		} else {
			stale = append(stale, e)
		}
	}
	if update {
		added := len(slices.DeleteFunc(slices.Clone(old), func(is bool) bool { return is }))
		for i := range old {
			old[i] = true
		}
		next := &baseline.Baseline{Entries: append(found, elsewhere...)}
		if err := k.write(next.Bytes()); err != nil {
			return nil, fmt.Errorf("--baseline %s: cannot be written: %w", k.shown, err)
		}
		divide(programs, old)
		return []string{fmt.Sprintf("Baseline %s: %s, %d added, %d removed", k.shown, report.Count(len(next.Entries), "finding"), added, len(stale))}, nil
	}
	divide(programs, old)
	if len(stale) > 0 {
		return []string{fmt.Sprintf("threadlsp: baseline %s: %d of its findings are gone; --update-baseline drops them", k.shown, len(stale))}, nil
	}
	return nil, nil
}

// exists says whether a path of the baseline is still there.
func (k *known) exists(path string) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(k.path), filepath.FromSlash(path)))
	return err == nil
}

// write replaces the file, or makes it.
func (k *known) write(data []byte) error {
	f, err := os.OpenFile(k.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err == nil {
		f.Close()
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	safewrite.Sweep([]string{k.path})
	return safewrite.Write(k.path, data)
}

// divide parts the findings of all programs, in order, by whether they are old.
func divide(programs []*program, old []bool) {
	for _, p := range programs {
		r := *p.result
		var kept []analyzer.Finding
		for i := range r.Findings {
			if old[i] {
				p.aside = append(p.aside, r.Findings[i])
			} else {
				kept = append(kept, r.Findings[i])
			}
		}
		old = old[len(r.Findings):]
		r.Findings = kept
		p.result = &r
	}
}
