package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/threads"
)

var emptyRecvIgnored = &analyzer.Rule{
	Name:     "empty-recv-ignored",
	Code:     "TH306",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkEmptyRecvIgnored,
}

// checkEmptyRecvIgnored reports a loop around a read of a stream that goes on
// with the empty result, which comes at once and for ever after the other side
// has left.
//
// A loop that looks at the result in any way, hands it to code which is not
// known, waits for something else too, or does what fails then, is left alone.
func checkEmptyRecvIgnored(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, r := range f.EmptyRecvs() {
		empty := "an empty text"
		if f.Eval(r.Call.Expr).Lib == "builtins.bytes" {
			empty = `b""`
		}
		fd := analyzer.Finding{
			Span: f.Expr(r.Call.Expr).Span, Label: "empty once the other side has left",
			Msg: fmt.Sprintf("`%s()` returns %s at once after the other side has left and nothing tests it: this loop then burns a core",
				clip(f.Render(f.Expr(r.Call.Expr).A), 40), empty),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Stmts[r.Loop].Header, Msg: "this loop goes on whatever is received"}},
			Fix:     breakWhenEmpty(f, &r),
		}
		if r.Call.In.InTest() {
			fd.Severity = analyzer.Info
		}
		p.Report(fd)
	}
}

// breakWhenEmpty leaves the loop where nothing was received.
func breakWhenEmpty(f *threads.File, r *threads.EmptyRecv) *analyzer.Fix {
	st := &f.Stmts[r.Call.Stmt]
	if r.Item == 0 || st.Kind != facts.Assign || f.Expr(st.X).Kind != facts.Name || f.Expr(st.X).Sym != r.Item {
		return nil
	}
	name := f.SymbolName(r.Item)
	return lineAfter(f, r.Call.Stmt, []string{"if not " + name + ":", "    break"}, "Leave the loop where `"+clip(name, 30)+"` is empty")
}
