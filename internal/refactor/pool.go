package refactor

import (
	"cmp"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A crowd is threads that one place makes, starts and joins through a list:
//
//	threads = []                                threads = [Thread(target=f, args=(x,)) for x in xs]
//	for x in xs:                                for t in threads:
//	    t = Thread(target=f, args=(x,))             t.start()
//	    t.start()                               for t in threads:
//	    threads.append(t)                           t.join()
//	for t in threads:
//	    t.join()
type crowd struct {
	list  facts.SymbolID
	names []facts.SymbolID // the list, and the names of single threads

	begin  facts.StmtID   // the assignment to the list
	create facts.StmtID   // the loop that makes the threads, 0 for a comprehension
	made   facts.StmtID   // the statement in it that makes one
	thread facts.ExprID   // the call that makes a thread
	gone   []facts.StmtID // statements that a pool has no need for
	join   facts.StmtID   // the last loop
}

// pool makes a list of threads a ThreadPoolExecutor, whose with statement waits
// for all tasks as the join loop does. It is offered where the list and the
// threads serve no other end.
func (r *rewriter) pool() []Change {
	for i := range r.f.Stmts {
		c := &crowd{join: facts.StmtID(i)}
		if !r.gather(c) || !r.on(source.Span{Start: r.f.Stmts[c.begin].Span.Start, End: r.f.Stmts[c.join].Span.End}) || r.usedOtherwise(c) {
			continue
		}
		submit, ok := r.submit(c.thread)
		class, imported, ok2 := r.executor()
		name := r.free("pool", "executor")
		if !ok || !ok2 || name == "" {
			return nil
		}
		head, task := "with "+class+"() as "+name+":", name+".submit("+submit+")"
		edits, ok := r.comprehension(c, head, task)
		if c.create != 0 {
			edits, ok = r.loop(c, head, task)
		}
		for _, s := range c.gone {
			b, whole := r.block(s, s)
			ok = ok && whole && !r.comments(b.Span)
			edits = append(edits, analyzer.Edit{Span: b.Span})
		}
		if !ok {
			return nil
		}
		edits = append(edits, imported...)
		slices.SortStableFunc(edits, func(a, b analyzer.Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
		return []Change{{Title: "Replace the list of threads by a thread pool", Edits: edits}}
	}
	return nil
}

// gather reads the statements of a crowd backwards from its join loop.
func (r *rewriter) gather(c *crowd) bool {
	var ok bool
	if c.list, ok = r.each(c, c.join, "join"); !ok {
		return false
	}
	c.gone = append(c.gone, c.join)
	at := r.before(c.join)
	started := false
	if l, ok := r.each(c, at, "start"); ok && l == c.list {
		c.gone, started = append(c.gone, at), true
		at = r.before(at)
	}
	if at == 0 {
		return false
	}
	c.names = append(c.names, c.list)
	if st := &r.f.Stmts[at]; st.Kind == facts.Assign && started && r.f.Expr(st.Y).Kind == facts.ListComp {
		c.begin, c.thread = at, r.f.Expr(st.Y).A
		return r.named(st.X, c.list)
	} else if st.Kind != facts.For || st.Flags&facts.AsyncStmt != 0 || !r.makes(c, at, started) {
		return false
	}
	c.create, c.begin = at, r.before(at)
	st := &r.f.Stmts[c.begin]
	list := r.f.Expr(st.Y)
	return st.Kind == facts.Assign && r.named(st.X, c.list) && list.Kind == facts.List && list.NKids == 0
}

// each reads a loop that calls one method of each thread in a list.
func (r *rewriter) each(c *crowd, loop facts.StmtID, method string) (list facts.SymbolID, ok bool) {
	st := &r.f.Stmts[loop]
	body := loop + 1
	if st.Kind != facts.For || st.Flags&facts.AsyncStmt != 0 || int(body) >= len(r.f.Stmts) || r.f.Stmts[body].Parent != loop || r.f.Stmts[body].End != st.End {
		return 0, false
	}
	x, y := r.f.Expr(st.X), r.f.Expr(st.Y)
	if x.Kind != facts.Name || y.Kind != facts.Name || !r.calls(body, x.Sym, method) {
		return 0, false
	}
	c.names = append(c.names, x.Sym)
	return y.Sym, true
}

// calls says whether a statement is `name.method()`.
func (r *rewriter) calls(s facts.StmtID, name facts.SymbolID, method string) bool {
	st := &r.f.Stmts[s]
	call := r.f.Expr(st.X)
	if st.Kind != facts.ExprStmt || call.Kind != facts.Call || call.NKids != 0 {
		return false
	}
	attr := r.f.Expr(call.A)
	return attr.Kind == facts.Attr && r.f.Text(attr.Str) == method && r.named(attr.A, name)
}

func (r *rewriter) named(e facts.ExprID, s facts.SymbolID) bool {
	return r.f.Expr(e).Kind == facts.Name && r.f.Expr(e).Sym == s
}

// before is the statement before another in the same body, 0 if it is the first.
func (r *rewriter) before(s facts.StmtID) facts.StmtID {
	for p := s - 1; p > r.f.Stmts[s].Parent; p-- {
		if r.f.Stmts[p].Parent == r.f.Stmts[s].Parent {
			return p
		}
	}
	return 0
}

// makes reads the loop that fills the list: a thread is made, started unless
// that comes later, and appended, in statements that follow each other.
func (r *rewriter) makes(c *crowd, loop facts.StmtID, started bool) bool {
	for s := loop + 1; s < r.f.Stmts[loop].End; s = r.f.Stmts[s].End {
		st := &r.f.Stmts[s]
		if e := r.appended(s, c.list); e > 0 && r.f.SpawnAt(e) != nil && started {
			c.made, c.thread = s, e
			return true
		}
		if st.Kind != facts.Assign || r.f.Expr(st.X).Kind != facts.Name || r.f.SpawnAt(st.Y) == nil {
			continue
		}
		name := r.f.Expr(st.X).Sym
		c.made, c.thread = s, st.Y
		c.names = append(c.names, name)
		appended := false
		for s := st.End; s < r.f.Stmts[loop].End && !(started && appended); s = r.f.Stmts[s].End {
			switch e := r.appended(s, c.list); {
			case !appended && e > 0 && r.named(e, name):
				appended = true
			case !started && r.calls(s, name, "start"):
				started = true
			default:
				return false
			}
			c.gone = append(c.gone, s)
		}
		return started && appended
	}
	return false
}

// appended is the value in `list.append(value)`, 0 where a statement is anything else.
func (r *rewriter) appended(s facts.StmtID, list facts.SymbolID) facts.ExprID {
	call := r.f.Expr(r.f.Stmts[s].X)
	if r.f.Stmts[s].Kind != facts.ExprStmt || call.Kind != facts.Call || call.NKids != 1 {
		return 0
	}
	attr := r.f.Expr(call.A)
	if attr.Kind != facts.Attr || r.f.Text(attr.Str) != "append" || !r.named(attr.A, list) {
		return 0
	}
	return r.f.KidsOf(r.f.Stmts[s].X)[0]
}

// usedOtherwise says whether the list or a thread is used anywhere but in the
// statements that are replaced.
func (r *rewriter) usedOtherwise(c *crowd) bool {
	own := append([]facts.StmtID{c.begin}, c.gone...)
	if c.made != 0 {
		own = append(own, c.made)
	}
	for _, s := range own {
		if at := r.f.Stmts[s].Span; r.f.Stmts[s-1].Span == at || int(s)+1 < len(r.f.Stmts) && r.f.Stmts[s+1].Span == at {
			return true // a = b = ...
		}
	}
	for _, s := range c.names {
		if r.f.Symbols[s].Flags&(facts.Captured|facts.GlobalDecl|facts.NonlocalDecl|facts.IsParam|facts.Deleted) != 0 || r.f.SeenElsewhere(s) {
			return true
		}
		for _, e := range r.f.Loads(s) {
			at := r.f.Expr(e).Span
			if !slices.ContainsFunc(own, func(s facts.StmtID) bool {
				return r.f.Stmts[s].Span.Start <= at.Start && at.End <= r.f.Stmts[s].Span.End
			}) {
				return true
			}
		}
	}
	return false
}

// submit is the arguments of submit for a call that makes a thread. ok is false
// where the thread is made with anything but a function and its arguments.
func (r *rewriter) submit(call facts.ExprID) (args string, ok bool) {
	s := r.f.SpawnAt(call)
	if s == nil || s.Sub != nil || s.Super || s.Handoff == nil || r.f.Eval(call).Class != nil || s.Class() != pylib.ThreadClass || s.Handoff.On != pylib.NewThread || r.comments(r.f.Expr(call).Span) {
		return "", false
	}
	a := r.f.ArgsOf(call)
	if len(a.Pos) > 0 || a.Star || a.DoubleStar {
		return "", false
	}
	for _, k := range a.Kw {
		if k.Name != s.Handoff.Param && k.Name != s.Handoff.Args {
			return "", false
		}
	}
	if k := r.f.Expr(s.TargetExpr).Kind; s.TargetExpr <= 0 || k != facts.Name && k != facts.Attr {
		return "", false
	}
	args = r.source(s.TargetExpr)
	e := s.ArgsExpr()
	if e <= 0 {
		return args, true
	}
	if k := r.f.Expr(e).Kind; k != facts.Tuple && k != facts.List {
		return "", false
	}
	inner := r.source(e)
	inner = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner[1:len(inner)-1]), ","))
	if inner != "" {
		args += ", " + inner
	}
	return args, true
}

