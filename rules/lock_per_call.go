package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var lockPerCall = &analyzer.Rule{
	Name:     "lock-per-call",
	Code:     "TH403",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLockPerCall,
}

// checkLockPerCall reports a lock that is made in a function and only taken
// there: each call makes its own, so it excludes nobody.
//
// A lock that leaves the function in any way is left alone. So is a condition,
// on which a local wait(timeout) is a way to sleep, a semaphore without
// permits, which waits for ever on purpose, and a test.
func checkLockPerCall(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.LockClass, pylib.RLockClass, pylib.SemaphoreClass, pylib.AsyncLockClass) {
		fn := f.FuncAt(o.Site.Expr)
		if fn == nil || fn.ID == 0 || fn.InTest() || fn.File.Context == threads.TestFile {
			continue
		}
		v := f.Eval(o.Site.Expr)
		c := f.CallAt(o.Site.Expr)
		if v.Class != nil || c == nil || waitable(v.Lib) || !hasPermits(f, c) {
			continue
		}
		who := "threads"
		if v.LibClass() == pylib.AsyncLockClass {
			who = "tasks"
		}
		made := f.Expr(o.Site.Expr).Span
		fd := analyzer.Finding{Span: made, Label: "a new lock", About: []source.Span{made}}
		if d := takenAsDefault(p, f, c, fn); d != nil {
			fd.Msg = fmt.Sprintf("`%s` is new in each call of `%s` that finds none: no two %s ever share it", clip(f.Render(c.Expr), 40), clip(fn.Name, 40), who)
			fd.Because = takenNotes(d)
			p.Report(fd)
			continue
		}
		b := ownName(f, o.Site.Expr, fn)
		if !onlyTaken(o, fn) || b == nil && !enteredAtOnce(f, o) {
			continue
		}
		name := o.Name()
		if name == "" {
			name = f.Render(o.Site.Expr)
		}
		fd.Msg = fmt.Sprintf("`%s` is new in each call of `%s`: no two %s ever share it", clip(name, 40), clip(fn.Name, 40), who)
		fd.Because, fd.Fix = takenNotes(o), sharedLock(f, fn, b)
		p.Report(fd)
	}
}

// hasPermits says whether a lock can be taken at all: a semaphore that is
// proven or may be to have no permit is there to wait for.
func hasPermits(f *threads.File, c *threads.CallSite) bool {
	a := f.ArgsOf(c.Expr)
	if len(a.Pos)+len(a.Kw) == 0 {
		return !a.Star && !a.DoubleStar
	}
	if len(c.Row.Slots) == 0 {
		return false
	}
	n, ok := f.Number(c.Arg(c.Row.Slots[0]))
	return ok && n >= 1
}

// takenAsDefault is what a look-up gives that has the new lock as its default and
// stores it nowhere, as in `with locks.get(key, Lock()):`; nil for others.
func takenAsDefault(p *analyzer.Pass, f *threads.File, c *threads.CallSite, fn *threads.Func) *threads.Object {
	up := f.Parent(c.Expr)
	if up > 0 && f.Expr(up).Kind == facts.Keyword {
		up = f.Parent(up)
	}
	d := f.CallAt(up)
	if up == 0 || d == nil || !d.Does(pylib.Probe) || d.Does(pylib.Mutates) || d.Arg("default") != c.Expr {
		return nil
	}
	o := p.Model.ObjectAt(threads.Site{File: f, Expr: d.Expr})
	if !onlyTaken(o, fn) || ownName(f, d.Expr, fn) == nil && !enteredAtOnce(f, o) {
		return nil
	}
	return o
}

// waitable says whether objects of a lock's type can be waited on: conditions.
func waitable(lib string) bool {
	row := pylib.FindCall(lib + ".wait")
	return row != nil && row.Does&pylib.Waits != 0
}

// onlyTaken says whether all that is done with the object is to take it and to
// give it back, in the function that makes it.
func onlyTaken(o *threads.Object, fn *threads.Func) bool {
	if o.Escapes || o.InAttr || o.InList {
		return false
	}
	taken := false
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.In() != fn {
			return false
		}
		switch u.Kind {
		case threads.Entered:
			taken = true
		case threads.Method:
			c := u.File.CallAt(u.Call)
			if c == nil || !c.Does(pylib.Acquires|pylib.Releases|pylib.Probe) {
				return false
			}
			taken = taken || c.Does(pylib.Acquires)
		case threads.Tested, threads.Iterated: // async with awaits it
		default:
			return false
		}
	}
	return taken
}

