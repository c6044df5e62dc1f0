package main

import (
	"regexp"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// Faults in how threads end, and in how their end is waited for.

// plantedTime is the time module at the end of a module.
const plantedTime = "import time as planted_time\n"

// sleepNotWait turns the timed wait on an Event in a loop that looks at it
// into a sleep.
func sleepNotWait(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		a := g.ArgsOf(c.Expr)
		loop := g.InLoop(c.Stmt)
		if n, known := g.Seconds(first(a.Pos)); known && n < 0.1 || !g.onThread(c.In) {
			continue
		}
		if loop == 0 || !g.alone(c) || g.quiet(c.In) || len(a.Pos) != 1 || len(a.Kw) > 0 || g.Eval(c.Receiver()).LibClass() != pylib.EventClass || !c.Does(pylib.Waits) {
			continue
		}
		for _, t := range g.StopTests(loop) {
			if callee, _ := g.callee(c); len(t.Stops()) > 0 {
				out = append(out, one(g.stmt(c.Stmt), g.swap(callee, "planted_time.sleep"), g.atEnd(plantedTime)))
				break
			}
		}
	}
	return out
}

// onThread says whether a thread of its own or of a pool runs a function.
func (g *ground) onThread(fn *threads.Func) bool {
	for _, r := range g.Model().RootsOf(fn) {
		if r.Threaded() {
			return true
		}
	}
	return false
}

// first is the first of some expressions, 0 if there is none.
func first(list []facts.ExprID) facts.ExprID {
	if len(list) == 0 {
		return 0
	}
	return list[0]
}

func joinFirst(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if o := g.object(c); onlyStart(o) && !o.InAttr && g.PathRoot(c.Receiver()) > 0 && g.FuncAt(o.Site.Expr) == c.In && g.startsLine(c.Stmt) && !o.InList {
			out = append(out, one(g.stmt(c.Stmt), after(g.stmt(c.Stmt).Start, g.src(c.Receiver())+".join(); ")))
		}
	}
	return out
}

// exitFirst lets the first statement of a function that only threads run be
// followed by the end of the program.
func exitFirst(g *ground) (out []planting) {
	for _, fn := range g.Funcs {
		first := facts.StmtID(0)
		if fn.ID > 0 && fn.OnlyOnThreads() && !g.quiet(fn) && !fn.CaughtAbove(pylib.ExitException) {
			first = g.firstStmt(fn)
		}
		if first == 0 || g.Stmts[first].Kind == facts.Return {
			continue
		}
		out = append(out, one(g.stmt(first), after(g.stmt(first).Start, "planted_sys.exit(1); "), g.atEnd("import sys as planted_sys\n")))
	}
	return out
}

// endlessTarget replaces the first statement of what a thread runs, which is no
// daemon and is not joined, by a loop without an end.
func endlessTarget(g *ground) (out []planting) {
	seen := map[*threads.Func]bool{}
	for _, o := range g.Objects(pylib.ThreadClass) {
		s := g.Model().SpawnOf(o)
		if s == nil || s.Super || s.Daemon != threads.Unset || s.Target.Func == nil || s.Target.Func.File != g.File || !s.Target.Func.Plain() || g.quiet(s.Call.In) ||
			len(o.Calls("start")) == 0 || o.Mentions("join") || o.Mentions("setDaemon") || seen[s.Target.Func] || s.Target.Func.Facts().Flags != 0 {
			continue
		}
		daemon := false
		for _, u := range o.Uses {
			daemon = daemon || u.Kind == threads.AttrStore || u.Kind == threads.Entered
		}
		first := g.firstStmt(s.Target.Func)
		if daemon || first == 0 {
			continue
		}
		seen[s.Target.Func] = true
		out = append(out, one(g.span(o.Site.Expr), g.swap(g.stmt(first), "while True: planted_time.sleep(5)"), g.atEnd(plantedTime)))
	}
	return out
}

