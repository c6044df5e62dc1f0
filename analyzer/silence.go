package analyzer

import (
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/internal/nearest"
)

// A Silencer is a comment that silences findings, with what it did in this run.
type Silencer struct {
	Directive *facts.Directive
	Names     []SilencedName
	Used      bool // it silenced something
}

// A SilencedName is one rule named in a silencer.
type SilencedName struct {
	facts.DirectiveName
	Rule    *Rule  // nil: there is no such rule
	Nearest string // the rule whose name is nearest, where there is none
	Used    bool   // it silenced something
	Active  bool   // the rule runs, so that Used can be relied on
}

// silencers reads the silencing comments of a file. Foreign codes in a noqa
// comment are not ours to judge and are left out.
func silencers(f *facts.File, rules []*Rule, sel *Selection) []Silencer {
	var out []Silencer
	for i := range f.Directives {
		d := &f.Directives[i]
		switch d.Kind {
		case facts.IgnoreLine, facts.IgnoreNextLine, facts.IgnoreFile, facts.Off, facts.On, facts.Noqa:
		default:
			continue
		}
		s := Silencer{Directive: d}
		for _, n := range d.Names {
			r := ruleNamed(rules, n.Name)
			if d.Kind == facts.Noqa && (r == nil || !strings.HasPrefix(strings.ToUpper(n.Name), "TH")) {
				continue
			}
			sn := SilencedName{DirectiveName: n, Rule: r}
			if r == nil {
				sn.Nearest = nearestRule(rules, n.Name)
			} else {
				sn.Active = sel.Runs(r) && sel.In(f.Path, r)
			}
			s.Names = append(s.Names, sn)
		}
		out = append(out, s)
	}
	return out
}

func ruleNamed(rules []*Rule, name string) *Rule {
	for _, r := range rules {
		if strings.EqualFold(r.Name, name) || strings.EqualFold(r.Code, name) {
			return r
		}
	}
	return nil
}

func nearestRule(rules []*Rule, name string) string {
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	near, _ := nearest.Word(name, names)
	return near
}

// A Silenced is a finding that a comment silences.
type Silenced struct {
	Finding
	Comment source.Span // in the finding's file, from its #
}

// silence parts the findings by whether a comment silences them, and marks the comment.
func silence(f *facts.File, sil []Silencer, all []Finding) (kept []Finding, dropped []Silenced) {
	for _, x := range all {
		if s := silencerOf(f, sil, &x); s != nil {
			dropped = append(dropped, Silenced{x, s.Directive.Span})
		} else {
			kept = append(kept, x)
		}
	}
	return kept, dropped
}

// silencerOf is the comment that silences a finding, nil for none.
func silencerOf(f *facts.File, sil []Silencer, x *Finding) *Silencer {
	first, last := int32(f.Line(x.Span.Start)), int32(f.Line(max(x.Span.End, x.Span.Start+1)-1))
	for i := range sil {
		s := &sil[i]
		if !s.covers(f, sil[i+1:], first, last) {
			continue
		}
		if s.Directive.All {
			if d := s.Directive.Span; d.Start <= x.Span.Start && x.Span.End <= d.End {
				continue // what is said of the comment itself: it must not hide its own fault
			}
			s.Used = true
			return s
		}
		for j := range s.Names {
			if n := &s.Names[j]; n.Rule == x.Rule {
				n.Used, s.Used = true, true
				return s
			}
		}
	}
	return nil
}

// covers says whether the comment speaks of a finding on lines first to last.
func (s *Silencer) covers(f *facts.File, later []Silencer, first, last int32) bool {
	d := s.Directive
	switch d.Kind {
	case facts.IgnoreFile:
		return true
	case facts.IgnoreLine, facts.Noqa:
		return d.Line == first || d.Line == last
	case facts.IgnoreNextLine:
		return first == nextCodeLine(f, d.Line)
	case facts.Off:
		return first > d.Line && !switchedOn(s, later, first)
	}
	return false
}

// nextCodeLine is the first line after a comment that holds a statement.
func nextCodeLine(f *facts.File, line int32) int32 {
	best := int32(-1)
	for i := 1; i < len(f.Stmts); i++ {
		l := int32(f.Line(f.Stmts[i].Span.Start))
		if l > line && (best < 0 || l < best) {
			best = l
		}
	}
	return best
}

// switchedOn says whether an `on` between the `off` and the line ends it: one
// without names, or with a name that the `off` has too.
func switchedOn(off *Silencer, later []Silencer, line int32) bool {
	for i := range later {
		d := later[i].Directive
		if d.Kind != facts.On || d.Line >= line {
			continue
		}
		if d.All || off.Directive.All {
			return true
		}
		for _, n := range later[i].Names {
			for _, m := range off.Names {
				if n.Rule != nil && n.Rule == m.Rule {
					return true
				}
			}
		}
	}
	return false
}
