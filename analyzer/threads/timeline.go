package threads

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Limits of a timeline: it is read at a glance.
const (
	timelineRows  = 5
	timelineSteps = 6
)

// Timeline draws what the function that starts the given threads does from the
// first start on, and under it what each thread does: one line a thread, at
// most five. It is empty where nothing can be said.
func (m *Model) Timeline(objs ...*Object) []string {
	var first *Use
	for _, o := range objs {
		for _, u := range o.Calls("start") {
			if u.Event >= 0 && !u.Callee && (first == nil || u.File == first.File && u.Event < first.Event) {
				first = &u
			}
		}
	}
	if first == nil {
		return nil
	}
	main := "main"
	if fn := first.In(); fn.ID != 0 {
		main = fn.Name
	}
	rows := []string{first.File.mainRow(first.Event, objs)}
	names := []string{main}
	for _, o := range objs {
		if len(rows) == timelineRows {
			break
		}
		if row := m.threadRow(o); row != "" {
			rows, names = append(rows, row), append(names, o.label())
		}
	}
	if len(rows) < 2 {
		return nil
	}
	width := 0
	for _, n := range names {
		width = max(width, utf8.RuneCountInString(n))
	}
	for i, n := range names {
		rows[i] = n + ":" + strings.Repeat(" ", width-utf8.RuneCountInString(n)+1) + rows[i]
	}
	return rows
}

// label is what to call a thread in a picture.
func (o *Object) label() string {
	if o.Name() != "" {
		return o.Name()
	}
	return "thread"
}

// mainRow is the starter's line, from the first start to the end of its function.
func (f *File) mainRow(start facts.EventID, objs []*Object) string {
	steps := []string{"start"}
	last := f.Events[start].Stmt
	joined, spins := false, false
	f.Walk(start, false, func(id facts.EventID, ev *facts.Event) Step {
		switch ev.Kind {
		case facts.TestEvent:
			if f.Blocks[f.blocks[id]].Loop && f.Truth(ev.X) == Yes {
				spins = true
			}
			return Go
		case facts.CallEvent:
		default:
			return Go
		}
		if c := f.CallAt(ev.X); c != nil && (ev.Stmt != last || c.Method() == "join") {
			if s := c.step(); s != "" {
				steps, last = append(steps, s), ev.Stmt
				joined = joined || s == "join"
			}
		}
		return Go
	})
	return strings.Join(shorten(steps), " ── ") + f.rowEnd(start, objs, joined, spins)
}

// rowEnd is how the starter's line ends.
func (f *File) rowEnd(start facts.EventID, objs []*Object, joined, spins bool) string {
	fn := f.FuncOf(start)
	switch {
	case spins || fn.Effects.Endless:
		return " ── spins ∞"
	case joined:
		return " ── end"
	case fn.ID != 0:
		return " ── returns"
	}
	for _, o := range objs {
		if s := o.Site.File.SpawnAt(o.Site.Expr); s != nil && s.Daemon == Yes {
			return " ── end ✕"
		}
	}
	return " ── end ┄┄ waits"
}

// threadRow is the line of one thread: what its target does.
func (m *Model) threadRow(o *Object) string {
	s := o.Site.File.SpawnAt(o.Site.Expr)
	if s == nil || s.Target.Func == nil {
		return ""
	}
	fn := s.Target.Func
	var steps []string
	for _, c := range fn.callSites {
		step := c.step()
		if c.Target == fn {
			continue
		}
		if c.Does(pylib.Output) {
			if lit := c.printed(); lit != "" {
				step = lit
			}
		}
		if step != "" {
			if c.Does(pylib.Blocks) {
				step += " ┄┄"
			}
			steps = append(steps, step)
		}
	}
	if w := fn.Computes(); w.Enough() {
		steps = append([]string{"computes ══"}, steps...)
	}
	if len(steps) == 0 {
		steps = []string{fn.Name}
	}
	return "└─ " + strings.Join(shorten(steps), " ")
}

// step is one word for a call that a reader of a timeline cares about.
func (c *CallSite) step() string {
	switch {
	case c.Does(pylib.Output | pylib.Starts | pylib.Joins | pylib.Blocks | pylib.IO):
		name := c.Callee.Lib
		return name[strings.LastIndexByte(name, '.')+1:]
	case c.Target != nil && c.Callee.Kind == FuncObj:
		return c.Target.Name
	}
	return ""
}

// printed is the literal that a call prints, in quotes and short.
func (c *CallSite) printed() string {
	a := c.File.ArgsOf(c.Expr)
	if len(a.Pos) != 1 {
		return ""
	}
	switch x := c.File.Expr(a.Pos[0]); x.Kind {
	case facts.Str:
		s := c.File.Text(x.Str)
		if utf8.RuneCountInString(s) > 20 {
			s = string([]rune(s)[:19]) + "…"
		}
		return fmt.Sprintf("%q", s)
	}
	return ""
}

func shorten(steps []string) []string {
	var out []string
	for _, s := range steps {
		if len(out) > 0 && out[len(out)-1] == s {
			continue
		}
		out = append(out, s)
	}
	if len(out) > timelineSteps {
		out = append(out[:timelineSteps-1:timelineSteps-1], "…")
	}
	return out
}
