package threads

import (
	"iter"
	"sort"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// AlwaysAfter says whether event at runs only after an event for which first
// holds: every path from the function's entry passes one, and none for which
// undone holds between the last of these and at.
//
// It is a must-analysis over the control-flow graph; one bit travels, "not yet",
// and paths are joined by or. An exception may leave a block before any of its
// events, so it carries the bit if it was set anywhere in the block.
func (f *File) AlwaysAfter(at facts.EventID, first, undone func(facts.EventID) bool) bool {
	type state struct{ not, seen bool }
	in := map[facts.BlockID]state{}
	entry := f.FuncOf(at).Facts().Entry
	in[entry] = state{true, true}
	step := func(id facts.EventID, not bool) bool {
		if undone(id) {
			return true
		}
		return not && !first(id)
	}
	for work := []facts.BlockID{entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		out, ever := in[b].not, in[b].not
		blk := &f.Blocks[b]
		for id := blk.Event; id < blk.Event+facts.EventID(blk.NEvent); id++ {
			out = step(id, out)
			ever = ever || out
		}
		for _, e := range f.EdgesOf(b) {
			next := out
			if e.Kind == facts.OnRaise {
				next = ever
			}
			if old := in[e.To]; !old.seen || next && !old.not {
				in[e.To] = state{old.not || next, true}
				work = append(work, e.To)
			}
		}
	}
	b := f.blocks[at]
	if !in[b].seen {
		return false // never reached
	}
	not := in[b].not
	for id := f.Blocks[b].Event; id < at; id++ {
		not = step(id, not)
	}
	return !not
}

// EachRound says whether every round of a loop that goes on to the next one
// passes event at.
func (f *File) EachRound(loop facts.StmtID, at facts.EventID) bool {
	target := f.blocks[at]
	for id := range f.Blocks {
		head := facts.BlockID(id)
		if b := &f.Blocks[head]; !b.Loop || b.Stmt != loop {
			continue
		}
		if head == target {
			return true
		}
		seen := map[facts.BlockID]bool{}
		work := []facts.BlockID{head}
		for len(work) > 0 {
			b := work[len(work)-1]
			work = work[:len(work)-1]
			for _, e := range f.EdgesOf(b) {
				if e.To == target || seen[e.To] || b == head && e.Kind == facts.IfFalse {
					continue
				}
				if e.To == head {
					return false
				}
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
		return true
	}
	return false
}

// EndsByError says whether an exception alone leads out of a loop: no way from
// its head comes to what is behind it, or leaves the function, without one.
func (f *File) EndsByError(loop facts.StmtID) bool {
	for id := range f.Blocks {
		head := facts.BlockID(id)
		if b := &f.Blocks[head]; !b.Loop || b.Stmt != loop {
			continue
		}
		seen := map[facts.BlockID]bool{head: true}
		for work := []facts.BlockID{head}; len(work) > 0; {
			b := work[len(work)-1]
			work = work[:len(work)-1]
			if n := f.Blocks[b].NEvent; n > 0 && !f.Within(f.Events[f.Blocks[b].Event].Stmt, loop) {
				return false
			}
			edges := f.EdgesOf(b)
			if len(edges) == 0 {
				return false // the end of the function
			}
			for _, e := range edges {
				if e.Kind == facts.OnRaise || b == head && e.Kind == facts.IfFalse || seen[e.To] {
					continue
				}
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
		return true
	}
	return false
}

// Steady says whether only the stores of the function itself can change what
// the path e names while the function runs: no other function of the program
// binds a part of it. Constructors do not count, they fill a new object.
func (f *File) Steady(e facts.ExprID, in *Func) bool {
	for ; f.Expr(e).Kind == facts.Attr; e = f.Expr(e).A {
		if f.storedElsewhere(e, in) {
			return false
		}
	}
	if f.Expr(e).Kind != facts.Name {
		return false
	}
	binds := f.BindingsOf(f.Expr(e).Sym)
	for i := range binds {
		if len(binds) > 1 && binds[i].Func != in.ID {
			return false
		}
	}
	return true
}

// storedElsewhere says whether a function other than in, no constructor, may
// store to the attribute that e names.
func (f *File) storedElsewhere(e facts.ExprID, in *Func) bool {
	own := f.Eval(f.Expr(e).A)
	for _, g := range f.m.files {
		for _, id := range g.stores[f.Text(f.Expr(e).Str)] {
			if fn := g.FuncOf(id); fn == in || fn.Name == "__init__" && fn.Class != nil {
				continue
			}
			o := g.Eval(g.Expr(g.Events[id].X).A)
			if o.Kind != Instance || own.Kind != Instance || o.Class == nil || own.Class == nil || o.Class.related(own.Class) {
				return true
			}
		}
	}
	return false
}

// Undoes is the events after which a path e of the function need not name the
// same object any more: stores to it and, unless it is steady, calls and waits
// that run code which may store to it.
func (f *File) Undoes(e facts.ExprID, in *Func) func(facts.EventID) bool {
	steady := f.Steady(e, in)
	return func(id facts.EventID) bool {
		ev := &f.Events[id]
		switch ev.Kind {
		case facts.StoreEvent, facts.DeleteEvent:
			return f.Rebinds(ev, e)
		case facts.AwaitEvent, facts.YieldEvent:
			return !steady
		case facts.CallEvent:
			if c := f.CallAt(ev.X); !steady && (c == nil || c.Row == nil || c.Does(pylib.UserCode|pylib.Blocks)) {
				return true
			}
		}
		return false
	}
}

// clausesAround is the except clauses of the try statements of the same function
// around a statement, innermost try first; it may stand in one of them itself.
func (f *File) clausesAround(s facts.StmtID) iter.Seq[facts.StmtID] {
	return func(yield func(facts.StmtID) bool) {
		for t := f.Enclosing(s, facts.Try); t != 0; t = f.Enclosing(t, facts.Try) {
			for k := t + 1; k < f.Stmts[t].End; k = f.Stmts[k].End {
				if f.Stmts[k].Kind == facts.Except && !yield(k) {
					return
				}
			}
		}
	}
}

// Handled says whether a try with a handler stands around a statement.
func (f *File) Handled(s facts.StmtID) bool {
	for k := range f.clausesAround(s) {
		if s < k {
			return true
		}
	}
	return false
}

// Swallowed says whether what a statement raises may be caught in its function:
// by a handler, or by a context manager that is not known.
func (f *File) Swallowed(s facts.StmtID) bool {
	if f.Handled(s) {
		return true
	}
	for w := f.Enclosing(s, facts.With); w != 0; w = f.Enclosing(w, facts.With) {
		for k := w + 1; k < f.Stmts[w].End && f.Stmts[k].Kind == facts.WithItem; k = f.Stmts[k].End {
			if v := f.Eval(f.Stmts[k].X); v.Kind != Instance || v.LibClass() == pylib.UnknownClass {
				return true
			}
		}
	}
	return false
}

// Leaks says whether the methods of a class hand self to others, or call or
// name a method of it themselves: the object may do to itself what no use of it
// outside shows. A base that is not known may, too.
func (c *Class) Leaks(method string) bool {
	if c.unknown || c.customNew() || !c.decoratedPlainly() {
		return true
	}
	for _, k := range c.mro {
		f := k.File
		for _, e := range f.attrs[method] {
			x := f.Expr(f.Expr(e).A)
			if x.Kind == facts.Name && f.selfClass(x.Sym) == k || f.Eval(f.Expr(e).A).Kind == SuperObj {
				return true
			}
		}
		for _, fn := range k.methods {
			if len(fn.Params()) == 0 || f.selfClass(fn.Params()[0].Sym) != k {
				continue
			}
			for _, l := range f.loads[fn.Params()[0].Sym] {
				if p := f.parent[l]; (p == 0 || f.Expr(p).Kind != facts.Attr) && !f.firstOfInit(l) {
					return true
				}
			}
		}
	}
	return false
}

// firstOfInit says whether e is the object in Base.__init__(self) or super(C, self).
func (f *File) firstOfInit(e facts.ExprID) bool {
	c := f.CallAt(f.parent[e])
	if c == nil {
		return false
	}
	return c.Method() == "__init__" || f.Eval(c.Expr).Kind == SuperObj
}

// Indent is the white space that a statement's line begins with. ok is false
// for a clause of another statement, where something else stands before the
// statement, and where the space may hold tabs: facts keep the columns only, and
// a step of one column may be a tab.
func (f *File) Indent(s facts.StmtID) (space string, ok bool) {
	switch k := f.Stmts[s].Kind; {
	case isClause(k), k == facts.WithItem, k == facts.Case:
		return "", false
	}
	line := f.Line(f.Stmts[s].Span.Start)
	if prev := &f.Stmts[s-1]; s > 1 && prev.End == s && f.Line(prev.Span.End) == line {
		return "", false
	}
	column := func(k facts.StmtID) int {
		at := f.Stmts[k].Span.Start
		return int(at - f.Lines[f.Line(at)])
	}
	for k := s; f.Stmts[k].Parent != 0; k = f.Stmts[k].Parent {
		p := f.Stmts[k].Parent
		switch step := column(k) - column(p); {
		case step == 0 && isClause(f.Stmts[k].Kind):
		case step < 2, f.Line(f.Stmts[p].Header.End) == f.Line(f.Stmts[k].Span.Start):
			return "", false
		}
	}
	return strings.Repeat(" ", column(s)), true
}

// isClause says whether a statement is a part of the one around it that stands
// in the same column.
func isClause(k facts.StmtKind) bool {
	switch k {
	case facts.Elif, facts.Else, facts.Except, facts.Finally:
		return true
	}
	return false
}

// SpawnOf is the spawn that makes an object, nil where there is none.
func (m *Model) SpawnOf(o *Object) *Spawn {
	if !o.Site.Valid() {
		return nil
	}
	return o.Site.File.SpawnAt(o.Site.Expr)
}

// A DaemonStore is one place that sets whether a thread or process is a daemon:
// obj.daemon = value, or the method that is its old name.
type DaemonStore struct {
	Expr   facts.ExprID // obj.daemon, or the call
	Object facts.ExprID
	Value  facts.ExprID // 0 where the call has no argument
	Event  facts.EventID
	Stmt   facts.StmtID
}

// DaemonStores is those of the file whose object is proven to be a thread,
// timer or process with the library's own attribute, in order of position.
func (f *File) DaemonStores() []DaemonStore {
	var out []DaemonStore
	for _, e := range f.attrs["daemon"] {
		at := f.event[e]
		if f.stored(e) && f.threadWith(f.Expr(e).A, "daemon") {
			out = append(out, DaemonStore{e, f.Expr(e).A, f.Events[at].Y, at, f.Events[at].Stmt})
		}
	}
	for _, c := range f.calls {
		if c.Row != nil && c.Row.Instead == "daemon" && c.Does(pylib.Mutates) && f.threadWith(c.Receiver(), c.Method()) {
			var value facts.ExprID
			if a := f.ArgsOf(c.Expr); len(a.Pos) == 1 {
				value = a.Pos[0]
			}
			out = append(out, DaemonStore{c.Expr, c.Receiver(), value, c.Event, c.Stmt})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return f.Expr(out[i].Expr).Span.Start < f.Expr(out[j].Expr).Span.Start })
	return out
}

// threadWith says whether an expression is a thread, timer or process whose
// class does not define a member itself.
func (f *File) threadWith(e facts.ExprID, member string) bool {
	v := f.Eval(e)
	switch v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
	default:
		return false
	}
	if v.Class == nil {
		return true
	}
	for _, k := range v.Class.mro {
		if _, own := k.Own(member); own || k.OwnMethod(member) != nil {
			return false
		}
	}
	return !v.Class.unknown
}
