package threads

import "threadlsp/analyzer/facts"

// passedOn follows an object that stands among the arguments of a spawn into
// the parameter of the target that it becomes: args=(lock,), submit(f, lock).
// It says whether the object was one and is followed.
func (t *tracer) passedOn(f *File, e facts.ExprID, v via) bool {
	call := f.parent[e]
	for range 2 { // a display, a keyword
		if call > 0 && f.Expr(call).Kind != facts.Call {
			call = f.parent[call]
		}
	}
	if call == 0 || f.Expr(call).Kind != facts.Call {
		return false
	}
	s := f.SpawnAt(call)
	if s == nil || s.Target.Func == nil || v.depth >= 3 {
		return false
	}
	fn := s.Target.Func
	if s.Sub != nil || !fn.plain() || s.Target.Pre > 0 || s.Target.Opaque || len(s.Target.PreKw) > 0 {
		return false
	}
	site := &CallSite{File: f, Expr: call, Target: fn, Bound: s.Target.Bound, Spawn: s}
	for i, p := range fn.Params() {
		if p.Kind != facts.PosOnly && p.Kind != facts.PosOrKw && p.Kind != facts.KwOnly {
			continue
		}
		if arg, ok := site.argumentFor(fn, i); !ok || arg != (Site{f, e}) {
			continue
		}
		t.use(f, e, v, Use{Kind: Alias, Call: call})
		g, w := fn.File, v
		w.depth++
		for _, b := range g.BindingsOf(p.Sym) {
			if b.Value > 0 && g.Expr(b.Value).Kind == facts.ParamRef {
				t.binding(g, p.Sym, b.Value, w)
			}
		}
		return true
	}
	return false
}
