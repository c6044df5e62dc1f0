package threads

import (
	"strings"
	"unicode"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// The tail of a flow is what runs between the start of a thread and the end of
// the script: the rest of the function that starts it, then the rest of its
// only caller, and so on up to the file's top level. A rule about what is said
// or measured there asks three things: is there anything at all, is it nothing
// but output and clocks, and does an output claim what is not yet true.

// quietDeep bounds how deep functions that only print are followed.
const quietDeep = 3

// A Tail is what runs after a start.
type Tail struct {
	Any   bool         // something runs: an output, a clock reading, a use of either
	Quiet bool         // nothing else runs, and the end of the script is reached
	Last  facts.StmtID // the last statement of it in the function that starts, 0 if there is none there
	Claim Claim        // the first output that says something false before anything else runs; Kind is NoClaim if there is none
}

// ClaimKind says how an output is false while a thread still runs.
type ClaimKind uint8

const (
	NoClaim  ClaimKind = iota
	Said               // a literal says that the work is done
	Measured           // a difference of clock readings around the start is used
)

// A Claim is an output, or a difference of clock readings, that is false while
// the thread still runs.
type Claim struct {
	Kind ClaimKind
	Site Site         // the literal; the difference
	Stmt facts.StmtID // in Site.File
	Text string       // Said: the literal
}

// An act is what one event is to a tail.
type act uint8

const (
	idles  act = iota // nothing that anyone sees
	speaks            // output, a clock, a use of them
	works             // anything else
)

// TailOf follows the flow from the last of several starts in one function.
// first is the first of them: a clock that is read before it and again after
// the last measures nothing of the threads.
func (f *File) TailOf(first, last facts.EventID) Tail {
	t := tail{first: first, out: Tail{Quiet: true}}
	at, top := last, f
	for range maxDepth {
		t.walk(top, at)
		fn := top.FuncOf(at)
		if fn.ID == 0 || !t.out.Quiet && t.closed {
			return t.out
		}
		c := fn.onlyCaller()
		if c == nil {
			t.out.Quiet = false
			return t.out
		}
		at, top = c.Event, c.File
		t.outer = true
	}
	t.out.Quiet = false
	return t.out
}

// onlyCaller is the one call of the function that the program can make, nil
// where there may be others, and where it runs on another thread or in a loop.
func (fn *Func) onlyCaller() *CallSite {
	if fn.escapes || len(fn.Callers) != 1 || !fn.private() {
		return nil
	}
	c := fn.Callers[0]
	if c.Spawn != nil || c.File.repeats(c.Event) {
		return nil
	}
	return c
}

type tail struct {
	out    Tail
	first  facts.EventID // of the starting function
	closed bool          // something else ran: what is said after it is no claim
	outer  bool          // in a caller of the starting function
}

// walk takes in what may run in one function after an event.
func (t *tail) walk(f *File, from facts.EventID) {
	around := f.outermostLoop(f.Events[from].Stmt)
	if around != 0 && f.Stmts[around].Kind == facts.While {
		t.out.Quiet, t.closed = false, true
		return
	}
	open := !t.closed
	f.Walk(from, false, func(id facts.EventID, ev *facts.Event) Step {
		if around != 0 && f.Within(ev.Stmt, around) {
			if f.starting(id, ev) == works {
				t.out.Quiet, t.closed = false, true
			}
			return Go
		}
		if c := t.claim(f, id, ev); open && t.out.Claim.Kind == NoClaim && c.Kind != NoClaim {
			t.out.Claim = c
		}
		switch f.act(ev, 0) {
		case works:
			t.out.Quiet, t.closed = false, true
			return Stop
		case speaks:
			t.out.Any = true
			if !t.outer {
				t.out.Last = max(t.out.Last, ev.Stmt)
			}
		}
		return Go
	})
}

// outermostLoop is the outermost loop of the same function around a statement.
func (f *File) outermostLoop(s facts.StmtID) facts.StmtID {
	loop := facts.StmtID(0)
	for l := f.InLoop(s); l != 0; l = f.InLoop(l) {
		loop = l
	}
	return loop
}

// starting judges an event of the loop that starts the threads: making and
// keeping them, counting and printing are no work.
func (f *File) starting(id facts.EventID, ev *facts.Event) act {
	switch ev.Kind {
	case facts.CallEvent:
		c := f.CallAt(ev.X)
		if c != nil && c.Row != nil && c.Row.Does&^(pylib.Starts|pylib.Mutates|pylib.Pure|pylib.Probe|pylib.Clock|pylib.Output|pylib.IO) == 0 &&
			(c.Row.Does&pylib.IO == 0 || c.Does(pylib.Output)) && c.Row.Does != 0 {
			return idles
		}
		if c != nil && c.Callee.Kind == ClassObj && f.Eval(ev.X).LibClass() == pylib.ThreadClass {
			return idles
		}
		return works
	case facts.EnterEvent, facts.AwaitEvent, facts.YieldEvent, facts.RaiseEvent:
		return works
	}
	return idles
}

// act says what an event of a tail is.
func (f *File) act(ev *facts.Event, depth int) act {
	switch ev.Kind {
	case facts.LoadEvent, facts.ReturnEvent, facts.ExitEvent:
		return idles
	case facts.StoreEvent:
		return f.storing(ev)
	case facts.TestEvent:
		if s := &f.Stmts[ev.Stmt]; s.Flags&facts.MainGuard != 0 {
			return idles
		}
	case facts.CallEvent:
		if c := f.CallAt(ev.X); c != nil {
			return c.act(depth)
		}
	}
	return works
}

// storing judges a store: definitions are nothing, and keeping a reading or a
// text for later is part of using it.
func (f *File) storing(ev *facts.Event) act {
	if f.Expr(ev.X).Kind != facts.Name || ev.Y <= 0 {
		return works
	}
	switch f.Expr(ev.Y).Kind {
	case facts.FuncRef, facts.ClassRef, facts.ImportRef, facts.Call, facts.Binary, facts.FString:
		return idles
	}
	return works
}

// act says what a call in a tail is.
func (c *CallSite) act(depth int) act {
	const free = pylib.Pure | pylib.Probe | pylib.Clock | pylib.Output
	switch {
	case c.Row != nil && c.Row.Does&pylib.Output != 0 && c.Row.Does&^(free|pylib.IO) == 0:
		return speaks
	case c.Row != nil && c.Row.Does != 0 && c.Row.Does&^free == 0:
		if c.Row.Does&pylib.Clock != 0 {
			return speaks
		}
		if c.Row.Handoff != nil {
			return works
		}
		return idles
	case c.Target != nil && c.Target.plain() && c.Callee.Kind == FuncObj && depth < quietDeep:
		return c.Target.quiet(depth + 1)
	}
	return works
}

// quiet says whether a function does nothing but print and read clocks.
func (fn *Func) quiet(depth int) act {
	if fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || fn.Effects.Stores || fn.Effects.Endless {
		return works
	}
	f, g := fn.File, fn.Facts()
	out := idles
	for b := g.Block; b < g.BlkEnd; b++ {
		events := f.EventsOf(b)
		for i := range events {
			switch a := f.act(&events[i], depth); a {
			case works:
				return works
			case speaks:
				out = speaks
			}
		}
	}
	return out
}

// claim is what an event says that is not yet true.
func (t *tail) claim(f *File, id facts.EventID, ev *facts.Event) Claim {
	if e := t.difference(f, ev); e > 0 {
		return Claim{Measured, Site{f, e}, ev.Stmt, ""}
	}
	if ev.Kind != facts.CallEvent {
		return Claim{}
	}
	if c := f.CallAt(ev.X); c != nil && c.Does(pylib.Output) {
		for _, e := range f.ArgsOf(c.Expr).Pos {
			if lit, text := f.claimIn(e); lit > 0 {
				return Claim{Said, Site{f, lit}, ev.Stmt, text}
			}
		}
	}
	return Claim{}
}

// claimIn is the literal in an argument of an output that claims that the work
// is done, 0 if there is none.
func (f *File) claimIn(e facts.ExprID) (facts.ExprID, string) {
	for range maxDepth {
		x := f.Expr(e)
		switch x.Kind {
		case facts.Str, facts.FString:
			if text := f.Text(x.Str); claims(text) {
				return e, text
			}
			return 0, ""
		case facts.Binary: // "..." % x, "..." + x
			if y := f.Expr(x.B); y.Kind == facts.Str && f.Expr(x.A).Kind != facts.Str && claims(f.Text(y.Str)) {
				return x.B, f.Text(y.Str)
			}
			e = x.A
		case facts.Call: // "...".format(x)
			callee := f.Expr(x.A)
			if callee.Kind != facts.Attr {
				return 0, ""
			}
			e = callee.A
		default:
			return 0, ""
		}
	}
	return 0, ""
}

// Words of an output that claim that work is done, and words that say that the
// output is about the main thread or the beginning of the work.
var (
	claimWords  = []string{"done", "all"}
	claimStems  = []string{"finish", "complet", "result", "total", "took", "elapsed", "final"}
	innocentish = []string{"main", "start", "launch", "creat", "wait"}
)

// claims says whether a text says that work is done.
func claims(text string) bool {
	found := false
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, stem := range innocentish {
			if strings.HasPrefix(w, stem) {
				return false
			}
		}
		found = found || contains(claimWords, w)
		for _, stem := range claimStems {
			found = found || strings.HasPrefix(w, stem)
		}
	}
	return found
}

