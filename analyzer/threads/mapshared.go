package threads

import (
	"cmp"
	"slices"

	"threadlsp/analyzer/pylib"
)

// shared adds the places that threads share, one for each attribute of a class
// and not one for each way to it.
func (g *mapper) shared() {
	all := g.m.Shared()
	if more := g.handling(); len(more) > 0 {
		all = g.m.touchedBy(more)
	}
	for _, s := range all {
		if !s.Meets() || s.isTool() {
			continue
		}
		it, ok := g.pathItem(s.Place)
		if !ok {
			continue
		}
		d := g.data[it]
		if d == nil {
			o := g.object(it.home)
			d = &MapData{ID: g.id('d'), Name: g.label(it), Guarded: s.guarded(), Uses: []MapUse{}}
			g.data[it] = d
			o.Data = append(o.Data, d)
		} else if d.Guarded != s.guarded() {
			d.Guarded = "some"
		}
		for i := range s.Touches {
			g.touch(d, &s.Touches[i])
		}
		d.Guard = d.guard()
	}
}

// handling is how the handlers begin that a library runs on threads of its own. A
// server makes an object for each connection, so what belongs to it is not shared.
func (g *mapper) handling() []*visit {
	var out []*visit
	for _, r := range g.roots {
		switch by, ok := g.on[r]; {
		case !ok || by.On == pylib.Finalizer || r.Func.InTest():
		case by.When != "":
			out = append(out, &visit{side: &Side{Root: r, Many: r.Many}, fn: r.Func})
		default:
			out = append(out, &visit{side: &Side{Root: r, Many: r.Many}, fn: r.Func, self: Lock{Root: SelfLock, Class: r.Class}})
		}
	}
	return out
}

// handles says whether a function is one that a library runs: that somebody else
// may call it, too, is no evidence that he does.
func (g *mapper) handles(fn *Func) bool {
	for r := range g.on {
		if r.Func == fn {
			return true
		}
	}
	return false
}

// isTool says whether the place holds a thread, a lock, a queue or the like: the
// map has these by other names.
func (s *Shared) isTool() bool {
	return slices.ContainsFunc(s.Touches, func(t Touch) bool { return t.File.Eval(t.Place).LibClass() != pylib.UnknownClass })
}

// touch adds one use of data, once.
func (g *mapper) touch(d *MapData, t *Touch) {
	u := MapUse{Does: t.Kind.String(), In: inside(t.Func), At: g.expr(t.File, t.Place), Locks: g.lockIDs(t.Held), Other: t.Any, changes: t.Kind.Changes()}
	switch {
	case t.Side.Root != nil:
		u.By = g.ids[t.Side.Root]
	case g.handles(t.begin()):
		return
	default:
		u.By = g.codeOf(t.begin()).ID
	}
	if !slices.ContainsFunc(d.Uses, func(o MapUse) bool {
		return o.By == u.By && o.At == u.At && o.Does == u.Does && slices.Equal(o.Locks, u.Locks)
	}) {
		d.Uses = append(d.Uses, u)
	}
}

// guarded is how many of the changes that may happen beside another use are
// under a lock that the other one holds, too.
func (s *Shared) guarded() string {
	with, without := false, false
	for i := range s.Touches {
		for j := range s.Touches {
			if t, o := &s.Touches[i], &s.Touches[j]; t.Kind.Changes() && t.Beside(o) {
				with, without = with || t.Guarded(o), without || !t.Guarded(o)
			}
		}
	}
	switch {
	case !without:
		return "all"
	case with:
		return "some"
	}
	return "none"
}

// guard is the lock that is held at most uses; "" where none is held twice.
func (d *MapData) guard() string {
	n, best := map[string]int{}, ""
	for _, u := range d.Uses {
		for _, l := range u.Locks {
			if n[l]++; n[l] >= 2 && n[l] > n[best] {
				best = l
			}
		}
	}
	return best
}

