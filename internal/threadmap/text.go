package threadmap

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer/threads"
	"threadlsp/internal/report"
)

// text is the map for a terminal: each root, then what they talk through and share.
func text(w *bufio.Writer, all []Project, _ Style) {
	for i, p := range all {
		if i > 0 {
			w.WriteString("\n")
		}
		t := &texter{Writer: w, names: p.names()}
		if len(p.Roots) == 0 {
			w.WriteString("no thread roots\n")
		}
		for i, r := range p.Roots {
			if i > 0 {
				w.WriteString("\n")
			}
			t.root(r)
		}
		for _, o := range p.Objects {
			t.object(o)
		}
	}
}

// names is what people call what has an id.
func (p Project) names() map[string]string {
	out := map[string]string{}
	for _, r := range p.Roots {
		out[r.ID] = r.Name
	}
	for _, c := range p.Code {
		out[c.ID] = codeName(c)
	}
	for _, o := range p.Objects {
		out[o.ID] = o.Name
		for _, k := range o.Locks {
			out[k.ID] = k.Name
		}
		for _, c := range o.Channels {
			out[c.ID] = c.Name
		}
		for _, d := range o.Data {
			out[d.ID] = d.Name
		}
	}
	return out
}

// codeName is what people call code, for who runs it.
func codeName(c *threads.MapCode) string {
	if c.Kind == "class" {
		return "callers of " + c.Name
	}
	return "code of " + c.Name
}

// A texter writes lines of a map.
type texter struct {
	*bufio.Writer
	names map[string]string
}

// line writes one line, with the place behind it.
func (t *texter) line(at *threads.Place, format string, args ...any) {
	s := report.Sentence(fmt.Sprintf(format, args...))
	if at != nil {
		s += "  " + spot(*at)
	}
	t.WriteString(s + "\n")
}

// spot is a place as people write it.
func spot(at threads.Place) string {
	return fmt.Sprintf("%s%s:%d:%d", report.Path(at.Path), inCell(at), at.Line, at.Column)
}

// inCell is what stands behind the path of a place in a notebook; "" in another file.
func inCell(at threads.Place) string {
	if at.Cell == 0 {
		return ""
	}
	return fmt.Sprintf(":cell %d", at.Cell)
}

func (t *texter) root(r *threads.MapRoot) {
	t.line(nil, "%s  (%s)", r.Name, spot(r.At))
	switch {
	case r.Class != "" && len(r.Spawns) == 0:
		t.line(nil, "  runs on: threads of %s, which nothing here makes", r.Class)
	case r.Declared:
		t.line(nil, "  runs on: worker threads, as a comment says")
	}
	for i := range r.Spawns {
		s := &r.Spawns[i]
		t.line(&s.At, "  runs on: %s", s.Words)
		for _, at := range s.Started {
			t.line(nil, "  started: %s", spot(at))
		}
		for _, at := range s.Joined {
			t.line(nil, "  joined: %s", spot(at))
		}
		if s.Escapes {
			t.line(nil, "  escapes: what else is done with it is not known")
		}
	}
	if r.Foreign {
		t.line(nil, "  runs what is not of the program, or not known")
	}
	if r.Many {
		t.line(nil, "  may run beside itself")
	}
	if r.Computes != nil {
		t.line(nil, "  computes: %s", spot(*r.Computes))
	}
	if r.Waits != nil {
		t.line(&r.Waits.At, "  waits: %s", r.Waits.Name)
	}
	for i := range r.Takes {
		k := &r.Takes[i]
		t.line(&k.At, "  takes: %s%s in %s", t.names[k.Lock], t.under(k.While), k.In)
	}
	if len(r.Calls) > 0 {
		var names []string
		for _, c := range r.Calls {
			names = append(names, report.Printable(c.Name))
		}
		t.WriteString("  calls: " + strings.Join(names, ", ") + "\n")
	}
}

// under is the locks that are held, for people.
func (t *texter) under(locks []string, more ...string) string {
	var names []string
	for _, l := range locks {
		names = append(names, t.names[l])
	}
	if names = append(names, more...); len(names) == 0 {
		return ""
	}
	return " under " + strings.Join(names, ", ")
}

func (t *texter) object(o *threads.MapObject) {
	for _, c := range o.Channels {
		t.WriteString("\n")
		t.line(c.At, "channel: %s, %s", c.Name, c.Type)
		t.uses(c.Uses)
	}
	for _, d := range o.Data {
		t.WriteString("\n")
		t.line(nil, "shared: %s: %s", d.Name, t.guarded(d))
		t.uses(d.Uses)
	}
}

// guarded is how data is guarded, for people.
func (t *texter) guarded(d *threads.MapData) string {
	by := ""
	if d.Guard != "" {
		by = " by " + t.names[d.Guard]
	}
	switch d.Guarded {
	case "all":
		return "guarded" + by
	case "some":
		return "guarded in part" + by
	}
	return "no common lock"
}

func (t *texter) uses(all []threads.MapUse) {
	var lines []string
	for i := range all {
		u := &all[i]
		var more []string
		if u.Other {
			more = append(more, "a lock")
		}
		line := report.Sentence(fmt.Sprintf("  %s in %s by %s%s", u.Does, u.In, t.names[u.By], t.under(u.Locks, more...))) + "  " + spot(u.At)
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
			t.WriteString(line + "\n")
		}
	}
}
