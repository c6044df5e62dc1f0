package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// What a thread's target leaves behind for others to read: globals and closure
// variables, mutable objects that it is given, attributes of its own thread
// object. And where the function that started the thread reads it too early.

// A Written is something that a thread's target stores or changes.
type Written struct {
	Sym   facts.SymbolID // the variable in the file of the start, 0 for the thread object itself
	Attr  string         // the attribute of it, "" for the value itself
	In    bool           // an item or the contents of the object changes, not which object it is
	Write Site           // one place where that happens
	Func  *Func          // the function that does it
}

// writtenDeep bounds how deep the functions that a target calls are followed.
const writtenDeep = 2

// Writes is what the target of a started thread writes that the function which
// starts it could read, each thing once, in order of the writes.
func (s *Started) Writes() []Written {
	fn := s.Spawn.Target.Func
	if fn == nil || !fn.plain() || fn.NeverReturns() || s.Spawn.Target.Opaque || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
		return nil
	}
	w := &writes{s: s, f: s.Spawn.Call.File, given: map[facts.SymbolID]facts.SymbolID{}}
	w.handed(fn)
	w.collect(fn, map[*Func]bool{}, 0)
	return w.out
}

type writes struct {
	s     *Started
	f     *File
	given map[facts.SymbolID]facts.SymbolID // parameter of the target -> variable that is passed for it
	attrs map[string]facts.SymbolID         // attribute of the thread object -> variable that its constructor stores in it
	out   []Written
}

// handed finds which variables the target, or the constructor of the thread's
// class, is given.
func (w *writes) handed(fn *Func) {
	call := &CallSite{File: w.f, Expr: w.s.Spawn.Call.Expr, Target: fn, Bound: w.s.Spawn.Target.Bound, Spawn: w.s.Spawn}
	if w.s.Spawn.Sub == nil {
		for i := range fn.Params() {
			if arg, ok := call.argumentFor(fn, i); ok && arg.Valid() && arg.File == w.f && w.f.Expr(arg.Expr).Kind == facts.Name && w.s.Spawn.Target.Pre == 0 {
				w.given[fn.Params()[i].Sym] = w.f.Expr(arg.Expr).Sym
			}
		}
		return
	}
	w.attrs = map[string]facts.SymbolID{}
	init := w.s.Spawn.Call.Target
	if init == nil || init.File != fn.File {
		return
	}
	g := init.File
	for name := range g.stores {
		for _, id := range g.stores[name] {
			ev := &g.Events[id]
			if g.FuncOf(id) != init || !g.isSelf(g.Expr(ev.X).A) || ev.Y <= 0 || g.Expr(ev.Y).Kind != facts.Name {
				continue
			}
			for i, p := range init.Params() {
				if p.Sym != g.Expr(ev.Y).Sym {
					continue
				}
				if arg, ok := w.s.Spawn.Call.argumentFor(init, i); ok && arg.Valid() && arg.File == w.f && w.f.Expr(arg.Expr).Kind == facts.Name {
					w.attrs[name] = w.f.Expr(arg.Expr).Sym
				}
			}
		}
	}
}

// collect adds what one function writes, and what the functions write that it calls.
func (w *writes) collect(fn *Func, busy map[*Func]bool, depth int) {
	if busy[fn] || depth > writtenDeep || !fn.plain() {
		return
	}
	busy[fn] = true
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			switch ev.Kind {
			case facts.StoreEvent:
				w.target(fn, ev.X, false)
			case facts.CallEvent:
				if c := f.CallAt(ev.X); c != nil && c.changes(w) {
					w.target(fn, c.Receiver(), true)
				}
			}
		}
	}
	for _, c := range fn.callSites {
		if c.Target != nil && c.Target.File == f && (c.Callee.Kind == FuncObj) && (c.Target.Class == nil || c.Receiver() > 0 && f.isSelf(c.Receiver())) {
			w.collect(c.Target, busy, depth+1)
		}
	}
}

