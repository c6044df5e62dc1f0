package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A round is one way once round a loop, judged: what its branches ask, and
// whether it leaves all that as it was.
type round struct {
	s      *spinner
	steps  []*way // in order of execution
	asks   []Ask
	clock  bool
	locals bool
	last   facts.StmtID

	stored map[facts.SymbolID]facts.ExprID // last value that the way stores in a name; 0 for several
	taken  map[facts.ExprID]bool           // acquire() calls whose failure, and waits for a raised Event whose success, a branch has yet to show
}

// judge is the spin that the way ending in w is, nil if it is none.
func (s *spinner) judge(w *way, trivial bool) *Spin {
	r := &round{s: s, stored: map[facts.SymbolID]facts.ExprID{}, taken: map[facts.ExprID]bool{}}
	for ; w != nil; w = w.prev {
		r.steps = append(r.steps, w)
	}
	for i, j := 0, len(r.steps)-1; i < j; i, j = i+1, j-1 {
		r.steps[i], r.steps[j] = r.steps[j], r.steps[i]
	}
	if !r.stores() || !r.feasible() {
		return nil
	}
	r.each(func(step *way, id facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.CallEvent && s.f.CallAt(ev.X).waitsOnRaised() {
			r.taken[ev.X] = true
		}
		if ev.Kind == facts.TestEvent && ev.Flags&facts.InComp == 0 {
			r.ask(ev.X, step.branch == facts.IfTrue)
		}
		if st := &s.f.Stmts[ev.Stmt]; ev.Stmt != s.loop && (st.Kind == facts.ExprStmt || st.Kind == facts.Assign || st.Kind == facts.If || st.Kind == facts.Elif) {
			r.last = ev.Stmt
		}
	})
	sp := &Spin{Loop: s.loop, In: s.fn, Trivial: trivial, Asks: r.asks, Last: r.last}
	if len(r.taken) > 0 {
		return nil // the way takes a lock, or waits
	}
	switch {
	case len(r.asks) > 0:
		return sp
	case !trivial:
		return nil
	case r.clock:
		sp.Clock = true
	case r.locals:
		sp.Local = true
	default:
		sp.Endless = s.f.Truth(s.f.Stmts[s.loop].X) == Yes
		if !sp.Endless {
			return nil
		}
	}
	return sp
}

// each visits the events of the way in order.
func (r *round) each(visit func(step *way, id facts.EventID, ev *facts.Event)) {
	f := r.s.f
	for _, step := range r.steps {
		for id := f.Blocks[step.block].Event; id < step.events; id++ {
			visit(step, id, &f.Events[id])
		}
		if step.vain != nil {
			r.asks = append(r.asks, Ask{Call: step.vain})
		}
	}
}

// stores says whether what the way stores leaves the round as it was.
func (r *round) stores() bool {
	f, fine := r.s.f, true
	look := func(ev *facts.Event) {
		if ev.Kind != facts.StoreEvent {
			return
		}
		x := f.Expr(ev.X)
		if x.Kind != facts.Name {
			fine = fine && ev.Y > 0 && isLiteral(f.Expr(ev.Y).Kind) && x.Kind == facts.Attr && !r.testsAttr(f.Text(x.Str))
			return
		}
		if old, ok := r.stored[x.Sym]; ok && old != ev.Y {
			r.stored[x.Sym] = 0
			return
		}
		r.stored[x.Sym] = ev.Y
		if ev.Flags&facts.Aug != 0 || ev.Y > 0 && r.reads(ev.Y, x.Sym) {
			fine = fine && r.countedTogether(x.Sym)
		}
	}
	r.each(func(_ *way, _ facts.EventID, ev *facts.Event) { look(ev) })
	for _, step := range r.steps {
		if f.Blocks[step.block].Loop && step.block != r.s.head {
			r.innerStores(step.block)
		}
	}
	r.asks = nil
	if !fine {
		return false
	}
	for sym, v := range r.stored { // a value made of another that moves
		for other := range r.stored {
			if v > 0 && other != sym && r.reads(v, other) && !r.constant(other) && !r.asked(r.stored[other], 0) {
				return false
			}
		}
	}
	return true
}

