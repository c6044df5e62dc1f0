package threads

import (
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Shortage is a queue whose consumers each end on a stop marker of their own,
// with fewer markers than consumers.
type Shortage struct {
	Queue   *Object
	Marker  Site // as the consumer tests it
	Workers int
	Puts    int
	Put     *CallSite // the marker's last put; of data, the put of all items
	Data    bool      // the marker is one of the items
	Get     *CallSite
	Spawns  []*Spawn
}

// Shortages is those of the queues whose markers the file puts.
func (f *File) Shortages() []Shortage {
	if !slices.ContainsFunc(f.calls, func(c *CallSite) bool { return c.Row != nil && putsItem(c.Row) }) {
		return nil // before anything is asked about other files
	}
	var out []Shortage
	for _, g := range f.m.files {
		if f != g && !f.m.meets(g, pathOf(f.Path)) {
			continue
		}
		for _, o := range g.Objects(pylib.QueueClass) {
			if o.Escapes {
				continue
			}
			if s, ok := o.shortage(); ok && s.Put.File == f {
				out = append(out, s)
			}
		}
	}
	return out
}

func (o *Object) shortage() (s Shortage, ok bool) {
	s.Queue = o
	var puts []*CallSite
	for i := range o.Uses {
		u := &o.Uses[i]
		c, row := u.CallSite(), o.MethodRow(u)
		switch {
		case u.Kind == Alias || u.Kind == Tested:
		case c == nil || row == nil || u.Loose || row.Does&pylib.Closes != 0:
			return s, false
		case takesItem(row):
			if s.Get != nil {
				return s, false // two kinds of consumers
			}
			s.Get = c
		case putsItem(row):
			puts = append(puts, c)
		}
	}
	if s.Get == nil || s.Get.Row == nil || len(puts) == 0 || !s.Get.waitsForEver() {
		return s, false
	}
	if s.Marker, ok = s.Get.endsOn(); !ok {
		return s, false
	}
	if !s.countWorkers() || !s.countPuts(puts) || s.Puts >= s.Workers || s.Puts == 0 {
		return s, false
	}
	return s, s.awaited()
}

// waitsForEver says whether nothing but an item ends a get.
func (c *CallSite) waitsForEver() bool {
	if !c.Does(pylib.Waits) || c.NeverWaits() {
		return false
	}
	e := c.Arg(c.Row.Timeout)
	return e == 0 || c.File.Expr(e).Kind == facts.None
}

// endsOn is the constant on which the endless loop around a get ends; ok is
// false where the loop may end otherwise, or the marker may be put back.
func (get *CallSite) endsOn() (marker Site, ok bool) {
	f := get.File
	loop := f.InLoop(get.Stmt)
	st := &f.Stmts[get.Stmt]
	if loop == 0 || f.Stmts[loop].Kind != facts.While || f.Truth(f.Stmts[loop].X) != Yes || st.Kind != facts.Assign || st.Y != get.Expr || f.Expr(st.X).Kind != facts.Name {
		return Site{}, false
	}
	item := f.Expr(st.X).Sym
	for k := loop + 1; k < f.Stmts[loop].End; k++ {
		switch f.Stmts[k].Kind {
		case facts.Break, facts.Return, facts.Raise:
			if f.Stmts[k].Func != get.In.ID {
				continue
			}
			if f.Stmts[k].Kind == facts.Break && f.InLoop(k) != loop {
				continue
			}
			p := f.Stmts[k].Parent
			if f.Stmts[p].Kind != facts.If || f.jumpOf(p, true) != k || marker.Valid() {
				return Site{}, false
			}
			if marker = f.markerOf(f.Stmts[p].X, item); !marker.Valid() {
				return Site{}, false
			}
		}
	}
	return marker, marker.Valid() && !get.putsBack()
}

// markerOf is the constant that a test asks a name to be.
func (f *File) markerOf(test facts.ExprID, item facts.SymbolID) Site {
	x, kids := f.Expr(test), f.KidsOf(test)
	if x.Kind != facts.Compare || len(kids) != 2 || x.Op != facts.Is && x.Op != facts.Eq || f.Expr(kids[0]).Kind != facts.Name || f.Expr(kids[0]).Sym != item {
		return Site{}
	}
	if k := f.Expr(kids[1]).Kind; isLiteral(k) || f.Constant(kids[1]).Valid() || f.Eval(kids[1]).Site.Valid() {
		return Site{f, kids[1]}
	}
	return Site{}
}

// putsBack says whether the consumer itself puts anything into a queue.
func (get *CallSite) putsBack() bool {
	for _, c := range get.In.callSites {
		if c.PutsItem() && !c.otherQueue(get) || c.Row == nil && c.Target != nil && c.Target.Effects.Does&pylib.Wakes != 0 && c.Target.Effects.Does&pylib.Mutates != 0 {
			return true
		}
	}
	return false
}

// countWorkers is how many threads and processes run the consumer with this
// queue; false where that is not certain.
func (s *Shortage) countWorkers() bool {
	m := s.Queue.Site.File.m
	passed := map[Site]bool{}
	for i := range s.Queue.Uses {
		if u := &s.Queue.Uses[i]; u.Kind == Alias {
			passed[Site{u.File, u.Call}] = true
		}
	}
	for _, c := range s.Get.In.callersWith(passed) {
		if c.Spawn == nil {
			return false
		}
		f := c.File
		n, ok := s.times(c)
		if ok {
			n, ok = c.Spawn.tasks(n)
		}
		if !ok || f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.Else, facts.Except, facts.While) != 0 {
			return false
		}
		s.Workers += n
		s.Spawns = append(s.Spawns, c.Spawn)
	}
	return s.Workers > 1 && len(m.runBy[s.Get.In]) > 0 && !s.Get.In.open()
}

