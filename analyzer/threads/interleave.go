package threads

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// An interleaving is the order of steps in which threads go wrong: a table with
// a column a thread, the one of the finding first, and a row a step. It is drawn
// from what the model already knows of both sides and says nothing that their
// notes do not; what it adds is the order.

// maxCell is how wide a column may be.
const maxCell = 38

// A turn is one step of one thread.
type turn struct {
	column int
	text   string
}

// table draws turns under the names of their threads.
func table(names []string, turns []turn) []string {
	rows := [][]string{names}
	for _, t := range turns {
		row := make([]string, len(names))
		row[t.column] = t.text
		rows = append(rows, row)
	}
	widths := make([]int, len(names))
	for _, row := range rows {
		for i := range row {
			row[i] = shortened(row[i], maxCell)
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var out []string
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if i > 0 {
				line += " | "
			}
			line += cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		}
		out = append(out, strings.TrimRight(line, " "))
	}
	return out
}

// shortened cuts a text for a column.
func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// step is what a touch does, with its line; the file is named where it is not home.
func (t *Touch) step(home *File, does string) string {
	return stepAt(home, t.File, t.File.Expr(t.Span()).Span.Start, fmt.Sprintf("%s %s", does, t.File.Render(t.Place)))
}

func stepAt(home, f *File, off uint32, does string) string {
	if f == home {
		return fmt.Sprintf("line %d: %s", f.LineOf(off), does)
	}
	return fmt.Sprintf("%s:%d: %s", path.Base(f.Path), f.LineOf(off), does)
}

// present is what the kind of access does, as a verb.
func (k AccessKind) present() string {
	return [...]string{"reads", "looks into", "goes through", "advances", "stores", "updates", "adds to", "takes from"}[k]
}

// threadNames is the heads of the columns of two touches.
func threadNames(here, other *Touch) []string {
	out := []string{here.thread(), other.thread()}
	if out[0] == out[1] {
		out[0], out[1] = "a "+out[0], "another "+out[1]
	}
	return out
}

// thread names who makes a touch.
func (t *Touch) thread() string {
	if t.Side.Root == nil {
		return "caller of " + t.begin().QualName()
	}
	return "thread " + t.Side.Root.Func.QualName()
}

// Steps is how a race goes wrong, step by step.
func (r *Race) Steps() []string {
	home, here, act, other := r.Here.File, &r.Here, &r.Act, &r.Other
	var turns []turn
	switch {
	case here.Kind == Updates:
		turns = lostSteps(home, here, other)
	case here.Kind == Iterates:
		turns = []turn{{0, here.step(home, "goes through")}, {1, other.step(home, other.Kind.present())}, {0, "the next item: changed meanwhile"}}
	case here.Kind == Advances:
		turns = []turn{{0, here.step(home, "advances")}, {1, other.step(home, "advances") + " meanwhile"}}
	case act.Kind == Adds && other.Kind == Adds:
		turns = []turn{{0, here.step(home, "tests")}, {1, stepAt(home, here.File, here.File.Expr(here.Span()).Span.Start, "tests it, too")}, {0, act.step(home, "adds to")}, {1, "adds it again"}}
	case act.Kind == Updates && other.Kind == Updates:
		turns = []turn{{0, here.step(home, "tests")}, {1, other.step(home, "updates")}, {0, act.step(home, "updates") + " all the same"}}
	default:
		turns = []turn{{0, here.step(home, "tests")}, {1, other.step(home, other.changes())}, {0, act.step(home, act.Kind.present())}}
	}
	return table(threadNames(here, other), turns)
}

// changes is what a touch does to those who rely on the place.
func (t *Touch) changes() string {
	if t.unsets() {
		return "takes away"
	}
	return t.Kind.present()
}

// lostSteps is an update into which another change falls.
func lostSteps(home *File, here, other *Touch) []turn {
	turns := []turn{{0, here.step(home, "reads")}}
	if other.Kind == Updates {
		turns = append(turns, turn{1, other.step(home, "reads")})
	}
	return append(turns, turn{1, other.step(home, "stores")}, turn{0, here.step(home, "overwrites")})
}

// Steps is how an update by several threads that run the same function is lost.
func (u *Update) Steps(f *File) []string {
	off, place := f.Stmts[u.Stmt].Span.Start, f.Render(u.Place)
	name := "thread " + u.Root.Func.QualName()
	return table([]string{"a " + name, "another " + name}, []turn{
		{0, stepAt(f, f, off, "reads "+place)}, {1, stepAt(f, f, off, "reads "+place)},
		{1, stepAt(f, f, off, "stores "+place)}, {0, stepAt(f, f, off, "overwrites "+place)},
	})
}

// Steps is how a touch without the guard falls between two that hold it. The other
// side is a function that comes to the place twice under the lock, where there is one.
func (g *LockGap) Steps() []string {
	first, then := g.within()
	home, lock := g.Here.File, g.Guard.Lock.String()
	turns := []turn{{1, "takes " + lock}, {1, first.step(home, first.Kind.present())}, {0, g.Here.step(home, g.Here.Kind.present())}}
	if then != nil {
		turns = append(turns, turn{1, then.step(home, then.Kind.present())})
	} else {
		turns = append(turns, turn{1, "gives " + lock + " back"})
	}
	return table(threadNames(g.Here, first), turns)
}

// within is two touches of one function under the guard; the second is nil where
// each function comes there once.
func (g *LockGap) within() (first, then *Touch) {
	under := slices.SortedFunc(slices.Values(g.Guard.Under), func(a, b *Touch) int {
		return cmp.Or(cmp.Compare(a.File.Path, b.File.Path), cmp.Compare(a.Event, b.Event))
	})
	for i := 1; i < len(under); i++ {
		a, b := under[i-1], under[i]
		if a.Func == b.Func && a.Func != g.Here.Func && b.Kind.Changes() {
			return a, b
		}
	}
	for _, t := range g.Guard.Under {
		if t.Func != g.Here.Func {
			return t, nil
		}
	}
	return g.Guard.Under[0], nil
}

// Steps is how the threads of a cycle come to wait for each other.
func (c LockCycle) Steps() []string {
	home := c[0].Func.File
	var names []string
	var takes, waits []turn
	for i, n := range c {
		f := n.Func.File
		outer, inner := n.Spans()
		name := "thread in " + n.Func.QualName()
		if slices.Contains(names, name) {
			name = "another " + name
		}
		names = append(names, name)
		at := n.Func.Facts().NameAt.Start
		if outer > 0 {
			at = f.Expr(outer).Span.Start
		}
		takes = append(takes, turn{i, stepAt(home, f, at, "takes "+n.Outer.Title(f.m))})
		waits = append(waits, turn{i, stepAt(home, f, f.Expr(inner).Span.Start, "waits for "+n.Inner.Title(f.m))})
	}
	return table(names, append(takes, waits...))
}
