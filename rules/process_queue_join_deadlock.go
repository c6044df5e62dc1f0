package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var processQueueJoinDeadlock = &analyzer.Rule{
	Name:     "process-queue-join-deadlock",
	Code:     "TH610",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkProcessQueueJoinDeadlock,
}

// checkProcessQueueJoinDeadlock reports the join of a process that puts more
// into a queue than a pipe holds, where the queue is read only after it.
//
// What is small certainly fits: a few puts of anything that is not proven to be
// large are left alone, as is a queue that others may read meanwhile.
func checkProcessQueueJoinDeadlock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, e := range f.EarlyJoins() {
		join := clip(f.Render(e.Join.Expr), 38)
		put := e.Put.File
		fd := analyzer.Finding{
			Span: f.Expr(e.Join.Expr).Span, Label: "waits for ever", About: about1(e.Process),
			Because: []analyzer.Note{{Path: put.Path, Span: put.Expr(e.Put.Expr).Span, Msg: "the child puts its data here"}},
		}
		if e.Get == nil {
			fd.Msg = fmt.Sprintf("`%s`: the child cannot end until what it puts into `%s` is read, and nothing reads it: both wait for ever", join, clip(e.Queue.Name(), 30))
		} else {
			get := e.Get.File
			fd.Msg = fmt.Sprintf("`%s` before `%s`: the child cannot end until its queue data is read, so both wait for ever", join, clip(get.Render(e.Get.Expr), 32))
			fd.Because = append(fd.Because, analyzer.Note{Path: get.Path, Span: get.Expr(e.Get.Expr).Span, Msg: "it is read only here"})
			fd.Fix = joinLater(f, &e)
		}
		p.Report(fd)
	}
}

// joinLater moves the join behind the statement of the same block that reads
// the queue.
func joinLater(f *threads.File, e *threads.EarlyJoin) *analyzer.Fix {
	st := &f.Stmts[e.Join.Stmt]
	indent, own := f.Indent(e.Join.Stmt)
	text := f.Render(e.Join.Expr)
	if !own || st.Kind != facts.ExprStmt || st.X != e.Join.Expr || strings.Contains(text, "...") || sharesLine(f, e.Join.Stmt) || f.Line(st.Span.Start) != f.Line(st.Span.End) {
		return nil
	}
	last := e.Get.Stmt
	for last != 0 && f.Stmts[last].Parent != st.Parent {
		last = f.Stmts[last].Parent
	}
	if last == 0 || last < e.Join.Stmt {
		return nil
	}
	line := f.Line(st.Span.Start)
	fix := lineAfter(f, last, []string{text}, "Move `"+clip(text, 40)+"` behind the reading")
	if fix == nil || line+1 >= len(f.Lines) || len(indent) != int(st.Span.Start-f.Lines[line]) {
		return nil
	}
	fix.Edits = append(fix.Edits, analyzer.Edit{Span: source.Span{Start: f.Lines[line], End: f.Lines[line+1]}})
	return fix
}
