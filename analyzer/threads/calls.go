package threads

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A CallSite is one call of the program with what is called.
type CallSite struct {
	File   *File
	Expr   facts.ExprID
	Event  facts.EventID // its first CallEvent
	Stmt   facts.StmtID
	In     *Func       // the function that makes the call
	Callee *Value      // never nil; unknown where it does not resolve
	Row    *pylib.Call // of a library function, method or constructor; nil where there is none
	Target *Func       // the function of the program whose body runs: of a class its __init__
	Bound  bool        // Target's first parameter is supplied by the receiver
	open   bool        // not resolved yet, or the answer waits for a file or for the callers
	Spawn  *Spawn      // the call is made by a spawn: arguments travel as it says
}

// Lib is the canonical name of the library function, class or method that is
// called, "" for others.
func (c *CallSite) Lib() string {
	if c.Callee.Kind == LibObj || c.Callee.Kind == LibBound {
		return c.Callee.Lib
	}
	return ""
}

// Method is the name after the last dot of the callee as written; "" if it is
// no attribute.
func (c *CallSite) Method() string {
	if x := c.File.Expr(c.File.Expr(c.Expr).A); x.Kind == facts.Attr {
		return c.File.Text(x.Str)
	}
	return ""
}

// Receiver is the expression before the last dot of the callee, 0 if none.
func (c *CallSite) Receiver() facts.ExprID {
	if x := c.File.Expr(c.File.Expr(c.Expr).A); x.Kind == facts.Attr {
		return x.A
	}
	return 0
}

// Does says whether the library row has any of the effects.
func (c *CallSite) Does(e pylib.Effects) bool { return c.Row != nil && c.Row.Does&e != 0 }

// A KeywordArg is name=value in a call.
type KeywordArg struct {
	Name  string
	Value facts.ExprID
	Expr  facts.ExprID // the Keyword itself
}

// Args are the arguments of a call as they stand.
type Args struct {
	Pos        []facts.ExprID
	Kw         []KeywordArg
	Star       bool // *x is among them: their number is not known
	DoubleStar bool // **x is among them
}

// ArgsOf is the arguments of the Call e.
func (f *File) ArgsOf(e facts.ExprID) Args {
	var a Args
	for _, k := range f.KidsOf(e) {
		x := f.Expr(k)
		switch x.Kind {
		case facts.Keyword:
			a.Kw = append(a.Kw, KeywordArg{f.Text(x.Str), x.A, k})
		case facts.Star:
			a.Star = true
		case facts.DoubleStar:
			a.DoubleStar = true
		default:
			if !a.Star {
				a.Pos = append(a.Pos, k)
			}
		}
	}
	return a
}

// Keyword is the value given for a keyword, 0 if it is not given by name.
func (a *Args) Keyword(name string) facts.ExprID {
	for _, k := range a.Kw {
		if k.Name == name {
			return k.Value
		}
	}
	return 0
}

// Arg is the value a library call is given for a slot, by name or position; 0
// where it is absent or not certain.
func (c *CallSite) Arg(slot string) facts.ExprID {
	if c.Row == nil || slot == "" {
		return 0
	}
	return c.File.slotArg(c.Expr, c.Row, slot)
}

func (f *File) slotArg(call facts.ExprID, row *pylib.Call, slot string) facts.ExprID {
	a := f.ArgsOf(call)
	if v := a.Keyword(slot); v > 0 {
		return v
	}
	pos := a.Pos[f.receivers(call):]
	for i, s := range row.Slots {
		if s == "*" {
			break
		}
		if s == slot && i < len(pos) {
			return pos[i]
		}
	}
	return 0
}

// receivers is how many of the positional arguments are the object of a method
// that is called through its class: 1 in Thread.__init__(self, ...), else 0.
func (f *File) receivers(call facts.ExprID) int {
	c := f.CallAt(call)
	if c == nil || c.Callee.Kind != LibObj {
		return 0
	}
	a := f.ArgsOf(call)
	dot := strings.LastIndexByte(c.Callee.Lib, '.')
	if dot < 0 || len(a.Pos) == 0 {
		return 0
	}
	class := c.Callee.Lib[:dot]
	if isInit(c.Callee.Lib) || pylib.FindType(class) != nil && f.Eval(a.Pos[0]).IsInstance(class) {
		return 1
	}
	return 0
}

// linkCalls makes the calls of the file; what they call is resolved by need.
func (f *File) linkCalls() {
	sites := make([]CallSite, len(f.callFacts))
	f.calls = make([]*CallSite, len(sites))
	for i, x := range f.callFacts {
		c := &sites[i]
		*c = CallSite{File: f, Expr: x.expr, Event: x.event, Stmt: f.Events[x.event].Stmt, In: f.Funcs[f.inFunc[x.event]], Callee: nothing, open: true}
		f.calls[i] = c
	}
	for _, i := range f.callOrder {
		c := f.calls[i]
		c.In.callSites = append(c.In.callSites, c)
	}
}

