package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// How a loop is told to end: it looks at a flag or an Event that another
// function sets. What a rule asks is where it looks, who sets, and who then
// waits for the thread that runs the loop.

// A StopTest is one look of a loop at a flag or an Event that ends it.
type StopTest struct {
	Loop  facts.StmtID
	In    *Func
	At    facts.EventID // the test
	Flag  Site          // the path of the flag or the Event: in the loop, or in a function that the loop asks
	Event bool          // Flag is an Event, not a plain value
	Ends  bool          // the truth of it that ends the loop
	Head  bool          // it is part of the loop's own condition: every round looks
}

// A StopSet is where a function tells a loop to end.
type StopSet struct {
	Func *Func
	At   Site // the store, or the call on the Event
}

// stopDeep bounds how deep functions that only answer for a flag are followed.
const stopDeep = 2

// StopTests is the looks of a loop at flags and Events, in source order.
// Conditions of which no single part decides are none.
func (f *File) StopTests(loop facts.StmtID) []StopTest {
	st := &f.Stmts[loop]
	in := f.Funcs[st.Func]
	var out []StopTest
	look := func(e facts.ExprID, ends, head bool) {
		for _, c := range f.sufficient(e, ends, nil) {
			t := StopTest{Loop: loop, In: in, At: f.EventOf(c.expr), Head: head, Ends: c.truth}
			if t.At >= 0 && t.resolve(Site{f, c.expr}, 0) {
				out = append(out, t)
			}
		}
	}
	if st.Kind == facts.While {
		look(st.X, false, true)
	}
	for s := loop + 1; s < st.End; s++ {
		switch k := &f.Stmts[s]; {
		case k.Func != st.Func:
		case k.Kind == facts.If || k.Kind == facts.Elif:
			if f.leavesLoop(s, loop) {
				look(k.X, true, false)
			}
		case k.Kind == facts.Else && f.Stmts[k.Parent].Kind == facts.If:
			if f.leavesLoop(s, loop) && f.Stmts[s-1].Kind != facts.Elif {
				look(f.Stmts[k.Parent].X, false, false)
			}
		}
	}
	return out
}

// leavesLoop says whether the body of an if or of a clause ends with leaving the loop.
func (f *File) leavesLoop(s, loop facts.StmtID) bool {
	last := facts.StmtID(0)
	for k := s + 1; k < f.Stmts[s].End; k = f.Stmts[k].End {
		if !isClause(f.Stmts[k].Kind) {
			last = k
		}
	}
	switch f.Stmts[last].Kind {
	case facts.Break:
		return f.InLoop(last) == loop
	case facts.Return, facts.Raise:
		return last != 0
	}
	return false
}

// A condition is an expression and a truth of it.
type condition struct {
	expr  facts.ExprID
	truth bool
}

// sufficient is the parts of a condition of which each alone makes it truth.
func (f *File) sufficient(e facts.ExprID, truth bool, out []condition) []condition {
	x := f.Expr(e)
	switch {
	case x.Kind == facts.Unary && x.Op == facts.Not:
		return f.sufficient(x.A, !truth, out)
	case x.Kind == facts.And && !truth, x.Kind == facts.Or && truth:
		for _, k := range f.KidsOf(e) {
			out = f.sufficient(k, truth, out)
		}
		return out
	case x.Kind == facts.Compare && x.NKids == 2:
		kids := f.KidsOf(e)
		with := f.Expr(kids[1]).Kind
		if with != facts.True && with != facts.False {
			return out
		}
		switch x.Op {
		case facts.Eq, facts.Is:
			return f.sufficient(kids[0], truth == (with == facts.True), out)
		case facts.NotEq, facts.IsNot:
			return f.sufficient(kids[0], truth == (with == facts.False), out)
		}
		return out
	}
	return append(out, condition{e, truth})
}

