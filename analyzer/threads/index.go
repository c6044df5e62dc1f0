package threads

import (
	"cmp"
	"slices"

	"threadlsp/analyzer/facts"
)

// An Index is what can be looked up in the facts of one file without any
// other: where an expression stands, where a name is read. It depends on the
// facts alone, so it is made once for each content, and is then only read.
type Index struct {
	file      *facts.File
	parent    []facts.ExprID                    // of each expression; 0 where it is the root of an event or statement
	event     []facts.EventID                   // first event whose X or Y is the expression, -1 for none
	inFunc    []facts.FuncID                    // function of each event
	blocks    []facts.BlockID                   // block of each event
	loads     [][]facts.ExprID                  // Name expressions by symbol, those that store it too
	bound     map[facts.ExprID][]facts.SymbolID // symbols that a binding gives that value, or an element of it
	items     map[facts.ExprID][]facts.ExprID   // ItemOf expressions by what is iterated
	definedBy []facts.SymbolID                  // of each function the symbol that its def binds
	madeBy    []facts.ExprID                    // of each function the FuncRef of its def or lambda
	symbols   map[scopedName]facts.SymbolID
	stores    map[string][]facts.EventID // attribute name -> its StoreEvents
	attrs     map[string][]facts.ExprID  // attribute name -> its Attr expressions
	callFacts []callFact                 // by position
	callOrder []int32                    // indexes of callFacts in order of events
	callIndex []int32                    // of each Call expression its index in callFacts plus one, 0 for none
}

// A callFact is a Call expression and its first CallEvent.
type callFact struct {
	expr  facts.ExprID
	event facts.EventID
}

type scopedName struct {
	scope facts.ScopeID
	name  string
}

// NewIndex indexes the facts of one file.
func NewIndex(ff *facts.File) *Index {
	x := &Index{
		file: ff, parent: make([]facts.ExprID, len(ff.Exprs)), event: make([]facts.EventID, len(ff.Exprs)),
		inFunc: make([]facts.FuncID, len(ff.Events)), blocks: make([]facts.BlockID, len(ff.Events)),
		bound: map[facts.ExprID][]facts.SymbolID{}, items: map[facts.ExprID][]facts.ExprID{},
		definedBy: make([]facts.SymbolID, len(ff.Funcs)), madeBy: make([]facts.ExprID, len(ff.Funcs)),
		symbols: make(map[scopedName]facts.SymbolID, len(ff.Symbols)),
		stores:  map[string][]facts.EventID{},
	}
	x.indexNames()
	x.indexExprs()
	x.indexEvents()
	x.indexSymbols()
	x.indexCalls()
	return x
}

// Facts is the facts that the index is about.
func (x *Index) Facts() *facts.File { return x.file }

// indexNames lists the names by symbol and the attributes by name.
func (x *Index) indexNames() {
	f := x.file
	x.loads = exprsBy(f, facts.Name, len(f.Symbols), func(e *facts.Expr) int { return int(e.Sym) })
	attrs := exprsBy(f, facts.Attr, len(f.Strings), func(e *facts.Expr) int { return int(e.Str) })
	n := 0
	for _, list := range attrs {
		if len(list) > 0 {
			n++
		}
	}
	x.attrs = make(map[string][]facts.ExprID, n)
	for id, list := range attrs {
		if len(list) > 0 {
			x.attrs[f.Strings[id]] = list
		}
	}
}

// exprsBy lists the expressions of a kind by a key below n, in one array.
func exprsBy(f *facts.File, kind facts.ExprKind, n int, key func(*facts.Expr) int) [][]facts.ExprID {
	count := make([]int32, n)
	all := int32(0)
	for i := 1; i < len(f.Exprs); i++ {
		if e := &f.Exprs[i]; e.Kind == kind {
			count[key(e)]++
			all++
		}
	}
	out, list := make([][]facts.ExprID, n), make([]facts.ExprID, all)
	at := int32(0)
	for k, m := range count {
		out[k] = list[at : at : at+m]
		at += m
	}
	for i := 1; i < len(f.Exprs); i++ {
		if e := &f.Exprs[i]; e.Kind == kind {
			out[key(e)] = append(out[key(e)], facts.ExprID(i))
		}
	}
	return out
}

