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

var loopVariableCaptured = &analyzer.Rule{
	Name:     "loop-variable-captured",
	Code:     "TH109",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLoopVariableCaptured,
}

// checkLoopVariableCaptured reports a lambda or def made in a loop and handed over
// to run later, which reads a variable that the loop binds anew: it holds the
// variable, not the value of its round.
//
// It is silent where something waits for it in the same round, where the loop
// ends with it, and where the value is bound by a default or handed over.
func checkLoopVariableCaptured(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Captures() {
		g := c.Func.Facts()
		at := g.NameAt
		if g.Flags&facts.LambdaFunc != 0 && f.Line(g.Span.Start) == f.Line(g.Span.End) {
			at = g.Span
		}
		p.Report(analyzer.Finding{
			Span: at, Msg: captureMessage(f, &c), Label: "reads it later", About: about(c.Spawn),
			Because: captureNotes(f, &c), Fix: captureFix(f, &c),
		})
	}
}

func captureMessage(f *threads.File, c *threads.Capture) string {
	who := "`lambda`"
	if c.Func.Facts().Flags&facts.LambdaFunc == 0 {
		who = "`" + clip(c.Func.Name, 24) + "`"
	}
	name := "`" + clip(f.Render(c.Reads[0]), 24) + "`"
	when, all := "the callback runs", "every callback sees the last "+name
	switch c.Spawn.Handoff.On {
	case pylib.NewThread:
		when, all = "its thread runs", "several threads get the same "+name
	case pylib.Pool:
		when, all = "its task runs", "several tasks get the same "+name
	}
	moved := ", after the loop has moved on"
	if !c.Later && c.Spawn.OnThread() {
		moved = "; by then the loop may have moved on"
	}
	return fmt.Sprintf("%s reads %s when %s%s: %s", who, name, when, moved, all)
}

func captureNotes(f *threads.File, c *threads.Capture) []analyzer.Note {
	name := f.Render(c.Reads[0])
	notes := []analyzer.Note{{Path: f.Path, Span: loopSpan(f, c), Msg: fmt.Sprintf("each round binds `%s` anew", clip(name, 40))}}
	if s := c.Spawn.Call; c.Later {
		notes = append(notes, analyzer.Note{Path: s.File.Path, Span: s.File.Expr(s.Expr).Span, Msg: "it is handed over here"})
	}
	return notes
}

// loopSpan is the header of the loop, or the clause of the comprehension.
func loopSpan(f *threads.File, c *threads.Capture) source.Span {
	if c.Comp > 0 {
		return f.Expr(c.Comp).Span
	}
	return f.Stmts[c.Loop].Header
}

// captureFix binds the values by defaults, which are evaluated where the function
// is made. With star parameters a caller may give one of the names.
func captureFix(f *threads.File, c *threads.Capture) *analyzer.Fix {
	g, params := c.Func.Facts(), c.Func.Params()
	var list []string
	for i, e := range c.Reads {
		if c.Comp == 0 && c.Binds[i].Stmt == f.StmtAt(c.Spawn.TargetExpr) {
			return nil // it has no value yet
		}
		name := f.SymbolName(f.Expr(e).Sym) // whole, however long
		list = append(list, name+"="+name)
	}
	text, safe := strings.Join(list, ", "), c.Once
	for i := range params {
		switch params[i].Kind {
		case facts.VarKw:
			return nil // nothing may follow
		case facts.VarPos:
			safe = false
		}
	}
	at := g.NameAt.End
	switch {
	case len(params) > 0:
		at, text = params[len(params)-1].Span.End, ", "+text
	case g.Flags&facts.LambdaFunc != 0:
		text = " " + text
	case g.Header.End-at == uint32(len("()")):
		at++
	default:
		return nil // it is not written as it would be rendered
	}
	title := "Bind the value of the round by a default"
	return &analyzer.Fix{Title: title, Safe: safe, Edits: []analyzer.Edit{{Span: source.Span{Start: at, End: at}, New: text}}}
}
