package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A constructor that starts a thread lets it see an object that is not
// complete: which attributes does the started code read that are assigned only
// afterwards?

// An EarlyStart is a start in a constructor with the first attribute that the
// started code may read before it is assigned.
type EarlyStart struct {
	Call   *CallSite     // in the constructor: the start, or a call that starts
	Target *Func         // what the thread runs
	Name   string        // of the attribute
	Store  facts.EventID // its first assignment, in the constructor's file
	Read   Site
	Reader *Func
}

// startDeep bounds how deep calls are followed from a constructor to a start,
// and from the started code to a read.
const startDeep = 3

// A startIn is a call in a constructor after which a method of the object runs
// on another thread.
type startIn struct {
	call   *CallSite
	target *Func
}

// EarlyStarts is the starts in the constructor of the class that are too early,
// in order of position.
func (c *Class) EarlyStarts() []EarlyStart {
	init := c.OwnMethod("__init__")
	if init == nil || c.unknown || len(init.Params()) == 0 || c.Lookup("__getattr__").Func != nil || c.customNew() {
		return nil
	}
	var out []EarlyStart
	for _, s := range c.startsIn(init, 0, map[*Func]bool{}) {
		if e, ok := c.earliest(init, s); ok {
			out = append(out, e)
		}
	}
	return out
}

// startsIn is the calls of a method after which a method of the same object
// runs on another thread.
func (c *Class) startsIn(fn *Func, depth int, busy map[*Func]bool) (out []startIn) {
	if busy[fn] || depth > startDeep {
		return nil
	}
	busy[fn] = true
	defer delete(busy, fn)
	f := fn.File
	for _, call := range fn.callSites {
		if f.Events[call.Event].Flags&(facts.Maybe|facts.InComp) != 0 {
			continue
		}
		if t := c.startedBy(call); t != nil {
			out = append(out, startIn{call, t})
			continue
		}
		onSelf := call.Receiver() > 0 && (f.isSelf(call.Receiver()) || f.IsSuper(call.Receiver()))
		if call.Target != nil && onSelf && call.Callee.Kind == FuncObj && call.Target.plain() && call.Target.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 {
			callee := call.Target
			if f.isSelf(call.Receiver()) {
				callee = c.overriding(callee)
			}
			for _, s := range c.startsIn(callee, depth+1, busy) {
				out = append(out, startIn{call, s.target})
				break
			}
		}
	}
	return out
}

// overriding is the method that runs for one of its bases' in an object of the class.
func (c *Class) overriding(fn *Func) *Func {
	if m := c.Lookup(fn.Name); m.Func != nil && fn.Class != nil {
		return m.Func
	}
	return fn
}

// startedBy is the method of the object that a call lets run on another
// thread at once, nil for none.
func (c *Class) startedBy(call *CallSite) *Func {
	f := call.File
	own := func(s *Spawn) *Func {
		if s != nil && s.OnThread() && s.Target.Func != nil && !s.Target.Bound && s.Target.Func.outer() == call.In && s.Call.In == call.In {
			return s.Target.Func // a function or lambda inside sees self as well
		}
		if s == nil || !s.OnThread() || s.Target.Func == nil || !s.Target.Bound || !s.Target.Self.Valid() || s.Target.Self.File != f || !f.isSelf(s.Target.Self.Expr) {
			return nil
		}
		return c.overriding(s.Target.Func)
	}
	if s := f.SpawnAt(call.Expr); s != nil {
		if s.Handoff != nil && (s.Handoff.On == pylib.Pool || s.Row.Does&pylib.Starts != 0) {
			return own(s)
		}
		return nil
	}
	if !call.Does(pylib.Starts) || call.Callee.Kind != LibBound {
		return nil
	}
	v := f.Eval(call.Receiver())
	if f.isSelf(call.Receiver()) {
		if v.LibClass() == pylib.ThreadClass {
			return c.Method("run")
		}
		return nil
	}
	if v.LibClass() != pylib.ThreadClass || !v.Site.Valid() || v.Site.File != f {
		return nil
	}
	return own(f.SpawnAt(v.Site.Expr))
}

// earliest finds the attribute that is read too early after a start.
func (c *Class) earliest(init *Func, s startIn) (EarlyStart, bool) {
	f := init.File
	late := map[string]facts.EventID{}
	f.Walk(s.call.Event, false, func(id facts.EventID, ev *facts.Event) Step {
		if ev.Kind == facts.StoreEvent && f.Expr(ev.X).Kind == facts.Attr && f.isSelf(f.Expr(ev.X).A) {
			name := f.Text(f.Expr(ev.X).Str)
			if _, ok := late[name]; !ok && ev.Flags&facts.Aug == 0 && !c.hasBefore(init, name, s.call) {
				late[name] = id
			}
		}
		return Go
	})
	if len(late) == 0 {
		return EarlyStart{}, false
	}
	r := &earlyReader{c: c, late: late, busy: map[*Func]bool{}}
	r.walk(s.target, 0)
	if !r.read.Valid() {
		return EarlyStart{}, false
	}
	return EarlyStart{Call: s.call, Target: s.target, Name: r.name, Store: late[r.name], Read: r.read, Reader: r.in}, true
}

