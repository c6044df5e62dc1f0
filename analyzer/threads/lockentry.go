package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A LockSet is the locks that a thread holds at a place.
type LockSet struct {
	Locks []HeldLock
	Any   bool // a contract demands that locks are held and does not say which
}

// A HeldLock is a lock that is held.
type HeldLock struct {
	Lock
	At facts.EventID // takes it in the same function; -1 where it is held from the beginning
}

// Has says whether a lock is in the set.
func (s *LockSet) Has(l Lock) bool {
	return slices.ContainsFunc(s.Locks, func(h HeldLock) bool { return h.Lock == l })
}

// HeldHere is the locks that are certainly held just before an event by what
// its function does itself, by its decorators and its contract.
func (f *File) HeldHere(at facts.EventID) LockSet {
	k, fn := f.m.locking(), f.FuncOf(at)
	k.mu.Lock()
	defer k.mu.Unlock()
	c := k.contractOf(fn)
	start := slices.Clone(c.locks)
	for _, u := range k.uses[fn] {
		start = append(start, u.lock)
	}
	return LockSet{Locks: k.heldFrom(fn, at, start), Any: c.any}
}

// Held is the locks that are certainly held just before an event: HeldHere and
// what every caller holds.
func (f *File) Held(at facts.EventID) LockSet {
	k, fn := f.m.locking(), f.FuncOf(at)
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.entryOf(fn)
	return LockSet{Locks: k.heldFrom(fn, at, e.must), Any: e.any}
}

// MayHold says whether a lock may be held just before an event. What is not
// known counts as held, so that "not held" can be relied on.
func (f *File) MayHold(at facts.EventID, l Lock) bool {
	k, fn := f.m.locking(), f.FuncOf(at)
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.flowOf(fn)
	inside := false
	if w != nil {
		if s, ok := w.around(at); ok {
			if s.blur {
				return true
			}
			if i := slices.Index(w.locks, l); i >= 0 {
				if s.locks[i].hi > 0 {
					return true
				}
				inside = s.locks[i].hi < 0
			}
		}
	}
	if inside {
		return false
	}
	e := k.entryOf(fn)
	return e.open || e.any || slices.Contains(e.may, l)
}

// Uncalled says whether nothing in the program is known to call the function or
// to run it elsewhere: who uses the program may.
func (fn *Func) Uncalled() bool {
	k := fn.File.m.locking()
	k.mu.Lock()
	defer k.mu.Unlock()
	l := k.callersOf(fn)
	return fn.ID != 0 && len(l.sites) == 0 && !l.spawned
}

// Imported says whether another file of the program imports this one.
func (f *File) Imported() bool { return f.imported() }

// Takes is the locks that running a function waits for, itself or in what it
// calls, by their names in the function, in order of where it does so.
func (fn *Func) Takes() []Lock {
	var out []Lock
	if sum := fn.File.m.locking().sums[fn]; sum != nil {
		for _, t := range sum.takes {
			out = append(out, t.lock)
		}
	}
	return out
}

// heldFrom is what is held before an event if the function begins with some locks.
func (k *lockModel) heldFrom(fn *Func, at facts.EventID, start []Lock) []HeldLock {
	var out []HeldLock
	w := k.flowOf(fn)
	var s lockState
	if w != nil {
		s, _ = w.around(at)
	}
	for _, l := range start {
		if w != nil && s.locks != nil {
			if i := slices.Index(w.locks, l); i >= 0 && s.locks[i].lo < 0 {
				continue
			}
		}
		if !slices.ContainsFunc(out, func(h HeldLock) bool { return h.Lock == l }) {
			out = append(out, HeldLock{l, -1})
		}
	}
	for i, d := range s.locks {
		if d.lo <= 0 || w.counts[i] {
			continue
		}
		if j := slices.IndexFunc(out, func(h HeldLock) bool { return h.Lock == w.locks[i] }); j >= 0 {
			continue
		}
		out = append(out, HeldLock{w.locks[i], d.at})
	}
	return out
}

