package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// smallItems and smallText are how many items of a few bytes, and how long a
// text, certainly fit into a pipe that nobody reads: 64 KiB on Linux, and less
// than half of that elsewhere.
const (
	smallItems = 1000
	largeText  = 64 << 10
)

// An EarlyJoin is the join of a process that cannot end before the queue it
// fills is read, where nothing reads it before the join.
type EarlyJoin struct {
	Process *Object
	Queue   *Object
	Join    *CallSite
	Put     *CallSite
	Get     *CallSite // the first get after the join, nil for none at all
}

// EarlyJoins is those of the file, in order of position.
func (f *File) EarlyJoins() []EarlyJoin {
	processes := f.Objects(pylib.ProcessClass)
	if len(processes) == 0 {
		return nil // before anything is asked about other files
	}
	queues := f.m.feeding()
	var out []EarlyJoin
	for _, p := range processes {
		s := f.m.SpawnOf(p)
		if s == nil || s.Target.Func == nil || s.Super {
			continue
		}
		joins := p.lastingJoins(f)
		for _, q := range queues {
			e := EarlyJoin{Process: p, Queue: q}
			if e.Put = q.filledBy(s.Target.Func); e.Put == nil {
				continue
			}
			for _, j := range joins {
				if get, ok := q.readOnlyAfter(j, s.Target.Func); ok {
					e.Join, e.Get = j, get
					out = append(out, e)
					break
				}
			}
			if e.Join != nil {
				break
			}
		}
	}
	return out
}

// feeding is the queues of the program that keep a process which fills them alive.
func (m *Model) feeding() []*Object {
	var out []*Object
	for _, f := range m.files {
		for _, o := range f.Objects(pylib.QueueClass) {
			if t := f.Eval(o.Site.Expr).LibType(); t != nil && t.Feeds && !o.Escapes && f.Eval(o.Site.Expr).Class == nil {
				out = append(out, o)
			}
		}
	}
	return out
}

// lastingJoins is the calls in a file that wait for a process without a limit;
// none where something may end it before.
func (o *Object) lastingJoins(f *File) []*CallSite {
	var out []*CallSite
	for i := range o.Uses {
		c := o.Uses[i].CallSite()
		switch {
		case c == nil || c.Row == nil:
		case c.Does(pylib.Closes) && !c.Does(pylib.Joins):
			for _, j := range out {
				if j.In != c.In || c.File.Reaches(c.Event, j.Event) {
					return nil
				}
			}
		case c.Does(pylib.Joins) && c.File == f && !o.Uses[i].Loose:
			if e := c.Arg(c.Row.Timeout); e == 0 || f.Expr(e).Kind == facts.None {
				out = append(out, c)
			}
		}
	}
	return out
}

// filledBy is the put by which a process that runs target puts more into the
// queue than a pipe is sure to hold; nil where that is not shown.
func (o *Object) filledBy(target *Func) *CallSite {
	for i := range o.Uses {
		c, row := o.Uses[i].CallSite(), o.MethodRow(&o.Uses[i])
		if c == nil || row == nil || !putsItem(row) || o.Uses[i].Loose || !target.reaches(c.In) {
			continue
		}
		f := c.File
		if len(row.Slots) > 0 && f.large(f.SlotOf(c, row, row.Slots[0])) {
			return c
		}
		n, known := f.rounds(&f.Events[c.Event])
		if !known || n > smallItems && n > 1 {
			return c
		}
	}
	return nil
}

// reaches says whether a function of the program is called by fn, through up to
// a few others, or is fn itself.
func (fn *Func) reaches(g *Func) bool {
	seen := map[*Func]bool{fn: true}
	for work := []*Func{fn}; len(work) > 0; work = work[1:] {
		if work[0] == g {
			return true
		}
		for _, c := range work[0].callSites {
			if c.Target != nil && c.Target.plain() && !seen[c.Target] {
				seen[c.Target] = true
				work = append(work, c.Target)
			}
		}
	}
	return false
}

// large says whether an expression is proven to be a text or list too long for
// a pipe: "x" * 10_000_000.
func (f *File) large(e facts.ExprID) bool {
	x := f.Expr(e)
	if e <= 0 || x.Kind != facts.Binary || x.Op != facts.Mul {
		return false
	}
	for _, k := range [][2]facts.ExprID{{x.A, x.B}, {x.B, x.A}} {
		n, ok := f.Number(k[1])
		if ok && n >= largeText && isDisplayType(f.Eval(k[0]).Lib) {
			return true
		}
	}
	return false
}

// readOnlyAfter says whether every get of the queue comes after join j, and is
// the first of them. What the process itself takes out does not count. ok is
// false where the queue is used in a way that is not followed.
func (o *Object) readOnlyAfter(j *CallSite, target *Func) (get *CallSite, ok bool) {
	for i := range o.Uses {
		u := &o.Uses[i]
		c, row := u.CallSite(), o.MethodRow(u)
		switch {
		case u.Kind == Alias || u.Kind == Tested:
		case c == nil || row == nil:
			return nil, false
		case row.Does == pylib.Mutates:
			return nil, false // cancel_join_thread
		case takesItem(row):
			if target.reaches(c.In) && c.In != j.In {
				continue
			}
			if c.In != j.In || !c.File.Reaches(j.Event, c.Event) || c.File.Reaches(c.Event, j.Event) {
				return nil, false
			}
			if get == nil {
				get = c
			}
		}
	}
	return get, true
}
