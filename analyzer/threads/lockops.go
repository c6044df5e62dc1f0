package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// lockOps collects what the events of a function do to locks. The zero answer
// of a function that has nothing to do with locks is nil.
func (k *lockModel) lockOps(fn *Func) *lockFlow {
	w := &lockFlow{fn: fn}
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			if ev := &f.Events[id]; ev.Flags&facts.Copy != 0 {
				if w.copies == nil {
					w.copies = map[facts.ExprID][]facts.EventID{}
				}
				w.copies[ev.X] = append(w.copies[ev.X], id)
			}
			switch ev := &f.Events[id]; ev.Kind {
			case facts.EnterEvent:
				k.enterOps(w, id, ev, true)
			case facts.ExitEvent:
				k.enterOps(w, id, ev, false)
			case facts.CallEvent:
				k.callOps(w, id, ev)
			}
			k.implicitOps(w, id, f.implicit(&f.Events[id]))
		}
	}
	if len(w.ops) == 0 && len(k.uses[fn]) == 0 {
		return nil
	}
	k.killOps(w)
	return w
}

// enterOps is what entering or leaving a context manager does.
func (k *lockModel) enterOps(w *lockFlow, id facts.EventID, ev *facts.Event, enter bool) {
	f := w.fn.File
	s := &f.Stmts[ev.Stmt]
	if s.Flags&facts.AsyncStmt != 0 || s.Kind == facts.WithItem && f.Stmts[s.Parent].Flags&facts.AsyncStmt != 0 {
		return
	}
	kind := takeOp
	if !enter {
		kind = freeOp
	}
	switch x := f.Expr(ev.X); x.Kind {
	case facts.Name, facts.Attr:
		if l, t, ok := f.lockAt(ev.X); ok {
			w.add(id, kind, l, lockOp{})
			w.mark(l, t)
			return
		}
		v := f.Eval(ev.X)
		if v.Kind == Instance && v.Class != nil && !v.IsLock() {
			k.managerOps(w, id, v.Class, f.placeOf(ev.X), enter)
			return
		}
		if enter && (v.Kind == Unknown || v.IsLock() && v.LibClass() != pylib.SemaphoreClass) {
			w.add(id, blurOp, Lock{}, lockOp{})
		}
	case facts.Call:
		k.enteredCall(w, id, ev.X, enter)
	default:
		if enter {
			w.add(id, blurOp, Lock{}, lockOp{})
		}
	}
}

// enteredCall is what `with f():` does.
func (k *lockModel) enteredCall(w *lockFlow, id facts.EventID, call facts.ExprID, enter bool) {
	f := w.fn.File
	c := k.site(f.CallAt(call))
	if t := c.manager(); t != nil {
		if sum := k.sums[t]; sum != nil {
			k.netOps(w, id, c, t, sum.yields, !enter)
		}
		return
	}
	switch {
	case c == nil:
	case c.Callee.Kind == ClassObj:
		k.managerOps(w, id, c.Callee.Class, Lock{}, enter)
		return
	case c.Row != nil:
		return // a manager of a library
	case c.Callee.Kind == FuncObj && c.Target != nil && c.Target.plain():
		if l, t, ok := f.lockAt(call); ok {
			kind := takeOp
			if !enter {
				kind = freeOp
			}
			w.add(id, kind, l, lockOp{})
			w.mark(l, t)
			return
		}
	}
	if enter {
		w.add(id, blurOp, Lock{}, lockOp{})
	}
}

// manager is the generator function that a call makes a context manager of.
func (c *CallSite) manager() *Func {
	if c == nil {
		return nil
	}
	t := c.Target
	if t == nil || c.Callee.Kind != FuncObj {
		t = c.decorated()
	}
	if t != nil && t.makesManager() {
		return t
	}
	return nil
}

// makesManager says whether the function is a generator that contextlib makes
// a context manager of.
func (fn *Func) makesManager() bool {
	d := fn.File.DecoratorsOf(fn.ID)
	return len(d) == 1 && fn.Facts().Flags&facts.GeneratorFunc != 0 && pylib.MakesManager(fn.File.Eval(d[0]).Lib)
}

// managerOps is what entering an object of a class of the program does: what
// its __enter__ does to the locks that have a name here.
func (k *lockModel) managerOps(w *lockFlow, id facts.EventID, c *Class, self Lock, enter bool) {
	name := "__enter__"
	if !enter {
		name = "__exit__"
	}
	m := c.Lookup(name)
	if m.Func == nil {
		if enter && m.Unknown {
			w.add(id, blurOp, Lock{}, lockOp{})
		}
		return
	}
	sum := k.sums[m.Func]
	if sum == nil {
		return
	}
	for _, n := range sum.net {
		l := n.lock
		if l.Root == SelfLock {
			l = self.join(l.Path)
		}
		if l.Known() && l.Root != LocalLock || l.Root == LocalLock && n.lock.Root == SelfLock {
			w.add(id, netOp, l, lockOp{lo: n.lo, hi: n.hi})
			w.mark(l, lockTraits{counts: n.counts})
		} else if enter {
			w.add(id, blurOp, Lock{}, lockOp{})
		}
	}
}