// flowOf is the flow of any function, also of one whose calls nobody needed before.
func (k *lockModel) flowOf(fn *Func) *lockFlow {
	if fn.needed {
		return k.flows[fn]
	}
	late := k.late[fn]
	if late == nil {
		late = &kept[*lockFlow]{}
		k.late[fn] = late
	}
	return late.get(k.m, func() *lockFlow {
		w := k.lockOps(fn)
		if w != nil {
			w.solve()
		}
		return w
	})
}

// An entry is what is held when a function begins.
type entry struct {
	must []Lock // by every caller, by decorators and by contract
	may  []Lock // by some caller
	any  bool   // by contract, without saying which
	open bool   // not every caller is known

	waits   bool // some answer below waited for a file
	partial bool // too many lead here: kept for who asks of it alone, since a callee may be asked with fewer around
}

// maxClosure is how many functions are looked at for what one begins with.
const maxClosure = 200

// entryOf works out what is held when a function begins: the greatest fixpoint
// over all its callers, theirs, and so on, which is the same whoever asks.
func (k *lockModel) entryOf(fn *Func) *entry {
	for _, e := range []*entry{k.entries[fn], k.wide[fn]} {
		if e != nil {
			k.m.again(e.waits)
			return e
		}
	}
	var made map[*Func]*entry
	waits := k.m.waits(func() { made = k.solveEntry(fn) })
	for g, e := range made {
		if e.waits = waits; e.partial {
			k.wide[g] = e
		} else {
			k.entries[g] = e
		}
	}
	return made[fn]
}

// solveEntry is the entries of a function and of those that lead to it, as far
// as they are not known.
func (k *lockModel) solveEntry(fn *Func) map[*Func]*entry {
	var all []*Func
	seen := map[*Func]bool{fn: true}
	for work := []*Func{fn}; len(work) > 0 && len(all) <= maxClosure; {
		g := work[0]
		work = work[1:]
		all = append(all, g)
		for _, c := range k.callersOf(g).sites {
			if !seen[c.In] {
				seen[c.In] = true
				work = append(work, c.In)
			}
		}
	}
	if len(all) > maxClosure {
		e := k.startOf(fn)
		e.open, e.partial = true, true
		return map[*Func]*entry{fn: e}
	}
	all = slices.DeleteFunc(all, func(g *Func) bool {
		e := k.entries[g]
		k.m.again(e != nil && e.waits)
		return e != nil
	})
	made := map[*Func]*entry{}
	top := map[*Func]bool{}
	for _, g := range all {
		made[g] = k.startOf(g)
		l := k.callersOf(g)
		top[g] = l.complete && len(l.sites) > 0 && !l.spawned
		made[g].open = !l.complete
	}
	of := func(g *Func) *entry {
		if e := k.entries[g]; e != nil {
			return e
		}
		return made[g]
	}
	for changed := true; changed; {
		changed = false
		for _, g := range all {
			if k.enter(g, made[g], top, of) {
				changed = true
			}
		}
	}
	return made
}

// startOf is what a function begins with whoever calls it.
func (k *lockModel) startOf(fn *Func) *entry {
	c := k.contractOf(fn)
	e := &entry{any: c.any, must: slices.Clone(c.locks)}
	for _, u := range k.uses[fn] {
		e.must = append(e.must, u.lock)
	}
	e.may = slices.Clone(e.must)
	return e
}