// ownName is the binding of the one local name that holds the object and
// nothing else; nil where there is none, or another function can see the name.
func ownName(f *threads.File, e facts.ExprID, fn *threads.Func) *facts.Binding {
	var out *facts.Binding
	for s := range f.Symbols {
		binds := f.BindingsOf(facts.SymbolID(s))
		for i := range binds {
			if binds[i].Value != e {
				continue
			}
			sym := &f.Symbols[s]
			scope := &f.Scopes[sym.Scope]
			if out != nil || len(binds) != 1 || scope.Kind != facts.FuncScope || scope.Func != fn.ID || sym.Flags&facts.Captured != 0 {
				return nil
			}
			out = &binds[i]
		}
	}
	return out
}

// enteredAtOnce says whether the object is made in the with that enters it.
func enteredAtOnce(f *threads.File, o *threads.Object) bool {
	return len(o.Uses) == 1 && o.Uses[0].Kind == threads.Entered && o.Uses[0].Expr == o.Site.Expr
}

// takenNotes points at where the lock is first taken, if that is elsewhere.
func takenNotes(o *threads.Object) []analyzer.Note {
	for i := range o.Uses {
		u := &o.Uses[i]
		if u.Expr != o.Site.Expr && (u.Kind == threads.Entered || u.Kind == threads.Method) {
			return []analyzer.Note{{Path: u.File.Path, Span: u.File.Expr(u.Expr).Span, Msg: "another call of the function takes another lock here"}}
		}
	}
	return nil
}

// sharedLock moves the line that makes the lock to the top level, before the
// function or the class around it; nil where the line cannot stand there.
func sharedLock(f *threads.File, fn *threads.Func, b *facts.Binding) *analyzer.Fix {
	if b == nil || b.Stmt == 0 {
		return nil
	}
	st := &f.Stmts[b.Stmt]
	line, end := f.Line(st.Span.Start), f.Line(st.Span.End)
	target := f.Expr(st.X)
	if st.Kind != facts.Assign || target.Kind != facts.Name || line != end || line+1 >= len(f.Lines) || f.Symbols[target.Sym].NBind != 1 {
		return nil
	}
	name, top := f.SymbolName(target.Sym), b.Stmt
	for i := 1; i < len(f.Stmts); i++ {
		if facts.StmtID(i) != b.Stmt && f.Line(f.Stmts[i].Span.Start) == line {
			return nil // not alone on its line
		}
	}
	for s := range f.Symbols {
		if f.Symbols[s].Scope == 1 && f.SymbolName(facts.SymbolID(s)) == name {
			return nil
		}
	}
	for f.Stmts[top].Parent != 0 {
		top = f.Stmts[top].Parent
	}
	at := f.Stmts[top].Span.Start
	if k := f.Stmts[top].Kind; k != facts.Def && k != facts.ClassDef || f.Lines[f.Line(at)] != at || !madeAtTop(f, st.Y) {
		return nil
	}
	text := fmt.Sprintf("%s = %s\n\n\n", name, f.Render(st.Y))
	if strings.Contains(text, "...") {
		return nil
	}
	return &analyzer.Fix{Title: fmt.Sprintf("Make `%s` once, at the top level", name), Edits: []analyzer.Edit{
		{Span: source.Span{Start: at, End: at}, New: text},
		{Span: source.Span{Start: f.Lines[line], End: f.Lines[line+1]}},
	}}
}

// madeAtTop says whether the call makes the same at the top level: its class
// is imported there and its arguments are literals.
func madeAtTop(f *threads.File, e facts.ExprID) bool {
	x := f.Expr(e)
	root := f.PathRoot(x.A)
	if root == 0 || f.Symbols[f.Expr(root).Sym].Scope != 1 {
		return false
	}
	for _, k := range f.KidsOf(e) {
		if f.Expr(k).Kind == facts.Keyword {
			k = f.Expr(k).A
		}
		if f.Expr(k).Kind != facts.Int {
			return false
		}
	}
	return true
}
