package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var startResultUsed = &analyzer.Rule{
	Name:     "start-result-used",
	Code:     "TH205",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Error,
	Yields:   []string{"target-called", "args-not-tuple", "arguments-mismatch"},
	Check:    checkStartResultUsed,
}

// checkStartResultUsed follows the None that start() returns, as if it were
// the thread, to where an attribute of it is asked for. Where nothing is, but
// the None is kept in place of the thread just made, it says so as information.
//
// A value that is tested is left alone: its author knows that it may be None. So
// is a class with a start of its own, which may return self.
func checkStartResultUsed(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, c := range f.Calls() {
		if !startsThread(c) || f.Eval(c.Expr).Kind != threads.NoneObj || f.ErrorExpected(c.Stmt) {
			continue
		}
		s := &startValue{File: f, call: c, made: f.Eval(c.Receiver()), none: p.Model.ObjectAt(threads.Site{File: f, Expr: c.Expr})}
		fd := analyzer.Finding{Span: f.Expr(c.Expr).Span, Label: "None", Fix: s.fix()}
		if use := s.raises(); use != nil {
			fd.Msg = s.sayRaises(use)
			if use.Expr != c.Expr {
				fd.Because = []analyzer.Note{{Path: use.File.Path, Span: use.File.Expr(use.Expr).Span, Msg: "None is used as the " + threadWord(s.made) + " here"}}
			}
		} else if s.keeps() {
			fd.Severity, fd.Msg = analyzer.Info, s.sayKept()
		} else {
			continue
		}
		if s.made.Site.File == f && s.made.Site.Valid() {
			fd.About = []source.Span{f.Expr(s.made.Site.Expr).Span}
		}
		p.Report(fd)
	}
}

// A startValue is a call of start with what becomes of its None.
type startValue struct {
	*threads.File
	call *threads.CallSite
	made threads.Value   // the thread
	none *threads.Object // the trace of what start returns
}

// tested says whether anything asks whether the value is None.
func (s *startValue) tested() bool {
	for _, u := range s.none.Uses {
		if u.Kind == threads.Tested {
			return true
		}
	}
	return false
}

// raises is the first use that asks the None for an attribute of a thread, nil
// if there is none that is certain.
func (s *startValue) raises() *threads.Use {
	if s.tested() {
		return nil
	}
	for i := range s.none.Uses {
		u := &s.none.Uses[i]
		switch u.Kind {
		case threads.Method, threads.MethodRef, threads.AttrStore:
			if !u.Loose && !strings.HasPrefix(u.Name, "__") && u.File.Eval(u.Expr).Kind == threads.NoneObj && u.File.Expr(u.File.Parent(u.Expr)).Kind == facts.Attr {
				return u
			}
		}
	}
	return nil
}

// keeps says whether the None is stored where the thread was to be. Of a thread
// that has a name already only a value that nobody looks at is.
func (s *startValue) keeps() bool {
	target := boundTo(s.File, s.call.Expr)
	if target > 0 && s.Expr(target).Kind == facts.Name && strings.HasPrefix(s.Render(target), "_") {
		return false // dropped on purpose
	}
	if s.Expr(s.call.Receiver()).Kind == facts.Call {
		return target > 0 || s.none.InList && s.none.Name() != ""
	}
	return target > 0 && s.Expr(target).Kind == facts.Name && len(s.none.Uses) == 0 && !s.none.Escapes && !s.none.InAttr
}

// text is the call for a message, without its arguments: "Thread(...).start()".
func (s *startValue) text() string {
	recv := s.call.Receiver()
	text := s.Render(recv)
	if x := s.Expr(recv); x.Kind == facts.Call {
		text = clip(s.Render(x.A), 24)
		if x.NKids > 0 {
			text += "(...)"
		} else {
			text += "()"
		}
	}
	return clip(text, 30) + "." + s.call.Method() + "()"
}

