package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
)

var unusedSuppression = &analyzer.Rule{
	Name:     "unused-suppression",
	Code:     "TH901",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Late:     true,
	Check:    checkUnusedSuppression,
}

// checkUnusedSuppression reports comments that silence nothing. A name counts
// only where its rule runs: what a rule that was not asked for would have
// found is not known. A bare noqa comment speaks to other tools as well, so it
// is left alone, and so is a name that no rule has: unknown-rule-in-suppression.
// Where reasons are required, one that is of use and gives none is reported, too.
func checkUnusedSuppression(p *analyzer.Pass) {
	for i := range p.Silencers {
		s := &p.Silencers[i]
		switch s.Directive.Kind {
		case facts.On:
			continue
		case facts.Noqa:
			if s.Directive.All {
				continue
			}
		}
		reportUnused(p, s)
		if p.RequireReason && !s.Directive.Reason && (s.Used || s.Directive.Kind == facts.Noqa && len(s.Names) > 0) {
			p.Report(analyzer.Finding{Span: s.Directive.Span, Msg: "this comment gives no reason, and `require-reason` is set: nobody can tell when it may go"})
		}
	}
}

func reportUnused(p *analyzer.Pass, s *analyzer.Silencer) {
	if s.Directive.All {
		if !s.Used {
			p.Report(analyzer.Finding{Span: s.Directive.Span, Msg: "this comment silences nothing: no finding stands where it speaks", Fix: dropComment(p.File, s.Directive)})
		}
		return
	}
	idle := 0
	for _, n := range s.Names {
		if n.Rule != nil && n.Active && !n.Used {
			idle++
		}
	}
	for j, n := range s.Names {
		if n.Rule == nil || !n.Active || n.Used {
			continue
		}
		f := analyzer.Finding{Span: n.Span, Msg: fmt.Sprintf("`%s` is silenced here, but it reports nothing", n.Name)}
		if idle == len(s.Directive.Names) {
			f.Fix = dropComment(p.File, s.Directive)
		} else {
			f.Fix = dropName(s.Directive, j)
		}
		p.Report(f)
	}
}

// dropComment removes a whole comment, with the blanks before it, or its line
// where nothing else stands on it.
func dropComment(f *facts.File, d *facts.Directive) *analyzer.Fix {
	s := d.Span
	if d.Alone {
		s.Start = f.Lines[d.Line]
		if int(d.Line)+1 < len(f.Lines) {
			s.End = f.Lines[d.Line+1]
		}
	} else if code := lastCode(f, d); code > f.Lines[d.Line] {
		s.Start = code
	}
	return &analyzer.Fix{Title: "Remove the comment", Safe: true, Edits: []analyzer.Edit{{Span: s}}}
}

// lastCode is the end of the last statement on the comment's line that ends
// before the comment; 0 where there is none.
func lastCode(f *facts.File, d *facts.Directive) uint32 {
	end := uint32(0)
	for i := 1; i < len(f.Stmts); i++ {
		for _, e := range []uint32{f.Stmts[i].Span.End, f.Stmts[i].Header.End} {
			if e <= d.Span.Start && e > end && f.Line(e) == int(d.Line) {
				end = e
			}
		}
	}
	if end > 0 && headerColon(f, end) {
		end++
	}
	return end
}

// headerColon says whether an offset is the end of a compound statement's
// header, behind which its colon stands.
func headerColon(f *facts.File, end uint32) bool {
	for i := 1; i < len(f.Stmts); i++ {
		if s := &f.Stmts[i]; s.Header.End == end && s.Header != s.Span {
			return true
		}
	}
	return false
}

// dropName removes one name of several, with the comma beside it.
func dropName(d *facts.Directive, j int) *analyzer.Fix {
	at := -1
	for i, n := range d.Names {
		if n.Span == d.Names[j].Span {
			at = i
		}
	}
	s := source.Span{Start: d.Names[at].Span.Start, End: d.Names[at].Span.End}
	if at+1 < len(d.Names) {
		s.End = d.Names[at+1].Span.Start
	} else {
		s.Start = d.Names[at-1].Span.End
	}
	return &analyzer.Fix{Title: "Remove the name", Safe: true, Edits: []analyzer.Edit{{Span: s}}}
}
