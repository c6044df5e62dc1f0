package main

import (
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// atStart calls use for each function that enters a lock, with its first
// statement where that can be preceded by others on its line. The lock is one
// that has its name from the function's beginning on.
func (g *ground) atStart(use func(fn *threads.Func, first facts.StmtID, lock facts.ExprID)) {
	seen := map[*threads.Func]bool{}
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		fn := g.Funcs[g.Stmts[with].Func]
		first := g.firstStmt(fn)
		if first == 0 || seen[fn] || g.quiet(fn) || first > with {
			return
		}
		if l, ok := g.LockAt(lock); ok && l.Root != threads.LocalLock && l.Path != "" || ok && l.Root == threads.GlobalLock {
			seen[fn] = true
			use(fn, first, lock)
		}
	})
}

func leakLock(g *ground) (out []planting) {
	g.atStart(func(fn *threads.Func, first facts.StmtID, lock facts.ExprID) {
		if g.Eval(lock).LibClass() == pylib.SemaphoreClass || strings.HasPrefix(fn.Name, "__") {
			return
		}
		l := g.src(lock)
		out = append(out, one(g.stmt(first), after(g.stmt(first).Start, l+".acquire(); open(\"planted\"); "+l+".release(); ")))
	})
	return out
}

func takeTwice(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		if l, ok := g.LockAt(lock); !ok || !l.Known() || !g.SelfExcludes(lock) {
			return
		}
		if s := g.simpleIn(with); s > 0 {
			out = append(out, one(g.stmt(s), after(g.stmt(s).Start, g.src(lock)+".acquire(); "+g.src(lock)+".release(); ")))
		}
	})
	return out
}

// simpleIn is the first simple statement of a with, if it begins its line.
func (g *ground) simpleIn(with facts.StmtID) facts.StmtID {
	for s := with + 1; s < g.Stmts[with].End; s++ {
		if st := &g.Stmts[s]; st.Parent == with && st.Kind != facts.WithItem {
			if (st.Kind == facts.ExprStmt || st.Kind == facts.Assign) && g.startsLine(s) {
				return s
			}
			return 0
		}
	}
	return 0
}

// isOf picks the objects of a class.
func (g *ground) isOf(class pylib.Class) func(facts.ExprID) bool {
	return func(e facts.ExprID) bool { v := g.Eval(e); return !v.Maybe && v.LibClass() == class }
}

// notifyFree notifies behind the with of a condition, and in front of it where
// the function begins so. Who calls the function must be seen, since a caller may
// hold the condition.
func notifyFree(g *ground) (out []planting) {
	seen := map[*threads.Func]bool{}
	g.withsOf(g.isOf(pylib.ConditionClass), func(with facts.StmtID, lock facts.ExprID) {
		fn := g.Funcs[g.Stmts[with].Func]
		if l, ok := g.LockAt(lock); !ok || !l.Known() || !g.calledInSight(fn, map[*threads.Func]bool{}) || g.Enclosing(with, facts.With) > 0 {
			return
		}
		notify := g.src(lock) + ".notify(); "
		if next := g.Stmts[with].End; int(next) < len(g.Stmts) && g.Stmts[next].Parent == g.Stmts[with].Parent && g.startsLine(next) {
			switch g.Stmts[next].Kind {
			case facts.ExprStmt, facts.Assign, facts.Return:
				out = append(out, one(g.stmt(next), after(g.stmt(next).Start, notify)))
			}
		}
		if first := g.firstStmt(fn); first > 0 && first < with && !seen[fn] {
			seen[fn] = true
			out = append(out, one(g.stmt(first), after(g.stmt(first).Start, notify)))
		}
	})
	return out
}

// calledInSight says whether all that runs a method stands in the file, by its
// name, and outside of every with: by a call on the object itself, or by none.
func (g *ground) calledInSight(fn *threads.Func, busy map[*threads.Func]bool) bool {
	if busy[fn] {
		return true
	}
	busy[fn] = true
	if fn.Class == nil || fn.Class.UnknownBase() || !fn.Plain() || strings.HasPrefix(fn.Name, "__") || fn.Class.LibBase() != nil && fn.Name != "run" && !fn.InTest() {
		return false
	}
	for _, e := range g.AttrsNamed(fn.Name) {
		c := g.CallAt(g.Parent(e))
		if c == nil || g.Expr(c.Expr).A != e || !g.IsSelf(c.Receiver()) || g.Enclosing(c.Stmt, facts.With) > 0 || !g.calledInSight(c.In, busy) {
			return false
		}
	}
	return true
}