func (s *startValue) sayRaises(u *threads.Use) string {
	name := "." + clip(u.Name, 20)
	if u.Kind == threads.Method {
		name += "()"
	}
	if u.Expr == s.call.Expr {
		return fmt.Sprintf("`%s` returns None: `%s` of it raises AttributeError", s.text(), name)
	}
	user := clip(u.File.Render(u.Expr), 24) + name
	if target := boundTo(s.File, s.call.Expr); target > 0 {
		return fmt.Sprintf("`%s = %s` stores None: `%s` raises AttributeError", clip(s.Render(target), 24), s.text(), user)
	}
	return fmt.Sprintf("`%s` returns None, not the %s: `%s` raises AttributeError", s.text(), threadWord(s.made), user)
}

func (s *startValue) sayKept() string {
	if target := boundTo(s.File, s.call.Expr); target > 0 {
		return fmt.Sprintf("`%s = %s` stores None, not the %s", clip(s.Render(target), 40), s.text(), threadWord(s.made))
	}
	return fmt.Sprintf("`%s` returns None: `%s` holds no %s", s.text(), clip(s.none.Name(), 40), threadWord(s.made))
}

// fix makes the thread, starts it and then uses it, in statements of their own.
// What asked for None gets the thread, so that it is safe only where nothing can ask.
func (s *startValue) fix() *analyzer.Fix {
	recv, st := s.call.Receiver(), &s.Stmts[s.call.Stmt]
	if s.Expr(recv).Flags&facts.Parens != 0 {
		return nil
	}
	var out *analyzer.Fix
	switch {
	case st.Kind == facts.Assign && st.Y == s.call.Expr:
		out = s.splitStore(recv, st)
	case st.Kind == facts.ExprStmt && s.Expr(recv).Kind == facts.Call:
		out = s.splitUse(recv, st)
	}
	if out != nil {
		out.Title = "Start it in a statement of its own"
		out.Safe = !s.tested() && !s.none.Escapes
	}
	return out
}

// splitStore stores the thread and starts it on the next line.
func (s *startValue) splitStore(recv facts.ExprID, st *facts.Stmt) *analyzer.Fix {
	if s.PathRoot(st.X) == 0 {
		return nil
	}
	if s.SamePath(st.X, recv) {
		head := source.Span{Start: st.Span.Start, End: s.Expr(recv).Span.Start}
		return &analyzer.Fix{Edits: []analyzer.Edit{{Span: head}}}
	}
	out := lineAfter(s.File, s.call.Stmt, []string{s.Render(st.X) + "." + s.call.Method() + "()"}, "")
	if out != nil {
		out.Edits = append(out.Edits, analyzer.Edit{Span: source.Span{Start: s.Expr(recv).Span.End, End: s.Expr(s.call.Expr).Span.End}})
	}
	return out
}

// splitUse gives a thread a name that is put into a list, or asked for an
// attribute, in the expression that makes it.
func (s *startValue) splitUse(recv facts.ExprID, st *facts.Stmt) *analyzer.Fix {
	word, use := threadWord(s.made), ""
	x := s.Expr(st.X)
	if x.Kind != facts.Call || binds(s.File, word) {
		return nil
	}
	switch callee := s.Expr(x.A); {
	case callee.Kind != facts.Attr:
		return nil
	case callee.A == s.call.Expr && x.NKids == 0:
		use = word + "." + s.Text(callee.Str) + "()"
	case s.none.InList && x.NKids == 1 && s.KidsOf(st.X)[0] == s.call.Expr && s.PathRoot(callee.A) > 0:
		use = s.Render(x.A) + "(" + word + ")"
	default:
		return nil
	}
	out := lineAfter(s.File, s.call.Stmt, []string{word + "." + s.call.Method() + "()", use}, "")
	if out != nil {
		out.Edits = append(out.Edits,
			analyzer.Edit{Span: source.Span{Start: st.Span.Start, End: s.Expr(recv).Span.Start}, New: word + " = "},
			analyzer.Edit{Span: source.Span{Start: s.Expr(recv).Span.End, End: st.Span.End}})
	}
	return out
}
