package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var missingSuperInit = &analyzer.Rule{
	Name:     "missing-super-init",
	Code:     "TH106",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Check:    checkMissingSuperInit,
}

// checkMissingSuperInit reports a thread or process class whose __init__ has no
// way to the library's, and a use of the object before that was run.
//
// It reports where the call is missing: not in a class that only calls, or
// inherits, the __init__ of a thread class that has the fault itself. A class
// that is only derived from, and whose subclasses run the library's __init__ by
// themselves, is left alone; so is one where self goes to unknown code.
func checkMissingSuperInit(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Classes {
		t := c.ThreadBase()
		if t == nil || startsItsOwnWay(c) {
			continue
		}
		if init := c.MissingInit(); init != nil {
			if !leftToBase(c, init) && !c.Abstract() && inUse(c) {
				p.Report(missingFinding(f, c, t, init))
			}
			continue
		}
		if uses := c.EarlyUses(); len(uses) > 0 {
			p.Report(earlyFinding(f, c, t, uses))
		}
	}
}

// startsItsOwnWay says whether the class has a start() that does not call the
// library's: what that needs is not known.
func startsItsOwnWay(c *threads.Class) bool {
	m := c.Lookup("start")
	return m.Unknown || m.Binding != nil && (m.Func == nil || !m.Func.CallsBase())
}

// leftToBase says whether the fault is that of a thread class that c derives
// from and whose __init__ runs for c too.
func leftToBase(c *threads.Class, init *threads.Func) bool {
	if init.Class != c {
		for _, k := range c.MRO()[1:] {
			if k.ThreadBase() != nil && k.MissingInit() == init {
				return true
			}
		}
		return false
	}
	for _, call := range init.Calls() {
		if g := call.Target; call.Method() == "__init__" && g != nil && g.Class != nil && g.Class != c && g.Class.ThreadBase() != nil && g.Class.MissingInit() != nil {
			return true
		}
	}
	return false
}

// inUse says whether instances of the class are made as it stands: by the
// program, by somebody else if it has no subclass, or through a subclass that
// adds no call of the library's __init__.
func inUse(c *threads.Class) bool {
	derived := c.Derived()
	for _, d := range derived {
		if d.MissingInit() != nil {
			return true
		}
	}
	return len(derived) == 0 || c.Made()
}

func missingFinding(f *threads.File, c *threads.Class, t *pylib.Type, init *threads.Func) analyzer.Finding {
	raises := ""
	if row := pylib.FindOverride(t.Name, "start"); row != nil {
		raises = row.Early
	}
	base := bare(t.Name)
	fd := analyzer.Finding{Span: init.Facts().NameAt, Label: "no call of " + base + ".__init__",
		Msg: fmt.Sprintf("`%s.__init__` never calls %s.__init__: start() raises %s", clip(c.Name, 40), base, raises)}
	if init.Class != c {
		fd.Span = c.Facts().NameAt
		fd.Msg = fmt.Sprintf("`%s` runs `%s`, which never calls %s.__init__: start() raises %s", clip(c.Name, 28), clip(init.QualName(), 34), base, raises)
		fd.Because = []analyzer.Note{{Path: init.File.Path, Span: init.Facts().NameAt, Msg: "this __init__ runs"}}
		return fd
	}
	fd.Because = baseNotes(f, c, base)
	for _, call := range init.Calls() {
		if g := call.Target; call.Method() == "__init__" && g != nil {
			fd.Because = append(fd.Because, analyzer.Note{Path: g.File.Path, Span: g.Facts().NameAt, Msg: "this __init__ runs, and calls no other"})
			return fd // one call more would run it twice
		}
	}
	fd.Fix = insertInit(f, c, t, init)
	return fd
}

// baseNotes points at what makes the class a thread where its own header does
// not say so.
func baseNotes(f *threads.File, c *threads.Class, base string) []analyzer.Note {
	for _, k := range c.MRO()[1:] {
		if k.ThreadBase() != nil {
			return []analyzer.Note{{Path: k.File.Path, Span: k.Facts().NameAt, Msg: fmt.Sprintf("`%s` derives from %s", clip(c.Name, 40), base)}}
		}
	}
	return nil
}