// executor is how the file can write the class of a pool of threads, with the
// edit that imports it where that is needed.
func (r *rewriter) executor() (class string, imported []analyzer.Edit, ok bool) {
	dot := strings.LastIndexByte(pylib.ThreadExecutor, '.')
	module, name := pylib.ThreadExecutor[:dot], pylib.ThreadExecutor[dot+1:]
	at := facts.StmtID(0)
	for i := range r.f.Imports {
		imp := &r.f.Imports[i]
		if imp.Func != 0 || imp.Level != 0 || r.f.Stmts[imp.Stmt].Parent != 0 {
			continue
		}
		switch got := r.f.Text(imp.Module); {
		case got == module && r.f.Text(imp.Name) == name:
			return r.f.Text(imp.As), nil, true
		case got == module && imp.Name == 0 && imp.HasAs:
			return r.f.Text(imp.As) + "." + name, nil, true
		case got == module && imp.Name == 0:
			return pylib.ThreadExecutor, nil, true
		case got != "__future__" && at == 0:
			at = imp.Stmt
		}
	}
	if at == 0 || r.free(name) == "" {
		return "", nil, false
	}
	begin := r.f.Stmts[at].Span.Start
	return name, []analyzer.Edit{insert(begin, "from "+module+" import "+name+r.eol())}, lineStart(r.text, begin) == begin
}

