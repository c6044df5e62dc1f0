// Package refactor makes the changes that a person asks for where nothing needs
// mending: a comment that silences a finding or lets it speak again, and
// rewritings between ways to write the same.
//
// A rewriting is offered only where its shape is certain: what it makes is valid
// Python and keeps every comment. It is no fix, so it may change how much runs
// at once; the person who asks for it means that.
package refactor

import (
	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A Change is one thing to ask for, in one file.
type Change struct {
	Title string
	Edits []analyzer.Edit
}

// Rewrites is what can be asked for at a selection of a file; an empty one is a
// cursor. text is the text that the facts of f were made of.
func Rewrites(f *threads.File, text []byte, sel source.Span) []Change {
	if f == nil || int(sel.End) > len(text) {
		return nil
	}
	r := &rewriter{f: f, text: text, sel: sel}
	var out []Change
	for _, offer := range []func(*rewriter) []Change{(*rewriter).wrap, (*rewriter).poll, (*rewriter).pool, (*rewriter).tuple} {
		out = append(out, offer(r)...)
	}
	return out
}

// A rewriter looks at one selection.
type rewriter struct {
	f    *threads.File
	text []byte
	sel  source.Span
}

// on says whether the selection touches a span; its ends count, since a cursor
// stands between two characters.
func (r *rewriter) on(s source.Span) bool { return s.Start <= r.sel.End && r.sel.Start <= s.End }

// source is an expression as it is written, without parentheses around it.
func (r *rewriter) source(e facts.ExprID) string { return r.slice(r.f.Expr(e).Span) }

func (r *rewriter) slice(s source.Span) string { return string(r.text[s.Start:s.End]) }

// insert is the edit that puts text at an offset.
func insert(at uint32, text string) analyzer.Edit {
	return analyzer.Edit{Span: source.Span{Start: at, End: at}, New: text}
}