// enter takes the callers of a function into its entry; it says whether that
// changed it. top marks the functions of which no caller has been counted yet.
func (k *lockModel) enter(fn *Func, e *entry, top map[*Func]bool, of func(*Func) *entry) bool {
	l := k.callersOf(fn)
	var must []Lock
	counted, changed := false, false
	for _, c := range l.sites {
		from := of(c.In)
		blur := false
		for _, m := range k.mayFrom(c, from, &blur) {
			if in := c.inward(fn, m); in.Known() && !slices.Contains(e.may, in) {
				e.may, changed = append(e.may, in), true
			}
		}
		if (from.open || from.any || blur) && !e.open {
			e.open, changed = true, true
		}
		if top[c.In] {
			continue
		}
		var here []Lock
		for _, h := range k.heldFrom(c.In, c.Event, from.must) {
			if in := c.inward(fn, h.Lock); in.Known() {
				here = append(here, in)
			}
		}
		if !counted {
			must, counted = here, true
			continue
		}
		must = slices.DeleteFunc(must, func(m Lock) bool { return !slices.Contains(here, m) })
	}
	if !l.complete || l.spawned || len(l.sites) == 0 || !counted {
		return changed
	}
	next := k.startOf(fn).must
	for _, m := range must {
		if !slices.Contains(next, m) {
			next = append(next, m)
		}
	}
	if top[fn] || len(next) != len(e.must) {
		e.must, changed = next, true
		delete(top, fn)
	}
	return changed
}

// mayFrom is the locks that may be held at a call.
func (k *lockModel) mayFrom(c *CallSite, from *entry, blur *bool) []Lock {
	w := k.flowOf(c.In)
	if w == nil {
		return from.may
	}
	s, ok := w.around(c.Event)
	if !ok {
		return nil
	}
	*blur = s.blur
	var out []Lock
	for _, l := range from.may {
		if i := slices.Index(w.locks, l); i < 0 || s.locks[i].hi >= 0 {
			out = append(out, l)
		}
	}
	for i, d := range s.locks {
		if d.hi > 0 && !w.counts[i] {
			out = append(out, w.locks[i])
		}
	}
	return out
}

// A callerList is the calls of a function in the whole program.
type callerList struct {
	sites    []*CallSite
	spawned  bool // it also begins a thread, a task or a process
	complete bool // nothing else calls it
	waits    bool // some answer below waited for a file
}

// callersOf finds the calls of a function in every file that may have one. A
// file that was not read becomes wanted, and until then the list is incomplete.
func (k *lockModel) callersOf(fn *Func) *callerList {
	l := k.callers[fn]
	if l == nil {
		l = &callerList{complete: true}
		k.callers[fn] = l
		l.waits = k.m.waits(func() { k.findCallers(fn, l) })
	}
	k.m.again(l.waits)
	return l
}

func (k *lockModel) findCallers(fn *Func, l *callerList) {
	g := fn.Facts()
	if fn.ID == 0 {
		return // begins without a lock
	}
	for _, c := range fn.Callers {
		l.spawned = l.spawned || c.Spawn != nil
	}
	l.complete = g.Flags&facts.LambdaFunc == 0 && !fn.calledByOthers() && (fn.plain() || len(k.uses[fn]) > 0)
	switch {
	case !l.complete:
		return // nothing can be concluded, so nothing needs to be read
	case fn.Class != nil:
		k.methodCallers(fn, l)
	default:
		k.functionCallers(fn, l)
	}
}

// calledByOthers says whether code that is no call of the program may run the
// function: Python itself, or a library that its class derives from.
func (fn *Func) calledByOthers() bool {
	if strings.HasPrefix(fn.Name, "__") && strings.HasSuffix(fn.Name, "__") {
		return true
	}
	c := fn.Class
	if c == nil {
		return false
	}
	if c.unknown {
		return true
	}
	for _, b := range c.lib {
		if pylib.FindCall(b+"."+fn.Name) != nil {
			return true
		}
		for _, r := range pylib.FindRoots(b) {
			if r.Method != "run" && matches(r.Method, fn.Name) {
				return true
			}
		}
		if b != "builtins.object" && pylib.FindType(b) == nil && !harmlessBase(b) {
			return true
		}
	}
	return false
}

