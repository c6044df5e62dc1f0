package main

import (
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// Faults in the life of a thread and in the use of locks.

// dropJoin drops the joins of a function in which what a thread writes is read
// after its join. Where code that is not known, or another wait, stands between
// the start and the join, that may wait as well, and the rule is silent.
func dropJoin(g *ground) (out []planting) {
	for _, fn := range g.Funcs {
		started := fn.Started()
		for _, st := range started {
			joins, written := st.Joins(), st.Writes()
			if len(joins) != 1 || joins[0].File != g.File || joins[0].In() != fn || joins[0].Event < 0 || !st.Local() {
				continue
			}
			c := g.CallAt(joins[0].Call)
			if c == nil || !g.alone(c) || g.waitsBetween(fn, st.Start.Call, c) {
				continue
			}
			p := one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), "pass"))
			last, dropped := joins[0].Event, map[*threads.CallSite]bool{c: true}
			for _, other := range started {
				for _, u := range other.Joins() {
					if d := g.CallAt(u.Call); u.File == g.File && d != nil && !dropped[d] && d.In == fn && g.alone(d) {
						dropped[d] = true
						p.edits = append(p.edits, g.swap(g.stmt(d.Stmt), "pass"))
						last = max(last, u.Event)
					}
				}
			}
			reads := st.EarlyReads(last, written)
			if len(reads) == 0 {
				continue
			}
			if e := st.Start.Call; e > 0 {
				p.places = append(p.places, g.span(e))
			}
			for i := range reads {
				p.places = append(p.places, g.stmt(reads[i].Stmt))
			}
			out = append(out, p)
		}
	}
	return out
}

// waitsBetween says whether anything between the start of a thread and its
// join may wait for it, as far as one can see.
func (g *ground) waitsBetween(fn *threads.Func, start facts.ExprID, join *threads.CallSite) bool {
	from, to := g.span(start).End, g.span(join.Expr).Start
	for _, c := range g.Calls() {
		if at := g.span(c.Expr).Start; c.In == fn && at >= from && at < to && c.MayWait() && !c.Does(pylib.Joins) {
			return true
		}
	}
	for s := range g.Stmts {
		st := &g.Stmts[s]
		if (st.Kind == facts.With || st.Kind == facts.While) && st.Span.Start >= from && st.Span.Start < to {
			return true
		}
	}
	return false
}

// onlyStart says whether a start is the only one of its object in plain sight.
func onlyStart(o *threads.Object) bool { return o != nil && len(o.Calls("start")) == 1 && !o.Escapes }

func runNotStart(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if callee, _ := g.callee(c); onlyStart(g.object(c)) && !g.quiet(c.In) {
			out = append(out, one(g.stmt(c.Stmt), g.swap(source.Span{Start: callee.End - 5, End: callee.End}, "run")))
		}
	}
	return out
}

func startTwice(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if text := g.src(c.Expr); g.PathRoot(c.Receiver()) > 0 && !strings.Contains(text, "\n") {
			out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).End, "; "+text)))
		}
	}
	return out
}

func dropStart(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if o := g.object(c); onlyStart(o) && !o.InAttr && !o.InList && !g.quiet(c.In) {
			edit := g.swap(g.stmt(c.Stmt), "pass")
			if c.Receiver() == o.Site.Expr { // the thread is made by the same statement
				edit = g.swap(source.Span{Start: g.span(c.Receiver()).End, End: g.span(c.Expr).End}, "")
			}
			p := one(g.stmt(c.Stmt), edit)
			p.places = append(p.places, g.span(o.Site.Expr))
			out = append(out, p)
		}
	}
	return out
}

func chainStart(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		o := g.object(c)
		if !onlyStart(o) || o.InList || o.InAttr || len(o.Calls("join")) == 0 || g.FuncAt(o.Site.Expr) != c.In {
			continue
		}
		made := &g.Stmts[g.StmtAt(o.Site.Expr)]
		if made.Kind != facts.Assign || made.Y != o.Site.Expr || g.Expr(made.X).Kind != facts.Name {
			continue
		}
		p := one(made.Span, after(g.span(o.Site.Expr).End, ".start()"), g.swap(g.stmt(c.Stmt), "pass"))
		for _, j := range o.Calls("join") {
			if j.File == g.File {
				p.places = append(p.places, g.span(j.Expr))
			}
		}
		out = append(out, p)
	}
	return out
}

