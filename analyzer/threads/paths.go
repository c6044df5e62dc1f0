package threads

import (
	"math/bits"

	"threadlsp/analyzer/facts"
)

// A reaching is the reaching definitions of one local symbol: which of its
// bindings may hold at the start of each block, as bit sets.
type reaching struct {
	in      map[facts.BlockID]uint64
	foreign uint64 // bindings made in other functions: they may hold anywhere
}

// bindingsReaching is the bindings whose value the Name e may have. For a name
// of the function e stands in these are the reaching definitions (Aho et al.,
// the textbook's forward may-analysis over the control-flow graph), otherwise
// all bindings.
func (f *File) bindingsReaching(e facts.ExprID) []facts.Binding {
	s := f.Expr(e).Sym
	all := f.BindingsOf(s)
	at := f.EventOf(e)
	if at < 0 || len(all) == 0 {
		return all
	}
	if ev := &f.Events[at]; ev.Kind == facts.StoreEvent && ev.X == e && ev.Flags&facts.Aug == 0 {
		for i := range all {
			if all[i].Value == ev.Y {
				return all[i : i+1]
			}
		}
	}
	if len(all) < 2 || f.Scopes[f.Symbols[s].Scope].Func != f.inFunc[at] {
		return all
	}
	mask := f.ReachingAt(s, at)
	if mask == 0 || bits.OnesCount64(mask) == len(all) {
		return all
	}
	out := make([]facts.Binding, 0, bits.OnesCount64(mask))
	for i := range all {
		if i < 64 && mask&(1<<i) != 0 {
			out = append(out, all[i])
		}
	}
	return out
}

// ReachingAt is the set of bindings of local symbol s (bit i is binding i) that
// may hold just before event at; 0 where that is not known.
func (f *File) ReachingAt(s facts.SymbolID, at facts.EventID) uint64 {
	if f.Symbols[s].NBind > 64 {
		return 0
	}
	r := f.reachingOf(s)
	b := f.blocks[at]
	mask := r.in[b] | r.foreign
	for id := f.Blocks[b].Event; id < at; id++ {
		if bit, ok := f.definition(s, id); ok {
			mask = bit | r.foreign
		}
	}
	return mask
}

// definition is the bit of the binding of s that event id makes.
func (f *File) definition(s facts.SymbolID, id facts.EventID) (uint64, bool) {
	ev := &f.Events[id]
	if ev.Kind == facts.DeleteEvent && f.Expr(ev.X).Kind == facts.Name && f.Expr(ev.X).Sym == s {
		return 0, true
	}
	if ev.Kind != facts.StoreEvent || f.Expr(ev.X).Kind != facts.Name || f.Expr(ev.X).Sym != s {
		return 0, false
	}
	for i, b := range f.BindingsOf(s) {
		if b.Value == ev.Y && (b.Event == id || ev.Flags&facts.Copy != 0 || ev.Y != 0) {
			return 1 << i, true
		}
	}
	return 0, true
}

func (f *File) reachingOf(s facts.SymbolID) *reaching {
	if r, ok := f.reach.Load(s); ok {
		return r.(*reaching)
	}
	fn := f.Scopes[f.Symbols[s].Scope].Func
	r := &reaching{in: map[facts.BlockID]uint64{}}
	g := &f.File.Funcs[fn]
	var start uint64
	for i, b := range f.BindingsOf(s) {
		switch {
		case b.Event < 0 && b.Func == fn:
			start |= 1 << i
		case b.Func != fn:
			r.foreign |= 1 << i
		}
	}
	r.in[g.Entry] = start
	for work := []facts.BlockID{g.Entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out, any := r.in[b], r.in[b]
		for i := range f.EventsOf(b) {
			if bit, ok := f.definition(s, f.Blocks[b].Event+facts.EventID(i)); ok {
				out = bit
				any |= bit
			}
		}
		for _, e := range f.EdgesOf(b) {
			next := out
			if e.Kind == facts.OnRaise {
				next = any
			}
			old, seen := r.in[e.To]
			if !seen || old|next != old {
				r.in[e.To] = old | next
				work = append(work, e.To)
			}
		}
	}
	f.reach.Store(s, r)
	return r
}

// A Step is what a walk does after an event.
type Step uint8

const (
	Go     Step = iota // on to the next event
	Stop               // this path ends here
	Finish             // the whole walk ends
)

// Walk visits the events that may run after event from (from itself excluded),
// each once, in order of block along each path. visit says how to go on.
// Exceptional edges are followed only with raising.
func (f *File) Walk(from facts.EventID, raising bool, visit func(id facts.EventID, ev *facts.Event) Step) {
	b := f.blocks[from]
	seen := map[facts.BlockID]bool{}
	type place struct {
		b     facts.BlockID
		first facts.EventID
	}
	work := []place{{b: b, first: from + 1}}
	for len(work) > 0 {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		blk := &f.Blocks[p.b]
		stopped := false
		for id := p.first; id < blk.Event+facts.EventID(blk.NEvent); id++ {
			switch visit(id, &f.Events[id]) {
			case Stop:
				stopped = true
			case Finish:
				return
			}
			if stopped {
				break
			}
		}
		if stopped {
			continue
		}
		edges := f.EdgesOf(p.b)
		for i := len(edges) - 1; i >= 0; i-- {
			e := edges[i]
			if (e.Kind == facts.OnRaise && !raising) || seen[e.To] {
				continue
			}
			seen[e.To] = true
			work = append(work, place{b: e.To, first: f.Blocks[e.To].Event})
		}
	}
}

// Reaches says whether event to may run after event from in the same function,
// without an exception.
func (f *File) Reaches(from, to facts.EventID) bool { return f.reaches(from, to, false) }

// reaches is Reaches, by exceptions too where raising says so.
func (f *File) reaches(from, to facts.EventID, raising bool) bool {
	found := false
	f.Walk(from, raising, func(id facts.EventID, _ *facts.Event) Step {
		if id == to {
			found = true
			return Finish
		}
		return Go
	})
	return found
}

// OnEveryPath says whether every way from event from to the function's normal
// end passes an event for which is holds.
func (f *File) OnEveryPath(from facts.EventID, is func(id facts.EventID) bool) bool {
	exit := f.FuncOf(from).Facts().Exit
	escaped := false
	seen := map[facts.BlockID]bool{}
	var walk func(b facts.BlockID, first facts.EventID)
	work := []struct {
		b     facts.BlockID
		first facts.EventID
	}{{f.blocks[from], from + 1}}
	walk = func(b facts.BlockID, first facts.EventID) {
		blk := &f.Blocks[b]
		for id := first; id < blk.Event+facts.EventID(blk.NEvent); id++ {
			if is(id) {
				return
			}
		}
		for _, e := range f.EdgesOf(b) {
			if e.Kind == facts.OnRaise || seen[e.To] {
				continue
			}
			if e.To == exit {
				escaped = true
			}
			seen[e.To] = true
			work = append(work, struct {
				b     facts.BlockID
				first facts.EventID
			}{e.To, f.Blocks[e.To].Event})
		}
	}
	for len(work) > 0 && !escaped {
		p := work[len(work)-1]
		work = work[:len(work)-1]
		walk(p.b, p.first)
	}
	return !escaped
}

// InLoop is the innermost loop statement (For or While) of the same function
// around a statement, 0 if there is none.
func (f *File) InLoop(s facts.StmtID) facts.StmtID {
	return f.Enclosing(s, facts.For, facts.While)
}