// innerStores takes what an inner loop stores into account.
func (r *round) innerStores(head facts.BlockID) {
	f := r.s.f
	blk := &f.Blocks[head]
	last := &f.Events[blk.Event+facts.EventID(blk.NEvent)-1]
	g := r.s.fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		if !r.s.inLoop(b, last) || b == head {
			continue
		}
		for _, ev := range f.EventsOf(b) {
			if ev.Kind == facts.StoreEvent && f.Expr(ev.X).Kind == facts.Name {
				r.stored[f.Expr(ev.X).Sym] = 0
				if k := f.Expr(ev.Y).Kind; k == facts.ItemOf || k == facts.ElemOf {
					r.stored[f.Expr(ev.X).Sym] = ev.Y
				}
			}
		}
	}
}

func (r *round) constant(s facts.SymbolID) bool {
	v := r.stored[s]
	return v > 0 && isLiteral(r.s.f.Expr(v).Kind)
}

// testsAttr says whether a branch of the way reads an attribute of that name.
func (r *round) testsAttr(name string) bool {
	found := false
	for _, step := range r.steps {
		for id := r.s.f.Blocks[step.block].Event; id < step.events; id++ {
			if ev := &r.s.f.Events[id]; ev.Kind == facts.TestEvent || ev.Kind == facts.LoadEvent {
				r.s.f.visit(ev.X, func(e facts.ExprID, x *facts.Expr) {
					found = found || x.Kind == facts.Attr && r.s.f.Text(x.Str) == name
				})
			}
		}
	}
	return found
}

// reads says whether an expression reads a symbol.
func (r *round) reads(e facts.ExprID, s facts.SymbolID) bool {
	found := false
	r.s.f.visit(e, func(_ facts.ExprID, x *facts.Expr) { found = found || x.Kind == facts.Name && x.Sym == s })
	return found
}

// countedTogether says whether a counter stands as an operand of its own in a
// test that asks something as well, and in no other.
func (r *round) countedTogether(s facts.SymbolID) bool {
	f, together := r.s.f, false
	for _, step := range r.steps {
		for id := f.Blocks[step.block].Event; id < step.events; id++ {
			ev := &f.Events[id]
			if ev.Kind != facts.TestEvent || !r.reads(ev.X, s) {
				continue
			}
			p := f.parent[ev.X]
			if f.Expr(ev.X).Kind != facts.Compare || p == 0 || f.Expr(p).Kind != facts.And && f.Expr(p).Kind != facts.Or {
				return false
			}
			for _, k := range f.KidsOf(ev.X) {
				if f.Expr(k).Kind != facts.Name && r.reads(k, s) {
					return false
				}
			}
			together = true
		}
	}
	return together
}

// visit walks an expression and what it is made of, comprehensions and
// lambdas' bodies excluded where they are not inline.
func (f *File) visit(e facts.ExprID, each func(facts.ExprID, *facts.Expr)) {
	for work := []facts.ExprID{e}; len(work) > 0; {
		e = work[len(work)-1]
		work = work[:len(work)-1]
		if e <= 0 {
			continue
		}
		x := f.Expr(e)
		each(e, x)
		switch x.Kind {
		case facts.FuncRef, facts.ClassRef, facts.ImportRef, facts.ParamRef:
			continue
		}
		for _, k := range f.KidsOf(e) {
			work = append(work, k)
		}
		work = append(work, x.A)
		if x.Kind != facts.ElemOf {
			work = append(work, x.B)
		}
	}
}

// feasible walks the way twice with the constants that it stores and with what
// its branches have shown of names and attributes: a branch that these decide
// otherwise is not taken again. After `while not found:` the else of
// `if not found: sleep()` is no way round, and `while jobs:` is none through a
// pop() that finds nothing, unless the place is stored to in between.
func (r *round) feasible() bool {
	f := r.s.f
	env := map[facts.SymbolID]facts.ExprID{}
	var shown shownTruths
	fine := true
	for range 2 {
		for _, step := range r.steps {
			for id := f.Blocks[step.block].Event; id < step.events; id++ {
				shown.forget(f, &f.Events[id])
				switch ev := &f.Events[id]; {
				case ev.Kind == facts.StoreEvent && f.Expr(ev.X).Kind == facts.Name:
					delete(env, f.Expr(ev.X).Sym)
					if ev.Y > 0 && isLiteral(f.Expr(ev.Y).Kind) {
						env[f.Expr(ev.X).Sym] = ev.Y
					}
				case ev.Kind == facts.TestEvent && ev.Flags&facts.InComp == 0:
					taken := step.branch == facts.IfTrue
					fine = fine && f.agrees(ev.X, env, taken) && shown.add(f, ev.X, taken)
				}
			}
			if c := step.vain; c != nil && c.Does(pylib.Takes) && f.iterable(c.Receiver()) {
				fine = fine && shown.add(f, c.Receiver(), false) // nothing to take: a false container
			}
			if f.Blocks[step.block].Loop && step.block != r.s.head {
				shown = nil // the inner loop may store to any of them
				for s := range env {
					if r.stored[s] == 0 {
						delete(env, s)
					}
				}
			}
		}
	}
	return fine
}

