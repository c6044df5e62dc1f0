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

// What can be done about an endless thread: tell it to end and wait for it, or
// let it be killed at exit. The second is never offered alone, since it costs
// whatever the thread is in the middle of.

// endlessFixes is the fixes for a thread, the preferred one first; none where
// the loop waits for something that an Event does not end, or where it is not
// certain where to write the lines.
func endlessFixes(f *threads.File, s *threads.Spawn, o *threads.Object, loop facts.StmtID) []*analyzer.Fix {
	fn, call := s.Target.Func, s.Call
	t := f.Eval(o.Site.Expr).LibType()
	if loop == 0 || t == nil || t.Told == "" || fn.File != f || s.Sub != nil || !sleepsOnly(fn, loop) || len(f.DecoratorsOf(fn.ID)) > 0 || fn.Facts().Stmt == 0 {
		return nil
	}
	event, edits, ok := nameFor(f, t.Told)
	if !ok {
		return nil
	}
	e := endless{f: f, fn: fn, call: call, loop: loop, event: event + "()", handle: o.Name()}
	var fix *analyzer.Fix
	if fn.Class != nil {
		fix = e.tellAttribute()
	} else {
		fix = e.tellVariable(o)
	}
	if fix == nil {
		return nil
	}
	fix.Edits = append(fix.Edits, edits...)
	fixes := []*analyzer.Fix{fix}
	if at, text, ok := keywordFor(f, call.Expr, "daemon=True"); ok {
		fixes = append(fixes, &analyzer.Fix{Title: "Pass `daemon=True`: the thread is killed at exit, wherever it is", Edits: []analyzer.Edit{{Span: at, New: text}}})
	}
	return fixes
}

// An endless is a thread whose loop is to be given an Event.
type endless struct {
	f      *threads.File
	fn     *threads.Func
	call   *threads.CallSite // makes the thread
	loop   facts.StmtID
	event  string // makes the Event
	handle string // of the thread, as written
}

// unused is a name for the Event that the file has no use for yet.
func (e *endless) unused() string {
	for _, name := range []string{"stopping", "stop_event"} {
		if len(e.f.AttrsNamed(name)) == 0 && len(e.f.AttrsNamed("_"+name)) == 0 && !binds(e.f, name) {
			return name
		}
	}
	return ""
}

// looks makes the loop end when the Event is set, and its sleeps, too.
func (e *endless) looks(event string) []analyzer.Edit {
	edits := []analyzer.Edit{{Span: e.f.Expr(e.f.Stmts[e.loop].X).Span, New: "not " + event + ".is_set()"}}
	for _, c := range e.fn.Calls() {
		if e.f.Within(c.Stmt, e.loop) && c.Does(pylib.Sleeps) {
			if !pausesSeconds(c) || e.f.Expr(e.f.Expr(c.Expr).A).Flags&facts.Parens != 0 {
				return nil
			}
			edits = append(edits, analyzer.Edit{Span: e.f.Expr(e.f.Expr(c.Expr).A).Span, New: event + ".wait"})
		}
	}
	return edits
}

// tellVariable makes the Event above the thread's function, and sets it where
// the main program means to end.
func (e *endless) tellVariable(o *threads.Object) *analyzer.Fix {
	name := e.unused()
	def := e.fn.Facts().Stmt
	indent, own := e.f.Indent(def)
	if name == "" || !own || !isVariable(e.handle) || o.InList || !e.f.Context.Lessons() {
		return nil
	}
	end := mainExit(e.f, o)
	if end == nil || end.In != e.call.In && e.call.In.ID != 0 {
		return nil
	}
	before, certain := e.f.Indent(end.Stmt)
	edits := e.looks(name)
	if !certain || edits == nil {
		return nil
	}
	gap := "\n" + indent
	if indent == "" {
		gap = "\n\n\n"
	}
	edits = append(edits,
		analyzer.Edit{Span: justBefore(e.f.Stmts[def].Span), New: name + " = " + e.event + gap},
		analyzer.Edit{Span: justBefore(e.f.Stmts[end.Stmt].Span), New: fmt.Sprintf("%s.set()\n%s%s.join()\n%s", name, before, e.handle, before)})
	return &analyzer.Fix{Title: fmt.Sprintf("Give it a stop Event, and join it before `%s`", clip(e.f.Render(end.Expr), 30)), Edits: edits}
}

// tellAttribute makes the Event beside the thread, in the object whose method
// it runs, and adds a method that sets it and waits.
func (e *endless) tellAttribute() *analyzer.Fix {
	name, k, method := e.unused(), e.fn.Class, e.fn.Facts()
	if name == "" || e.call.In.Class != k || !e.fn.TakesSelf() || !e.call.In.TakesSelf() || !strings.HasPrefix(e.handle, "self.") || strings.Count(e.handle, ".") > 1 ||
		k.Lookup("stop").Func != nil || k.Lookup("stop").Unknown || k.Sets("stop") || !selfNamed(e.fn) || !selfNamed(e.call.In) {
		return nil
	}
	event := "self._" + name
	indent, own := e.f.Indent(e.call.Stmt)
	outer, certain := e.f.Indent(method.Stmt)
	edits := e.looks(event)
	if !own || !certain || edits == nil {
		return nil
	}
	after := e.f.Stmts[method.Stmt].Span.End
	edits = append(edits,
		analyzer.Edit{Span: justBefore(e.f.Stmts[e.call.Stmt].Span), New: event + " = " + e.event + "\n" + indent},
		analyzer.Edit{Span: source.Span{Start: after, End: after}, New: fmt.Sprintf("\n\n%sdef stop(self):\n%s    %s.set()\n%s    %s.join()", outer, outer, event, outer, e.handle)})
	return &analyzer.Fix{Title: "Give it a stop Event, and add a `stop()` that sets it and joins: call that before the end", Edits: edits}
}

// selfNamed says whether a method calls its object self.
func selfNamed(fn *threads.Func) bool {
	p := fn.Params()
	return len(p) > 0 && fn.File.Text(p[0].Name) == "self"
}

// justBefore is the place before a span.
func justBefore(s source.Span) source.Span { return source.Span{Start: s.Start, End: s.Start} }

// keywordFor is where and how a call takes one more keyword argument; ok is
// false where its arguments are not plain.
func keywordFor(f *threads.File, call facts.ExprID, keyword string) (at source.Span, text string, ok bool) {
	a := f.ArgsOf(call)
	if a.Star || a.DoubleStar || len(a.Kw) == 0 {
		return source.Span{}, "", false
	}
	last := a.Kw[len(a.Kw)-1]
	if f.Expr(last.Value).Flags&facts.Parens == 0 {
		end := f.Expr(last.Expr).Span.End
		return source.Span{Start: end, End: end}, ", " + keyword, true
	}
	return justBefore(f.Expr(a.Kw[0].Expr).Span), keyword + ", ", true
}
