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

// fix waits for what is asked where something can be waited for, and else
// sleeps on the idle way. All of it may block longer than before: never safe.
func (w *spinWords) fix() *analyzer.Fix {
	if call := w.wait(); call != "" {
		return &analyzer.Fix{Title: fmt.Sprintf("Replace the loop by `%s`", call),
			Edits: []analyzer.Edit{{Span: w.f.Stmts[w.sp.Loop].Span, New: call}}}
	}
	if w.sp.Endless || w.sp.Local {
		return nil
	}
	return sleepFix(w.f, w.sp, w.ask)
}

// wait is the call that the whole loop stands for, "" if there is none.
func (w *spinWords) wait() string {
	if !w.sp.Trivial {
		return ""
	}
	if w.ask == nil {
		if w.object != nil && !w.runsLoop() {
			return w.object.Name() + ".join()"
		}
		return ""
	}
	c, x := w.ask.Call, w.f.Stmts[w.sp.Loop].X
	negated := false
	for w.f.Expr(x).Kind == facts.Unary && w.f.Expr(x).Op == facts.Not {
		x, negated = w.f.Expr(x).A, !negated
	}
	if c == nil || c.Expr != x || c.Receiver() == 0 {
		return ""
	}
	recv := w.f.Eval(c.Receiver())
	name := w.f.Render(c.Receiver())
	switch {
	case strings.Contains(name, "..."):
	case joinable(recv) && !negated && !w.runsLoop():
		return name + ".join()"
	case recv.LibClass() == pylib.EventClass && negated:
		return name + ".wait()"
	}
	return ""
}

// runsLoop says whether the thread waited for may be the one that runs the
// loop: it cannot join itself.
func (w *spinWords) runsLoop() bool {
	if w.object == nil {
		return false
	}
	s := w.f.SpawnAt(w.object.Site.Expr)
	for _, r := range w.f.Model().RootsOf(w.sp.In) {
		if s == nil || r.Func == s.Target.Func {
			return true
		}
	}
	return false
}

// idleSleep is how long a mended loop sleeps on its idle way.
const idleSleep = "0.01"

// sleepFix lets a spinning loop sleep on its idle way: in place of the pass or
// before the continue that a branch leads to, or in an else of its own. nil
// where the place is not plain to see.
func sleepFix(f *threads.File, sp *threads.Spin, a *threads.Ask) *analyzer.Fix {
	call, imported := sleepCall(f)
	if call == "" {
		return nil
	}
	fix := &analyzer.Fix{Title: fmt.Sprintf("Insert `%s`", call)}
	if imported != nil {
		fix.Title += " and its import"
		fix.Edits = append(fix.Edits, *imported)
	}
	first := sp.Loop + 1
	if !sp.Trivial {
		if first = idleBody(f, a); first == 0 {
			e, ok := elseEdit(f, a, call)
			if !ok {
				return nil
			}
			fix.Edits = append(fix.Edits, e)
			return fix
		}
	}
	st := &f.Stmts[first]
	switch {
	case st.Kind == facts.Continue:
		indent, ok := f.Indent(first)
		if !ok || f.LineOf(st.Span.Start) == f.LineOf(f.Stmts[st.Parent].Span.Start) {
			return nil
		}
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: st.Span.Start, End: st.Span.Start}, New: call + "\n" + indent})
	default:
		fix.Edits = append(fix.Edits, analyzer.Edit{Span: st.Span, New: call})
	}
	return fix
}

// idleBody is the pass or continue that the asking branch leads to, 0 if it
// does not lead to one.
func idleBody(f *threads.File, a *threads.Ask) facts.StmtID {
	var clause facts.StmtID
	if a.Test == 0 {
		try := f.Enclosing(a.Call.Stmt, facts.Try)
		for k := try + 1; try != 0 && k < f.Stmts[try].End; k = f.Stmts[k].End {
			if f.Stmts[k].Kind == facts.Except {
				clause = k
				break
			}
		}
	} else if s := f.StmtAt(a.Test); s != 0 && (f.Stmts[s].Kind == facts.If || f.Stmts[s].Kind == facts.Elif) && a.Taken && f.Stmts[s].X == a.Test {
		clause = s
	}
	if clause == 0 {
		return 0
	}
	switch first := clause + 1; f.Stmts[first].Kind {
	case facts.Pass, facts.Continue:
		return first
	}
	return 0
}

// elseEdit gives an if without else one that sleeps.
func elseEdit(f *threads.File, a *threads.Ask, call string) (analyzer.Edit, bool) {
	if a.Test == 0 || a.Taken {
		return analyzer.Edit{}, false
	}
	s := f.StmtAt(a.Test)
	if s == 0 || f.Stmts[s].Kind != facts.If || f.Stmts[s].X != a.Test {
		return analyzer.Edit{}, false
	}
	st := &f.Stmts[s]
	for k := s + 1; k < st.End; k = f.Stmts[k].End {
		if f.Stmts[k].Kind == facts.Elif || f.Stmts[k].Kind == facts.Else {
			return analyzer.Edit{}, false
		}
	}
	outer, ok := f.Indent(s)
	inner, ok2 := f.Indent(s + 1)
	if !ok || !ok2 || len(inner) < len(outer)+2 || f.LineOf(f.Stmts[s+1].Span.Start) == f.LineOf(st.Span.Start) {
		return analyzer.Edit{}, false // on one line, or indented with tabs
	}
	end := source.Span{Start: st.Span.End, End: st.Span.End}
	return analyzer.Edit{Span: end, New: "\n" + outer + "else:\n" + inner + call}, true
}

// sleepCall is how the file calls time.sleep, with the edit that imports it
// where the file does not yet; "" where there is no place for an import.
func sleepCall(f *threads.File) (string, *analyzer.Edit) {
	at := facts.StmtID(0)
	for i := range f.Imports {
		imp := &f.Imports[i]
		if imp.Func != 0 || f.Stmts[imp.Stmt].Parent != 0 {
			continue
		}
		module, name := f.Text(imp.Module), f.Text(imp.Name)
		switch {
		case module == "time" && name == "":
			return f.Text(imp.As) + ".sleep(" + idleSleep + ")", nil
		case module == "time" && name == "sleep":
			return f.Text(imp.As) + "(" + idleSleep + ")", nil
		case module != "__future__" && at == 0:
			at = imp.Stmt
		}
	}
	if at == 0 {
		return "", nil
	}
	start := f.Stmts[at].Span.Start
	return "time.sleep(" + idleSleep + ")", &analyzer.Edit{Span: source.Span{Start: start, End: start}, New: "import time\n"}
}