// resolve decides what is called.
func (c *CallSite) resolve() {
	f := c.File
	c.Callee, c.open = f.evalShared(f.Expr(c.Expr).A)
	c.Row, c.Target, c.Bound = nil, nil, false
	switch c.Callee.Kind {
	case LibObj, LibBound:
		c.Row = f.m.row(c.Callee.Lib)
		if c.Row == nil && len(c.Callee.Lib) > 9 && c.Callee.Lib[len(c.Callee.Lib)-9:] == ".__init__" {
			c.Row = f.m.row(c.Callee.Lib[:len(c.Callee.Lib)-9])
		}
	case FuncObj:
		c.Target, c.Bound = c.Callee.Func, c.Callee.Self.Expr != 0
	case ClassObj:
		m := c.Callee.Class.Lookup("__init__")
		c.Target, c.Bound = m.Func, true
		if m.Func == nil && !m.Unknown {
			if t := c.Callee.Class.LibBase(); t != nil {
				c.Row = pylib.FindCall(t.Name)
			}
		}
	case Instance:
		if c.Callee.Class != nil {
			c.Target, c.Bound = c.Callee.Class.Method("__call__"), true
		}
	}
}

// Calls is every call of the file in order of position, copies excluded.
func (f *File) Calls() []*CallSite { return f.calls }

// CallAt is the call site of a Call expression, nil if it is in no graph.
func (f *File) CallAt(e facts.ExprID) *CallSite {
	if e <= 0 || f.callIndex[e] == 0 {
		return nil
	}
	return f.calls[f.callIndex[e]-1]
}

// linkNeeded resolves the calls of every function of a core file, and of the
// functions of other files that these reach. What a file outside the core does
// otherwise is nobody's question, so it need not be worked out, nor the files
// that it imports be read.
//
// What is passed to a function can be asked for once every call of its file is
// resolved that does not depend on that (linkCallers); the next round resolves
// the calls whose receiver is a parameter.
func (m *Model) linkNeeded() {
	m.needQuestions()
	m.resolveNeeded()
}

// linkCallers collects the callers of the functions of files for which that
// was not done yet; it says whether there were any.
func (m *Model) linkCallers() (is bool) {
	for _, f := range m.files {
		is = is || !f.callersKnown
	}
	if is {
		m.collectCallers()
		for _, f := range m.files {
			f.callersKnown = true
		}
	}
	return is
}

// needQuestions adds the functions that are in question by themselves.
func (m *Model) needQuestions() {
	for _, f := range m.files {
		if f.core() {
			m.need(f.Funcs...)
		} else if f.m.outlines[pathOf(f.Path)].Loops {
			for i := range f.Stmts {
				if s := &f.Stmts[i]; s.Kind == facts.While {
					m.need(f.Funcs[s.Func])
				}
			}
		}
	}
}

// need adds functions to those whose calls are resolved.
func (m *Model) need(list ...*Func) {
	for _, fn := range list {
		if !fn.needed {
			if fn.needed = true; !fn.before {
				fn.own = nil
			}
			m.needed = append(m.needed, fn)
		}
	}
}

// resolveNeeded resolves the calls of the needed functions that are still
// open, and takes in what these reach.
func (m *Model) resolveNeeded() {
	m.aimless = slices.DeleteFunc(m.aimless, m.aim)
	for i := 0; i < len(m.needed); i++ {
		fn := m.needed[i]
		for _, c := range fn.callSites {
			switch {
			case c.open:
				c.resolve()
			case fn.followed:
				continue
			}
			if c.Target != nil {
				m.need(c.Target)
			}
			if !m.aim(c) {
				m.aimless = append(m.aimless, c)
			}
		}
		fn.followed = true
	}
}

// aim takes in what a call spawns. It says false where that is not known, which
// it may be once more files are read.
func (m *Model) aim(c *CallSite) bool {
	var s *Spawn
	if m.stay[c.File] {
		s = c.File.spawnAt[c.Expr]
	} else {
		s = newSpawn(c)
	}
	if s != nil && s.Target.Func != nil {
		m.need(s.Target.Func)
	}
	return s == nil || s.Target.Func != nil
}

// core says whether every function of the file is in question: it imports a
// module of concurrency, may spin, or was asked for.
func (f *File) core() bool { return f.m.outlines[pathOf(f.Path)].Core }

