package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Callable is what a callable expression was resolved to.
type Callable struct {
	Func   *Func    // a function of the program; of a class its __init__
	Class  *Class   // the class, where the callable is one
	Lib    string   // canonical name of a library function
	Bound  bool     // the first parameter is supplied by the receiver
	Self   Site     // the receiver of a bound method
	Pre    int      // positional arguments that a partial supplies
	PreKw  []string // keywords that a partial supplies
	Opaque bool     // a partial with star arguments: what it supplies is not known
	Called facts.ExprID
	// Called is the call, where a call stands in the place of the callable.
}

// Known says whether anything is known of the callable.
func (c *Callable) Known() bool { return c.Func != nil || c.Class != nil || c.Lib != "" }

// Tri is a truth value that may be unknown or not given.
type Tri uint8

const (
	UnknownTri Tri = iota
	Unset          // not given: the default holds
	No
	Yes
)

// A Spawn is one place where a callable is handed over to run elsewhere: a
// thread, timer, process, a task of a pool, a callback.
type Spawn struct {
	Call       *CallSite
	API        string // canonical name of the library call: "threading.Thread"
	Handoff    *pylib.Handoff
	Row        *pylib.Call
	TargetExpr facts.ExprID // what stands in the callable's slot, 0 if nothing does
	Target     Callable
	Sub        *Class // the subclass of a thread or process class that is made; Target is then its run
	Super      bool   // a call of the base's __init__ in a subclass: no object is made here
	Daemon     Tri
	InLoop     bool // made in a loop or comprehension

	handed map[string]Site // slots of the base's row, filled through constructors of the program; nil if the call fills them itself
	via    *CallSite       // the call of a helper that hands the callable over; nil where the spawn itself does
}

// start is the call that hands the callable over.
func (s *Spawn) start() *CallSite {
	if s.via != nil {
		return s.via
	}
	return s.Call
}

// File is the file of the call.
func (s *Spawn) File() *File { return s.Call.File }

// object is the thread, process or future that the spawn makes.
func (s *Spawn) object() *Object {
	return s.Call.File.m.ObjectAt(Site{s.Call.File, s.Call.Expr})
}

// Class is what the made object or the pool is to the tables.
func (s *Spawn) Class() pylib.Class {
	v := s.Call.File.Eval(s.Call.Expr)
	if s.Super {
		return pylib.UnknownClass
	}
	return v.LibClass()
}

// Passed is the arguments the callable is called with. ok is false where they
// are not certain.
func (s *Spawn) Passed() (a Args, ok bool) {
	f := s.Call.File
	all := f.ArgsOf(s.Call.Expr)
	if s.Sub != nil || s.Handoff == nil {
		return Args{}, s.Sub != nil
	}
	switch s.Handoff.Pass {
	case pylib.PassTuple:
		return s.passedTuple(all)
	case pylib.PassStar:
		return s.passedStar(all)
	case pylib.PassFixed:
		return Args{Pos: make([]facts.ExprID, s.Handoff.Fixed)}, true
	}
	return Args{}, false
}

func (s *Spawn) passedTuple(all Args) (a Args, ok bool) {
	f := s.Call.File
	if all.Star || all.DoubleStar || s.Super && s.TargetExpr > 0 && s.Target.Func == nil {
		return Args{}, false
	}
	for _, slot := range []string{s.Handoff.Args, s.Handoff.Kwargs} {
		if v := s.handed[slot]; v.Valid() && !s.wrote(v) && !v.empty() {
			return Args{}, false
		}
	}
	if e := s.arg(s.Handoff.Args); e > 0 {
		e = f.tupleOf(e)
		x := f.Expr(e)
		if x.Kind != facts.Tuple && x.Kind != facts.List || x.Flags&facts.Truncated != 0 {
			return Args{}, false
		}
		for _, k := range f.KidsOf(e) {
			if f.Expr(k).Kind == facts.Star {
				return Args{}, false
			}
			a.Pos = append(a.Pos, k)
		}
	}
	if e := s.arg(s.Handoff.Kwargs); e > 0 {
		x := f.Expr(e)
		if x.Kind != facts.Dict || x.Flags&facts.Truncated != 0 {
			return Args{}, false
		}
		kids := f.KidsOf(e)
		for i := 0; i+1 < len(kids); i += 2 {
			k := f.Expr(kids[i])
			if k.Kind != facts.Str || kids[i+1] == 0 {
				return Args{}, false
			}
			a.Kw = append(a.Kw, KeywordArg{f.Text(k.Str), kids[i+1], kids[i]})
		}
	}
	return a, true
}