// resolve finds what a part of a condition looks at.
func (t *StopTest) resolve(at Site, depth int) bool {
	f := at.File
	switch x := f.Expr(at.Expr); x.Kind {
	case facts.Name, facts.Attr:
		v := f.Eval(at.Expr)
		t.Flag = at
		return v.Kind != Instance || v.LibType() == nil || v.LibType().Class == pylib.UnknownClass
	case facts.Unary:
		if x.Op == facts.Not {
			t.Ends = !t.Ends
			return t.resolve(Site{f, x.A}, depth)
		}
	case facts.Call:
		c := f.CallAt(at.Expr)
		switch {
		case c == nil:
		case c.Lib() == "builtins.getattr":
			t.Flag = at
			_, ok := f.ownAttr(at.Expr)
			return ok
		case c.Row != nil:
			t.Flag, t.Event = Site{f, c.Receiver()}, true
			return c.Receiver() > 0 && c.Row.Returns == "builtins.bool" && f.Eval(c.Receiver()).LibClass() == pylib.EventClass
		case c.Target != nil && c.Target.plain() && depth < stopDeep:
			if r := c.Target.Results(); len(r) == 1 && r[0].Valid() && len(c.Target.Overrides()) == 0 {
				return t.resolve(r[0], depth+1)
			}
		}
	}
	return false
}

// Stops is where functions that may run beside the loop tell it to end, by
// file and position.
func (t *StopTest) Stops() []StopSet {
	f := t.Flag.File
	if t.Event {
		return t.eventStops()
	}
	switch x := f.Expr(t.Flag.Expr); x.Kind {
	case facts.Call:
		return t.threadStops(f)
	case facts.Name:
		return t.nameStops(f, x.Sym)
	case facts.Attr:
		if base := f.Eval(x.A); base.Kind == Module && base.File != nil {
			return t.nameStops(base.File, base.File.moduleSymbol(f.Text(x.Str)))
		}
		var out []StopSet
		f.sameAttrs(t.Flag.Expr, func(g *File, a facts.ExprID) {
			if at := g.event[a]; g.stored(a) && g.Events[at].Flags&facts.Aug == 0 && t.meant(g, g.Events[at].Y) && t.by(g, at) {
				out = append(out, StopSet{g.FuncOf(at), Site{g, a}})
			}
		})
		return out
	}
	return nil
}

// ownAttr is the attribute that getattr() asks the thread for which runs it:
// getattr(threading.current_thread(), "go_on", True).
func (f *File) ownAttr(call facts.ExprID) (name string, ok bool) {
	a := f.ArgsOf(call)
	if a.Star || len(a.Pos) < 2 || f.Eval(a.Pos[0]).LibClass() != pylib.ThreadClass {
		return "", false
	}
	return f.TextOf(a.Pos[1])
}

// threadStops is where an attribute of the threads that run the loop is set.
func (t *StopTest) threadStops(f *File) (out []StopSet) {
	name, _ := f.ownAttr(t.Flag.Expr)
	for _, r := range f.m.runBy[t.In] {
		for _, s := range r.Spawns {
			for _, u := range s.object().Uses {
				if u.Kind == AttrStore && u.Name == name && u.Event >= 0 && t.meant(u.File, u.Call) && t.by(u.File, u.Event) {
					out = append(out, StopSet{u.In(), Site{u.File, u.File.parent[u.Expr]}})
				}
			}
		}
	}
	return out
}

// meant says whether a stored value is a constant that ends the loop.
func (t *StopTest) meant(g *File, value facts.ExprID) bool {
	switch g.Truth(value) {
	case Yes:
		return t.Ends
	case No:
		return !t.Ends
	}
	return false
}

// by says whether an event may set the flag while the loop runs: not one of a
// constructor, nor one that comes only before the thread is made, or where
// making it fails.
func (t *StopTest) by(f *File, at facts.EventID) bool {
	g := f.FuncOf(at)
	if !besides(t.In, g) || g.Class != nil && g.Name == "__init__" {
		return false
	}
	for _, r := range f.m.runBy[t.In] {
		for _, s := range r.Spawns {
			if c := s.start(); c.In == g && !f.Reaches(c.Event, at) {
				return false
			}
		}
	}
	return true
}

func (t *StopTest) nameStops(f *File, s facts.SymbolID) (out []StopSet) {
	if s <= 0 {
		return nil
	}
	for _, b := range f.BindingsOf(s) {
		if b.Event >= 0 && !b.Aug && t.meant(f, b.Value) && t.by(f, b.Event) {
			out = append(out, StopSet{f.Funcs[b.Func], Site{f, f.Events[b.Event].X}})
		}
	}
	return out
}

