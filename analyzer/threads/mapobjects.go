package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// An item is a lock, a channel or data by what has it and its name there.
type item struct {
	home home
	name string
}

// itemOf is what lies at an absolute place. What is known to be made at one
// place is named after that place, however it is reached: objects are told apart
// by who made them, so that a map of classes comes out and not one of paths.
func (g *mapper) itemOf(l Lock) (item, Value, bool) {
	if !l.Known() {
		return item{}, Value{}, false
	}
	v := g.m.lockValue(l)
	if it, ok := madeIn(v.Site); ok && v.LibType() != nil {
		return it, v, true
	}
	it, ok := g.pathItem(l)
	return it, v, ok
}

// madeIn is the name that the result of a call is stored under.
func madeIn(s Site) (item, bool) {
	if !s.Valid() || s.File.CallAt(s.Expr) == nil {
		return item{}, false
	}
	f := s.File
	for id, target := range f.targetsOf(s.Expr) {
		fn := f.FuncOf(id)
		switch x := f.Expr(target); {
		case x.Kind == facts.Attr && f.isSelf(x.A) && fn.owner() != nil:
			return item{home{class: fn.owner()}, f.Text(x.Str)}, true
		case x.Kind == facts.Name && x.Sym > 0:
			return named(f, x.Sym), true
		}
	}
	return item{}, false
}

// named is the item that a name stands for.
func named(f *File, s facts.SymbolID) item {
	switch scope := &f.Scopes[f.Symbols[s].Scope]; scope.Kind {
	case facts.ModuleScope:
		return item{home{file: f}, f.SymbolName(s)}
	case facts.ClassScope:
		return item{home{class: f.Classes[scope.Class]}, f.SymbolName(s)}
	default:
		return item{home{fn: f.Funcs[scope.Func]}, f.SymbolName(s)}
	}
}

// pathItem is what lies at the end of a path: an attribute of the last object on
// it whose class is known.
func (g *mapper) pathItem(l Lock) (item, bool) {
	if !strings.Contains(l.Path, ".") {
		if l.File == nil || l.Sym <= 0 {
			return item{}, false
		}
		return named(l.File, l.Sym), true
	}
	if k, attr := g.m.classWith(l); k != nil {
		return item{home{class: k.first(attr)}, attr[1:]}, true
	}
	switch {
	case l.Class != nil:
		return item{home{class: l.Class.first(l.Path)}, l.Path[1:]}, true
	case l.File != nil && l.Sym > 0:
		it := named(l.File, l.Sym)
		it.name += l.Path
		return it, true
	}
	return item{}, false
}

// first is the base that stores the attribute of a path first; else the class itself.
func (c *Class) first(path string) *Class {
	if k := c.storing(path); k != nil {
		return k
	}
	return c
}

// object is the object of the map that has an item.
func (g *mapper) object(h home) *MapObject {
	o := g.homes[h]
	if o == nil {
		o = &MapObject{ID: g.id('o'), Name: g.title(h), Kind: h.kind(), At: g.place(h), Locks: []*MapLock{}, Channels: []*MapChannel{}, Data: []*MapData{}}
		g.homes[h] = o
		g.out.Objects = append(g.out.Objects, o)
	}
	return o
}

// label is what people call an item outside of what has it.
func (g *mapper) label(it item) string {
	if it.home.class != nil {
		return it.home.class.Name + "." + it.name
	}
	return it.name
}

// lock is the lock at an absolute place; nil where it has no name.
func (g *mapper) lock(l Lock) *MapLock {
	it, v, ok := g.itemOf(l)
	if !ok {
		return nil
	}
	k := g.locks[it]
	if k == nil {
		o := g.object(it.home)
		k = &MapLock{ID: g.id('l'), Name: g.label(it)}
		k.Type, k.At = g.made(v)
		g.locks[it] = k
		o.Locks = append(o.Locks, k)
	}
	return k
}

// made is the type of a value, and where it is made.
func (g *mapper) made(v Value) (string, *Place) {
	t := v.LibType()
	if t == nil {
		return "", nil
	}
	if !v.Site.Valid() {
		return t.Name, nil
	}
	at := g.expr(v.Site.File, v.Site.Expr)
	return t.Name, &at
}

// lockIDs is the ids of locks, each once.
func (g *mapper) lockIDs(all []Lock) []string {
	out := []string{}
	for _, l := range all {
		if k := g.lock(l); k != nil && !slices.Contains(out, k.ID) {
			out = append(out, k.ID)
		}
	}
	return out
}

// follow goes through what a root runs, and notes the locks that it takes and the
// channels that it uses.
func (g *mapper) follow(r *Root) {
	out := g.out.Roots[len(g.out.Roots)-1]
	each := func(v *visit) {
		if !slices.Contains(g.runs[v.fn], out.ID) {
			g.runs[v.fn] = append(g.runs[v.fn], out.ID)
		}
		g.takes(out, v)
		g.talks(v.fn, v.absolute, func(item) string { return out.ID })
	}
	var sides []*visit
	if r.Threaded() {
		sides = r.sidesOf()
	}
	for _, v := range sides {
		walk(v, each)
	}
	if len(sides) == 0 {
		g.drift(r, each)
	}
}