// insertInit puts super().__init__() before the first statement. Nothing ran
// before that it could change, and start() has always raised, so it is safe.
func insertInit(f *threads.File, c *threads.Class, t *pylib.Type, init *threads.Func) *analyzer.Fix {
	for _, k := range c.MRO()[1:] {
		if k.OwnMethod("__init__") != nil {
			return nil // it may want arguments
		}
	}
	if lib := c.LibBases(); len(lib) == 0 || lib[0] != t.Name || t.Class == pylib.TimerClass {
		return nil // another base's __init__ would run, or arguments are needed
	}
	first := facts.StmtID(0)
	def := init.Facts().Stmt
	for s := def + 1; s < f.Stmts[def].End; s = f.Stmts[s].End {
		if f.Stmts[s].Kind != facts.EmptyLiteral {
			first = s
			break
		}
	}
	if first == 0 {
		return nil
	}
	indent, own := f.Indent(first)
	if !own {
		return nil
	}
	at := source.Span{Start: f.Stmts[first].Span.Start, End: f.Stmts[first].Span.Start}
	return &analyzer.Fix{Title: "Call `super().__init__()` first", Safe: true, Edits: []analyzer.Edit{{Span: at, New: "super().__init__()\n" + indent}}}
}

func earlyFinding(f *threads.File, c *threads.Class, t *pylib.Type, uses []threads.EarlyUse) analyzer.Finding {
	u := uses[0]
	shown := clip(f.Render(u.Expr), 50)
	switch {
	case u.Store:
		shown = clip(f.Render(u.Expr)+" = "+f.Render(f.Events[u.Event].Y), 50)
	case f.Expr(f.Parent(u.Expr)).Kind == facts.Call && f.Expr(f.Parent(u.Expr)).A == u.Expr:
		shown += "()"
	}
	fd := analyzer.Finding{Span: f.Expr(u.Expr).Span, Label: "too early",
		Msg: fmt.Sprintf("`%s` comes before %s.__init__: %s", shown, bare(t.Name), u.Raises)}
	if u.Init != nil {
		fd.Because = []analyzer.Note{{Path: f.Path, Span: f.Expr(u.Init.Expr).Span, Msg: "called only here"}}
		fd.Fix = moveInit(f, u)
	}
	return fd
}

// moveInit moves the call of the base's __init__ up, before the statement that
// needs it. Where that always runs, the constructor has always raised, so the
// move is safe.
func moveInit(f *threads.File, u threads.EarlyUse) *analyzer.Fix {
	call := u.Init
	st := &f.Stmts[call.Stmt]
	text := f.Render(call.Expr)
	line := f.Line(st.Span.Start)
	if st.Kind != facts.ExprStmt || st.X != call.Expr || int(st.Span.End-st.Span.Start) != len(text) || line+1 >= len(f.Lines) || f.Lines[line+1] != st.Span.End+1 {
		return nil // not written as it would be rendered, or not alone on its line
	}
	for _, k := range f.KidsOf(call.Expr) {
		if f.Expr(k).Kind == facts.Keyword {
			k = f.Expr(k).A
		}
		if x := f.Expr(k); x.Kind == facts.Name && f.Symbols[x.Sym].NBind > 1 || x.Kind == facts.Call || x.Kind == facts.Attr || x.Kind == facts.Subscript {
			return nil // it may have another value above
		}
	}
	at := f.Events[u.Event].Stmt
	safe := f.Stmts[at].Parent == st.Parent
	for at != 0 && f.Stmts[at].Parent != st.Parent {
		at = f.Stmts[at].Parent
	}
	_, own := f.Indent(call.Stmt)
	indent, first := f.Indent(at)
	if at == 0 || !own || !first {
		return nil
	}
	start := f.Stmts[at].Span.Start
	return &analyzer.Fix{Title: fmt.Sprintf("Call `%s` first", clip(text, 50)), Safe: safe, Edits: []analyzer.Edit{
		{Span: source.Span{Start: start, End: start}, New: text + "\n" + indent},
		{Span: source.Span{Start: f.Lines[line], End: f.Lines[line+1]}, New: ""},
	}}
}