// changes says whether a call changes the built-in container it is called on.
func (c *CallSite) changes(w *writes) bool {
	recv := c.Receiver()
	if recv <= 0 {
		return false
	}
	if c.Row != nil {
		return c.Row.Does&pylib.Mutates != 0 && c.Row.Does&pylib.Takes == 0 && isContainer(c.File.Eval(recv))
	}
	x := c.File.Expr(recv)
	if sym := w.given[x.Sym]; x.Kind == facts.Name && sym > 0 {
		return w.contains(sym, c.Method())
	}
	if x.Kind == facts.Attr && c.File.isSelf(x.A) {
		if sym := w.attrs[c.File.Text(x.Str)]; sym > 0 {
			return w.contains(sym, c.Method())
		}
	}
	return false
}

// contains says whether a variable holds a container that the method changes.
func (w *writes) contains(sym facts.SymbolID, method string) bool {
	for _, b := range w.f.BindingsOf(sym) {
		v := w.f.Eval(b.Value)
		if b.Value <= 0 || !isContainer(v) {
			return false
		}
		row := pylib.FindCall(v.Lib + "." + method)
		if row == nil || row.Does&pylib.Mutates == 0 || row.Does&pylib.Takes != 0 {
			return false
		}
	}
	return w.f.Symbols[sym].NBind > 0
}

func isContainer(v Value) bool {
	return v.Kind == Instance && v.Class == nil && (isDisplayType(v.Lib) || v.Lib == "collections.deque")
}

// target adds a place that is stored to, or whose object changes, if somebody
// else can see it.
func (w *writes) target(fn *Func, e facts.ExprID, in bool) {
	f := fn.File
	at := Site{f, e}
	attr := ""
	for {
		x := f.Expr(e)
		switch x.Kind {
		case facts.Subscript:
			in, attr, e = true, "", x.A
			continue
		case facts.Attr:
			if f.isSelf(x.A) && fn.Class != nil {
				w.own(fn, f.Text(x.Str), attr, in, at)
				return
			}
			attr, e = f.Text(x.Str), x.A
			continue
		case facts.Name:
			w.name(fn, x.Sym, attr, in, at)
		}
		return
	}
}

// own adds a write to an attribute of the thread object.
func (w *writes) own(fn *Func, name, attr string, in bool, at Site) {
	if w.s.Spawn.Sub == nil {
		return
	}
	if sym := w.attrs[name]; sym > 0 && (in || attr != "") {
		w.add(Written{Sym: sym, Attr: attr, In: in, Write: at, Func: fn})
		return
	}
	if attr == "" {
		w.add(Written{Attr: name, In: in, Write: at, Func: fn})
	}
}

// name adds a write to a variable: of the module or an enclosing function, or
// into an object that a parameter stands for.
func (w *writes) name(fn *Func, sym facts.SymbolID, attr string, in bool, at Site) {
	if fn.File != w.f || sym <= 0 {
		return
	}
	if to := w.given[sym]; to > 0 && fn == w.s.Spawn.Target.Func {
		if in || attr != "" {
			w.add(Written{Sym: to, Attr: attr, In: in, Write: at, Func: fn})
		}
		return
	}
	scope := w.f.Scopes[w.f.Symbols[sym].Scope]
	if scope.Func == fn.ID || scope.Kind == facts.CompScope {
		return
	}
	w.add(Written{Sym: sym, Attr: attr, In: in, Write: at, Func: fn})
}

func (w *writes) add(x Written) {
	for _, y := range w.out {
		if y.Sym == x.Sym && y.Attr == x.Attr {
			return
		}
	}
	w.out = append(w.out, x)
}

// An Early is a read of what the target writes while the thread may still run.
type Early struct {
	Written
	Read facts.ExprID // as written
	Stmt facts.StmtID
}