// mark notes of a lock whether its holder can take it again.
func (w *lockFlow) mark(l Lock, t lockTraits) {
	if i := w.index(l); i >= 0 {
		w.plain[i] = w.plain[i] || t.reentrant == No
		w.counts[i] = w.counts[i] || t.counts
	}
}

// callOps is what a call does: acquire(), release(), or a function of the program.
func (k *lockModel) callOps(w *lockFlow, id facts.EventID, ev *facts.Event) {
	f := w.fn.File
	c := k.site(f.CallAt(ev.X))
	if c == nil {
		return
	}
	maybe := ev.Flags&(facts.Maybe|facts.InComp) != 0
	switch {
	case c.Row != nil && c.Row.Async:
	case c.Does(pylib.Acquires):
		k.acquireOps(w, id, c, maybe)
	case c.Does(pylib.Releases):
		if l, t, ok := c.lock(); ok {
			kind := freeOp
			if maybe {
				kind = mayFreeOp
			}
			w.add(id, kind, l, lockOp{})
			w.mark(l, t)
		}
	case c.Row == nil && c.Callee.Kind == Unknown && (c.Method() == "acquire" || c.Method() == "release"):
		k.looseOps(w, id, c, maybe)
	case c.Target != nil && c.Callee.Kind != Unknown:
		k.targetOps(w, id, c, c.Target, maybe)
	default:
		if t := c.decorated(); t != nil {
			k.targetOps(w, id, c, t, maybe)
		}
	}
}

// lock is the lock that a call of acquire() or release() is about.
func (c *CallSite) lock() (Lock, lockTraits, bool) {
	if s := c.LockExpr(); s.Valid() {
		l, t, ok := s.File.lockAt(s.Expr)
		if ok && s.Expr != c.Receiver() && l.Root == SelfLock && s.File.FuncAt(s.Expr) != c.In {
			// self.acquire = lock.acquire, called as obj.acquire()
			i := c.Receiver()
			if i == 0 {
				return Lock{}, t, false
			}
			l = c.File.placeOf(i).join(l.Path)
		}
		return l, t, ok && l.Known()
	}
	return Lock{}, lockTraits{}, false
}

// LockExpr is the lock whose method is called: what stands before the dot, or
// where the method was taken from the lock.
func (c *CallSite) LockExpr() Site {
	if c.Callee.Kind == LibBound && c.Callee.Self.Valid() {
		return c.Callee.Self
	}
	if r := c.Receiver(); r > 0 {
		return Site{c.File, r}
	}
	return Site{}
}

func (k *lockModel) acquireOps(w *lockFlow, id facts.EventID, c *CallSite, maybe bool) {
	l, t, ok := c.lock()
	if !ok {
		w.add(id, blurOp, Lock{}, lockOp{})
		return
	}
	switch {
	case maybe:
		w.add(id, mayOp, l, lockOp{})
	case c.Certain():
		w.add(id, takeOp, l, lockOp{})
	default:
		w.add(id, tryOp, l, lockOp{call: c.Expr})
	}
	w.mark(l, t)
}

// ReleasesOf is the release() calls of the lock that an acquire() takes, in its
// file; none where a with gives it back as well or the lock has no name.
func (c *CallSite) ReleasesOf() []*CallSite {
	l, _, ok := c.lock()
	if !ok || l.Root == LocalLock {
		return nil
	}
	var out []*CallSite
	for _, d := range c.File.calls {
		if !d.Does(pylib.Releases) || l.Root == SelfLock && d.In.Class != c.In.Class {
			continue
		}
		if k, _, ok := d.lock(); ok && k == l {
			out = append(out, d)
		}
	}
	for i := range c.File.Events {
		if ev := &c.File.Events[i]; ev.Kind == facts.EnterEvent && c.File.placeOf(ev.X) == l {
			return nil
		}
	}
	return out
}

// Certain says whether an acquire() has the lock when it returns: it neither
// gives up after a time nor at once.
func (c *CallSite) Certain() bool {
	a := c.File.ArgsOf(c.Expr)
	if a.Star || a.DoubleStar {
		return false
	}
	if c.Row == nil {
		return len(a.Pos)+len(a.Kw) == 0
	}
	if e := c.Arg(c.Row.Timeout); e > 0 {
		if n, ok := c.File.Number(e); !ok || n != -1 {
			if c.File.Expr(e).Kind != facts.None {
				return false
			}
		}
	}
	if e := c.Arg(c.Row.Block); e > 0 {
		s := c.File.Constant(e)
		return s.Valid() && s.File.Truth(s.Expr) == Yes
	}
	return true
}