func rebindLock(g *ground) (out []planting) {
	g.atStart(func(fn *threads.Func, first facts.StmtID, lock facts.ExprID) {
		v := g.Eval(lock)
		if l, _ := g.LockAt(lock); v.LibClass() != pylib.LockClass && v.LibClass() != pylib.RLockClass || l.Root != threads.SelfLock || !v.Site.Valid() || v.Site.File != g.File || strings.HasPrefix(fn.Name, "_") {
			return
		}
		users := 0
		g.withs(func(with facts.StmtID, other facts.ExprID) {
			if o := g.Funcs[g.Stmts[with].Func]; o != fn && o.Class == fn.Class && o.Name != "__init__" && g.SamePath(lock, other) {
				users++
			}
		})
		if users > 0 {
			out = append(out, one(g.stmt(first), after(g.stmt(first).Start, g.src(lock)+" = "+g.src(v.Site.Expr)+"; ")))
		}
	})
	return out
}

func releasePermit(g *ground) (out []planting) {
	g.withsOf(g.isOf(pylib.SemaphoreClass), func(with facts.StmtID, lock facts.ExprID) {
		if s := g.simpleIn(with); s > 0 {
			r := g.src(lock) + ".release(); "
			out = append(out, one(g.stmt(s), after(g.stmt(s).Start, r+r)))
		}
	})
	return out
}

// dropCopy returns the view of a dict in place of a copy of it, where another
// function changes that dict: one that is only replaced is safe to go through.
func dropCopy(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		for s := with + 1; s < g.Stmts[with].End; s++ {
			st := &g.Stmts[s]
			if st.Kind != facts.Return || st.X <= 0 || g.Expr(st.X).Kind != facts.Call || g.Eval(g.Expr(st.X).A).Lib != "builtins.list" {
				continue
			}
			kids := g.KidsOf(st.X)
			if len(kids) != 1 || g.Expr(kids[0]).Kind != facts.Call {
				continue
			}
			if a := g.Expr(g.Expr(kids[0]).A); a.Kind != facts.Attr || g.Text(a.Str) != "values" && g.Text(a.Str) != "keys" && g.Text(a.Str) != "items" || !g.changedElsewhere(a.A, g.FuncAt(st.X)) {
				continue
			}
			x, y := g.span(st.X), g.span(kids[0])
			out = append(out, one(st.Span, g.swap(source.Span{Start: x.Start, End: y.Start}, ""), g.swap(source.Span{Start: y.End, End: x.End}, "")))
		}
	})
	return out
}

// changedElsewhere says whether another function adds to a dict or takes from it.
func (g *ground) changedElsewhere(dict facts.ExprID, but *threads.Func) bool {
	for id := range g.Events {
		ev := &g.Events[id]
		x, of := g.Expr(ev.X), facts.ExprID(0)
		switch ev.Kind {
		case facts.StoreEvent, facts.DeleteEvent:
			if x.Kind == facts.Subscript {
				of = x.A
			}
		case facts.CallEvent:
			if c := g.CallAt(ev.X); c != nil && slices.Contains([]string{"pop", "popitem", "clear", "update", "setdefault"}, c.Method()) {
				of = c.Receiver()
			}
		}
		if of > 0 && g.SamePath(of, dict) && g.FuncAt(ev.X) != but && g.FuncAt(ev.X).Name != "__init__" {
			return true
		}
	}
	return false
}

func testFirst(g *ground) (out []planting) {
	g.withs(func(with facts.StmtID, lock facts.ExprID) {
		test := g.Stmts[with+1].End
		if int(test) >= len(g.Stmts) || g.Stmts[test].Kind != facts.If || g.Stmts[test].End != g.Stmts[with].End || g.Expr(g.Stmts[test].X).Kind != facts.Compare {
			return
		}
		kids := g.KidsOf(g.Stmts[test].X)
		if g.Expr(g.Stmts[test].X).Op != facts.In || len(kids) != 2 {
			return
		}
		key, place := g.src(kids[0]), g.src(kids[1])
		body := g.between(g.stmt(test))
		if strings.Contains(body, "else:") || !strings.Contains(body, "del "+place+"["+key+"]") && !strings.Contains(body, place+".pop("+key+")") {
			return
		}
		a, b := g.Stmts[with].Header, g.Stmts[test].Header
		out = append(out, one(a, g.swap(a, g.between(b)), g.swap(b, g.between(a))))
	})
	return out
}