// order adds the nestings of locks, one for each pair.
func (g *mapper) order() {
	type pair struct{ outer, inner string }
	seen := map[pair]bool{}
	for _, n := range g.m.locking().nestings() {
		if n.Func.InTest() {
			continue
		}
		outer, inner := g.lock(n.Outer), g.lock(n.Inner)
		if outer == nil || inner == nil || outer == inner || seen[pair{outer.ID, inner.ID}] {
			continue
		}
		seen[pair{outer.ID, inner.ID}] = true
		_, at := n.Spans()
		g.out.Order = append(g.out.Order, MapNesting{outer.ID, inner.ID, inside(n.Func), g.expr(n.Func.File, at)})
	}
}

// prune leaves out the locks that neither a root nor an order speaks of, and
// sorts the objects.
func (g *mapper) prune() {
	used := map[string]bool{}
	for _, r := range g.out.Roots {
		for _, t := range r.Takes {
			used[t.Lock] = true
			for _, l := range t.While {
				used[l] = true
			}
		}
	}
	for _, o := range g.out.Objects {
		for _, d := range o.Data {
			for _, u := range d.Uses {
				for _, l := range u.Locks {
					used[l] = true
				}
			}
		}
	}
	for _, n := range g.out.Order {
		used[n.Outer], used[n.Inner] = true, true
	}
	for _, o := range g.out.Objects {
		o.Locks = slices.DeleteFunc(o.Locks, func(k *MapLock) bool { return !used[k.ID] })
	}
	g.out.Objects = slices.DeleteFunc(g.out.Objects, func(o *MapObject) bool { return len(o.Locks)+len(o.Channels)+len(o.Data) == 0 })
	slices.SortStableFunc(g.out.Objects, func(a, b *MapObject) int {
		return cmp.Or(cmp.Compare(a.At.Path, b.At.Path), cmp.Compare(a.At.Line, b.At.Line))
	})
}

// edges adds the lines of the picture, each once.
func (g *mapper) edges() {
	seen := map[MapEdge]bool{}
	add := func(e MapEdge) {
		if !seen[e] {
			seen[e] = true
			g.out.Edges = append(g.out.Edges, e)
		}
	}
	home := map[string]string{}
	for _, o := range g.out.Objects {
		for _, k := range o.Locks {
			home[k.ID] = o.ID
		}
	}
	for _, r := range g.out.Roots {
		for _, s := range r.Spawns {
			for _, by := range s.makers {
				add(MapEdge{From: by, To: r.ID, Does: "starts"})
			}
			for _, by := range s.runners {
				add(MapEdge{From: by, To: s.From, Does: "runs"})
			}
		}
		for _, t := range r.Takes {
			add(MapEdge{r.ID, home[t.Lock], "takes", t.Lock})
		}
	}
	for _, o := range g.out.Objects {
		for _, c := range o.Channels {
			for _, u := range c.Uses {
				add(MapEdge{u.By, o.ID, u.Does, c.ID})
			}
		}
		for _, d := range o.Data {
			for _, u := range d.Uses {
				does := "reads"
				if u.changes {
					does = "changes"
				}
				add(MapEdge{u.By, o.ID, does, d.ID})
			}
		}
	}
	for _, n := range g.out.Order {
		add(MapEdge{n.Outer, n.Inner, "before", ""})
	}
}

// Meets says whether any change of the place may happen beside another touch.
func (s *Shared) Meets() bool {
	for i := range s.Touches {
		for j := range s.Touches {
			if s.Touches[i].Kind.Changes() && s.Touches[i].Beside(&s.Touches[j]) {
				return true
			}
		}
	}
	return false
}

// Name is what messages call the side: the function that its threads run, or
// "others" for who uses the object.
func (s *Side) Name() string {
	if s.Root == nil {
		return "others"
	}
	if s.Many {
		return "threads of " + s.Root.Func.QualName()
	}
	return "thread " + s.Root.Func.QualName()
}

// String is what the map calls an access.
func (k AccessKind) String() string {
	return [...]string{"read", "looked into", "iterated", "advanced", "written", "updated", "added to", "taken from"}[k]
}
