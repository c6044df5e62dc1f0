package main

import (
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// Faults in the life of a thread and in the use of locks.

func dropJoin(g *ground) (out []planting) {
	for _, fn := range g.Funcs {
		for _, st := range fn.Started() {
			joins, written := st.Joins(), st.Writes()
			if len(joins) != 1 || joins[0].File != g.File || joins[0].In() != fn || joins[0].Event < 0 {
				continue
			}
			c := g.CallAt(joins[0].Call)
			reads := st.EarlyReads(joins[0].Event, written)
			if c == nil || !g.alone(c) || len(reads) == 0 || g.Expr(c.Expr).NKids > 0 {
				continue
			}
			p := one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), "pass"))
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

func waitInLoop(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		loop := g.InLoop(c.Stmt)
		o := g.object(c)
		if loop == 0 || o == nil || g.quiet(c.In) || g.InLoop(g.StmtAt(o.Site.Expr)) != loop || g.waitsIn(loop) {
			continue
		}
		out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).End, "; "+g.src(c.Receiver())+".join()")))
	}
	for _, c := range g.Calls() {
		if c.Row != nil && c.Row.Handoff != nil && c.Method() == "submit" && g.alone(c) && g.InLoop(c.Stmt) > 0 && !g.quiet(c.In) &&
			g.Eval(c.Receiver()).LibClass() == pylib.ThreadPoolClass {
			out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).End, ".result()")))
		}
	}
	return out
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

func dropAppend(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		if c.Lib() != "builtins.list.append" || !g.alone(c) || g.Expr(c.Receiver()).Kind != facts.Name || g.quiet(c.In) {
			continue
		}
		a := g.ArgsOf(c.Expr)
		if len(a.Pos) != 1 || !g.isThread(a.Pos[0]) {
			continue
		}
		for _, j := range g.calls(pylib.Joins) {
			loop := g.InLoop(j.Stmt)
			if j.In != c.In || loop == 0 || g.Stmts[loop].Kind != facts.For || !g.SamePath(g.Stmts[loop].Y, c.Receiver()) {
				continue
			}
			p := one(g.stmt(loop), g.swap(g.stmt(c.Stmt), "pass"))
			p.places = append(p.places, g.stmt(c.Stmt))
			out = append(out, p)
			break
		}
	}
	return out
}

// inMany plants text in front of the first statement of each function of the
// file that several threads run.
func (g *ground) inMany(prefix string, edits ...analyzer.Edit) (out []planting) {
	for _, r := range g.Model().Roots() {
		first := facts.StmtID(0)
		if r.Func.File == g.File && r.Many && r.Threaded() && r.Func.Plain() && r.Func.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 {
			first = g.firstStmt(r.Func)
		}
		if first == 0 || len(r.Spawns) == 0 || g.quiet(r.Func) || !r.Spawns[0].OnThread() {
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
	return g.inMany("planted = sum(i * i for i in range(10_000_000)); ")
}

func countInTarget(g *ground) []planting {
	return g.inMany("global planted; planted += 1; ", g.atEnd("planted = 0\n"))
}

func spinNotJoin(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Joins) {
		if g.startsLine(c.Stmt) && g.PathRoot(c.Receiver()) > 0 {
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
	for s := range g.Stmts {
		item := facts.StmtID(s)
		st := &g.Stmts[s]
		if st.Kind != facts.WithItem || st.X <= 0 || st.Y > 0 || !g.isLock(st.X) || g.PathRoot(st.X) == 0 {
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

func timedAcquire(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		if c.Does(pylib.Acquires) && g.alone(c) && g.isLock(c.Receiver()) && g.Expr(c.Expr).NKids == 0 && !g.Swallowed(c.Stmt) {
			_, rest := g.callee(c)
			out = append(out, one(g.stmt(c.Stmt), g.swap(rest, "(timeout=1)")))
		}
	}
	return out
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

func releaseInside(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		for s := with + 1; s < g.Stmts[with].End; s++ {
			st := &g.Stmts[s]
			if st.Parent != with || st.Kind != facts.ExprStmt && st.Kind != facts.Assign || !g.startsLine(s) {
				continue
			}
			p := one(st.Span, after(st.Span.Start, g.src(lock)+".release(); "))
			p.places = append(p.places, g.Stmts[with].Header)
			out = append(out, p)
			return
		}
	})
	return out
}

func moreParties(g *ground) (out []planting) {
	for _, o := range g.Objects(pylib.BarrierClass) {
		if a := g.ArgsOf(o.Site.Expr); len(a.Pos) > 0 && len(o.Calls("wait")) > 0 {
			p := one(g.span(o.Site.Expr), g.swap(g.span(a.Pos[0]), "99"))
			for _, u := range o.Calls("wait") {
				p.places = append(p.places, g.span(u.Call))
			}
			out = append(out, p)
		}
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
