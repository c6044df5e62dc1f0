package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
	"threadlsp/internal/refactor"
	"threadlsp/internal/report"
	"threadlsp/internal/safewrite"
)

// fixFlags say what of the findings is mended.
type fixFlags struct {
	fix, unsafe, diff bool
	ignore            string // the reason of comments that silence what is found
}

// changes says whether anything of the files is to be changed, or shown as changed.
func (f *fixFlags) changes() bool { return f.fix || f.diff || f.ignore != "" }

func (f *fixFlags) register(c *cobra.Command) {
	flags := c.Flags()
	flags.BoolVar(&f.fix, "fix", false, "make the safe fixes, and report what remains; \"-\" prints the fixed text")
	flags.BoolVar(&f.diff, "diff", false, "show what --fix would change, and change nothing; ends with status 1 if that is anything")
	flags.StringVar(&f.ignore, "add-ignore", "", "silence every finding with a comment on its line that gives this reason")
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "with --fix or --diff: the fixes that may change what a correct program does, too")
}

// check says whether the flags can be meant together.
func (f *fixFlags) check(paths []string) error {
	switch {
	case f.unsafe && !f.fix && !f.diff:
		return errors.New("--unsafe-fixes: needs --fix or --diff")
	case f.fix && f.diff:
		return errors.New("--fix and --diff: only one of them")
	case f.ignore != "" && (f.fix || f.unsafe):
		return errors.New("--add-ignore: not together with --fix")
	case strings.IndexFunc(f.ignore, unicode.IsControl) >= 0:
		return errors.New("--add-ignore: the reason must be one line")
	case f.changes() && slices.Contains(paths, "-") && len(paths) > 1:
		return errors.New("standard input must be the only path where files are changed")
	}
	return nil
}

// A mended document.
type mended struct {
	fix.Draft // bytes as on disk
	doc       *source.Document
	damage    analyzer.Damage // of Text
	had, left int             // findings to mend, before and after
	refused   bool            // a fix would have broken the text
	lost      bool            // a fix has text that does not fit the encoding
}

// fixed is how many findings are gone.
func (m *mended) fixed() int { return max(m.had-m.left, 0) }

// A remedy is what is to be done about a finding, nil for nothing.
type remedy func(f *analyzer.Finding, file *source.File) *analyzer.Fix

// remedy is what the flags ask for.
func (f *fixFlags) remedy() remedy {
	if f.ignore == "" {
		return func(x *analyzer.Finding, _ *source.File) *analyzer.Fix {
			if x.Fix == nil || !x.Fix.Safe && !f.unsafe {
				return nil
			}
			return x.Fix
		}
	}
	var read *source.File // findings come file by file
	var lines *refactor.Lines
	return func(x *analyzer.Finding, file *source.File) *analyzer.Fix {
		if x.Rule.Late || file == nil { // a comment that is wrong is not silenced by another
			return nil
		}
		if read != file {
			read, lines = file, refactor.NewLines(file.Text)
		}
		c, ok := lines.Disable(x.Span, x.Rule, f.ignore)
		if !ok || file.Magic(c.Edits[0].Span) {
			return nil
		}
		return &analyzer.Fix{Title: c.Title, Edits: c.Edits}
	}
}

// mend changes a program's documents, in memory, until nothing is left to be done:
// first what is to be done before anything is changed, then what that brings up.
func (p *program) mend(ctx context.Context, want remedy) ([]*mended, error) {
	todo := remedied(p.result, want)
	var out []*mended
	var drafts []*fix.Draft
	of := map[*fix.Draft]*mended{}
	for _, path := range p.target.Report {
		if len(todo[path]) == 0 {
			continue
		}
		m, err := p.draft(ctx, todo[path])
		if err != nil {
			return nil, err
		}
		out, drafts, of[&m.Draft] = append(out, m), append(drafts, &m.Draft), m
	}
	r := p.request
	r.Store = nil
	project := p.target.Project
	err := fix.Rounds(drafts, func(changed []*fix.Draft) error {
		var docs []*source.Document
		r.Report = nil
		for _, d := range changed {
			doc, err := p.accept(ctx, of[d])
			if err != nil {
				return err
			}
			if doc != nil {
				docs, r.Report = append(docs, doc), append(r.Report, doc.Path)
			}
		}
		project = project.With(docs...)
		r.Project = project
		res, err := p.session.Check(ctx, r)
		if err != nil {
			return err
		}
		next := remedied(res, want)
		for _, d := range changed {
			d.Findings, d.Files = next[of[d].doc.Path], res.Files
			if d.Next != nil {
				of[d].left = len(d.Findings)
			}
		}
		return nil
	})
	return out, err
}