// difference is a difference, read by the event, of a clock that was read
// before the first start and one that is read after the last; 0 if there is none.
func (t *tail) difference(f *File, ev *facts.Event) facts.ExprID {
	if t.outer || ev.Kind != facts.LoadEvent {
		return 0
	}
	p := f.parent[ev.X]
	if p == 0 || f.Expr(p).Kind != facts.Binary || f.Expr(p).Op != facts.Sub || f.Expr(p).B != ev.X {
		return 0
	}
	early := f.reading(ev.X)
	late := f.reading(f.Expr(p).A)
	if early == nil || late == nil || early.Row != late.Row {
		return 0
	}
	if !f.Reaches(early.Event, t.first) || f.Reaches(t.first, early.Event) || !f.Reaches(t.first, late.Event) {
		return 0
	}
	return p
}

// reading is the call of a clock whose result an expression is.
func (f *File) reading(e facts.ExprID) *CallSite {
	if f.Expr(e).Kind == facts.Name {
		binds := f.bindingsReaching(e)
		if len(binds) != 1 || binds[0].Aug || binds[0].Value <= 0 {
			return nil
		}
		e = binds[0].Value
	}
	if c := f.CallAt(e); c != nil && c.Does(pylib.Clock) {
		return c
	}
	return nil
}