// drift visits what a root runs that has no side of its own: coroutines too,
// which run where they are awaited.
func (g *mapper) drift(r *Root, each func(*visit)) {
	seen := map[*Func]bool{r.Func: true}
	side := &Side{Root: r}
	for work := []*Func{r.Func}; len(work) > 0 && len(seen) < maxVisits; work = work[1:] {
		fn := work[0]
		v := &visit{side: side, fn: fn}
		if c := fn.owner(); c != nil {
			v.self = Lock{Root: SelfLock, Class: c}
		}
		each(v)
		for _, c := range fn.callSites {
			if t := c.Target; t != nil && c.Spawn == nil && !seen[t] && c.Callee.Kind == FuncObj && !c.handed() {
				seen[t] = true
				work = append(work, t)
			}
		}
	}
}

// handed says whether the coroutine that a call makes is given to a loop.
func (c *CallSite) handed() bool {
	p := c.File.parent[c.Expr]
	if p <= 0 {
		return false
	}
	outer := c.File.CallAt(p)
	return outer != nil && outer.task() == c.Target
}

// takes adds the locks that a function takes itself.
func (g *mapper) takes(out *MapRoot, v *visit) {
	f := v.fn.File
	for _, t := range g.m.locking().takenIn(v.fn) {
		k := g.lock(v.anyPlace(t.lock))
		if k == nil {
			continue
		}
		at := g.expr(f, f.Events[t.event].X)
		if slices.ContainsFunc(out.Takes, func(o MapTake) bool { return o.Lock == k.ID && o.At == at }) {
			continue
		}
		held, _ := v.heldAt(t.event)
		while := g.lockIDs(held)
		out.Takes = append(out.Takes, MapTake{Lock: k.ID, In: inside(v.fn), At: at, While: slices.DeleteFunc(while, func(id string) bool { return id == k.ID })})
	}
}

// anyPlace is a place in absolute terms, by its class where the visit does not
// say of which object it is.
func (v *visit) anyPlace(l Lock) Lock {
	if abs := v.absolute(l); abs.Known() {
		return abs
	}
	abs, _ := v.fn.absolute(l)
	return abs
}

// takenIn is the locks that a function itself waits for, in order.
func (k *lockModel) takenIn(fn *Func) []taking {
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.flowOf(fn)
	if w == nil {
		return nil
	}
	var out []taking
	fn.eventsIn(0, func(id facts.EventID, ev *facts.Event) {
		if ev.Flags&facts.Copy != 0 || ev.Kind != facts.EnterEvent && ev.Kind != facts.CallEvent {
			return
		}
		for _, op := range w.ops[id] {
			if op.kind == takeOp || op.kind == tryOp {
				out = append(out, taking{lock: w.locks[op.lock], event: id})
			}
		}
	})
	return out
}

// talks adds the uses of channels in a function; by says whose use of one it is,
// "" for none of interest.
func (g *mapper) talks(fn *Func, absolute func(Lock) Lock, by func(item) string) {
	f := fn.File
	for _, c := range fn.callSites {
		does := c.talk()
		if does == "" {
			continue
		}
		v := f.Eval(c.Receiver())
		it, ok := madeIn(v.Site)
		if !ok {
			l := absolute(f.placeOf(c.Receiver()))
			if !l.Known() {
				l, _ = fn.absolute(f.placeOf(c.Receiver()))
			}
			if it, _, ok = g.itemOf(l); !ok {
				continue
			}
		}
		if who := by(it); who != "" {
			g.channel(it, v).use(MapUse{Does: does, By: who, In: inside(fn), At: g.expr(f, c.Expr), Locks: []string{}})
		}
	}
}

func (g *mapper) channel(it item, v Value) *MapChannel {
	ch := g.chans[it]
	if ch == nil {
		o := g.object(it.home)
		ch = &MapChannel{ID: g.id('q'), Name: g.label(it), Uses: []MapUse{}}
		ch.Type, ch.At = g.made(v)
		g.chans[it] = ch
		o.Channels = append(o.Channels, ch)
	}
	return ch
}

// use adds a use, once.
func (ch *MapChannel) use(u MapUse) {
	if !slices.ContainsFunc(ch.Uses, func(o MapUse) bool { return o.By == u.By && o.At == u.At && o.Does == u.Does }) {
		ch.Uses = append(ch.Uses, u)
	}
}

// talk is what a call does with a channel; "" where it is none.
func (c *CallSite) talk() string {
	if c.Row == nil || c.Callee.Kind != LibBound || c.Receiver() <= 0 {
		return ""
	}
	class := c.File.Eval(c.Receiver()).LibClass()
	switch class {
	case pylib.QueueClass, pylib.AsyncQueueClass:
		switch {
		case putsItem(c.Row):
			return "puts"
		case takesItem(c.Row):
			return "gets"
		case c.Does(pylib.Waits):
			return "waits"
		}
	case pylib.EventClass, pylib.ConditionClass, pylib.BarrierClass:
		switch {
		case c.Does(pylib.Waits|pylib.Blocks) && !c.Does(pylib.Acquires):
			return "waits"
		case c.Does(pylib.Wakes) && !c.Does(pylib.Releases):
			return "wakes"
		case class == pylib.EventClass && c.Does(pylib.Probe):
			return "asks"
		}
	}
	return ""
}

// channels adds who else uses the channels of the roots: code that no root runs.
func (g *mapper) channels() {
	for _, f := range g.m.files {
		for _, fn := range f.Funcs {
			if len(g.rootsOf(fn)) > 0 {
				continue
			}
			g.talks(fn, func(Lock) Lock { return Lock{} }, func(it item) string {
				if g.chans[it] == nil {
					return ""
				}
				return g.codeOf(fn).ID
			})
		}
	}
}