func daemonLate(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if g.PathRoot(c.Receiver()) > 0 && g.Eval(c.Receiver()).LibClass() == pylib.ThreadClass {
			out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).End, "; "+g.src(c.Receiver())+".daemon = True")))
		}
	}
	return out
}

// waitInLoop waits for each thread or task in the loop that starts it. In a
// coroutine a wait is another fault, and between the items of a generator
// others run: the rule is silent.
func waitInLoop(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		loop := g.InLoop(c.Stmt)
		o := g.object(c)
		if loop == 0 || o == nil || g.quiet(c.In) || c.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || g.InLoop(g.StmtAt(o.Site.Expr)) != loop || g.waitsIn(loop) {
			continue
		}
		out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).End, "; "+g.src(c.Receiver())+".join()")))
	}
	for _, c := range g.Calls() {
		if c.Row == nil || c.Row.Handoff == nil || !g.repeated(c) || g.quiet(c.In) || c.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 {
			continue
		}
		wait := map[string]string{"submit": ".result()", "apply_async": ".get()"}[c.Method()]
		switch g.Eval(c.Receiver()).LibClass() {
		case pylib.ThreadPoolClass, pylib.ProcessPoolClass:
			st := &g.Stmts[c.Stmt]
			switch {
			case wait == "":
			case st.Kind == facts.Assign && st.Y == c.Expr:
				out = append(out, one(st.Span, after(st.Span.End, "; "+g.src(st.X)+wait)))
			default:
				out = append(out, one(g.span(c.Expr), after(g.span(c.Expr).End, wait)))
			}
		}
	}
	return out
}

// repeated says whether a call is repeated by a loop or comprehension that
// waits for nothing, and its result is dropped or kept for later.
func (g *ground) repeated(c *threads.CallSite) bool {
	p := g.Parent(c.Expr)
	if p > 0 {
		switch g.Expr(p).Kind {
		case facts.ListComp, facts.SetComp, facts.DictComp:
			return true
		}
	}
	loop := g.InLoop(c.Stmt)
	if loop == 0 || g.waitsIn(loop) {
		return false
	}
	if st := &g.Stmts[c.Stmt]; st.Kind == facts.Assign && st.Y == c.Expr && g.Expr(st.X).Kind == facts.Name {
		return g.endsLine(st.Span)
	}
	if outer := g.CallAt(p); p > 0 && outer != nil && outer.Method() == "append" {
		return g.alone(outer)
	}
	return g.alone(c)
}

func dropCall(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		_, rest := g.callee(c)
		out = append(out, one(g.stmt(c.Stmt), g.swap(rest, "")))
	}
	return out
}

func callNotSubmit(g *ground) (out []planting) {
	for _, o := range g.Objects(pylib.ThreadPoolClass) {
		submits := o.Calls("submit")
		if o.Escapes || o.InAttr || len(submits) == 0 || len(o.Calls("map")) > 0 || g.quiet(g.FuncAt(o.Site.Expr)) {
			continue
		}
		p := one(g.span(o.Site.Expr))
		for _, u := range submits {
			args := g.ArgsOf(u.Call)
			if len(args.Pos) == 0 || args.Star {
				p.edits = nil
				break
			}
			fn, end := g.span(args.Pos[0]), g.span(u.Call).End
			rest := strings.TrimPrefix(strings.TrimSpace(g.between(source.Span{Start: fn.End, End: end})), ",")
			p.edits = append(p.edits, g.swap(g.span(u.Call), g.between(fn)+"("+rest))
			p.places = append(p.places, g.span(u.Call))
		}
		if p.edits != nil {
			out = append(out, p)
		}
	}
	return out
}

