package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// checkReturnedQueue reports a public function of a library that returns a
// queue which a thread of the library empties without ever saying task_done():
// the caller gets it to put something in, and cannot wait until that is done.
// That somebody joins it is not seen, so it is said in preview only.
func checkReturnedQueue(p *analyzer.Pass, f *threads.File) {
	if f.Context != threads.Library {
		return
	}
	for _, o := range f.Objects(pylib.QueueClass) {
		if get := takenInThread(p.Model, o); get != nil && o.Joinable() {
			if ret := returnedBy(f, o); ret > 0 {
				p.Report(returnedFinding(f, o, get, ret))
			}
		}
	}
}

// takenInThread is the first place where the loop of a thread takes items out
// of a queue; nil where nothing does, where somebody joins the queue, and where
// anything may say that an item is done.
func takenInThread(m *threads.Model, o *threads.Object) (first *threads.Use) {
	for i := range o.Uses {
		u := &o.Uses[i]
		row := o.MethodRow(u)
		switch {
		case row == nil && (u.Kind == threads.Method || u.Kind == threads.MethodRef || u.Kind == threads.Iterated):
			return nil
		case row == nil:
		case row.Does&pylib.Finishes != 0, row.Does&pylib.Waits != 0 && row.Does&pylib.Mutates == 0:
			return nil
		case u.Kind == threads.Method && first == nil && isIt(o, u) && row.Does&(pylib.Waits|pylib.Takes) != 0 && row.Does&pylib.Wakes == 0:
			in := u.In()
			if in != nil && u.File.InLoop(u.File.Events[u.Event].Stmt) != 0 && len(threadRoots(m, in)) > 0 && !in.InTest() {
				first = u
			}
		}
	}
	return first
}

// isIt says whether a use is of the object itself: what it is read from is
// proven to be the object, or is an attribute that holds it. A parameter may get
// any of several.
func isIt(o *threads.Object, u *threads.Use) bool {
	return !u.Loose && !u.Element && (u.File.Eval(u.Expr).Site == o.Site || ownAttr(u.File, u.Expr))
}

// returnedBy is the first value that a public function returns and that is the
// queue, 0 if there is none.
func returnedBy(f *threads.File, o *threads.Object) facts.ExprID {
	for id := range f.Events {
		ev := &f.Events[id]
		if ev.Kind != facts.ReturnEvent || ev.X <= 0 || ev.Flags&facts.Copy != 0 {
			continue
		}
		fn := f.FuncOf(facts.EventID(id))
		public := fn.Facts().Parent == 0 && fn.Plain() && !strings.HasPrefix(fn.Name, "_") && (fn.Class == nil || !strings.HasPrefix(fn.Class.Name, "_"))
		if v := f.Eval(ev.X); public && v.Site == o.Site && !v.Maybe {
			return ev.X
		}
	}
	return 0
}

func returnedFinding(f *threads.File, o *threads.Object, get *threads.Use, ret facts.ExprID) analyzer.Finding {
	return analyzer.Finding{
		Span: f.Expr(ret).Span, Label: "its items are never done", Severity: analyzer.Info, State: analyzer.Preview,
		Msg: fmt.Sprintf("`%s()` returns `%s`, whose items `%s` takes without `task_done()`: a caller's join() never returns",
			clip(f.FuncAt(ret).Name, 24), clip(f.Render(ret), 30), clip(get.In().QualName(), 30)),
		Because: []analyzer.Note{{Path: get.File.Path, Span: get.File.Expr(get.Call).Span, Msg: "the items are taken here"}},
	}
}