// looseOps is acquire() and release() of an object of unknown type.
func (k *lockModel) looseOps(w *lockFlow, id facts.EventID, c *CallSite, maybe bool) {
	l, _, ok := c.File.lockAt(c.Receiver())
	switch acquire := c.Method() == "acquire"; {
	case !ok && acquire:
		w.add(id, blurOp, Lock{}, lockOp{})
	case !ok:
	case acquire && (maybe || !c.Certain()):
		w.add(id, tryOp, l, lockOp{call: c.Expr})
	case acquire:
		w.add(id, takeOp, l, lockOp{})
	case maybe:
		w.add(id, mayFreeOp, l, lockOp{})
	default:
		w.add(id, freeOp, l, lockOp{})
	}
}

// decorated is the method that a call of obj.name() runs although a decorator
// stands above it: one that holds a lock, or makes a context manager of it.
func (c *CallSite) decorated() *Func {
	r := c.Receiver()
	if r == 0 || c.Callee.Kind != Unknown {
		return nil
	}
	v, _ := c.File.evalShared(r)
	if v.Kind != Instance || v.Class == nil {
		return nil
	}
	if fn := v.Class.Method(c.Method()); fn != nil && fn.methodKind() == oddMethod {
		return fn
	}
	return nil
}

// targetOps is what a call of a function of the program leaves behind.
func (k *lockModel) targetOps(w *lockFlow, id facts.EventID, c *CallSite, t *Func, maybe bool) {
	if t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || t.methodKind() == oddMethod && len(k.uses[t]) == 0 {
		return
	}
	sum := k.sums[t]
	if sum == nil {
		return
	}
	net := sum.net
	if maybe {
		net = nil
		for _, n := range sum.net {
			net = append(net, netLock{n.lock, min(n.lo, 0), max(n.hi, 0), n.counts})
		}
	}
	k.netOps(w, id, c, t, net, false)
	if sum.blur {
		w.add(id, blurOp, Lock{}, lockOp{})
	}
	if len(sum.takes) > 0 {
		w.note(id) // for what is held at the call
	}
}

// netOps changes the depth of the callee's locks that have a name here.
func (k *lockModel) netOps(w *lockFlow, id facts.EventID, c *CallSite, t *Func, net []netLock, undo bool) {
	for _, n := range net {
		l := c.outward(t, n.lock, 0)
		if !l.Known() {
			if n.hi > 0 && !undo {
				w.add(id, blurOp, Lock{}, lockOp{})
			}
			continue
		}
		op := lockOp{lo: n.lo, hi: n.hi}
		if undo {
			op = lockOp{lo: -n.hi, hi: -n.lo}
		}
		w.add(id, netOp, l, op)
		w.mark(l, lockTraits{counts: n.counts})
	}
}

// propertyRead is the getter that reading an expression runs: self.name with a
// property of the program.
func (f *File) propertyRead(e facts.ExprID) (getter *Func, self facts.ExprID) {
	for x := f.Expr(e); x.Kind == facts.Attr; x = f.Expr(x.A) {
		if b := f.Expr(x.A); b.Kind == facts.Name && b.Sym > 0 {
			c := f.selfClass(b.Sym)
			if c == nil {
				return nil, 0
			}
			if fn := c.Method(f.Text(x.Str)); fn != nil && fn.methodKind() == propertyMethod && len(fn.Params()) == 1 {
				return fn, x.A
			}
			return nil, 0
		}
	}
	return nil, 0
}

// killOps adds what stores to a part of a lock's path do.
func (k *lockModel) killOps(w *lockFlow) {
	f, g := w.fn.File, w.fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for i := range f.EventsOf(b) {
			id := f.Blocks[b].Event + facts.EventID(i)
			ev := &f.Events[id]
			if ev.Kind != facts.StoreEvent && ev.Kind != facts.DeleteEvent {
				continue
			}
			p := f.storedPlace(ev.X)
			if !p.Known() {
				continue
			}
			for j, l := range w.locks {
				if _, ok := l.rest(p); ok {
					w.note(id, lockOp{kind: killOp, lock: j})
					w.killed[j] = true
				}
			}
		}
	}
}

// storedPlace is the place that a store changes: the name itself, not what it stands for.
func (f *File) storedPlace(e facts.ExprID) Lock {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		if x.Sym <= 0 {
			return Lock{}
		}
		if f.Scopes[f.Symbols[x.Sym].Scope].Kind == facts.ModuleScope {
			return Lock{Root: GlobalLock, File: f, Sym: x.Sym}
		}
		return Lock{Root: LocalLock, File: f, Sym: x.Sym}
	case facts.Attr:
		base := f.placeOf(x.A)
		if base.Root == moduleRoot {
			if s := base.File.moduleSymbol(f.Text(x.Str)); s > 0 {
				return Lock{Root: GlobalLock, File: base.File, Sym: s}
			}
			return Lock{}
		}
		if base.Root == classRoot {
			return base.Class.attributePlace(f.Text(x.Str))
		}
		return base.join("." + f.Text(x.Str))
	}
	return Lock{}
}
