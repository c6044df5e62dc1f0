package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
)

var liveViewEscapesLock = &analyzer.Rule{
	Name:     "live-view-escapes-lock",
	Code:     "TH511",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Check:    checkLiveViewEscapesLock,
}

// checkLiveViewEscapesLock reports a view of a dict, or an iterator over a
// container, that is made under a lock and gone through after it: returned, or
// iterated behind the with. The container is changed under the lock elsewhere.
//
// A copy, and what a caller goes through with the lock held, are left alone.
func checkLiveViewEscapesLock(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, v := range f.LiveViews() {
		of, lock := clip(bare(f.Render(v.Of)), 32), clip(v.Lock.Name(), 32)
		what := "a generator over `" + of + "` is lazy"
		switch {
		case v.Method == "keys" || v.Method == "values" || v.Method == "items":
			what = fmt.Sprintf("`%s()` is a live view of `%s`", v.Method, of)
		case v.Method != "":
			what = fmt.Sprintf("`%s()` goes over `%s` lazily", v.Method, of)
		}
		who := "the caller iterates it after `" + lock + "` is released"
		if v.Loop > 0 {
			who = "it is iterated after `" + lock + "` is released"
		}
		fd := analyzer.Finding{Span: f.Expr(v.View).Span, Label: "no copy", Msg: upper(what) + ": " + who}
		fd.About = []source.Span{fd.Span}
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(f.Events[v.Lock.At].X).Span, Msg: "the lock is held from here"})
		if v.Loop > 0 {
			fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(v.Loop).Span, Msg: "iterated here, without the lock"})
			fd.About = append(fd.About, f.Expr(v.Loop).Span)
		}
		fd.Because = append(fd.Because, analyzer.Note{Path: f.Path, Span: f.Expr(f.Events[v.Change].X).Span, Msg: fmt.Sprintf("`%s()` changes it under the lock", clip(f.FuncOf(v.Change).Name, 40))})
		if x := f.Expr(v.View); x.Flags&facts.Parens == 0 {
			a, b := source.Span{Start: x.Span.Start, End: x.Span.Start}, source.Span{Start: x.Span.End, End: x.Span.End}
			fd.Fix = &analyzer.Fix{Title: "Make a list of it under the lock", Safe: !v.Lazy, Edits: []analyzer.Edit{{Span: a, New: "list("}, {Span: b, New: ")"}}}
		}
		p.Report(fd)
	}
}

// upper begins a sentence.
func upper(s string) string {
	if s == "" || s[0] == '`' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