// collectCallers collects the spawns of each file and the callers of each
// function, and decides which functions are used in other ways.
func (m *Model) collectCallers() {
	for _, f := range m.files {
		if m.stay[f] {
			continue
		}
		f.linkSpawns()
		for _, fn := range f.Funcs {
			fn.Callers, fn.escapes = nil, false
		}
	}
	for _, f := range m.files {
		for _, c := range f.calls {
			if c.Target != nil && c.Target.File == f && !m.stay[f] {
				c.Target.Callers = append(c.Target.Callers, c)
			}
		}
		for _, s := range f.spawns {
			if s.Target.Func != nil && !m.stay[s.Target.Func.File] {
				s.Target.Func.File.restsOn(f)
				s.Target.Func.Callers = append(s.Target.Func.Callers,
					&CallSite{File: f, Expr: s.Call.Expr, Event: s.Call.Event, Stmt: s.Call.Stmt, In: s.Call.In, Target: s.Target.Func, Bound: s.Target.Bound, Spawn: s, Callee: nothing})
			}
		}
	}
	for _, f := range m.files {
		if f.core() && !m.stay[f] {
			f.collectEscapes()
		}
	}
}

// collectEscapes marks functions whose name is used other than as a callee or
// in a slot that hands it over. A method also escapes where its name is read
// from an object of unknown type.
func (f *File) collectEscapes() {
	slots := map[facts.ExprID]bool{}
	for _, s := range f.spawns {
		slots[s.TargetExpr] = true
	}
	for _, fn := range f.Funcs {
		if fn.ID == 0 || fn.Facts().Flags&facts.LambdaFunc != 0 {
			continue
		}
		if fn.Class != nil {
			for _, e := range f.attrs[fn.Name] {
				if !slots[e] && !f.callsKnown(e) {
					fn.escapes = true
				}
			}
			continue
		}
		st := &f.Stmts[fn.Facts().Stmt]
		for _, e := range f.loads[f.defined(fn, st)] {
			if p := f.parent[e]; !slots[e] && !f.stored(e) && !(p > 0 && f.Expr(p).Kind == facts.Call && f.Expr(p).A == e) {
				fn.escapes = true
			}
		}
	}
}

// defined is the symbol that a def binds.
func (f *File) defined(fn *Func, st *facts.Stmt) facts.SymbolID {
	return f.definedBy[fn.ID]
}

// stored says whether an expression is the target of a store.
func (f *File) stored(e facts.ExprID) bool {
	at := f.event[e]
	return at >= 0 && f.Events[at].Kind == facts.StoreEvent && f.Events[at].X == e
}

// callsKnown says whether an attribute is the callee of a call that resolves.
func (f *File) callsKnown(e facts.ExprID) bool {
	p := f.parent[e]
	if p == 0 || f.Expr(p).Kind != facts.Call || f.Expr(p).A != e {
		return false
	}
	c := f.CallAt(p)
	return c != nil && c.Callee.Kind != Unknown
}

// private says whether every caller of the function can be seen: it is nested,
// or nobody imports its file and no library class may call it.
func (fn *Func) private() bool {
	if fn.Facts().Parent > 0 && fn.Class == nil {
		return true
	}
	if !fn.plain() || fn.File.imported() {
		return false
	}
	return fn.Class == nil || !fn.Class.unknown && (len(fn.Class.lib) == 0 || fn.Class.LibBase() != nil)
}

// onlySpawned says whether a function at module level is known to run only as
// the target of spawns: who imports its file for something else does not name it.
func (fn *Func) onlySpawned() bool {
	if fn.Class != nil || fn.Facts().Parent > 0 || !fn.plain() {
		return false
	}
	for _, c := range fn.Callers {
		if c.Spawn == nil || c.File != fn.File {
			return false
		}
	}
	return len(fn.Callers) > 0 && !fn.File.m.namedElsewhere(fn.File, fn.Name)
}

func (f *File) imported() bool {
	f.importOnce.Do(func() { f.isImported = f.m.importerOf(f) != "" })
	return f.isImported
}

// argumentFor is the expression that the call passes for parameter i of fn. ok
// is false where that is not certain; an invalid site means the default.
func (c *CallSite) argumentFor(fn *Func, i int) (arg Site, ok bool) {
	params := fn.Params()
	if i >= len(params) {
		return Site{}, false
	}
	var a Args
	if c.Spawn != nil {
		if a, ok = c.Spawn.Passed(); !ok {
			return Site{}, false
		}
	} else {
		a = c.File.ArgsOf(c.Expr)
	}
	if a.Star || a.DoubleStar {
		return Site{}, false
	}
	if v := a.Keyword(c.File.nameOf(fn, i)); v > 0 {
		return Site{c.File, v}, true
	}
	pos := i
	if c.Bound {
		pos--
	}
	if pos < 0 {
		return Site{}, false
	}
	if pos < len(a.Pos) && params[i].Kind != facts.KwOnly {
		return Site{c.File, a.Pos[pos]}, true
	}
	return Site{}, params[i].Default > 0
}

func (f *File) nameOf(fn *Func, i int) string { return fn.File.Text(fn.Params()[i].Name) }