// draft is a document before it is mended, as it was checked: the file may be another by now.
func (p *program) draft(ctx context.Context, todo []*analyzer.Finding) (*mended, error) {
	m := &mended{doc: p.result.Files[todo[0].Path].Doc, had: len(todo), left: len(todo)}
	m.Text, m.Findings, m.Files = m.doc.Raw, todo, p.result.Files
	for _, f := range todo {
		if _, ok := fix.InDocument(m.Files[f.Path], f.Fix.Edits); !ok {
			m.lost = true
		}
	}
	var err error
	m.damage, err = p.request.Damage(ctx, m.doc)
	return m, err
}

// accept is a document as a round makes it; nil, and the round does not count for it,
// where that would be broken.
func (p *program) accept(ctx context.Context, m *mended) (*source.Document, error) {
	doc, err := source.Decode(m.doc.Path, m.Next)
	if err == nil {
		var now analyzer.Damage
		if now, err = p.request.Damage(ctx, doc); err != nil {
			return nil, err
		}
		if !now.Exceeds(m.damage) {
			m.damage = now
			return doc, nil
		}
	}
	m.refused, m.Next = true, nil
	return nil, nil
}

// remedied is the findings about which something is to be done, by document, with
// that as their fix, which counts as safe from here on.
func remedied(res *analyzer.Result, want remedy) map[string][]*analyzer.Finding {
	out := map[string][]*analyzer.Finding{}
	for _, f := range res.Findings {
		if w := want(&f, res.Files[f.Path]); w != nil {
			f.Fix = &analyzer.Fix{Title: w.Title, Safe: true, Edits: w.Edits}
			out[document(f.Path)] = append(out[document(f.Path)], &f)
		}
	}
	return out
}

// apply writes the fixes, or shows them. It returns lines on what was done, and
// whether a file could not be written.
func (f *fixFlags) apply(ctx context.Context, a *app, programs []*program, stdin bool) (notices []string, failed bool, err error) {
	fixed, files := 0, 0
	for _, p := range programs {
		if !f.diff && !stdin {
			p.sweep()
		}
		all, err := p.mend(ctx, f.remedy())
		if err != nil {
			return nil, false, err
		}
		for _, m := range all {
			shown := report.Path(p.path(m.doc.Path))
			if m.refused {
				notices = append(notices, fmt.Sprintf("threadlsp: %s: a fix is left out: the file would no longer be valid Python", shown))
			}
			if m.lost {
				notices = append(notices, fmt.Sprintf("threadlsp: %s: a fix is left out: its text cannot be written in %s", shown, m.doc.Encoding))
			}
			if bytes.Equal(m.Text, m.doc.Raw) {
				continue
			}
			fixed, files = fixed+m.fixed(), files+1
			switch {
			case f.diff:
				err = a.showDiff(shown, m)
			case !stdin:
				if err := safewrite.Change(p.target.Project.Abs(m.doc.Path), m.doc.Raw, m.Text); err != nil {
					notices = append(notices, fmt.Sprintf("threadlsp: %s: cannot be written: %v", shown, err))
					fixed, files, failed = fixed-m.fixed(), files-1, true
				}
			}
			if err != nil {
				return nil, false, err
			}
		}
		if stdin && !f.diff {
			if err := a.printFixed(p, all); err != nil {
				return nil, false, err
			}
		}
	}
	verb := "Fixed"
	switch {
	case f.diff && f.ignore != "":
		verb = "Would silence"
	case f.diff:
		verb = "Would fix"
	case f.ignore != "":
		verb = "Silenced"
	}
	if files > 0 {
		notices = append(notices, fmt.Sprintf("%s %s in %s", verb, report.Count(fixed, "finding"), report.Count(files, "file")))
	}
	if f.diff && files > 0 {
		a.status = max(a.status, statusFindings)
	}
	return notices, failed, nil
}

// sweep removes what a run before left that was killed while it changed these files.
func (p *program) sweep() {
	var paths []string
	for _, path := range p.target.Report {
		paths = append(paths, p.target.Project.Abs(path))
	}
	safewrite.Sweep(paths)
}

// showDiff prints what changes in a document, as patch reads it.
func (a *app) showDiff(shown string, m *mended) error {
	after, err := source.Decode(m.doc.Path, m.Text)
	if err != nil {
		return err // it was decoded before
	}
	// A diff of source holds what the source holds; control characters are shown.
	was, is := m.doc.Text, after.Text
	if source.IsNotebook(m.doc.Path) { // as JSON: patch knows no cells
		was, is = m.doc.Raw, after.Raw
	}
	_, err = io.WriteString(a.stdout, report.Block(udiff.Unified("a/"+shown, "b/"+shown, string(was), string(is))))
	return err
}

// printFixed prints standard input as it is after the fixes.
func (a *app) printFixed(p *program, all []*mended) error {
	for _, path := range p.target.Report {
		text, err := p.target.Project.Read(path)
		if err != nil {
			continue // reported as skipped
		}
		raw := text.Raw
		for _, m := range all {
			if m.doc.Path == path {
				raw = m.Text
			}
		}
		if _, err := a.stdout.Write(raw); err != nil {
			return outputError(err)
		}
	}
	return nil
}
