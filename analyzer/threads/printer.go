package threads

import (
	"bufio"
	"io"
	"strings"

	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
)

// WriteMap prints what the model believes: each thread root with where it is
// handed over, started and joined, what it waits for or computes, the locks it
// takes, and the functions it runs. position renders a place ("a.py:12"). The error is w's.
func (m *Model) WriteMap(w io.Writer, position func(key string, span source.Span) string) error {
	out := bufio.NewWriter(w)
	if len(m.roots) == 0 {
		out.WriteString("no thread roots\n")
	}
	for i, r := range m.roots {
		if i > 0 {
			out.WriteString("\n")
		}
		m.writeRoot(out, r, position)
	}
	m.writeShared(out, position)
	return out.Flush()
}

func (m *Model) writeRoot(out *bufio.Writer, r *Root, position func(string, source.Span) string) {
	at := func(f *File, s source.Span) string { return position(f.Path, s) }
	out.WriteString(r.Func.QualName() + "  (" + at(r.Func.File, r.Func.Facts().NameAt) + ")\n")
	if r.Class != nil {
		out.WriteString("  runs on: threads of " + r.Class.Name + ", which nothing here makes\n")
	}
	for _, s := range r.Spawns {
		f := s.Call.File
		out.WriteString("  runs on: " + s.place() + "  " + at(f, f.Expr(s.Call.Expr).Span) + "\n")
		o := m.ObjectAt(Site{f, s.Call.Expr})
		writeUses(out, "started", o.Calls("start"), at)
		writeUses(out, "joined", o.Calls("join"), at)
		if o.Escapes {
			out.WriteString("  escapes: what else is done with it is not known\n")
		}
	}
	if r.Many {
		out.WriteString("  may run beside itself\n")
	}
	switch v := r.Func.Judge(); {
	case v.Work.Enough():
		out.WriteString("  computes: " + at(v.Work.Site.File, v.Work.Site.File.Expr(v.Work.Site.Expr).Span) + "\n")
	case v.Waits.Valid():
		out.WriteString("  waits: " + v.Waits.File.Render(v.Waits.Expr) + "  " + at(v.Waits.File, v.Waits.File.Expr(v.Waits.Expr).Span) + "\n")
	}
	if locks := r.Func.Takes(); len(locks) > 0 {
		names := make([]string, len(locks))
		for i, l := range locks {
			names[i] = l.String()
		}
		out.WriteString("  locks: " + strings.Join(names, ", ") + "\n")
	}
	if names := m.reached(r); len(names) > 0 {
		out.WriteString("  calls: " + strings.Join(names, ", ") + "\n")
	}
}

// place says where a spawn's callable runs.
func (s *Spawn) place() string {
	what := s.API
	switch {
	case !s.OnThread():
		what += ", another process"
	case s.Daemon == Yes:
		what += ", daemon"
	}
	if s.InLoop {
		what += ", in a loop"
	}
	if w := s.Workers(); w > 0 && s.Handoff != nil && s.Handoff.On == pylib.Pool {
		what += ", pool"
	}
	return what
}

func writeUses(out *bufio.Writer, what string, uses []Use, at func(*File, source.Span) string) {
	for _, u := range uses {
		out.WriteString("  " + what + ": " + at(u.File, u.File.Expr(u.Call).Span) + "\n")
	}
}

// reached is the names of the other functions that a root runs.
func (m *Model) reached(r *Root) []string {
	var out []string
	for _, f := range m.files {
		for _, fn := range f.Funcs {
			if fn == r.Func {
				continue
			}
			for _, by := range m.runBy[fn] {
				if by == r {
					out = append(out, fn.QualName())
				}
			}
		}
	}
	return out
}