// EarlyReads is where what the thread writes is read before anything waits:
// after event from (its start, or the call of the function that starts it) in
// the function of that event. At most one for each thing, in order of position.
func (s *Started) EarlyReads(from facts.EventID, written []Written) []Early {
	var out []Early
	f := s.Start.File
	fn := f.FuncOf(from)
	for _, w := range written {
		if w.Sym > 0 && fn.ID != 0 && w.f() == f && f.Scopes[f.Symbols[w.Sym].Scope].Kind == facts.ClassScope {
			continue
		}
		r := &reader{f: f, s: s, w: w, loop: f.outermostLoop(f.Events[from].Stmt)}
		f.Walk(from, false, r.visit)
		if r.read > 0 && !s.heldBack(fn, f.EventOf(r.read)) {
			out = append(out, Early{w, r.read, f.StmtAt(r.read)})
		}
	}
	return out
}

// heldBack says whether the thread may be waiting for its starter at an event:
// its target waits for somebody, and the function holds a lock there or wakes
// somebody later. What the function reads there it reads on purpose.
func (s *Started) heldBack(fn *Func, at facts.EventID) bool {
	target := s.Spawn.Target.Func
	if target == nil || at < 0 || target.Effects.Does&(pylib.Waits|pylib.Acquires) == 0 && !target.entersLock() {
		return false
	}
	if fn.File.Guarded(at) {
		return true
	}
	for _, c := range fn.callSites {
		if c.Does(pylib.Wakes|pylib.Releases) && fn.File.Reaches(at, c.Event) {
			return true
		}
	}
	return false
}

// entersLock says whether a with statement of the function takes a lock.
func (fn *Func) entersLock() bool {
	f, g := fn.File, fn.Facts()
	for b := g.Block; b < g.BlkEnd; b++ {
		for _, ev := range f.EventsOf(b) {
			if ev.Kind == facts.EnterEvent && f.Eval(ev.X).IsLock() {
				return true
			}
		}
	}
	return false
}

func (w *Written) f() *File { return w.Write.File }

// A reader looks for the first read of one thing after a start.
type reader struct {
	f    *File
	s    *Started
	w    Written
	loop facts.StmtID // around the start
	read facts.ExprID
}

func (r *reader) visit(id facts.EventID, ev *facts.Event) Step {
	f := r.f
	switch ev.Kind {
	case facts.LoadEvent:
		if !r.reads(ev.X) {
			return Go
		}
		if f.InLoop(ev.Stmt) != 0 {
			return Go // read again and again: progress
		}
		if f.Stmts[ev.Stmt].Kind == facts.While {
			return Stop // the loop waits for it
		}
		switch r.judge(ev.X) {
		case yes:
			r.read = ev.X
			return Finish
		case unclear:
			return Stop
		}
	case facts.StoreEvent:
		if r.w.Attr == "" && f.Expr(ev.X).Kind == facts.Name && f.Expr(ev.X).Sym == r.w.Sym && r.w.Sym > 0 {
			return Stop
		}
	case facts.TestEvent, facts.IterateEvent:
		if f.Blocks[f.blocks[id]].Loop && !f.Within(f.Events[r.s.Start.Event].Stmt, ev.Stmt) && f.loopMayWait(ev) {
			return Stop
		}
	case facts.CallEvent:
		if c := f.CallAt(ev.X); c == nil || c.MayWait() {
			return Stop
		}
	case facts.EnterEvent:
		if v := f.Eval(ev.X); !v.IsLock() && v.LibClass() != pylib.FileClass {
			return Stop
		}
	case facts.ExitEvent:
		if f.Eval(ev.X).LibClass() == pylib.ThreadPoolClass {
			return Stop // leaving it waits for its tasks
		}
	case facts.AwaitEvent, facts.YieldEvent:
		return Stop
	}
	return Go
}

// loopMayWait says whether a loop may be there to wait: a while, or a for that
// calls something that waits.
func (f *File) loopMayWait(ev *facts.Event) bool {
	loop := ev.Stmt
	if f.Stmts[loop].Kind != facts.For {
		return true
	}
	for _, c := range f.calls {
		if f.Within(c.Stmt, loop) && c.MayWait() {
			return true
		}
	}
	return false
}