// eventStops is the calls that set the Event; that clear it where the loop
// goes on while it is set.
func (t *StopTest) eventStops() (out []StopSet) {
	f := t.Flag.File
	add := func(g *File, call facts.ExprID) {
		c := g.CallAt(call)
		if c == nil || !c.Does(pylib.Wakes|pylib.Mutates) || c.Does(pylib.Wakes) != t.Ends || !t.by(g, c.Event) {
			return
		}
		for _, s := range out {
			if s.At == (Site{g, call}) {
				return
			}
		}
		out = append(out, StopSet{c.In, Site{g, call}})
	}
	if v := f.Eval(t.Flag.Expr); v.Site.Valid() {
		for _, u := range f.m.ObjectAt(v.Site).Uses {
			if u.Kind == Method {
				add(u.File, u.Call)
			}
		}
		return out
	}
	if f.Expr(t.Flag.Expr).Kind == facts.Attr {
		f.sameAttrs(t.Flag.Expr, func(g *File, a facts.ExprID) {
			if p := g.parent[a]; p > 0 && g.Expr(p).Kind == facts.Attr && g.parent[p] > 0 && g.Expr(g.parent[p]).A == p {
				add(g, g.parent[p])
			}
		})
	}
	return out
}

// sameAttrs visits every expression of the program that names the same
// attribute of an object of the same class as e, by file and position.
func (f *File) sameAttrs(e facts.ExprID, visit func(g *File, a facts.ExprID)) {
	name, base := f.Text(f.Expr(e).Str), f.Eval(f.Expr(e).A)
	if base.Kind != Instance || base.Class == nil {
		return
	}
	f.m.MentionedElsewhere(f, name) // to read what may set it, too
	for _, g := range f.m.files {
		for _, a := range g.attrs[name] {
			o := g.Eval(g.Expr(a).A)
			if o.Kind == Instance && o.Class != nil && base.Class.related(o.Class) {
				visit(g, a)
			}
		}
	}
}

// OnlyPauses says whether a loop does nothing but sleep and look: it waits for
// something rather than working until it is told to stop.
func (f *File) OnlyPauses(loop facts.StmtID) bool {
	only := true
	f.Funcs[f.Stmts[loop].Func].eventsIn(loop, func(_ facts.EventID, ev *facts.Event) {
		switch ev.Kind {
		case facts.CallEvent:
			c := f.CallAt(ev.X)
			only = only && c != nil && (c.Does(pylib.Sleeps) || c.probes(0))
		case facts.StoreEvent:
			only = only && f.Expr(ev.X).Kind == facts.Name
		case facts.IterateEvent, facts.EnterEvent, facts.YieldEvent, facts.AwaitEvent, facts.DeleteEvent:
			only = false
		}
	})
	return only
}

// SaysStop says whether the name of a function says that it ends something.
func (fn *Func) SaysStop() bool {
	for _, w := range []string{"stop", "close", "shut", "end", "exit", "quit", "kill", "terminate", "cancel"} {
		if strings.Contains(strings.ToLower(fn.Name), w) {
			return true
		}
	}
	return false
}

// WaitsLonger says whether a loop waits elsewhere for longer than some seconds,
// with a timeout that is known, for something that is not an Event: to tell it to
// end does not cut that short either.
func (f *File) WaitsLonger(loop facts.StmtID, seconds float64) bool {
	for _, c := range f.Funcs[f.Stmts[loop].Func].callSites {
		if c.Stmt <= loop || c.Stmt >= f.Stmts[loop].End || c.Row == nil || c.Does(pylib.Sleeps) || c.Receiver() == 0 || c.NeverWaits() {
			continue
		}
		if n, ok := f.Number(c.Arg(c.Row.Timeout)); ok && n > seconds && f.Eval(c.Receiver()).LibClass() != pylib.EventClass {
			return true
		}
	}
	return false
}

