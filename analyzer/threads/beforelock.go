package threads

import (
	"threadlsp/analyzer/facts"
)

// TestKind is what a test finds out about a shared place.
type TestKind uint8

const (
	NoTest    TestKind = iota
	IsMember           // key in place
	IsFilled           // place, len(place), place is not None
	IsUnset            // not place, place is None
	IsAbsent           // key not in place
	IsThere            // place, place is not None, and others store None in it
	IsAwaited          // whatever a thread waits for that others change and then notify
)

// An EarlyTest is a shared place that is tested before the lock is taken under
// which it is then acted on, and not tested again.
type EarlyTest struct {
	Kind TestKind
	Cond facts.ExprID // the condition, as written
	If   facts.StmtID
	With facts.StmtID
	Lock facts.ExprID
	Act  facts.ExprID // what fails, or the store
	Path facts.ExprID // the place, in the condition
	Call bool         // Act is a call of a method
	Exit bool         // the test leaves the function where it fails; the with stands behind it
	Own  bool         // the place belongs to the object whose method this is
}

// A claim is what holds behind a test.
type claim struct {
	kind TestKind
	path facts.ExprID
	key  facts.ExprID
}

// EarlyTests is the tests of the file that come too early, by position.
func (f *File) EarlyTests() []EarlyTest {
	var out []EarlyTest
	for s := facts.StmtID(1); int(s) < len(f.Stmts); s++ {
		st := &f.Stmts[s]
		if st.Kind != facts.With || st.Flags&facts.AsyncStmt != 0 || int(s)+1 >= len(f.Stmts) || f.Stmts[s+1].Kind != facts.WithItem {
			continue
		}
		lock := f.Stmts[s+1].X
		if l, t, ok := f.lockAt(lock); !ok || !t.proven || t.counts || l.Root == LocalLock {
			continue
		}
		if t, ok := f.earlyWait(s); ok {
			out = append(out, t)
		}
		f.testsBefore(s, func(test facts.StmtID, c claim, exit bool) {
			if t, ok := f.actedOn(s, test, c); ok {
				t.Lock, t.Exit = lock, exit
				out = append(out, t)
			}
		})
	}
	return out
}

// testsBefore calls visit for each claim that the tests around a statement and
// those right before it make.
func (f *File) testsBefore(with facts.StmtID, visit func(test facts.StmtID, c claim, exit bool)) {
	fn := f.Stmts[with].Func
	for p, child := f.Stmts[with].Parent, with; p != 0 && f.Stmts[p].Func == fn; p, child = f.Stmts[p].Parent, p {
		st := &f.Stmts[p]
		switch st.Kind {
		case facts.If, facts.Elif, facts.While:
			if k := f.Stmts[child].Kind; k != facts.Elif && k != facts.Else {
				f.claims(st.X, true, func(c claim) { visit(p, c, false) })
			}
		case facts.Def, facts.ClassDef, facts.With:
			return
		}
	}
	for s := f.firstIn(f.Stmts[with].Parent, fn); s > 0 && s < with; s = f.Stmts[s].End {
		if st := &f.Stmts[s]; st.Kind == facts.If && f.leaves(s) {
			f.claims(st.X, false, func(c claim) { visit(s, c, true) })
		}
	}
}

// firstIn is the first statement of the block that parent opens.
func (f *File) firstIn(parent facts.StmtID, fn facts.FuncID) facts.StmtID {
	if parent == 0 {
		return 0
	}
	s := parent + 1
	for int(s) < len(f.Stmts) && f.Stmts[s].Kind == facts.WithItem {
		s = f.Stmts[s].End
	}
	return s
}

// leaves says whether an if without else ends by leaving what is around it.
func (f *File) leaves(s facts.StmtID) bool {
	switch f.leavesBy(s) {
	case facts.Return, facts.Raise, facts.Continue:
		return true
	}
	return false
}

// leavesBy is the last statement of an if without another clause.
func (f *File) leavesBy(s facts.StmtID) facts.StmtKind {
	last := facts.StmtID(0)
	for k := s + 1; k < f.Stmts[s].End; k = f.Stmts[k].End {
		if kind := f.Stmts[k].Kind; kind == facts.Elif || kind == facts.Else {
			return kind
		}
		last = k
	}
	return f.Stmts[last].Kind
}

