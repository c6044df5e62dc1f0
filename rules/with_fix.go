package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// withFix puts what stands between an acquire() and its release() into a with
// statement. It is nil where the two are no statements of one block, each alone
// on its line, or where something between them leaves the block or releases the
// lock as well: then the with would change what happens.
func withFix(f *threads.File, c *threads.CallSite, release facts.EventID) *analyzer.Fix {
	from, to := c.Stmt, f.Events[release].Stmt
	end := f.CallAt(f.Events[release].X)
	a, b := &f.Stmts[from], &f.Stmts[to]
	if end == nil || c.Receiver() == 0 || !dropped(f, c) || !dropped(f, end) || a.Parent != b.Parent || to <= a.End || len(f.KidsOf(c.Expr))+len(f.KidsOf(end.Expr)) > 0 {
		return nil
	}
	if _, ok := f.Indent(from); !ok || !aloneOnLine(f, from) || !aloneOnLine(f, to) {
		return nil
	}
	lock := f.Render(c.Receiver())
	last := a.End
	for s := a.End; s < to; s = f.Stmts[s].End {
		last = s
	}
	edits := deeper(f, a.End, last)
	if edits == nil {
		return nil
	}
	edits = append([]analyzer.Edit{{Span: a.Span, New: "with " + lock + ":"}}, edits...)
	for s := a.End; s < to; s++ {
		st := &f.Stmts[s]
		switch st.Kind {
		case facts.Return, facts.Raise, facts.Break, facts.Continue, facts.Def, facts.ClassDef:
			return nil
		case facts.ExprStmt:
			if d := f.CallAt(st.X); d != nil && d.Does(pylib.Acquires|pylib.Releases) && f.SamePath(d.Receiver(), c.Receiver()) {
				return nil
			}
		}
	}
	// The release goes with its line break, and nothing else on its line.
	line := f.Line(b.Span.Start)
	gone := source.Span{Start: f.Lines[line], End: b.Span.End}
	if line+1 < len(f.Lines) {
		gone.End = f.Lines[line+1]
	}
	edits = append(edits, analyzer.Edit{Span: gone})
	return &analyzer.Fix{Title: fmt.Sprintf("Use `with %s:`", clip(lock, 40)), Safe: true, Edits: edits}
}

// aloneOnLine says whether no other statement stands on the lines of a statement.
func aloneOnLine(f *threads.File, s facts.StmtID) bool {
	st := &f.Stmts[s]
	if f.Line(st.Span.Start) != f.Line(st.Span.End) {
		return false
	}
	if s > 1 && f.Line(f.Stmts[s-1].Header.End) == f.Line(st.Span.Start) {
		return false
	}
	return int(st.End) >= len(f.Stmts) || f.Line(f.Stmts[st.End].Span.Start) != f.Line(st.Span.Start)
}

// underLock puts a simple statement that is alone on its line into a with
// statement of its own; nil for others. lock is as it is to be written there.
func underLock(f *threads.File, s facts.StmtID, lock string) *analyzer.Fix {
	switch f.Stmts[s].Kind {
	case facts.ExprStmt, facts.Assign, facts.AugAssign, facts.AnnAssign, facts.Del, facts.Return:
	default:
		return nil
	}
	pad, ok := f.Indent(s)
	if !ok || !aloneOnLine(f, s) {
		return nil
	}
	at := source.Span{Start: f.Stmts[s].Span.Start, End: f.Stmts[s].Span.Start}
	return &analyzer.Fix{Title: fmt.Sprintf("Put it into `with %s:`", clip(lock, 40)), Edits: []analyzer.Edit{{Span: at, New: "with " + lock + ":\n" + pad + "    "}}}
}