// Joins is the calls that wait for a thread which runs the root's function, by
// file and position.
func (r *Root) Joins() []*CallSite {
	var out []*CallSite
	seen := map[*CallSite]bool{}
	add := func(c *CallSite) {
		if c != nil && c.Does(pylib.Joins) && !seen[c] && !c.asksDaemon() {
			seen[c] = true
			out = append(out, c)
		}
	}
	own := func(sub *Class) {
		if sub == nil {
			return
		}
		for _, k := range sub.mro {
			for _, c := range k.File.calls {
				if c.Does(pylib.Joins) && c.Receiver() > 0 && c.In.Class == k && k.File.isSelf(c.Receiver()) {
					add(c)
				}
			}
		}
	}
	for _, s := range r.Spawns {
		if !s.OnThread() || s.Super {
			continue
		}
		for _, u := range s.object().Uses {
			if u.Kind == Method {
				add(u.File.CallAt(u.Call))
			}
		}
		own(s.Sub)
	}
	own(r.Class)
	return out
}

// asksDaemon says whether a join stands under a test of the thread's own
// `daemon`: it waits for some threads and not for others.
func (c *CallSite) asksDaemon() bool {
	f, found := c.File, false
	for s := f.Enclosing(c.Stmt, facts.If); s != 0 && !found; s = f.Enclosing(s, facts.If) {
		f.visit(f.Stmts[s].X, func(_ facts.ExprID, x *facts.Expr) {
			found = found || x.Kind == facts.Attr && f.Text(x.Str) == "daemon" && f.samePath(x.A, c.Receiver())
		})
	}
	return found
}

// Bounded says whether a call that waits is given a timeout other than None.
func (c *CallSite) Bounded() bool {
	a := c.File.ArgsOf(c.Expr)
	if a.Star || a.DoubleStar {
		return true
	}
	if c.Row == nil || c.Row.Timeout == "" {
		return false
	}
	e := c.Arg(c.Row.Timeout)
	return e > 0 && c.File.Expr(e).Kind != facts.None
}

// Seconds is how long a pause of e is as far as the program shows: a proven
// number, what is stored in an attribute or bound in its class, the default of a
// parameter, the least of several. ok is false where it is not known.
func (f *File) Seconds(e facts.ExprID) (n float64, ok bool) { return f.seconds(e, 0) }

func (f *File) seconds(e facts.ExprID, depth int) (n float64, ok bool) {
	if n, ok = f.Number(e); ok || e <= 0 || depth > stopDeep {
		return n, ok
	}
	switch x := f.Expr(e); x.Kind {
	case facts.Call:
		c := f.CallAt(e)
		if c == nil || c.Lib() != "builtins.min" {
			return 0, false
		}
		for _, k := range f.KidsOf(e) {
			if m, known := f.seconds(k, depth+1); known && (!ok || m < n) {
				n, ok = m, true
			}
		}
	case facts.Binary:
		a, known := f.seconds(x.A, depth+1)
		b, known2 := f.seconds(x.B, depth+1)
		if known && known2 {
			return apply(x.Op, a, b)
		}
	case facts.Name:
		for _, b := range f.bindingsReaching(e) {
			m, known := float64(0), false
			if b.Value > 0 && f.Expr(b.Value).Kind == facts.ParamRef {
				m, known = f.Number(f.ParamsOf(b.Func)[f.Expr(b.Value).A].Default)
			} else if b.Value > 0 && !b.Aug {
				m, known = f.seconds(b.Value, depth+1)
			}
			if !known {
				return 0, false
			}
			n, ok = max(n, m), true
		}
	case facts.Attr:
		unknown := false
		f.sameAttrs(e, func(g *File, a facts.ExprID) {
			if !g.stored(a) {
				return
			}
			m, known := g.seconds(g.Events[g.event[a]].Y, depth+1)
			unknown = unknown || !known
			n, ok = max(n, m), true
		})
		if m, known := f.classSeconds(e, depth+1); known {
			n, ok = max(n, m), true
		}
		ok = ok && !unknown
	}
	return n, ok
}

// classSeconds is what an attribute is bound to in the body of its class, once.
func (f *File) classSeconds(e facts.ExprID, depth int) (float64, bool) {
	x := f.Expr(e)
	v := f.Eval(x.A)
	if v.Class == nil || v.Maybe {
		return 0, false
	}
	m := v.Class.Lookup(f.Text(x.Str))
	if m.Binding == nil || m.Func != nil || m.Binding.Value <= 0 || m.Binding.Aug {
		return 0, false
	}
	return m.Owner.File.seconds(m.Binding.Value, depth)
}