// countPuts is how often the marker is put at most; false where that has no
// bound, or where what is put may be the marker.
func (s *Shortage) countPuts(puts []*CallSite) bool {
	unknown := 0
	for _, p := range puts {
		e := p.Item()
		switch {
		case e == 0:
			unknown++
		case sameConstant(s.Marker, Site{p.File, e}):
			n, ok := s.times(p)
			if !ok {
				return false
			}
			s.Puts += n
			s.Put = p
		default:
			if !p.File.Constant(e).Valid() && p.File.Eval(e).Kind == Unknown {
				unknown++
			}
		}
	}
	if s.Puts == 0 && unknown == 0 && len(puts) == 1 && s.Marker.File.Expr(s.Marker.Expr).Kind == facts.Int && s.countedOnce(puts[0]) {
		s.Puts, s.Put, s.Data = 1, puts[0], true
	}
	return true
}

// countedOnce says whether a put is of the numbers of a range: each is there once.
func (s *Shortage) countedOnce(p *CallSite) bool {
	f := p.File
	x := f.Expr(p.Item())
	loop := f.InLoop(p.Stmt)
	if x.Kind != facts.Name || loop == 0 || f.InLoop(loop) != 0 || f.Stmts[loop].Kind != facts.For || f.Expr(f.Stmts[loop].X).Kind != facts.Name || f.Expr(f.Stmts[loop].X).Sym != x.Sym {
		return false
	}
	n, ok := f.length(f.Stmts[loop].Y)
	c := f.CallAt(f.Stmts[loop].Y)
	if c == nil {
		return false
	}
	v, isNumber := s.Marker.File.Number(s.Marker.Expr)
	once, sure := s.times(c)
	return ok && len(f.ArgsOf(c.Expr).Pos) == 1 && isNumber && v >= 0 && int(v) < n && sure && once == 1
}

// awaited says whether somebody waits for the consumers without a limit, be it
// the interpreter at its exit.
func (s *Shortage) awaited() bool {
	for _, sp := range s.Spawns {
		if sp.Handoff != nil && sp.Handoff.On == pylib.Pool {
			return true
		}
		o := sp.object()
		daemon := sp.Daemon != Unset && sp.Daemon != No
		for i := range o.Uses {
			u := &o.Uses[i]
			if c := u.CallSite(); c != nil && c.Does(pylib.Joins) && (c.Arg(c.Row.Timeout) == 0) {
				return true
			}
			daemon = daemon || u.Kind == AttrStore && u.Name == "daemon" || u.Kind == Method && u.Name == "setDaemon"
		}
		if !daemon {
			return true
		}
	}
	return false
}

// times is how often a call is made for one queue: in the function that makes
// the queue, in one run of it, else in one run of the program.
func (s *Shortage) times(c *CallSite) (int, bool) {
	maker := s.Queue.Site.File.FuncAt(s.Queue.Site.Expr)
	switch {
	case maker == nil:
		return 0, false
	case c.In == maker:
		return c.File.rounds(&c.File.Events[c.Event])
	case maker.ID == 0:
		return c.File.AtMost(c.Event)
	case maker.Class != nil && maker.Class == c.In.Class && s.joinedAfter(c):
		return c.File.rounds(&c.File.Events[c.Event]) // it does not return to be called again
	}
	return 0, false
}

// joinedAfter says whether the function of a put goes on to wait for the
// consumers without a limit.
func (s *Shortage) joinedAfter(put *CallSite) bool {
	for _, sp := range s.Spawns {
		joined := false
		for _, u := range sp.object().Uses {
			c := u.CallSite()
			joined = joined || c != nil && c.Does(pylib.Joins) && c.In == put.In && u.All && !c.Bounded() && put.File.Reaches(put.Event, c.Event)
		}
		if !joined {
			return false
		}
	}
	return len(s.Spawns) > 0
}

// MarkerStops is where methods of the class end a loop around a get() by the
// marker on which it ends: self.jobs.put(None).
func (f *File) MarkerStops(loop facts.StmtID) (out []StopSet) {
	in := f.Funcs[f.Stmts[loop].Func]
	for _, get := range in.callSites {
		if f.InLoop(get.Stmt) != loop || !get.TakesItem() || !get.waitsForEver() {
			continue
		}
		marker, ok := get.endsOn()
		if !ok {
			continue
		}
		for _, put := range f.calls {
			if put.In != in && put.In.Class == in.Class && put.PutsItem() && put.sameQueue(get) && put.Item() > 0 && sameConstant(marker, Site{f, put.Item()}) {
				out = append(out, StopSet{put.In, Site{f, put.Expr}})
			}
		}
	}
	return out
}
