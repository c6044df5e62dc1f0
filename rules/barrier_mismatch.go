package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var barrierMismatch = &analyzer.Rule{
	Name:     "barrier-mismatch",
	Code:     "TH416",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkBarrierMismatch,
}

// checkBarrierMismatch reports a barrier that more threads must reach than the
// program makes: those that come wait for ever.
//
// The count is an upper bound, so conditions do no harm; where there is none to
// be seen, or a timeout, abort() or reset() ends the wait, it is silent.
func checkBarrierMismatch(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, o := range f.Objects(pylib.BarrierClass) {
		c := f.CallAt(o.Site.Expr)
		if c == nil || c.Row == nil || o.Escapes || o.InList || c.Arg("timeout") != 0 {
			continue
		}
		parties, ok := f.Number(c.Arg("parties"))
		if a := f.ArgsOf(c.Expr); !ok || a.Star || a.DoubleStar {
			continue
		}
		waits, ok := waitsOf(o)
		if !ok || len(waits) == 0 {
			continue
		}
		n, spawns, ok := p.Model.Reachers(o, waits)
		if !ok || n == 0 || n >= int(parties) {
			continue
		}
		all := "all"
		switch n {
		case 1:
			all = "it"
		case 2:
			all = "both"
		}
		verb := "wait"
		if n == 1 {
			verb = "waits"
		}
		fd := analyzer.Finding{
			Span: f.Expr(o.Site.Expr).Span, Label: "more than ever come", About: []source.Span{f.Expr(o.Site.Expr).Span},
			Msg: fmt.Sprintf("Barrier(%d) is reached by %s only: %s %s for ever", int(parties), count(n, "thread"), all, verb),
		}
		for _, s := range spawns {
			g := s.File()
			fd.Because = append(fd.Because, analyzer.Note{Path: g.Path, Span: g.Expr(s.Call.Expr).Span, Msg: fmt.Sprintf("`%s` runs in a thread made here", s.Name())})
		}
		u := &waits[0]
		fd.Because = append(fd.Because, analyzer.Note{Path: u.File.Path, Span: u.File.Expr(u.Call).Span, Msg: "waits at the barrier here"})
		p.Report(fd)
	}
}

// waitsOf is the calls that wait at the barrier. ok is false where something
// else may end a wait, or a wait may be missing from them.
func waitsOf(o *threads.Object) (waits []threads.Use, ok bool) {
	for i := range o.Uses {
		u := &o.Uses[i]
		switch u.Kind {
		case threads.Method:
			c := u.File.CallAt(u.Call)
			if c == nil || !c.Does(pylib.Waits) || c.Arg(c.Row.Timeout) != 0 || u.Loose {
				return nil, false
			}
			waits = append(waits, *u)
		case threads.MethodRef:
			if t := u.File.Eval(u.Expr).LibType(); t == nil || t.AttrTypes[u.Name] == "" {
				return nil, false
			}
		case threads.Alias:
		default:
			return nil, false
		}
	}
	return waits, true
}