// MayWait says whether a call may wait for another thread, or look whether it
// has ended. Sleeping and talking to the outside world are no such waits.
func (c *CallSite) MayWait() bool {
	const waits = pylib.Joins | pylib.Waits | pylib.Acquires | pylib.NeverReturns | pylib.Exits | pylib.Runs | pylib.UserCode
	switch {
	case c.Row != nil && c.Row.Does == 0:
		return true
	case c.Row != nil:
		d := c.Row.Does
		if d&pylib.Probe != 0 && d&(pylib.Pure|pylib.Clock) == 0 {
			return true // is_alive, active_count, is_set
		}
		return d&waits != 0 || d&pylib.Blocks != 0 && d&(pylib.Sleeps|pylib.IO) == 0
	case c.Callee.Kind == ClassObj && c.Target == nil:
		return c.Callee.Class.unknown
	case c.Target != nil && c.Target.plain():
		e := &c.Target.Effects
		return e.Unknown || e.Does&waits != 0
	}
	return true
}

// reads says whether the path that is loaded is, or begins with, the thing.
func (r *reader) reads(e facts.ExprID) bool {
	f := r.f
	for {
		x := f.Expr(e)
		switch x.Kind {
		case facts.Subscript:
			e = x.A
			continue
		case facts.Attr:
			if r.w.Attr != "" && f.Text(x.Str) == r.w.Attr {
				if r.w.Sym > 0 {
					return f.Expr(x.A).Kind == facts.Name && f.Expr(x.A).Sym == r.w.Sym
				}
				return r.isThread(x.A)
			}
			e = x.A
			continue
		case facts.Name:
			return r.w.Attr == "" && r.w.Sym > 0 && x.Sym == r.w.Sym
		}
		return false
	}
}

func (r *reader) isThread(e facts.ExprID) bool {
	for _, u := range r.s.Object.Uses {
		if u.File == r.f && u.Expr == e && !u.Loose && !u.Callee {
			return true
		}
	}
	return false
}

// A verdict on what is done with a value that is loaded.
type verdict uint8

const (
	no verdict = iota
	yes
	unclear
)

// judge says whether what stands around the loaded value looks at it now.
// Changing the object, handing it to another thread and keeping a second name
// for it do not.
func (r *reader) judge(e facts.ExprID) verdict {
	f := r.f
	whole := f.Expr(e).Kind != facts.Subscript
	p := f.parent[e]
	if p > 0 && f.Expr(p).Kind == facts.Attr && whole {
		call := f.parent[p]
		if c := f.CallAt(call); call > 0 && c != nil && f.Expr(call).A == p {
			if c.Row == nil {
				return unclear
			}
			if c.Row.Does&pylib.Mutates != 0 {
				return no
			}
			return yes
		}
	}
	if at := f.EventOf(e); at >= 0 && r.w.In && whole {
		if s := &f.Stmts[f.Events[at].Stmt]; (s.Kind == facts.Assign || s.Kind == facts.Return) && (s.Y == e || s.X == e) {
			return unclear // a second name for the object
		}
	}
	for ; p > 0; p = f.parent[p] {
		switch x := f.Expr(p); x.Kind {
		case facts.Call:
			c := f.CallAt(p)
			if c == nil || f.SpawnAt(p) != nil || c.Row != nil && c.Row.Does&(pylib.Starts) != 0 {
				return no
			}
			if c.Row != nil && c.Row.Does&(pylib.Output|pylib.Pure|pylib.IO) != 0 && c.Row.Handoff == nil {
				return yes
			}
			if c.Target != nil && c.Callee.Kind == FuncObj && !c.MayWait() && c.Target.Effects.Does&pylib.Starts == 0 {
				return yes
			}
			return unclear
		case facts.Tuple, facts.List, facts.Dict, facts.Set:
			if r.w.In && whole {
				if q := f.parent[p]; q == 0 {
					return unclear
				}
			}
		}
	}
	return yes
}

// Describe names the thing as its author would: the variable, or the attribute
// of the thread object as it is read.
func (e *Early) Describe(f *File) string {
	text := f.Render(e.Read)
	if i := strings.IndexByte(text, '['); i > 0 {
		return text[:i]
	}
	return text
}