// free is the first of some names that nothing in the file has, "" for none.
func (r *rewriter) free(names ...string) string {
	for _, n := range names {
		if !slices.ContainsFunc(r.f.Symbols, func(s facts.Symbol) bool { return r.f.Text(s.Name) == n }) {
			return n
		}
	}
	return ""
}

// loop is the edits where a loop makes the threads: it moves under the with.
func (r *rewriter) loop(c *crowd, head, task string) ([]analyzer.Edit, bool) {
	_, ok1 := r.block(c.begin, c.begin)
	b, ok2 := r.block(c.create, c.create)
	_, ok3 := r.block(c.made, c.made)
	if !ok1 || !ok2 || !ok3 || r.comments(r.f.Stmts[c.made].Span) {
		return nil, false
	}
	edits := []analyzer.Edit{{Span: r.f.Stmts[c.begin].Span, New: head}, {Span: r.f.Stmts[c.made].Span, New: task}}
	for _, e := range r.deeper(b.Span, b.indent) {
		if !slices.ContainsFunc(append(c.gone, c.made), func(s facts.StmtID) bool {
			span := r.f.Stmts[s].Span
			if s != c.made {
				span.Start = lineStart(r.text, span.Start)
			}
			return span.Start <= e.Span.Start && e.Span.Start < span.End
		}) {
			edits = append(edits, e)
		}
	}
	return edits, true
}

// comprehension is the edits where a comprehension makes the threads: it
// becomes a loop, whose variables then are the function's.
func (r *rewriter) comprehension(c *crowd, head, task string) ([]analyzer.Edit, bool) {
	b, ok := r.block(c.begin, c.begin)
	st := &r.f.Stmts[c.begin]
	clauses := r.f.KidsOf(st.Y)
	if !ok || c.create != 0 || len(clauses) != 1 || r.comments(st.Span) {
		return nil, false
	}
	clause := r.f.Expr(clauses[0])
	if clause.Kind != facts.CompFor || clause.Flags&facts.Async != 0 || !r.plainTarget(clause.A, r.f.Funcs[st.Func]) {
		return nil, false
	}
	in := b.indent + unit(b.indent)
	text := head + r.eol() + in + "for " + r.source(clause.A) + " in " + r.source(clause.B) + ":" + r.eol() + in + unit(b.indent) + task
	return []analyzer.Edit{{Span: st.Span, New: text}}, true
}

// plainTarget says whether a target is names, none of which the function has.
func (r *rewriter) plainTarget(e facts.ExprID, fn *threads.Func) bool {
	x := r.f.Expr(e)
	switch x.Kind {
	case facts.Tuple:
		return !slices.ContainsFunc(r.f.KidsOf(e), func(k facts.ExprID) bool { return !r.plainTarget(k, fn) })
	case facts.Name:
		for i := range r.f.Symbols {
			if s := &r.f.Symbols[i]; s.Scope == fn.Facts().Scope && s.Name == r.f.Symbols[x.Sym].Name {
				return false
			}
		}
		return true
	}
	return false
}