// lateAttribute lets a started method read an attribute that the constructor
// assigns behind the start.
func lateAttribute(g *ground) (out []planting) {
	for _, c := range g.Classes {
		init := c.OwnMethod("__init__")
		if init == nil || c.UnknownBase() {
			continue
		}
		for _, call := range init.Calls() {
			if !call.Does(pylib.Starts) || call.Receiver() == 0 || !g.alone(call) || g.object(call) == nil {
				continue
			}
			s := g.Model().SpawnOf(g.object(call))
			if s == nil || s.Target.Func == nil || !s.Target.Self.Valid() || !g.IsSelf(s.Target.Self.Expr) || s.Target.Func.File != g.File {
				continue
			}
			self := g.Text(init.Params()[0].Name)
			if first := g.firstStmt(s.Target.Func); first > 0 && len(s.Target.Func.Params()) > 0 {
				theirs := g.Text(s.Target.Func.Params()[0].Name)
				out = append(out, one(g.stmt(call.Stmt), after(g.stmt(call.Stmt).End, "; "+self+".planted = 1"), after(g.stmt(first).Start, "print("+theirs+".planted); ")))
			}
		}
	}
	return out
}

// pollNotJoin leaves out coroutines and generators, on which the rule is silent.
func pollNotJoin(g *ground) (out []planting) {
	for _, c := range g.calls(pylib.Joins) {
		if o := g.object(c); o != nil && c.In.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) == 0 && g.startsLine(c.Stmt) && g.PathRoot(c.Receiver()) > 0 && !g.quiet(c.In) {
			out = append(out, one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), "while "+g.src(c.Receiver())+".is_alive(): planted_time.sleep(1)"), g.atEnd(plantedTime)))
		}
	}
	return out
}

// shortJoin gives a join before a read of what the thread writes a timeout. A
// test that fails as long as the value is not there asks for the thread's end.
func shortJoin(g *ground) (out []planting) {
	for _, p := range dropJoin(g) {
		if slices.ContainsFunc(p.places, func(at source.Span) bool {
			return asks.MatchString(g.between(at)) && !asksForErrors.MatchString(g.between(at))
		}) {
			continue
		}
		for _, c := range g.calls(pylib.Joins) {
			if g.stmt(c.Stmt) == p.places[0] && g.InLoop(c.Stmt) == 0 {
				_, rest := g.callee(c)
				out = append(out, one(g.stmt(c.Stmt), g.swap(rest, "(0.5)")))
			}
		}
	}
	return out
}

var (
	asks          = regexp.MustCompile(`^(if|assert|self\.assert)`)
	asksForErrors = regexp.MustCompile(`^(if \w+:\s+(raise|self\.fail)|self\.assert(Equal|ListEqual)\(.*(, 0|\[\])|self\.assert(False|IsNone)\()`)
)

// ownJoins calls use for each join of a thread that a method keeps in its object
// and whose target is another method of it, with the first statement of the target
// and their name of it. A method of the class has no object.
func (g *ground) ownJoins(use func(join *threads.CallSite, target *threads.Func, first facts.StmtID, self string)) {
	for _, c := range g.calls(pylib.Joins) {
		o := g.object(c)
		if o == nil || c.In.Class == nil || g.InLoop(c.Stmt) != 0 || g.quiet(c.In) || !o.InAttr || g.Expr(g.Expr(c.Receiver()).A).Kind != facts.Name || !g.IsSelf(g.Expr(c.Receiver()).A) {
			continue
		}
		s := g.Model().SpawnOf(o)
		if s == nil || s.Super || s.Target.Func == nil || s.Target.Func.Class != c.In.Class || !s.Target.Func.Plain() || len(s.Target.Func.Params()) == 0 {
			continue
		}
		self := g.src(g.Expr(c.Receiver()).A)
		if first := g.firstStmt(s.Target.Func); first > 0 && g.Text(s.Target.Func.Params()[0].Name) == self && !g.namedBehind(c) {
			use(c, s.Target.Func, first, self)
		}
	}
}

