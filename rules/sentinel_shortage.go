package rules

import (
	"fmt"

	"threadlsp/analyzer"
)

var sentinelShortage = &analyzer.Rule{
	Name:     "sentinel-shortage",
	Code:     "TH413",
	Since:    "0.1.0",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    checkSentinelShortage,
}

// checkSentinelShortage reports a stop marker that is put fewer times than
// there are consumers, each of which takes one and ends: the others wait on.
//
// Both counts must be proven, and that the loop of a consumer ends on nothing
// else; one that puts the marker back, or that nobody waits for, is left alone.
func checkSentinelShortage(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Shortages() {
		g := s.Marker.File
		marker, name := clip(g.Render(s.Marker.Expr), 24), clip(s.Queue.Name(), 30)
		fd := analyzer.Finding{
			Span: f.Expr(s.Put.Expr).Span, Label: "too few",
			Because: []analyzer.Note{{Path: g.Path, Span: g.Expr(s.Marker.Expr).Span, Msg: "each consumer ends on one of its own"}},
		}
		left := s.Workers - s.Puts
		never := fmt.Sprintf("%d never end", left)
		if left == 1 {
			never = "one never ends"
		}
		times := fmt.Sprintf("%d times", s.Puts)
		if s.Puts == 1 {
			times = "once"
		}
		if s.Data {
			fd.Msg = fmt.Sprintf("%d workers end on item %s of `%s`, which only one of them takes: %s and join() hangs", s.Workers, marker, name, never)
		} else {
			fd.Msg = fmt.Sprintf("%d workers wait for %s on `%s` but it is put %s: %s and join() hangs", s.Workers, marker, name, times, never)
		}
		for _, sp := range s.Spawns {
			fd.Because = append(fd.Because, analyzer.Note{Path: sp.File().Path, Span: sp.File().Expr(sp.Call.Expr).Span, Msg: fmt.Sprintf("`%s` is started here", clip(sp.Name(), 40))})
		}
		fd.About = nil
		for _, sp := range s.Spawns {
			if sp.File() == f {
				fd.About = append(fd.About, about(sp)...)
			}
		}
		p.Report(fd)
	}
}