// functionCallers finds the calls of a function that is no method.
func (k *lockModel) functionCallers(fn *Func, l *callerList) {
	f := fn.File
	for _, e := range f.loads[f.definedBy[fn.ID]] {
		k.mention(f, e, fn, l)
	}
	if fn.Facts().Parent > 0 {
		return
	}
	if !k.m.namedElsewhere(f, fn.Name) {
		return
	}
	for _, g := range k.elsewhere(f, fn.Name, l, func(p string) bool { return k.m.uses(p, f) }) {
		for _, e := range g.attrs[fn.Name] {
			if v := g.Eval(g.Expr(e).A); v.Kind == Module {
				k.mention(g, e, fn, l)
			}
		}
		for i := range g.Imports {
			if imp := &g.Imports[i]; g.Text(imp.Name) == fn.Name {
				for _, s := range g.bound[g.importRef(facts.ImportID(i))] {
					for _, e := range g.loads[s] {
						k.mention(g, e, fn, l)
					}
				}
			}
		}
	}
}

// importRef is the expression that stands for an import as a value.
func (f *File) importRef(id facts.ImportID) facts.ExprID {
	for e := range f.bound {
		if x := f.Expr(e); x.Kind == facts.ImportRef && x.Import() == id {
			return e
		}
	}
	return 0
}

// elsewhere is the other parsed files that mention a name; one that is not
// parsed makes the list incomplete.
func (k *lockModel) elsewhere(f *File, name string, l *callerList, within func(p string) bool) []*File {
	var out []*File
	for _, p := range k.m.mentioning(identHash(name)) {
		if p == pathOf(f.Path) || !within(p) {
			continue
		}
		if k.m.byKey[p] == nil {
			l.complete = false
			continue
		}
		out = append(out, k.m.byKey[p])
	}
	return out
}

// methodCallers finds the calls of a method: every attribute of its name.
func (k *lockModel) methodCallers(fn *Func, l *callerList) {
	f := fn.File
	k.m.MentionedElsewhere(f, fn.Name)
	files := append([]*File{f}, k.elsewhere(f, fn.Name, l, func(p string) bool { return k.m.meets(f, p) })...)
	for _, g := range files {
		for _, e := range g.attrs[fn.Name] {
			k.mention(g, e, fn, l)
		}
	}
}

// mention takes a place where the name of a function is read into its callers.
func (k *lockModel) mention(g *File, e facts.ExprID, fn *Func, l *callerList) {
	p := g.parent[e]
	if p > 0 && g.Expr(p).Kind == facts.Call && g.Expr(p).A == e {
		c := k.site(g.CallAt(p))
		switch {
		case c == nil:
			l.complete = false
		case c.Target == fn, c.Target != nil && k.overridden(c, fn):
			l.sites = append(l.sites, c)
		case c.Target != nil || c.Callee.Kind != Unknown:
		case c.decorated() == fn:
			l.sites = append(l.sites, c)
		case fn.Class != nil && !k.stranger(g, g.Expr(e).A, fn.Class), fn.Class == nil:
			l.complete = false
		}
		return
	}
	if fn.Class == nil && g.stored(e) {
		return
	}
	for _, s := range g.spawns {
		if s.TargetExpr == e {
			return
		}
	}
	if fn.Class != nil && k.stranger(g, g.Expr(e).A, fn.Class) {
		return
	}
	l.complete = false
}

// overridden says whether a call that names a method of a base may run fn in its place.
func (k *lockModel) overridden(c *CallSite, fn *Func) bool {
	t := c.Target
	if fn.Class == nil || t.Class == nil || t == fn || t.Name != fn.Name || !fn.Class.isA(t.Class) {
		return false
	}
	return c.Callee.Self.Expr > 0 && c.Callee.Self.File.Eval(c.Callee.Self.Expr).Kind != SuperObj
}

// stranger says whether an expression is an object that cannot be of a class.
func (k *lockModel) stranger(g *File, e facts.ExprID, c *Class) bool {
	switch v := g.Eval(e); v.Kind {
	case Unknown:
		return false
	case Instance, ClassObj:
		return v.Class == nil || !v.Class.related(c)
	case SuperObj:
		return !v.Class.related(c)
	}
	return true
}