// dropAppend takes away what fills the list of threads that loops start and
// join: each thread is started at once, and the list stays empty. A list with
// any other use is left out, since that may fill it.
func dropAppend(g *ground) (out []planting) {
	seen := map[facts.SymbolID]bool{}
	for _, j := range g.calls(pylib.Joins) {
		loop := g.InLoop(j.Stmt)
		if loop == 0 || g.Stmts[loop].Kind != facts.For || g.Expr(g.Stmts[loop].Y).Kind != facts.Name {
			continue
		}
		sym := g.Expr(g.Stmts[loop].Y).Sym
		binds := g.BindingsOf(sym)
		if sym <= 0 || seen[sym] || len(binds) != 1 || binds[0].Value <= 0 {
			continue
		}
		seen[sym] = true
		made := binds[0].Value
		p := one(g.stmt(loop))
		switch x := g.Expr(made); {
		case x.Kind == facts.List && x.NKids == 0:
		case x.Kind == facts.ListComp && g.unlisted(&p, made):
		default:
			continue
		}
		if g.emptied(&p, sym) && len(p.edits) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// unlisted turns `threads = [Thread(x) for x in y]` into an empty list and a
// start of each thread.
func (g *ground) unlisted(p *planting, comp facts.ExprID) bool {
	item, stmt := g.Expr(comp).A, g.StmtAt(comp)
	if !g.isThread(item) || !g.startsLine(stmt) || g.Stmts[stmt].Y != comp {
		return false
	}
	p.edits = append(p.edits, after(g.span(comp).Start, "[]; "), after(g.span(item).End, ".start()"))
	p.places = append(p.places, g.stmt(stmt))
	return true
}

// emptied replaces each append to a list of threads by their start, and each
// start in a loop over it by pass. It says whether the list has no other use.
func (g *ground) emptied(p *planting, sym facts.SymbolID) bool {
	for _, l := range g.Loads(sym) {
		loop := g.StmtAt(l)
		if g.Stmts[loop].Kind == facts.For && g.Stmts[loop].Y == l {
			for _, s := range g.calls(pylib.Starts) {
				if g.InLoop(s.Stmt) == loop && g.object(s) != nil {
					p.edits = append(p.edits, g.swap(g.stmt(s.Stmt), "pass"))
				}
			}
			continue
		}
		if g.StoredName(l) {
			continue
		}
		c := g.CallAt(g.Parent(g.Parent(l)))
		if c == nil || c.Lib() != "builtins.list.append" || !g.alone(c) {
			return false
		}
		a := g.ArgsOf(c.Expr)
		if len(a.Pos) != 1 || !g.isThread(a.Pos[0]) {
			return false
		}
		with := "pass"
		if g.Expr(a.Pos[0]).Kind == facts.Call || !g.startedHere(c, a.Pos[0]) {
			with = g.src(a.Pos[0]) + ".start()"
		}
		p.edits = append(p.edits, g.swap(g.stmt(c.Stmt), with))
		p.places = append(p.places, g.stmt(c.Stmt))
	}
	return true
}

// startedHere says whether the thread that a call puts into a list is started
// beside it, and not through the list.
func (g *ground) startedHere(c *threads.CallSite, t facts.ExprID) bool {
	return slices.ContainsFunc(g.calls(pylib.Starts), func(s *threads.CallSite) bool {
		return s.In == c.In && g.SamePath(s.Receiver(), t) && g.InLoop(s.Stmt) == g.InLoop(c.Stmt)
	})
}

// inMany plants text in front of the first statement of each function of the
// file that several threads run.
func (g *ground) inMany(sites func(*threads.Root) bool, prefix string, edits ...analyzer.Edit) (out []planting) {
	for _, r := range g.Model().Roots() {
		first := facts.StmtID(0)
		if r.Func.File == g.File && r.Many && r.Threaded() && r.Func.Plain() && r.Func.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 {
			first = g.firstStmt(r.Func)
		}
		if first == 0 || len(r.Spawns) == 0 || g.quiet(r.Func) || !r.Spawns[0].OnThread() || !sites(r) {
			continue
		}
		p := one(g.stmt(first), append([]analyzer.Edit{after(g.stmt(first).Start, prefix)}, edits...)...)
		p.places = append(p.places, r.Func.Facts().Header)
		for _, s := range r.Spawns {
			p.places = append(p.places, g.span(s.Call.Expr))
		}
		out = append(out, p)
	}
	return out
}

func computeInTarget(g *ground) []planting {
	return g.inMany(func(*threads.Root) bool { return true }, "planted = sum(i * i for i in range(10_000_000)); ")
}

func countInTarget(g *ground) []planting {
	return g.inMany(g.beside, "global planted; planted += 1; ", g.atEnd("planted = 0\n"))
}

// beside says whether two threads that run a function are in plain sight and
// at once: made in a loop that does not wait, or by two lines of one function.
// A thread for each call of a function that others call, or for each request,
// may be the only one at its time: the rule asks for proof.
func (g *ground) beside(r *threads.Root) bool {
	in := map[*threads.Func]bool{}
	for _, s := range r.Spawns {
		if !s.OnThread() || s.Call.File != g.File {
			return false
		}
	}
	for _, s := range r.Spawns {
		loop := g.InLoop(s.Call.Stmt)
		if in[s.Call.In] || s.InLoop && (loop == 0 || !g.waitsIn(loop)) {
			return true
		}
		in[s.Call.In] = true
	}
	return false
}

// spinNotJoin leaves out coroutines and generators, on which the rule is silent.
func spinNotJoin(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Joins) {
		if c.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 && g.startsLine(c.Stmt) && g.PathRoot(c.Receiver()) > 0 {
			out = append(out, one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), "while "+g.src(c.Receiver())+".is_alive(): pass")))
		}
	}
	return out
}

