package analyzer

import (
	"fmt"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A Hover is what is known of a place in a file, for an editor to render: the
// findings there, the construct and what the model says of it.
type Hover struct {
	Span     source.Span // what the hover is about
	Findings []Finding   // findings whose span holds the place
	Concept  string      // name of the page in docs/concepts: "thread", "join"; "" for none
	Lines    []string    // sentences of the model, one a line: the target, its root, the verdict
	Timeline []string    // a few lines: Finding.Timeline, or one line a thread
	Long     bool        // a teaching context: explain at length
}

// Hover is what is known of the place off (a byte offset in the text) of the file with
// that key; nil where nothing is.
func (r *Result) Hover(key string, off uint32) (h *Hover) {
	r.Look(key, func(f *File) {
		if f != nil {
			h = r.hover(f, key, off)
		}
	})
	return h
}

func (r *Result) hover(f *File, key string, off uint32) *Hover {
	h := &Hover{Long: f.Context == threads.Teaching}
	for _, x := range r.Findings {
		if x.Path == key && x.Span.Start <= off && off < max(x.Span.End, x.Span.Start+1) {
			h.Findings = append(h.Findings, x)
			if h.Span.Empty() {
				h.Span = x.Span
			}
			if h.Timeline == nil {
				h.Timeline = x.Timeline
			}
		}
	}
	h.construct(f, off)
	if len(h.Findings) == 0 && h.Concept == "" && len(h.Lines) == 0 {
		return nil
	}
	return h
}

// at is the chain of expressions around an offset, innermost first.
func at(f *threads.File, off uint32) []facts.ExprID {
	best := facts.ExprID(0)
	for i := 1; i < len(f.Exprs); i++ {
		x := &f.Exprs[i]
		switch x.Kind {
		case facts.ItemOf, facts.ElemOf, facts.EnterOf, facts.CaughtOf, facts.ParamRef, facts.ImportRef, facts.ClassRef:
			continue
		case facts.FuncRef:
			continue
		}
		if x.Span.Start <= off && off < x.Span.End {
			if b := &f.Exprs[best]; best == 0 || x.Span.End-x.Span.Start <= b.Span.End-b.Span.Start {
				best = facts.ExprID(i)
			}
		}
	}
	var out []facts.ExprID
	for e := best; e > 0; e = f.Parent(e) {
		out = append(out, e)
	}
	return out
}

// construct says what stands at off and what the model knows of it.
func (h *Hover) construct(f *threads.File, off uint32) {
	if h.functionName(f, off) || h.waitingLoop(f, off) {
		return
	}
	chain := at(f, off)
	for i, e := range chain {
		switch x := f.Expr(e); x.Kind {
		case facts.Keyword:
			if s := f.SpawnAt(f.Parent(e)); s != nil && h.slot(f, s, e, f.Text(x.Str)) {
				return
			}
		case facts.Call:
			if i == 0 || h.onCallee(f, e, chain[:i]) {
				if h.call(f, e) {
					h.about(x.Span)
					return
				}
			} else if s := f.SpawnAt(e); s != nil && h.slot(f, s, chain[i-1], slotName(s, chain[i-1])) {
				return
			}
		case facts.Attr, facts.Name:
			if s := f.SpawnAt(f.Parent(e)); s != nil && h.slot(f, s, e, slotName(s, e)) {
				return
			}
			if h.attribute(f, e) {
				h.about(x.Span)
				return
			}
		}
	}
}

func (h *Hover) about(s source.Span) {
	if h.Span.Empty() {
		h.Span = s
	}
}

// onCallee says whether the chain came through the call's callee.
func (h *Hover) onCallee(f *threads.File, call facts.ExprID, inner []facts.ExprID) bool {
	return inner[len(inner)-1] == f.Expr(call).A
}

// slotName is the name of the slot that a positional argument fills.
func slotName(s *threads.Spawn, e facts.ExprID) string {
	switch {
	case e == s.TargetExpr && s.Handoff != nil:
		return s.Handoff.Param
	case e == s.ArgsExpr():
		return s.Handoff.Args
	}
	return ""
}

// slot explains an argument of a spawn.
func (h *Hover) slot(f *threads.File, s *threads.Spawn, e facts.ExprID, name string) bool {
	v := e
	if x := f.Expr(e); x.Kind == facts.Keyword {
		v = x.A
	}
	switch {
	case name == "daemon":
		h.Concept = "daemon"
		h.target(s)
	case s.Handoff != nil && (name == s.Handoff.Args || name == s.Handoff.Kwargs) && name != "":
		h.Concept = "args"
		h.target(s)
		if x := f.Expr(v); x.Flags&facts.Parens != 0 && x.Kind != facts.Tuple {
			h.Lines = append(h.Lines, "These parentheses only group: they make no tuple.")
		}
	case s.Handoff != nil && name == s.Handoff.Param:
		h.spawn(f, s)
	default:
		return false
	}
	h.about(f.Expr(e).Span)
	return true
}

// call explains a call: a spawn, a method of a thread or lock, a blocking call.
func (h *Hover) call(f *threads.File, e facts.ExprID) bool {
	c := f.CallAt(e)
	if c == nil {
		return false
	}
	if s := f.SpawnAt(e); s != nil {
		h.spawn(f, s)
		return true
	}
	if recv := c.Receiver(); recv > 0 && h.method(f, recv, c.Method()) {
		return true
	}
	v := f.Eval(e)
	switch {
	case v.IsLock() && v.Site == (threads.Site{File: f, Expr: e}):
		h.Concept = "lock"
		return true
	case c.Row != nil && c.Row.Does&pylib.Blocks != 0 && c.Row.GIL == pylib.GILReleased:
		h.Concept = "gil"
		h.Lines = append(h.Lines, fmt.Sprintf("`%s` releases the GIL while it waits: other threads run meanwhile.", f.Render(f.Expr(e).A)))
		h.runners(f, c.In)
		return true
	}
	return false
}

// attribute explains t.start, t.join and locks where they are named.
func (h *Hover) attribute(f *threads.File, e facts.ExprID) bool {
	x := f.Expr(e)
	if x.Kind == facts.Attr {
		if x.A > 0 && h.method(f, x.A, f.Text(x.Str)) {
			return true
		}
	}
	v := f.Eval(e)
	switch {
	case v.IsLock():
		h.Concept = "lock"
		return true
	case v.Kind == threads.FuncObj:
		return h.function(v.Func)
	}
	switch v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass:
		h.Concept = "thread"
		h.object(v)
		return true
	}
	return h.shared(f, e)
}

