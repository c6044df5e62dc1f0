package lsp

import (
	"context"
	"regexp"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

var (
	fakeTuple  = &analyzer.Rule{Name: "args-not-tuple", Code: "TH101", Severity: analyzer.Error, State: analyzer.On}
	fakeOld    = &analyzer.Rule{Name: "deprecated-name", Code: "TH190", Severity: analyzer.Info, State: analyzer.On, Tag: analyzer.Deprecated}
	fakeAcross = &analyzer.Rule{Name: "defined-elsewhere", Code: "TH191", Severity: analyzer.Warning, State: analyzer.On}

	fakeOpts = Options{Rules: []*analyzer.Rule{fakeTuple, fakeOld, fakeAcross}, Version: "test", Page: fakePage, Concept: func(name string) ([]byte, bool) {
		return []byte("# " + name + "\n\nThe lead.\n"), name != ""
	}}

	notTuple = regexp.MustCompile(`args=\(("[^"]*")\)`)
	oldName  = regexp.MustCompile(`\bsetDaemon\b`)
	calls    = regexp.MustCompile(`(?m)^from (\w+) import (\w+)$`)
)

// fakeCheck stands in for the analysis, so that the machinery is tested without
// it: args=("x") is an error with a safe fix, setDaemon is deprecated, and a
// name imported from a file that does not define it is a warning that points there.
func fakeCheck(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
	out := &analyzer.Result{Model: new(threads.Model), Files: map[string]*source.File{}}
	for _, path := range append(r.Project.Files(), r.Report...) {
		if doc, err := r.Project.Read(path); err == nil {
			for _, f := range doc.Files() {
				out.Files[f.Path] = f
			}
		}
	}
	for _, path := range r.Report {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		doc, err := r.Project.Read(path)
		if err != nil {
			out.Skipped = append(out.Skipped, analyzer.Skip{Path: path, Reason: err.Error()})
			continue
		}
		for _, f := range doc.Files() {
			out.Findings = append(out.Findings, fakeFindings(f, out.Files)...)
		}
	}
	return out, nil
}

func fakeFindings(f *source.File, files map[string]*source.File) []analyzer.Finding {
	at := func(a, b int) source.Span { return source.Span{Start: uint32(a), End: uint32(b)} }
	var out []analyzer.Finding
	for _, m := range notTuple.FindAllSubmatchIndex(f.Text, -1) {
		out = append(out, analyzer.Finding{Rule: fakeTuple, Path: f.Path, Span: at(m[2]-1, m[3]+1), Msg: "args is not a tuple",
			Fix: &analyzer.Fix{Title: "Make it a one-element tuple", Safe: true, Edits: []analyzer.Edit{{Span: at(m[3], m[3]), New: ","}}}})
	}
	for _, m := range oldName.FindAllIndex(f.Text, -1) {
		out = append(out, analyzer.Finding{Rule: fakeOld, Path: f.Path, Span: at(m[0], m[1]), Msg: "setDaemon is deprecated",
			Fix: &analyzer.Fix{Title: "Use the attribute", Edits: []analyzer.Edit{{Span: at(m[0], m[1]), New: "daemon"}}}})
	}
	for _, m := range calls.FindAllSubmatchIndex(f.Text, -1) {
		other := files[string(f.Text[m[2]:m[3]])+".py"]
		if other == nil || strings.Contains(string(other.Text), "def "+string(f.Text[m[4]:m[5]])+"(") {
			continue
		}
		out = append(out, analyzer.Finding{Rule: fakeAcross, Path: f.Path, Span: at(m[4], m[5]), Msg: "not defined there",
			Because: []analyzer.Note{{Path: other.Path, Span: at(0, 1), Msg: "this file does not define it"}}})
	}
	return out
}

// withFake puts the stand-in into a server.
func withFake(s *server) { s.newCheck = func() checkFunc { return fakeCheck } }