// tupleOf is the tuple display that a name is proven to stand for, else e.
func (f *File) tupleOf(e facts.ExprID) facts.ExprID {
	if f.Expr(e).Kind != facts.Name {
		return e
	}
	if v := f.Eval(e); v.Kind == Instance && !v.Maybe && v.Site.File == f && v.Site.Valid() && f.Expr(v.Site.Expr).Kind == facts.Tuple {
		return v.Site.Expr
	}
	return e
}

// passedStar is the arguments that follow the callable.
func (s *Spawn) passedStar(all Args) (a Args, ok bool) {
	if all.Star || all.DoubleStar || s.Row == nil {
		return Args{}, false
	}
	at := -1
	for i, e := range all.Pos {
		if e == s.TargetExpr {
			at = i
		}
	}
	if at < 0 {
		return Args{}, false
	}
	a.Pos = all.Pos[at+1:]
	own := map[string]bool{}
	for i, n := range s.Row.Slots {
		if i > at || n == "*" {
			own[n] = true
		}
	}
	for _, k := range all.Kw {
		if !own[k.Name] {
			a.Kw = append(a.Kw, k)
		}
	}
	return a, true
}

func (s *Spawn) arg(slot string) facts.ExprID {
	if slot == "" || s.Row == nil {
		return 0
	}
	if s.handed != nil {
		if v := s.handed[slot]; s.wrote(v) {
			return v.Expr
		}
		return 0
	}
	return s.Call.File.slotArg(s.Call.Expr, s.Row, slot)
}

// wrote says whether an expression stands in the call itself, not in a
// constructor that it is handed on by.
func (s *Spawn) wrote(v Site) bool {
	f := s.Call.File
	return v.Valid() && v.File == f && f.Expr(s.Call.Expr).Span.Covers(f.Expr(v.Expr).Span)
}

// empty says whether a site is None or a display without elements.
func (v Site) empty() bool {
	switch x := v.File.Expr(v.Expr); x.Kind {
	case facts.None:
		return true
	case facts.Tuple, facts.List, facts.Dict:
		return x.NKids == 0
	}
	return false
}

// ArgsExpr is the expression in the slot that takes the sequence of arguments, 0 if absent.
func (s *Spawn) ArgsExpr() facts.ExprID {
	if s.Handoff == nil || s.Handoff.Pass != pylib.PassTuple {
		return 0
	}
	return s.arg(s.Handoff.Args)
}

// KwargsExpr is the expression in the slot that takes the mapping of arguments, 0 if absent.
func (s *Spawn) KwargsExpr() facts.ExprID {
	if s.Handoff == nil || s.Handoff.Pass != pylib.PassTuple {
		return 0
	}
	return s.arg(s.Handoff.Kwargs)
}

// Spawns is every handover of the file in order of position.
func (f *File) Spawns() []*Spawn { return f.spawns }

// SpawnAt is the spawn that a Call expression is, nil if it is none.
func (f *File) SpawnAt(call facts.ExprID) *Spawn { return f.spawnAt[call] }

// linkSpawns finds the handovers among the file's calls.
func (f *File) linkSpawns() {
	f.spawns, f.spawnAt = nil, nil
	for _, c := range f.calls {
		if s := newSpawn(c); s != nil {
			if f.spawns = append(f.spawns, s); f.spawnAt == nil {
				f.spawnAt = map[facts.ExprID]*Spawn{}
			}
			f.spawnAt[c.Expr] = s
		}
	}
}

func newSpawn(c *CallSite) *Spawn {
	if c.Callee.Kind != ClassObj && (c.Row == nil || c.Row.Handoff == nil) {
		return nil // nearly every call
	}
	f := c.File
	s := &Spawn{Call: c, Row: c.Row, Daemon: Unset}
	switch c.Callee.Kind {
	case LibObj, LibBound:
		s.API, s.Handoff = c.Row.Name, c.Row.Handoff
		s.Super = c.Row.Name != c.Callee.Lib && isInit(c.Callee.Lib)
	case ClassObj:
		t := c.Callee.Class.LibBase()
		if t == nil || (t.Class != pylib.ThreadClass && t.Class != pylib.TimerClass && t.Class != pylib.ProcessClass) {
			return nil
		}
		s.API = t.Name
		if run := c.Callee.Class.Lookup("run"); run.Func != nil {
			s.Sub, s.Target = c.Callee.Class, Callable{Func: run.Func, Bound: true, Self: Site{f, c.Expr}}
		} else if row := pylib.FindCall(t.Name); row != nil && c.Target == nil && !run.Unknown {
			s.Row, s.Handoff = row, row.Handoff // takes the base's arguments
		} else if row != nil && c.Target != nil && !run.Unknown && s.handOn(row) {
			s.Row, s.Handoff = row, row.Handoff
		} else {
			s.Sub = c.Callee.Class
		}
	default:
		return nil
	}
	if s.Handoff != nil {
		s.TargetExpr = s.arg(s.Handoff.Param)
		s.Target = f.Callable(s.TargetExpr)
		if v := s.handed[s.Handoff.Param]; v.Valid() {
			s.Target = v.File.Callable(v.Expr)
		} else if s.Super && s.FromCaller(s.TargetExpr) {
			s.Target = Callable{} // the calls of the subclass hand it on
		}
	}
	s.InLoop = f.repeats(c.Event)
	s.Daemon = s.daemonOf()
	return s
}