// claims calls visit for what a condition says where it comes out as yes says.
func (f *File) claims(e facts.ExprID, yes bool, visit func(claim)) {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Unary:
		if x.Op == facts.Not {
			f.claims(x.A, !yes, visit)
		}
	case facts.And, facts.Or:
		if (x.Kind == facts.And) == yes {
			for _, k := range f.KidsOf(e) {
				f.claims(k, yes, visit)
			}
		}
	case facts.Compare:
		f.compared(e, yes, visit)
	case facts.Attr, facts.Name:
		if yes {
			visit(claim{IsFilled, e, 0})
		} else {
			visit(claim{IsUnset, e, 0})
		}
	case facts.Call:
		if kids := f.KidsOf(e); yes && len(kids) == 1 && f.Eval(x.A).Lib == "builtins.len" {
			visit(claim{IsFilled, kids[0], 0})
		}
	}
}

func (f *File) compared(e facts.ExprID, yes bool, visit func(claim)) {
	x, kids := f.Expr(e), f.KidsOf(e)
	if x.Flags&facts.Chained != 0 || len(kids) != 2 {
		return
	}
	a, b := kids[0], kids[1]
	switch {
	case x.Op == facts.In && yes, x.Op == facts.NotIn && !yes:
		visit(claim{IsMember, b, a})
	case x.Op == facts.NotIn && yes, x.Op == facts.In && !yes:
		visit(claim{IsAbsent, b, a})
	case f.Expr(b).Kind == facts.None && (x.Op == facts.Is && yes || x.Op == facts.IsNot && !yes):
		visit(claim{IsUnset, a, 0})
	case f.Expr(b).Kind == facts.None && (x.Op == facts.IsNot && yes || x.Op == facts.Is && !yes):
		visit(claim{IsFilled, a, 0})
	case f.Expr(b).Kind != facts.Int:
	case x.Op == facts.Gt && yes, x.Op == facts.GtE && yes && !f.zero(b), x.Op == facts.NotEq && yes && f.zero(b), x.Op == facts.Eq && !yes && f.zero(b):
		f.claims(a, true, visit)
	}
}

// zero says whether an expression is the number 0.
func (f *File) zero(e facts.ExprID) bool {
	n, ok := f.Number(e)
	return ok && n == 0
}

// actedOn looks in a with for what relies on a claim that was made before it.
func (f *File) actedOn(with, test facts.StmtID, c claim) (EarlyTest, bool) {
	p := f.placeOf(c.path)
	if !p.Known() || p.Root == LocalLock || p.Path == "" && p.Root != GlobalLock || f.Eval(c.path).IsLock() {
		return EarlyTest{}, false
	}
	fn := f.Funcs[f.Stmts[with].Func]
	g := fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i, ev := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if !f.Within(ev.Stmt, with) || ev.Stmt == with || f.Stmts[ev.Stmt].Kind == facts.WithItem && f.Stmts[ev.Stmt].Parent == with || ev.Flags&facts.Copy != 0 {
				continue
			}
			if ev.Kind == facts.TestEvent && (f.reads(ev.X, p) || f.asks(ev.X)) || ev.Kind == facts.IterateEvent && f.reads(ev.X, p) || ev.Flags&facts.Maybe != 0 && f.reads(ev.X, p) {
				return EarlyTest{}, false // tested again
			}
			if ev.Kind == facts.StoreEvent && c.kind != IsUnset && f.storedPlace(ev.X) == p {
				return EarlyTest{}, false
			}
			if c.kind == IsFilled && f.calledOn(&ev, p) && f.dropped(p, with) {
				return EarlyTest{Kind: IsThere, Cond: f.Stmts[test].X, If: test, With: with, Act: ev.X, Path: c.path, Call: true, Own: p.Root == SelfLock}, !f.handles(ev.Stmt)
			}
			if act, call := f.relies(id, &ev, p, c); act > 0 {
				return EarlyTest{Kind: c.kind, Cond: f.Stmts[test].X, If: test, With: with, Act: act, Path: c.path, Call: call, Own: p.Root == SelfLock}, !f.handles(ev.Stmt)
			}
		}
	}
	return EarlyTest{}, false
}

// calledOn says whether an event calls a method of what a place holds, which is
// no container: one may be empty as well as None.
func (f *File) calledOn(ev *facts.Event, p Lock) bool {
	if ev.Kind != facts.CallEvent {
		return false
	}
	a := f.Expr(f.Expr(ev.X).A)
	return a.Kind == facts.Attr && f.placeOf(a.A) == p && !isContainer(f.Eval(a.A))
}