// namedBehind says whether the rest of a function names the thread of a join
// again: it may ask whether it has ended.
func (g *ground) namedBehind(join *threads.CallSite) bool {
	def := join.In.Facts().Stmt
	return strings.Contains(g.between(source.Span{Start: g.stmt(join.Stmt).End, End: g.stmt(def).End}), g.src(join.Receiver()))
}

// shortJoinThenClose closes what the thread reads behind a join with a timeout.
func shortJoinThenClose(g *ground) (out []planting) {
	g.ownJoins(func(c *threads.CallSite, _ *threads.Func, first facts.StmtID, self string) {
		_, rest := g.callee(c)
		out = append(out, one(g.stmt(c.Stmt), g.swap(rest, "(0.5); "+self+".planted.close()"), after(g.stmt(first).Start, self+".planted.read(); ")))
	})
	return out
}

// closeNotJoin closes what the thread reads in place of its only join, behind
// the statement that tells its loop to end.
func closeNotJoin(g *ground) (out []planting) {
	g.ownJoins(func(c *threads.CallSite, target *threads.Func, first facts.StmtID, self string) {
		if o := g.object(c); len(o.Calls("join")) != 1 {
			return
		}
		for s := range g.Stmts {
			if g.Stmts[s].Kind != facts.While || g.Funcs[g.Stmts[s].Func] != target {
				continue
			}
			for _, t := range g.StopTests(facts.StmtID(s)) {
				for _, set := range t.Stops() {
					if set.Func == c.In && set.At.File == g.File && g.Reaches(g.EventOf(set.At.Expr), c.Event) {
						p := one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), self+".planted.close()"), after(g.stmt(first).Start, self+".planted.read(); "))
						p.places = append(p.places, g.span(set.At.Expr))
						out = append(out, p)
						return
					}
				}
			}
		}
	})
	return out
}

// sleepNotJoin sleeps where a thread was joined before a read of what it
// writes, and joins it behind the read.
func sleepNotJoin(g *ground) (out []planting) {
	for _, p := range dropJoin(g) {
		for _, c := range g.calls(pylib.Joins) {
			if g.stmt(c.Stmt) != p.places[0] || g.InLoop(c.Stmt) != 0 || len(p.places) < 3 || !g.endsLine(p.places[2]) || !g.quiet(c.In) && !g.Context.Lessons() {
				continue
			}
			if g.waitsBefore(c) || g.waitsUpTo(c, p.places[2]) {
				continue // with a real wait in between, the sleep stands for nothing
			}
			q := one(g.stmt(c.Stmt), g.swap(g.stmt(c.Stmt), "planted_time.sleep(1)"), after(p.places[2].End, "; "+g.src(c.Expr)), g.atEnd(plantedTime))
			q.places = append(q.places, p.places...)
			out = append(out, q)
		}
	}
	return out
}

// waitsUpTo says whether something between a join and a place may wait.
func (g *ground) waitsUpTo(join *threads.CallSite, at source.Span) bool {
	return slices.ContainsFunc(join.In.Calls(), func(c *threads.CallSite) bool {
		from := g.span(c.Expr).Start
		return c.MayWait() && from >= g.span(join.Expr).End && from < at.Start
	})
}

// waitsBefore says whether something between the starts of a thread and its
// join may wait.
func (g *ground) waitsBefore(join *threads.CallSite) bool {
	o := g.object(join)
	if o == nil {
		return true
	}
	for _, s := range o.Calls("start") {
		for _, c := range join.In.Calls() {
			if c != join && c.Event != s.Event && c.MayWait() && s.File == g.File && s.In() == c.In && g.Reaches(s.Event, c.Event) && g.Reaches(c.Event, join.Event) {
				return true
			}
		}
	}
	return false
}