// method explains a method of a thread, of a pool or of a lock.
func (h *Hover) method(f *threads.File, recv facts.ExprID, name string) bool {
	v := f.Eval(recv)
	switch v.LibClass() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		switch name {
		case "start", "join", "daemon":
			h.Concept = name
		case "setDaemon":
			h.Concept = "daemon"
		case "is_alive", "isAlive":
			h.Concept = "waiting"
		default:
			return false
		}
		h.object(v)
		return true
	case pylib.LockClass, pylib.RLockClass, pylib.ConditionClass, pylib.SemaphoreClass:
		h.Concept = "lock"
		return true
	case pylib.EventClass, pylib.BarrierClass:
		h.Concept = "waiting"
		return true
	}
	return false
}

// object adds what is known of the thread that a value is.
func (h *Hover) object(v threads.Value) {
	if !v.Site.Valid() {
		return
	}
	f := v.Site.File
	if s := f.SpawnAt(v.Site.Expr); s != nil {
		h.target(s)
		h.verdict(s)
		if h.Timeline == nil && (h.Concept == "start" || h.Concept == "join") {
			h.Timeline = f.Model().Timeline(f.Model().ObjectAt(v.Site))
		}
	}
}

// spawn explains a handover: its target, where it runs, and the verdict.
func (h *Hover) spawn(f *threads.File, s *threads.Spawn) {
	h.Concept = "thread"
	h.target(s)
	h.verdict(s)
}

// target names the target and its root.
func (h *Hover) target(s *threads.Spawn) {
	name := s.Name()
	if name == "" {
		return
	}
	where := "on a new thread"
	switch {
	case !s.OnThread():
		where = "in a process of its own"
	case s.Handoff != nil && s.Handoff.On == pylib.Pool:
		where = "on a thread of the pool"
	}
	line := fmt.Sprintf("Runs `%s` %s", name, where)
	if fn := s.Target.Func; fn != nil {
		line += fmt.Sprintf(", defined on line %d", fn.File.LineOf(fn.Facts().NameAt.Start))
	}
	h.Lines = append(h.Lines, line+".")
}

// verdict says whether the thread is a good use of one.
func (h *Hover) verdict(s *threads.Spawn) {
	fn := s.Target.Func
	if fn == nil || !s.OnThread() {
		return
	}
	switch v := fn.Judge(); {
	case v.Work.Enough():
		h.Lines = append(h.Lines, fmt.Sprintf("`%s` computes: under the GIL no faster than without threads.", s.Name()))
	case v.Waits.Valid():
		g := v.Waits.File
		callee := g.Render(g.Expr(v.Waits.Expr).A)
		callee = callee[strings.LastIndexByte(callee, '.')+1:]
		h.Lines = append(h.Lines, fmt.Sprintf("`%s` waits (%s, line %d): a good use of a thread.", s.Name(), callee, g.LineOf(g.Expr(v.Waits.Expr).Span.Start)))
	}
}

// functionName explains a function where its def names it.
func (h *Hover) functionName(f *threads.File, off uint32) bool {
	for _, fn := range f.Funcs {
		if s := fn.Facts().NameAt; fn.ID != 0 && s.Start <= off && off < s.End {
			h.about(s)
			return h.function(fn)
		}
	}
	return false
}

// waitingLoop explains the `while` of a loop that a finding is about.
func (h *Hover) waitingLoop(f *threads.File, off uint32) bool {
	for i := 1; i < len(f.Stmts); i++ {
		s := &f.Stmts[i]
		if s.Kind == facts.While && s.Span.Start <= off && off < s.Span.Start+5 {
			if fn := f.Funcs[s.Func]; len(h.Findings) > 0 || len(f.Model().RootsOf(fn)) > 0 {
				h.Concept = "waiting"
				h.about(s.Header)
				return true
			}
		}
	}
	return false
}