// shownTruths is what the branches of a way have shown of places.
type shownTruths []shownTruth

type shownTruth struct {
	place facts.ExprID // a name, or attributes of one
	truth bool
}

// forget drops what an event may change.
func (t *shownTruths) forget(f *File, ev *facts.Event) {
	*t = slices.DeleteFunc(*t, func(s shownTruth) bool { return f.Rebinds(ev, s.place) })
}

// add notes what a branch shows; it says whether that is what those before it
// have shown.
func (t *shownTruths) add(f *File, test facts.ExprID, taken bool) bool {
	place, taken := f.placeTested(test, taken)
	if f.PathRoot(place) == 0 {
		return true
	}
	for _, s := range *t {
		if f.SamePath(s.place, place) {
			return s.truth == taken
		}
	}
	*t = append(*t, shownTruth{place, taken})
	return true
}

// iterable says whether an expression is a container of a library, one that is
// false when it is empty; a Queue is none.
func (f *File) iterable(e facts.ExprID) bool {
	t := f.Eval(e).LibType()
	return t != nil && t.Iterable
}

// placeTested takes a test apart into the place whose truth it asks for and the
// truth of that: `not x`, `bool(x)` and `len(x) > 0` ask for that of x.
func (f *File) placeTested(e facts.ExprID, taken bool) (facts.ExprID, bool) {
	for {
		x := f.Expr(e)
		kids := f.KidsOf(e)
		switch {
		case x.Kind == facts.Unary && x.Op == facts.Not:
			e, taken = x.A, !taken
		case x.Kind == facts.Call && len(kids) == 1 && (f.Eval(x.A).Lib == "builtins.len" || f.Eval(x.A).Lib == "builtins.bool"):
			e = kids[0]
		case x.Kind == facts.Compare && len(kids) == 2 && f.Expr(kids[1]).Kind == facts.Int && f.Text(f.Expr(kids[1]).Str) == "0" && x.Op == facts.Gt:
			e = kids[0]
		default:
			return e, taken
		}
	}
}

// agrees says whether a test can come out as taken under the constants of env;
// a test that reads one of them but cannot be worked out counts as not.
func (f *File) agrees(e facts.ExprID, env map[facts.SymbolID]facts.ExprID, taken bool) bool {
	x := f.Expr(e)
	for x.Kind == facts.Unary && x.Op == facts.Not {
		e, taken = x.A, !taken
		x = f.Expr(e)
	}
	if x.Kind == facts.Name {
		if v, ok := env[x.Sym]; ok {
			e = v
		}
	}
	switch f.Truth(e) {
	case Yes:
		return taken
	case No:
		return !taken
	}
	reads := false
	f.visit(e, func(_ facts.ExprID, y *facts.Expr) {
		if y.Kind == facts.Name {
			_, known := env[y.Sym]
			reads = reads || known
		}
	})
	return !reads
}

// ask adds what a branch of the way depends on.
func (r *round) ask(e facts.ExprID, taken bool) {
	f := r.s.f
	if f.Truth(e) != UnknownTri {
		return
	}
	inner, truth := e, taken
	for f.Expr(inner).Kind == facts.Unary && f.Expr(inner).Op == facts.Not {
		inner, truth = f.Expr(inner).A, !truth
	}
	r.locks(inner, truth)
	if truth && f.CallAt(inner).waitsOnRaised() {
		delete(r.taken, inner)
	}
	a := Ask{Test: e, Taken: taken}
	if r.dependsOn(e, &a, 0) {
		r.asks = append(r.asks, a)
	}
}

// locks keeps account of acquire() calls: only their failure is idle.
func (r *round) locks(test facts.ExprID, truth bool) {
	f := r.s.f
	f.visit(test, func(e facts.ExprID, x *facts.Expr) {
		v := e
		if x.Kind == facts.Name {
			v = r.stored[x.Sym]
		}
		if c := f.CallAt(v); v > 0 && c != nil && c.Does(pylib.Acquires) {
			r.taken[v] = true
			if e == test && !truth {
				delete(r.taken, v)
			}
		}
	})
}

