package analyzer

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A Lens is a line that an editor shows above the code: what a thread that is
// made here runs and who waits for it, or where the threads come from that run a
// function.
type Lens struct {
	Span   source.Span // of the call, or of the function's name
	Title  string
	Places []Note // the other ends, without a message
}

// maxPlaces is how many lines a lens names.
const maxPlaces = 3

// Lenses is the lenses of a file by its key, in order of position: first those of what
// it starts, then those of its functions.
func (r *Result) Lenses(key string) (out []Lens) {
	r.Look(key, func(f *File) {
		if f != nil {
			out = lenses(f)
		}
	})
	return out
}

func lenses(f *File) []Lens {
	var out []Lens
	for _, s := range f.Spawns() {
		if l, ok := spawnLens(f, s); ok {
			out = append(out, l)
		}
	}
	for _, fn := range f.Funcs {
		if spawns := f.Model().SpawnsOf(fn); len(spawns) > 0 && fn.Facts().Flags&facts.LambdaFunc == 0 {
			out = append(out, entryLens(f, fn, spawns))
		}
	}
	return out
}

// spawnLens says what a call runs elsewhere.
func spawnLens(f *threads.File, s *threads.Spawn) (Lens, bool) {
	if s.Super || s.Name() == "" || f.Eval(s.TargetExpr).Kind == threads.NoneObj && s.Sub == nil {
		return Lens{}, false
	}
	where := "a new thread"
	switch {
	case s.Sub == nil && s.Handoff == nil:
		return Lens{}, false
	case !s.OnThread() && (s.Sub != nil || s.Handoff.On == pylib.Process):
		where = "a process of its own"
	case s.Sub == nil && s.Handoff.On == pylib.Pool:
		where = "a thread of the pool"
	case s.Sub == nil && s.Handoff.On != pylib.NewThread:
		return Lens{}, false // a callback: who calls it is not the point
	}
	l := Lens{Span: f.Expr(s.Call.Expr).Span, Title: fmt.Sprintf("runs `%s` on %s", s.Name(), where)}
	if fn := s.Target.Func; fn != nil {
		l.Places = append(l.Places, Note{Path: fn.File.Path, Span: fn.Facts().NameAt})
	}
	switch s.Class() {
	case pylib.ThreadClass, pylib.TimerClass, pylib.ProcessClass:
		l.joined(f, f.Model().ObjectAt(threads.Site{File: f, Expr: s.Call.Expr}))
	}
	return l, true
}

// joined adds who waits for a thread: where a join of it is seen, or that there
// is none, if it goes nowhere that is not seen.
func (l *Lens) joined(f *threads.File, o *threads.Object) {
	joins := o.Calls("join")
	for _, u := range joins {
		l.Places = append(l.Places, Note{Path: u.File.Path, Span: u.File.Expr(u.Call).Span})
	}
	switch {
	case len(joins) > 0:
		l.Title += "; joined " + places(f, l.Places[len(l.Places)-len(joins):])
	case seenWhole(o) && len(o.Calls("start")) > 0:
		l.Title += "; never joined"
	}
}

// seenWhole says whether no use of a thread can be a join that is not seen.
func seenWhole(o *threads.Object) bool {
	if o.Escapes || o.Mentions("join") {
		return false
	}
	for _, u := range o.Uses {
		switch u.Kind {
		case threads.UnknownUse, threads.Entered, threads.Iterated:
			return false
		}
		if u.Loose {
			return false
		}
	}
	return true
}

// entryLens says what runs a function.
func entryLens(f *threads.File, fn *threads.Func, spawns []*threads.Spawn) Lens {
	l := Lens{Span: fn.Facts().NameAt}
	pooled, processes, many := 0, 0, len(spawns) > 1
	for _, s := range spawns {
		switch {
		case !s.OnThread():
			processes++
		case s.Sub == nil && s.Handoff.On == pylib.Pool:
			pooled++
		}
		many = many || s.InLoop
		l.Places = append(l.Places, Note{Path: s.Call.File.Path, Span: s.Call.File.Expr(s.Call.Expr).Span})
	}
	what := "a thread"
	switch {
	case processes == len(spawns) && many:
		what = "processes"
	case processes == len(spawns):
		what = "a process"
	case processes > 0:
		what = "threads and processes"
	case pooled == len(spawns):
		what = "the threads of a pool"
	case many:
		if what = "several threads"; processes == 0 && pooled == 0 && once(spawns) {
			if n := threads.ThreadCount(spawns); n > 1 {
				what = fmt.Sprintf("%d threads", n)
			}
		}
	}
	l.Title = fmt.Sprintf("runs on %s, started %s", what, places(f, l.Places))
	return l
}

// once says whether each place that makes threads is in a function that the
// program calls once at most, so that their number is that of its threads.
func once(spawns []*threads.Spawn) bool {
	return !slices.ContainsFunc(spawns, func(s *threads.Spawn) bool { return s.Call.In.Repeated() })
}

// places names lines: of the file itself by number alone.
func places(f *threads.File, list []Note) string {
	var names []string
	own := true
	for _, n := range list {
		g := f.Model().File(n.Path)
		name := fmt.Sprint(g.LineOf(n.Span.Start))
		if g != f {
			name, own = fmt.Sprintf("%s:%s", path.Base(n.Path), name), false
		}
		names = append(names, name)
	}
	word := "on line "
	switch {
	case len(names) > maxPlaces:
		return fmt.Sprintf("in %d places", len(names))
	case !own:
		word = "at "
		for i, n := range names {
			if !strings.Contains(n, ":") {
				names[i] = "line " + n
			}
		}
	case len(names) > 1:
		word = "on lines "
	}
	return word + enumerate(names)
}

// enumerate writes one name or more: "a", "a and b", "a, b and c".
func enumerate(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
