package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A Change is a place that lets a spinning loop go on.
type Change struct {
	Func *Func
	At   Site
	Call bool // At is a call on what is asked; else a store
	Ends bool // it is the end of the thread that is asked: Func is its target, At where it is started
}

// waits says whether somebody else may be waited for: a probe is asked, or
// what is read is changed by a function that may run beside the loop. A round
// that asks whether an object is empty and then finds it empty is a drain.
func (sp *Spin) waits() bool {
	f, found := sp.In.File, false
	for i, a := range sp.Asks {
		if a.Test == 0 {
			for _, b := range sp.Asks {
				if b.Test > 0 && b.Call != nil && b.Call.Receiver() > 0 && f.samePath(b.Call.Receiver(), a.Call.Receiver()) {
					return false
				}
			}
		}
		if a.Call != nil && a.Call.Row != nil {
			found = true
			continue
		}
		found = found || sp.Change(&sp.Asks[i]) != nil
	}
	return found
}

// Change is who lets the loop go on, as far as an ask tells; nil where that is
// not known.
func (sp *Spin) Change(a *Ask) *Change {
	f := sp.In.File
	if a.Call != nil && a.Call.Row == nil {
		return sp.changeOfProbe(a.Call.Target)
	}
	if a.Call != nil {
		return sp.changeOfObject(a)
	}
	switch x := f.Expr(a.Read); x.Kind {
	case facts.Name:
		return sp.changeOfName(f, x.Sym)
	case facts.Attr:
		return sp.changeOfAttr(f, a.Read)
	case facts.Subscript:
		b := *a
		b.Read = x.A
		return sp.Change(&b)
	}
	return nil
}

// changeOfProbe looks at what a function of the program that only probes reads.
func (sp *Spin) changeOfProbe(g *Func) *Change {
	for _, e := range g.reads() {
		in := &Spin{In: g}
		switch x := g.File.Expr(e); x.Kind {
		case facts.Name:
			if c := in.changeOfName(g.File, x.Sym); c != nil && besides(sp.In, c.Func) {
				return c
			}
		case facts.Attr:
			if c := in.changeOfAttr(g.File, e); c != nil && besides(sp.In, c.Func) {
				return c
			}
		}
	}
	return nil
}

// reads is the paths that a function loads, in order of its blocks.
func (fn *Func) reads() []facts.ExprID {
	var out []facts.ExprID
	fn.eventsIn(0, func(_ facts.EventID, ev *facts.Event) {
		if ev.Kind == facts.LoadEvent {
			out = append(out, ev.X)
		}
	})
	return out
}

// changeOfObject looks at the other uses of the object that is probed.
func (sp *Spin) changeOfObject(a *Ask) *Change {
	f := sp.In.File
	recv := a.Call.Receiver()
	if recv == 0 {
		return nil
	}
	v := f.Eval(recv)
	if !v.Site.Valid() {
		return nil
	}
	o := f.m.ObjectAt(v.Site)
	switch v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		s := v.Site.File.SpawnAt(v.Site.Expr)
		if starts := o.Calls("start"); s != nil && s.Target.Func != nil && len(starts) > 0 {
			return &Change{Func: s.Target.Func, At: Site{starts[0].File, starts[0].Call}, Ends: true}
		}
		return nil
	}
	if a.Call.waitsOnRaised() {
		for _, u := range o.Calls("clear") {
			if u.In() != nil && besides(sp.In, u.In()) {
				return &Change{Func: u.In(), At: Site{u.File, u.Call}, Call: true}
			}
		}
		return nil
	}
	for _, u := range o.Uses {
		if u.Kind != Method || u.In() == nil {
			continue
		}
		c := u.File.CallAt(u.Call)
		if c != nil && c.Does(pylib.Wakes|pylib.Releases) && !c.Does(pylib.Finishes) && besides(sp.In, u.In()) {
			return &Change{Func: u.In(), At: Site{u.File, u.Call}, Call: true}
		}
	}
	return nil
}

// changeOfName looks for another function that stores to a name, or changes
// the container that it stands for.
func (sp *Spin) changeOfName(f *File, s facts.SymbolID) *Change {
	for _, b := range f.BindingsOf(s) {
		if g := f.Funcs[b.Func]; b.Event >= 0 && b.Func != 0 && besides(sp.In, g) {
			return &Change{Func: g, At: Site{f, f.Events[b.Event].X}}
		}
	}
	return sp.mutation(f, f.loads[s])
}

// changeOfAttr looks for another function that stores to an attribute of the
// same class, or changes the container in it.
func (sp *Spin) changeOfAttr(f *File, e facts.ExprID) *Change {
	name, base := f.Text(f.Expr(e).Str), f.Eval(f.Expr(e).A)
	for _, g := range f.m.files {
		var same []facts.ExprID
		for _, a := range g.attrs[name] {
			o := g.Eval(g.Expr(a).A)
			switch {
			case base.Kind == Module && o.Kind == Module && o.File == base.File:
			case base.Kind == Instance && o.Kind == Instance && base.Class != nil && o.Class != nil && base.Class.related(o.Class):
			default:
				continue
			}
			same = append(same, a)
			at := g.event[a]
			if at < 0 || g.Events[at].Kind != facts.StoreEvent || g.Events[at].X != a {
				continue
			}
			if h := g.FuncOf(at); h.Name != "__init__" && besides(sp.In, h) {
				return &Change{Func: h, At: Site{g, a}}
			}
		}
		if c := sp.mutation(g, same); c != nil {
			return c
		}
	}
	if base.Kind == Module && base.File != nil {
		if s := base.File.moduleSymbol(name); s != 0 {
			return sp.changeOfName(base.File, s)
		}
	}
	return nil
}

// mutation is the first change of a container that one of the expressions names.
func (sp *Spin) mutation(f *File, of []facts.ExprID) *Change {
	for _, e := range of {
		p := f.parent[e]
		if p == 0 {
			continue
		}
		at := f.EventOf(e)
		if at < 0 || !besides(sp.In, f.FuncOf(at)) {
			continue
		}
		switch x := f.Expr(p); x.Kind {
		case facts.Attr:
			if c := f.CallAt(f.parent[p]); f.parent[p] > 0 && c != nil && f.Expr(c.Expr).A == p && c.Does(pylib.Mutates|pylib.Wakes) && !c.Does(pylib.Takes) {
				return &Change{Func: f.FuncOf(at), At: Site{f, c.Expr}, Call: true}
			}
		case facts.Subscript:
			if ev := f.event[p]; x.A == e && ev >= 0 && f.Events[ev].Kind == facts.StoreEvent && f.Events[ev].X == p {
				return &Change{Func: f.FuncOf(ev), At: Site{f, p}}
			}
		}
	}
	return nil
}

// besides says whether g may run while fn does: on another thread, or called
// from outside by a thread that fn's roots are not.
func besides(fn, g *Func) bool {
	if fn == g || g == nil {
		return false
	}
	m := fn.File.m
	mine := map[*Root]bool{}
	for _, r := range m.runBy[fn] {
		mine[r] = true
	}
	theirs := m.runBy[g]
	for _, r := range theirs {
		if !mine[r] {
			return true
		}
	}
	if len(mine) == 0 {
		return false
	}
	return len(theirs) == 0 || g.calledOutside()
}

// calledOutside says whether a function that no root reaches calls this one.
func (fn *Func) calledOutside() bool {
	for _, c := range fn.Callers {
		if c.Spawn == nil && len(fn.File.m.runBy[c.In]) == 0 {
			return true
		}
	}
	return false
}
