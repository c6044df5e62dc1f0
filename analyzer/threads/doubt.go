package threads

import (
	"fmt"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
)

// Why a rule is silent. Where a rule or the model gives up on something that
// might have been a finding, it leaves a doubt: what the finding would have been
// about, and what stands in the way. Nobody hears it unless somebody asks
// (File.Hear): then the rules are asked once more, about one file. Else a doubt
// costs the comparison of a pointer with nil, since its text is a constant and
// what is unknown is looked for only when it is told.

// A Doubt is what stands in the way of a finding.
type Doubt struct {
	About []source.Span // in the file that is asked: what the finding would be about
	Why   string        // the reason, as what follows "because"
	At    Site          // where that stands; invalid where it is no one place
}

// Hear runs work, which asks about the file, and passes on the doubts that it
// leaves there. Nothing else may ask about the file meanwhile.
func (f *File) Hear(each func(Doubt), work func()) {
	f.hear = each
	defer func() { f.hear = nil }()
	work()
}

// Heard says whether doubts about the file are asked for: then it is worth
// looking for what else stands in the way.
func (f *File) Heard() bool { return f.hear != nil }

// Doubt leaves a doubt about an expression. A %s in the reason stands for what is
// at the place, a %u for why nothing is known of it; in backquotes they are the program's.
func (f *File) Doubt(about facts.ExprID, at Site, why string) {
	if f.hear != nil {
		f.leave([]source.Span{f.Expr(about).Span}, at, why)
	}
}

// DoubtObject leaves a doubt about an object: about each of its uses in the file.
func (f *File) DoubtObject(o *Object, at Site, why string) {
	if f.hear == nil {
		return
	}
	var about []source.Span
	if o.Leak.File == f {
		about = append(about, f.Expr(o.Leak.Expr).Span)
	}
	if o.Site.File == f {
		about = append(about, f.Expr(o.Site.Expr).Span)
	}
	for _, u := range o.Uses {
		if u.File == f {
			about = append(about, f.Expr(u.Expr).Span)
		}
	}
	f.leave(about, at, why)
}

func (f *File) leave(about []source.Span, at Site, why string) {
	if at.Valid() {
		why = at.fill(why)
	}
	f.hear(Doubt{about, why, at})
}

// fill puts what is at a place into a reason. What stands in backquotes is of the
// program, which may have such signs in its texts.
func (s Site) fill(why string) string {
	parts := strings.Split(why, "`")
	for i := 0; i < len(parts); i += 2 {
		if strings.Contains(parts[i], "%") {
			parts[i] = strings.NewReplacer("%s", s.File.quoted(s.Expr), "%u", s.File.WhyUnknown(s.Expr)).Replace(parts[i])
		}
	}
	return strings.Join(parts, "`")
}

// quoted is an expression as a reason names it.
func (f *File) quoted(e facts.ExprID) string { return "`" + shortened(f.Render(e), 40) + "`" }

// WhyEscapes says where an object goes that is not followed, as a clause; "" where
// every use of it is seen.
func (o *Object) WhyEscapes() string {
	name := "it"
	if n := o.Name(); n != "" {
		name = "`" + shortened(n, 40) + "`"
	}
	switch {
	case !o.Escapes:
		return ""
	case !o.Leak.Valid():
		return name + " goes further than it is followed"
	}
	f, e := o.Leak.File, o.Leak.Expr
	p, _ := f.argumentOf(e)
	if p > 0 && f.Expr(p).Kind == facts.Call && f.Expr(p).A != e {
		return fmt.Sprintf("%s is handed to %s", name, f.whoTakes(p))
	}
	if at := f.event[e]; at >= 0 {
		switch f.Events[at].Kind {
		case facts.ReturnEvent, facts.YieldEvent:
			return name + " is returned, and who gets it is not followed"
		case facts.RaiseEvent:
			return name + " is raised"
		}
	}
	if f.stored(e) {
		return fmt.Sprintf("%s is stored in %s, which others may read", name, f.quoted(e))
	}
	return name + " is known where it is not followed: another file may name it, or an expression that is not looked into holds it"
}

// whoTakes names the callee of a call and says why what it does with its
// arguments is not known.
func (f *File) whoTakes(call facts.ExprID) string {
	callee := f.Expr(call).A
	name := f.quoted(callee)
	c := f.CallAt(call)
	switch {
	case c == nil:
		return name
	case c.Callee.Kind == Unknown:
		return fmt.Sprintf("%s, which is not known: %s", name, f.WhyUnknown(callee))
	case c.Target != nil && !c.Target.plain():
		return name + ", whose decorator may do anything with it"
	case c.Target != nil:
		return name + ", where it is not followed"
	case c.strange():
		return name + ", which is not in the project and in no table"
	}
	return name + ", which is not in the project"
}

// strange says whether a call is of a library function that no table has.
func (c *CallSite) strange() bool { return c.Lib() != "" && c.Row == nil }

// maxWhy is how many steps lead from an expression to what is unknown below it.
const maxWhy = 12

// WhyUnknown says why nothing is known of an expression, as a clause.
func (f *File) WhyUnknown(e facts.ExprID) string {
	for range maxWhy {
		x := f.Expr(e)
		name := f.quoted(e)
		switch x.Kind {
		case facts.Name:
			next, why := f.whyName(e)
			if next == 0 {
				return name + " " + why
			}
			e = next
		case facts.Attr:
			if v := f.Eval(x.A); v.Kind != Unknown {
				return fmt.Sprintf("what is stored in %s is not known, or several things are", name)
			}
			e = x.A
		case facts.Call:
			if c := f.CallAt(e); c != nil && c.Callee.Kind != Unknown {
				if c.strange() {
					return fmt.Sprintf("`%s` is not in the project and in no table", c.Lib())
				}
				return "what " + name + " gives is not known"
			}
			e = x.A
		case facts.Subscript:
			return "what " + name + " holds is not known"
		default:
			return "what " + name + " is cannot be told"
		}
	}
	return "it leads further than is followed"
}

// whyName goes on from a name to what it is bound to, or says why that does not help.
func (f *File) whyName(e facts.ExprID) (next facts.ExprID, why string) {
	binds := f.bindingsReaching(e)
	switch {
	case len(binds) == 0:
		return 0, "is bound nowhere that is seen"
	case len(binds) > 1:
		for _, b := range binds {
			if b.Value > 0 && f.Expr(b.Value).Kind != facts.ParamRef && f.Eval(b.Value).Kind == Unknown {
				return 0, fmt.Sprintf("is bound in %d places, one of them unknown (line %d)", len(binds), f.LineOf(f.Expr(b.Value).Span.Start))
			}
		}
		return 0, fmt.Sprintf("is bound in %d places, to different things", len(binds))
	}
	b := binds[0]
	if b.Value <= 0 {
		return 0, "is bound to what is not known"
	}
	switch x := f.Expr(b.Value); x.Kind {
	case facts.ParamRef:
		return 0, fmt.Sprintf("is a parameter of `%s`, and no call that is seen says what it is", f.Funcs[b.Func].QualName())
	case facts.ImportRef:
		return 0, fmt.Sprintf("comes from module `%s`, which does not say what it is", f.Text(f.Imports[x.Import()].Module))
	case facts.ItemOf, facts.ElemOf:
		return 0, "is an item of what is not known"
	case facts.EnterOf, facts.CaughtOf:
		return 0, "is what a with or an except binds"
	}
	if b.Value == e {
		return 0, "is not known"
	}
	return b.Value, ""
}