// isLock says whether an expression is proven to be a lock, reentrant or not.
func (g *ground) isLock(e facts.ExprID) bool {
	v := g.Eval(e)
	return v.Kind == threads.Instance && !v.Maybe && v.Class == nil && (v.LibClass() == pylib.LockClass || v.LibClass() == pylib.RLockClass)
}

// withs is the `with lock:` statements of the file that have one item and no
// name, with the expression of the lock.
func (g *ground) withs(use func(with facts.StmtID, lock facts.ExprID)) {
	g.withsOf(g.isLock, use)
}

// withsOf is the same for the objects that a question picks.
func (g *ground) withsOf(is func(facts.ExprID) bool, use func(with facts.StmtID, lock facts.ExprID)) {
	for s := range g.Stmts {
		item := facts.StmtID(s)
		st := &g.Stmts[s]
		if st.Kind != facts.WithItem || st.X <= 0 || st.Y > 0 || !is(st.X) || g.PathRoot(st.X) == 0 {
			continue
		}
		if next := g.Stmts[item].End; int(next) < len(g.Stmts) && g.Stmts[next].Kind == facts.WithItem {
			continue
		}
		if g.Stmts[item-1].Kind != facts.WithItem {
			use(st.Parent, st.X)
		}
	}
}

// timedAcquire leaves out a lock that is released at once, which leaves it free
// whoever held it, and one that nothing releases, which is a way to sleep.
func timedAcquire(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		if c.Does(pylib.Acquires) && g.alone(c) && g.isLock(c.Receiver()) && g.Expr(c.Expr).NKids == 0 && !g.Swallowed(c.Stmt) && g.releasedLater(c) {
			_, rest := g.callee(c)
			out = append(out, one(g.stmt(c.Stmt), g.swap(rest, "(timeout=1)")))
		}
	}
	return out
}

// releasedLater says whether the file releases what a call acquires, and not
// in the very next statement.
func (g *ground) releasedLater(c *threads.CallSite) bool {
	for _, d := range g.Calls() {
		if !d.Does(pylib.Releases) || !g.SamePath(d.Receiver(), c.Receiver()) {
			continue
		}
		if d.Stmt == g.Stmts[c.Stmt].End {
			return false
		}
	}
	v := g.Eval(c.Receiver())
	if !v.Site.Valid() || v.Site.File != g.File {
		return true
	}
	o := g.Model().ObjectAt(v.Site)
	entered := slices.ContainsFunc(o.Uses, func(u threads.Use) bool { return u.Kind == threads.Entered })
	return o.Escapes || entered || len(o.Calls("release")) > 0 || o.Mentions("release")
}

func newLock(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		made := g.Eval(lock).Site
		if !made.Valid() || made.File != g.File || g.Expr(made.Expr).Kind != facts.Call || g.quiet(g.FuncAt(lock)) {
			return
		}
		out = append(out, one(g.Stmts[with].Header, g.swap(g.span(lock), g.src(g.Expr(made.Expr).A)+"()")))
	})
	return out
}