// dependsOn fills in the probe or shared place that an expression depends on;
// it says whether there is one, and notes clocks and locals.
func (r *round) dependsOn(e facts.ExprID, a *Ask, depth int) bool {
	f, found := r.s.f, false
	f.visit(e, func(e facts.ExprID, x *facts.Expr) {
		if found {
			return
		}
		switch x.Kind {
		case facts.Call:
			c := f.CallAt(e)
			switch {
			case c == nil:
			case c.Does(pylib.Clock):
				r.clock = true
			case c.Row != nil && c.Row.Does&pylib.Pure == 0, c.Row == nil && c.Target != nil:
				a.Call, found = c, true
			}
		case facts.Name:
			if v, ok := r.stored[x.Sym]; ok && depth < probeDeep {
				found = v > 0 && r.dependsOn(v, a, depth+1) || v == 0 && r.dependsOnAny(x.Sym, a, depth+1)
				r.locals = r.locals || !found && !r.clock
				return
			}
			if f.SharedName(r.s.fn, e) {
				a.Read, found = e, true
			} else if x.Sym > 0 && f.Symbols[x.Sym].NBind > 0 && !f.callee(e) {
				r.locals = true
			}
		case facts.Attr, facts.Subscript:
			if f.sharedPart(e) {
				a.Read, found = e, true
			}
		}
	})
	return found
}

// dependsOnAny looks at all values that an inner loop stores in a name: the
// branches there decide which.
func (r *round) dependsOnAny(s facts.SymbolID, a *Ask, depth int) bool {
	f := r.s.f
	for _, b := range f.BindingsOf(s) {
		for st := b.Stmt; st != 0 && st != r.s.loop && f.Within(st, r.s.loop); st = f.Stmts[st].Parent {
			if k := f.Stmts[st].Kind; (k == facts.If || k == facts.Elif || k == facts.While) && r.dependsOn(f.Stmts[st].X, a, depth) {
				return true
			}
		}
	}
	return false
}

// asked says whether a value comes from a probe or from shared state.
func (r *round) asked(e facts.ExprID, depth int) bool {
	return e > 0 && r.dependsOn(e, &Ask{}, depth+1)
}

// callee says whether an expression is what a call calls, or a part of that.
func (f *File) callee(e facts.ExprID) bool {
	for p := f.parent[e]; p > 0; e, p = p, f.parent[p] {
		switch x := f.Expr(p); x.Kind {
		case facts.Attr:
		case facts.Call:
			return x.A == e
		default:
			return false
		}
	}
	return false
}

// SharedName says whether a name may be given another value by code that does
// not run in fn itself, or stands for a container that such code may change: a
// global or closure variable.
func (f *File) SharedName(fn *Func, e facts.ExprID) bool {
	s := f.Expr(e).Sym
	if s <= 0 || f.callee(e) && f.parent[e] > 0 && f.Expr(f.parent[e]).Kind == facts.Call {
		return false
	}
	for _, b := range f.BindingsOf(s) {
		if b.Func != fn.ID && b.Func != f.Scopes[f.Symbols[s].Scope].Func {
			return true
		}
		if b.Func != fn.ID && b.Flow {
			return true
		}
	}
	if v := f.Eval(e); fn.ID != f.Scopes[f.Symbols[s].Scope].Func || f.Symbols[s].Flags&facts.Captured != 0 {
		if t := v.LibType(); v.Class == nil && t != nil && t.Iterable {
			return true // a container may be changed without its name being stored to
		}
	}
	// The loop's own function declares it; the module or the outer function goes on storing.
	return fn.ID != f.Scopes[f.Symbols[s].Scope].Func && len(f.BindingsOf(s)) > 1
}

// sharedPart says whether an attribute or item is state that others may
// change: not a constant of a library or module, not a method.
func (f *File) sharedPart(e facts.ExprID) bool {
	if f.callee(e) {
		return false
	}
	x := f.Expr(e)
	switch v := f.Eval(e); v.Kind {
	case FuncObj, ClassObj, Module, LibObj:
		return false
	case LibBound:
		return pylib.FindCall(v.Lib) == nil // no method that is known: an attribute of a subclass
	}
	if x.Kind == facts.Attr {
		switch v := f.Eval(x.A); v.Kind {
		case LibObj:
			return false
		case Module:
			return v.File != nil
		}
	}
	return true
}