func isInit(name string) bool {
	return len(name) > 9 && name[len(name)-9:] == ".__init__"
}

// repeats says whether an event can run more than once in one run of its function.
func (f *File) repeats(id facts.EventID) bool {
	ev := &f.Events[id]
	return ev.Flags&facts.InComp != 0 || f.InLoop(ev.Stmt) != 0
}

// daemonOf reads the daemon argument of the constructor.
func (s *Spawn) daemonOf() Tri {
	f := s.Call.File
	a := f.ArgsOf(s.Call.Expr)
	if e := a.Keyword("daemon"); e > 0 {
		switch f.Expr(e).Kind {
		case facts.True:
			return Yes
		case facts.False:
			return No
		case facts.None:
			return Unset
		}
		return UnknownTri
	}
	if a.DoubleStar {
		return UnknownTri
	}
	if s.Call.Callee.Kind == ClassObj {
		return s.Call.Callee.Class.daemonDefault()
	}
	return Unset
}

// DaemonDefault is what the class says of daemon: unset where it says nothing.
func (c *Class) DaemonDefault() Tri { return c.daemonDefault() }

// daemonDefault is what the constructors and methods of a thread class say of
// daemon: unknown where they say anything that is no constant.
func (c *Class) daemonDefault() Tri {
	out := Unset
	for _, k := range c.mro {
		for _, id := range k.selfStores("daemon") {
			switch k.File.Expr(k.File.Events[id].Y).Kind {
			case facts.True:
				out = Yes
			case facts.False:
				out = No
			default:
				return UnknownTri
			}
		}
		if _, ok := k.Own("daemon"); ok {
			return UnknownTri
		}
		for _, call := range k.File.calls {
			if call.In.Class != k {
				continue
			}
			a := k.File.ArgsOf(call.Expr)
			if v := a.Keyword("daemon"); v > 0 {
				switch k.File.Expr(v).Kind {
				case facts.True:
					out = Yes
				case facts.False:
					out = No
				default:
					return UnknownTri
				}
			}
			if call.Method() == "setDaemon" {
				return UnknownTri
			}
		}
	}
	return out
}

// Callable resolves what stands in the slot of a callable.
func (f *File) Callable(e facts.ExprID) Callable {
	if e <= 0 {
		return Callable{}
	}
	v := f.Eval(e)
	c := callableOf(v)
	if f.Expr(e).Kind == facts.Call && v.Kind != Partial {
		c.Called = e
	}
	return c
}

func callableOf(v Value) Callable {
	switch v.Kind {
	case FuncObj:
		return Callable{Func: v.Func, Bound: v.Self.Expr != 0, Self: v.Self}
	case ClassObj:
		return Callable{Class: v.Class, Func: v.Class.Lookup("__init__").Func, Bound: true}
	case LibObj, LibBound:
		return Callable{Lib: v.Lib, Self: v.Self}
	case Instance:
		if v.Class != nil {
			if m := v.Class.Method("__call__"); m != nil {
				return Callable{Func: m, Bound: true, Self: v.Site}
			}
		}
	case Partial:
		if !v.Site.Valid() {
			return Callable{Opaque: true} // one of several
		}
		g := v.Site.File
		a := g.ArgsOf(v.Site.Expr)
		if len(a.Pos) == 0 {
			return Callable{}
		}
		c := g.Callable(a.Pos[0])
		c.Pre += len(a.Pos) - 1
		for _, k := range a.Kw {
			c.PreKw = append(c.PreKw, k.Name)
		}
		c.Opaque = c.Opaque || a.Star || a.DoubleStar
		return c
	}
	return Callable{}
}

// Name is what to call the callable in a message: the user's own word for it.
func (s *Spawn) Name() string {
	switch {
	case s.Sub != nil && s.Target.Func != nil:
		return s.Target.Func.QualName()
	case s.Target.Func != nil && s.Target.Class == nil:
		return s.Target.Func.Name
	case s.Target.Class != nil:
		return s.Target.Class.Name
	case s.TargetExpr > 0:
		return s.Call.File.Render(s.TargetExpr)
	}
	return ""
}
