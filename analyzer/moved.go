package analyzer

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
	"threadlsp/analyzer/threads"
)

// Much of what somebody types changes no code: words of a comment or of a docstring,
// blanks. What was found before then holds, a few bytes further on, and neither
// facts nor a model are made unless somebody asks for them. The next Exact
// check makes everything anew.

// A later is a model that is made when it is first asked for.
type later struct {
	once  sync.Once
	make  func() *threads.Model
	model *threads.Model
}

// Linked is the model of the whole program, which is made now if it is not yet.
func (r *Result) Linked() *threads.Model {
	if r.later == nil || r.Model != nil && (r.lease == nil || r.lease.lend()) {
		return r.Model
	}
	r.later.once.Do(func() { r.later.model, r.later.make = r.later.make(), nil })
	return r.later.model
}

// moved answers from the last check where nothing but one typed document is
// another, and its code is the same. It says whether it did.
func (c *check) moved(ctx context.Context, last *check, before map[string]*entry) bool {
	path := c.onlyTyped(last, before)
	if path == "" {
		return false
	}
	e, old := c.s.store[path], before[path]
	doc, err := c.r.Project.Read(path)
	if err != nil {
		return false
	}
	files := doc.Files()
	if len(files) != 1 {
		return false
	}
	tree, err := c.typedTree(ctx, e, files[0].Text)
	if err != nil {
		return false
	}
	shift, same := tree.SameCode(old.tree, extract.Speaks, facts.MaxLiteral+utf8Max)
	if !same {
		return false
	}
	found, ok := shifted(last.res.Findings, path, shift)
	if !ok {
		return false
	}
	for _, x := range last.res.Silenced {
		one, ok := shifted([]Finding{x.Finding}, path, shift)
		comment, fits := shift.Span(x.Comment)
		if !ok || !fits {
			return false
		}
		for _, f := range one {
			x.Finding, x.Comment = f, comment
			c.res.Silenced = append(c.res.Silenced, x)
		}
	}
	e.files, e.inexact = files, tree.Inexact
	e.note(files[0], tree)
	c.parsed, c.core, c.paths = last.parsed, last.core, last.paths
	c.res.Findings, c.res.later = found, &later{make: c.laterModel(path, files[0], tree)}
	c.fill()
	return true
}

// utf8Max is the most bytes of a character: one may be cut at facts.MaxLiteral.
const utf8Max = 4

// onlyTyped is the document that is reported on, if it is typed and differs
// from what the last check saw, and all else does not; "" otherwise.
func (c *check) onlyTyped(last *check, before map[string]*entry) string {
	if last == nil || c.r.Exact || len(c.r.Report) != 1 || len(last.res.Panics) > 0 || len(c.paths) != len(last.paths) ||
		!reflect.DeepEqual(last.r.Settings, c.r.Settings) {
		return ""
	}
	path := c.r.Report[0]
	e, old := c.s.store[path], before[path]
	if e == nil || old == nil || e == old || !e.older || old.tree == nil || len(old.skipped) > 0 || !isModule(path) ||
		!last.report[path] || !last.parsed[path] {
		return ""
	}
	for _, p := range c.paths {
		if p != path && c.s.store[p] != before[p] {
			return ""
		}
	}
	return path
}

// shifted is the findings of one file as they stand after an edit that changed
// no code; false where an edit is at a place of theirs.
func shifted(all []Finding, path string, s syntax.Shift) ([]Finding, bool) {
	ok := true
	move := func(key string, x source.Span) source.Span {
		if key != path {
			return x
		}
		moved, fits := s.Span(x)
		ok = ok && fits
		return moved
	}
	out := []Finding{}
	for _, f := range all {
		if f.Path != path {
			continue
		}
		f.Span, f.Because, f.About = move(path, f.Span), slices.Clone(f.Because), slices.Clone(f.About)
		for i := range f.Because {
			f.Because[i].Span = move(f.Because[i].Path, f.Because[i].Span)
		}
		for i := range f.About {
			f.About[i] = move(path, f.About[i])
		}
		moveFix := func(old *Fix) *Fix {
			fix := *old
			fix.Edits = slices.Clone(fix.Edits)
			for i := range fix.Edits {
				x := &fix.Edits[i]
				ok = ok && (x.Span.End < s.Start || x.Span.Start > s.End) // it replaces what it has read
				x.Span = move(path, x.Span)
			}
			return &fix
		}
		if f.OrFixes = slices.Clone(f.OrFixes); f.Fix != nil {
			f.Fix = moveFix(f.Fix)
		}
		for i := range f.OrFixes {
			f.OrFixes[i] = moveFix(f.OrFixes[i])
		}
		out = append(out, f)
	}
	return out, ok
}

// laterModel is how the model is made when it is asked for, on whatever goroutine.
// All files that it needs are parsed, since the last one needed the same.
func (c *check) laterModel(path string, f *source.File, tree *syntax.Tree) func() *threads.Model {
	var known []*threads.Index
	for _, p := range c.paths {
		if c.parsed[p] && p != path {
			known = append(known, c.s.store[p].facts...)
		}
	}
	around, options := c.s.around, c.options()
	return func() *threads.Model { return anew(append(known, indexed(f, tree)), around, options)() }
}