// hasBefore says whether the object may have an attribute before a call of its
// constructor: the class has it, or something that may run before stores it.
func (c *Class) hasBefore(init *Func, name string, call *CallSite) bool {
	m := c.Lookup(name)
	if m.Func != nil || m.Binding != nil || m.Lib != "" || m.Unknown {
		return true
	}
	if t := c.LibBase(); t != nil && contains(t.Attrs, name) {
		return true
	}
	for _, k := range c.mro {
		g := k.File
		for _, id := range k.selfStores(name) {
			fn := g.FuncOf(id)
			switch {
			case fn == init:
				if g.Reaches(id, call.Event) {
					return true
				}
			case fn.Class == k && (fn.Name == "__new__" || fn.Name == "__init__" && k != init.Class):
				return true
			default:
				if c.calledBefore(init, fn, call, map[*Func]bool{}) {
					return true
				}
			}
		}
	}
	return false
}

// calledBefore says whether a constructor may call a method of its object
// before, or in, a call.
func (c *Class) calledBefore(from, fn *Func, call *CallSite, busy map[*Func]bool) bool {
	if busy[from] {
		return false
	}
	busy[from] = true
	for _, s := range from.callSites {
		if s.Target == nil || call != nil && s != call && !from.File.Reaches(s.Event, call.Event) {
			continue
		}
		if t := c.overriding(s.Target); t == fn || c.calledBefore(t, fn, nil, busy) {
			return true
		}
	}
	return false
}

// An earlyReader looks for the first read of one of several attributes in code
// that a thread has begun to run, before anything waits or is not known.
type earlyReader struct {
	c    *Class
	late map[string]facts.EventID
	busy map[*Func]bool
	read Site
	in   *Func
	name string
}

// walk says whether the flow may go on after the function without waiting.
func (r *earlyReader) walk(fn *Func, depth int) bool {
	if r.busy[fn] || depth > startDeep || !fn.plain() || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return false
	}
	r.busy[fn] = true
	f, ends := fn.File, false
	seen := map[facts.BlockID]bool{}
	for work := []facts.BlockID{fn.Facts().Entry}; len(work) > 0 && !r.read.Valid(); {
		b := work[0]
		work = work[1:]
		if seen[b] {
			continue
		}
		seen[b] = true
		ends = ends || b == fn.Facts().Exit
		if !r.block(f, b, fn, depth) {
			continue
		}
		for _, e := range f.EdgesOf(b) {
			if e.Kind != facts.OnRaise {
				work = append(work, e.To)
			}
		}
	}
	return ends
}

// block says whether the flow goes through a block without waiting.
func (r *earlyReader) block(f *File, b facts.BlockID, fn *Func, depth int) bool {
	blk := &f.Blocks[b]
	for id := blk.Event; id < blk.Event+facts.EventID(blk.NEvent); id++ {
		ev := &f.Events[id]
		switch ev.Kind {
		case facts.LoadEvent:
			r.load(f, ev, fn)
			if r.read.Valid() {
				return false
			}
		case facts.StoreEvent:
			if x := f.Expr(ev.X); x.Kind == facts.Attr && f.isSelf(x.A) {
				if _, own := r.late[f.Text(x.Str)]; own {
					return false // the thread gives it a value itself
				}
			}
		case facts.AwaitEvent, facts.YieldEvent, facts.EnterEvent:
			return false
		case facts.CallEvent:
			if c := f.CallAt(ev.X); !r.passes(c, depth) {
				return false
			}
		}
	}
	return true
}

// passes says whether a call comes back without waiting for anything.
func (r *earlyReader) passes(c *CallSite, depth int) bool {
	switch {
	case c == nil:
		return false
	case c.Does(pylib.Output):
		return true
	case c.Row != nil:
		return c.Row.Does != 0 && c.effects()&(pylib.Blocks|pylib.Waits|pylib.Acquires|pylib.Joins|pylib.Sleeps|pylib.Exits|pylib.NeverReturns) == 0
	case c.Target != nil && c.Callee.Kind == FuncObj && c.Receiver() > 0 && c.File.isSelf(c.Receiver()):
		return r.walk(r.c.overriding(c.Target), depth+1)
	case c.Target != nil && c.Target.plain():
		e := &c.Target.Effects
		return !e.Unknown && e.Does&(pylib.Blocks|pylib.Waits|pylib.Acquires) == 0
	}
	return false
}

// load takes in a read of self.name.
func (r *earlyReader) load(f *File, ev *facts.Event, fn *Func) {
	for e := ev.X; ; {
		switch x := f.Expr(e); x.Kind {
		case facts.Attr:
			if f.isSelf(x.A) {
				name := f.Text(x.Str)
				if _, late := r.late[name]; late && !f.Swallowed(ev.Stmt) && ev.Flags&facts.Maybe == 0 {
					r.read, r.in, r.name = Site{f, e}, fn, name
				}
				return
			}
			e = x.A
			continue
		case facts.Subscript:
			e = x.A
			continue
		}
		return
	}
}