// releaseInside plants a release as the last statement of a with: what is
// called between the release and the end of the with could take the lock
// again, if it is not known, and then the rule is silent. So it is in a try
// whose handler catches the error, and for a reentrant lock that a caller may
// hold.
func releaseInside(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		last := facts.StmtID(0)
		for s := with + 1; s < g.Stmts[with].End; s++ {
			if g.Stmts[s].Parent == with {
				last = s
			}
		}
		st := &g.Stmts[last]
		switch st.Kind {
		case facts.ExprStmt, facts.Assign, facts.AugAssign, facts.Del, facts.Pass:
		default:
			return
		}
		if t := g.Eval(lock).LibType(); g.Swallowed(with) || !g.endsLine(st.Span) || t.Reentrant && g.heldByCaller(with) {
			return
		}
		p := one(st.Span, after(st.Span.End, "; "+g.src(lock)+".release()"))
		p.places = append(p.places, g.Stmts[with].Header)
		out = append(out, p)
	})
	return out
}

// heldByCaller says whether a caller of the function around a statement may
// hold a lock.
func (g *ground) heldByCaller(s facts.StmtID) bool {
	for _, c := range g.Funcs[g.Stmts[s].Func].Callers {
		if c.Spawn == nil && c.File.Guarded(c.Event) {
			return true
		}
	}
	return false
}

// moreParties makes a barrier too large, and puts such a barrier in front of
// the targets that a function makes threads of, since real code has few. A
// limit or reset() ends the wait, and then there is no fault.
func moreParties(g *ground) (out []planting) {
	for _, o := range g.Objects(pylib.BarrierClass) {
		a := g.ArgsOf(o.Site.Expr)
		if a.Keyword("timeout") != 0 || slices.ContainsFunc(o.Uses, func(u threads.Use) bool {
			return u.Name == "reset" || u.Name == "abort" || u.Name == "wait" && u.File.Expr(u.Call).NKids > 0
		}) {
			continue
		}
		if len(a.Pos) > 0 && len(o.Calls("wait")) > 0 {
			p := one(g.span(o.Site.Expr), g.swap(g.span(a.Pos[0]), "99"))
			for _, u := range o.Calls("wait") {
				p.places = append(p.places, g.span(u.Call))
			}
			out = append(out, p)
		}
	}
	return out
}

// meetInTarget puts a barrier into a function that makes a number of threads
// that can be seen, each by a line of its own, from a function inside it.
func meetInTarget(g *ground) (out []planting) {
	for _, fn := range g.Funcs {
		spawns := g.Model().SpawnsOf(fn)
		if fn.ID == 0 || len(spawns) == 0 || len(fn.Callers) != len(spawns) || !fn.Plain() || fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc|facts.LambdaFunc) != 0 {
			continue
		}
		maker := spawns[0].Call.In
		p := one(fn.Facts().Header)
		for _, s := range spawns {
			if s.Call.File != g.File || s.Call.In != maker || s.InLoop || !s.OnThread() || s.Handoff == nil || s.Handoff.On != pylib.NewThread || s.Sub != nil {
				maker = nil
				break
			}
			p.places = append(p.places, g.span(s.Call.Expr))
		}
		if maker == nil || maker.ID == 0 || !g.Within(fn.Facts().Stmt, maker.Facts().Stmt) {
			continue
		}
		from, to := g.firstStmt(maker), g.firstStmt(fn)
		if from == 0 || to == 0 {
			continue
		}
		p.places = append(p.places, g.stmt(from), g.stmt(to))
		p.edits = []analyzer.Edit{
			after(g.stmt(from).Start, "planted_barrier = planted_threading.Barrier(99); "),
			after(g.stmt(to).Start, "planted_barrier.wait(); "), g.atEnd("import threading as planted_threading\n"),
		}
		out = append(out, p)
	}
	return out
}

func withAcquire(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		out = append(out, one(g.Stmts[with].Header, after(g.span(lock).End, ".acquire()")))
	})
	return out
}

func withAnd(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		out = append(out, one(g.Stmts[with].Header, after(g.span(lock).End, " and "+g.src(lock))))
	})
	return out
}