// dropped says whether another function of the same object, no constructor,
// stores None in a place while it holds the lock of a with.
func (f *File) dropped(p Lock, with facts.StmtID) bool {
	fn := f.Funcs[f.Stmts[with].Func]
	l := f.placeOf(f.Stmts[with+1].X)
	for i := range f.Events {
		ev, id := &f.Events[i], facts.EventID(i)
		if ev.Kind != facts.StoreEvent || ev.Y <= 0 || f.Expr(ev.Y).Kind != facts.None || f.storedPlace(ev.X) != p {
			continue
		}
		if in := f.FuncOf(id); in != fn && !inInit(in) && (p.Root != SelfLock || in.owner() == fn.owner()) {
			if held := f.HeldHere(id); held.Has(l) {
				return true
			}
		}
	}
	return false
}

// reads says whether an expression names a place.
func (f *File) reads(e facts.ExprID, p Lock) bool {
	found := false
	f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		if x.Kind == facts.Name || x.Kind == facts.Attr {
			found = found || f.placeOf(k) == p
		}
	})
	return found
}

// asks says whether a condition calls a function, which may test whatever it likes.
func (f *File) asks(e facts.ExprID) bool {
	found := false
	f.visit(e, func(_ facts.ExprID, x *facts.Expr) {
		if x.Kind == facts.Call {
			v := f.Eval(x.A)
			found = found || v.Kind != LibObj
		}
	})
	return found
}

// handles says whether a try with a handler stands around a statement in the
// function, its handlers included.
func (f *File) handles(s facts.StmtID) bool {
	for range f.clausesAround(s) {
		return true
	}
	return false
}

// relies says whether an event fails, or does twice what should be done once,
// where the claim does not hold any more.
func (f *File) relies(id facts.EventID, ev *facts.Event, p Lock, c claim) (act facts.ExprID, call bool) {
	x := f.Expr(ev.X)
	switch {
	case c.kind == IsUnset:
		if ev.Kind == facts.StoreEvent && ev.Flags&facts.Aug == 0 && f.storedPlace(ev.X) == p && ev.Y > 0 && f.Expr(ev.Y).Kind == facts.Call {
			return ev.X, false
		}
	case ev.Kind == facts.CallEvent:
		a := f.Expr(x.A)
		if a.Kind != facts.Attr || f.placeOf(a.A) != p {
			return 0, false
		}
		n := x.NKids
		switch name := f.Text(a.Str); {
		case c.kind == IsMember && (name == "pop" || name == "remove") && n == 1 && f.sameValue(f.KidsOf(ev.X)[0], c.key),
			c.kind == IsFilled && (name == "pop" || name == "popleft" || name == "popitem") && n == 0,
			c.kind == IsFilled && name == "pop" && n == 1 && f.isIndex(f.KidsOf(ev.X)[0]):
			return ev.X, true
		}
	case ev.Kind == facts.DeleteEvent || ev.Kind == facts.LoadEvent:
		e := ev.X
		for ev.Kind == facts.LoadEvent && f.Expr(e).Kind == facts.Attr {
			e = f.Expr(e).A
		}
		y := f.Expr(e)
		if y.Kind != facts.Subscript || f.placeOf(y.A) != p {
			return 0, false
		}
		if c.kind == IsMember && f.sameValue(y.B, c.key) {
			return e, false
		}
		if c.kind == IsFilled && f.isIndex(y.B) {
			return e, false
		}
	}
	return 0, false
}

// isIndex says whether an expression is a number as one takes for a place: 0, -1.
func (f *File) isIndex(e facts.ExprID) bool {
	return f.Expr(e).Kind == facts.Int || f.Expr(e).Kind == facts.Unary && f.Expr(f.Expr(e).A).Kind == facts.Int
}

// sameValue says whether two expressions are the same name or literal.
func (f *File) sameValue(a, b facts.ExprID) bool {
	x, y := f.Expr(a), f.Expr(b)
	if x.Kind != y.Kind {
		return false
	}
	switch x.Kind {
	case facts.Name, facts.Attr:
		return f.samePath(a, b)
	case facts.Str, facts.Int:
		return x.Str == y.Str && x.Flags&facts.Truncated == 0
	case facts.Tuple:
		k, l := f.KidsOf(a), f.KidsOf(b)
		if len(k) != len(l) {
			return false
		}
		for i := range k {
			if !f.sameValue(k[i], l[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// EventAt is the first event of the function around a statement that is about
// its condition; -1 if there is none.
func (f *File) EventAt(e facts.ExprID) facts.EventID {
	first := facts.EventID(-1)
	f.visit(e, func(k facts.ExprID, _ *facts.Expr) {
		if at := f.event[k]; at >= 0 && (first < 0 || at < first) {
			first = at
		}
	})
	return first
}
