package refactor

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// poll makes `while not event.is_set(): sleep(x)` an event.wait(), which ends
// as soon as the event is set and wakes nobody before.
func (r *rewriter) poll() []Change {
	for i := range r.f.Stmts {
		loop := facts.StmtID(i)
		st := &r.f.Stmts[loop]
		if st.Kind != facts.While || !r.on(st.Span) || r.broken(st.Span) || r.comments(st.Span) || !r.onlySleeps(loop) {
			continue
		}
		not := r.f.Expr(st.X)
		if not.Kind != facts.Unary || not.Op != facts.Not {
			continue
		}
		c := r.f.CallAt(not.A)
		if c == nil || c.Receiver() <= 0 || len(r.f.KidsOf(c.Expr)) > 0 || !c.Does(pylib.Probe) {
			continue
		}
		if v := r.f.Eval(c.Receiver()); v.LibClass() != pylib.EventClass || v.Maybe || v.Class != nil {
			continue
		}
		call := r.source(c.Receiver()) + ".wait()"
		return []Change{{
			Title: fmt.Sprintf("Replace the polling loop by `%s`", clip(call)),
			Edits: []analyzer.Edit{{Span: st.Span, New: call}},
		}}
	}
	return nil
}

// onlySleeps says whether a loop does nothing in its body but sleep.
func (r *rewriter) onlySleeps(loop facts.StmtID) bool {
	body := loop + 1
	if body >= r.f.Stmts[loop].End || r.f.Stmts[body].End != r.f.Stmts[loop].End || r.f.Stmts[body].Kind != facts.ExprStmt {
		return false
	}
	c := r.f.CallAt(r.f.Stmts[body].X)
	if c == nil || !c.Does(pylib.Sleeps) {
		return false
	}
	for _, arg := range r.f.KidsOf(c.Expr) {
		switch r.f.Expr(arg).Kind {
		case facts.Int, facts.Float, facts.Name, facts.Attr:
		default:
			return false // it may do more than say how long
		}
	}
	return true
}

// clip keeps the user's code short enough for a title.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:37]) + "..."
	}
	return s
}