func (x *Index) indexExprs() {
	f := x.file
	for i := 1; i < len(f.Exprs); i++ {
		e, id := &f.Exprs[i], facts.ExprID(i)
		switch e.Kind {
		case facts.Name:
			continue
		case facts.ItemOf:
			x.items[e.A] = append(x.items[e.A], id)
			continue
		case facts.FuncRef:
			x.madeBy[e.Func()] = id
			continue // what these refer to has a parent of its own
		case facts.ClassRef, facts.ImportRef, facts.ParamRef,
			facts.ElemOf, facts.EnterOf, facts.CaughtOf:
			continue
		}
		x.adopt(e.A, id)
		x.adopt(e.B, id)
		for _, k := range f.KidsOf(id) {
			x.adopt(k, id)
		}
	}
}

func (x *Index) adopt(child, parent facts.ExprID) {
	if child > 0 && x.parent[child] == 0 {
		x.parent[child] = parent
	}
}

// indexEvents records the function and block of each event, and the first
// event that an expression is the subject of.
func (x *Index) indexEvents() {
	f := x.file
	for i := range x.event {
		x.event[i] = -1
	}
	for fn := range f.Funcs {
		g := &f.Funcs[fn]
		for b := g.Block; b < g.BlkEnd; b++ {
			first := f.Blocks[b].Event
			for i := range f.EventsOf(b) {
				id := first + facts.EventID(i)
				x.inFunc[id], x.blocks[id] = facts.FuncID(fn), b
				ev := &f.Events[id]
				if ev.X > 0 && x.event[ev.X] < 0 {
					x.event[ev.X] = id
				}
				if ev.Y > 0 && x.event[ev.Y] < 0 && ev.Kind == facts.StoreEvent {
					x.event[ev.Y] = id
				}
				if ev.Kind == facts.StoreEvent && f.Exprs[ev.X].Kind == facts.Attr && ev.Flags&facts.Copy == 0 {
					name := f.Text(f.Exprs[ev.X].Str)
					x.stores[name] = append(x.stores[name], id)
				}
			}
		}
	}
}

func (x *Index) indexSymbols() {
	f := x.file
	for i := 1; i < len(f.Symbols); i++ {
		s := facts.SymbolID(i)
		k := scopedName{f.Symbols[i].Scope, f.Text(f.Symbols[i].Name)}
		if _, ok := x.symbols[k]; !ok {
			x.symbols[k] = s
		}
		for _, b := range f.BindingsOf(s) {
			if b.Value <= 0 {
				continue
			}
			x.bound[b.Value] = append(x.bound[b.Value], s)
			switch v := &f.Exprs[b.Value]; v.Kind {
			case facts.ElemOf:
				x.bound[v.A] = append(x.bound[v.A], s)
			case facts.FuncRef:
				if f.Funcs[v.Func()].Flags&facts.LambdaFunc == 0 {
					x.definedBy[v.Func()] = s
				}
			}
		}
	}
}

// indexCalls lists the calls by position. Copies of a finally body make no calls of their own.
func (x *Index) indexCalls() {
	f := x.file
	x.callIndex = make([]int32, len(f.Exprs))
	for id := range f.Events {
		if ev := &f.Events[id]; ev.Kind == facts.CallEvent && ev.Flags&facts.Copy == 0 && x.callIndex[ev.X] == 0 {
			x.callIndex[ev.X] = 1
			x.callFacts = append(x.callFacts, callFact{ev.X, facts.EventID(id)})
		}
	}
	byEvent := slices.Clone(x.callFacts)
	byPlace := make([]int32, len(byEvent))
	for i := range byPlace {
		byPlace[i] = int32(i)
	}
	slices.SortStableFunc(byPlace, func(a, b int32) int {
		return cmp.Compare(f.Exprs[byEvent[a].expr].Span.Start, f.Exprs[byEvent[b].expr].Span.Start)
	})
	x.callOrder = make([]int32, len(byEvent))
	for i, k := range byPlace {
		x.callFacts[i] = byEvent[k]
		x.callIndex[byEvent[k].expr], x.callOrder[k] = int32(i)+1, int32(i)
	}
}
