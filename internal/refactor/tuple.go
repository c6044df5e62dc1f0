package refactor

import (
	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

// tuple makes args=(x) a tuple of one. Where x is known to be no sequence that
// is a finding, and where it is known to be one the parentheses do no harm; so
// it is offered where nothing is known of the value.
func (r *rewriter) tuple() []Change {
	for _, s := range r.f.Spawns() {
		e := s.ArgsExpr()
		if e <= 0 || !r.on(r.f.Expr(s.Call.Expr).Span) || s.Super && s.FromCaller(e) {
			continue
		}
		around := r.f.Parent(e)
		if k := r.f.Expr(around); around <= 0 || !r.on(k.Span) || k.Kind != facts.Keyword && k.Kind != facts.Call {
			continue
		} else if k.Kind == facts.Call && !r.on(r.f.Expr(e).Span) {
			continue
		}
		if x := r.f.Expr(e); x.Flags&facts.Parens != 0 && oneObject(x.Kind) && r.f.Eval(e).Kind == threads.Unknown {
			return []Change{{Title: "Make it a one-element tuple", Edits: []analyzer.Edit{insert(x.Span.End, ",")}}}
		}
	}
	return nil
}

// oneObject says whether an expression may stand for one object; what combines
// others is more likely a tuple already.
func oneObject(k facts.ExprKind) bool {
	return k == facts.Name || k == facts.Attr || k == facts.Call || k == facts.Subscript
}
