package report

import (
	"bufio"
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// sarifLog is a log of SARIF 2.1.0 with one run: what code scanning and IDEs read.
// Columns count code points, as everywhere in threadlsp's output.
//
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func sarifLog(w *bufio.Writer, all *findings, s Style) {
	driver := sarif.NewToolComponent().WithName("threadlsp").WithVersion(s.Version)
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(driver)).WithColumnKind("unicodeCodePoints")
	items := append(slices.Clone(all.items), silenced(all.parts)...)
	index := sarifRules(driver, items, s)
	prints := fingerprints(items)
	for i := range items {
		it := &items[i]
		run.AddResult(sarifResult(it, index[it.Rule]).WithPartialFingerprints(map[string]string{"threadlsp/v1": prints[i]}))
	}
	run.AddInvocation(sarifInvocation(all))
	writeJSON(w, sarif.NewReport().AddRun(run))
}

// sarifRules describes every rule that has a finding, and says which is where.
func sarifRules(driver *sarif.ToolComponent, items []item, s Style) map[*analyzer.Rule]int {
	index := map[*analyzer.Rule]int{}
	var rules []*analyzer.Rule
	for i := range items {
		if r := items[i].Rule; !slices.Contains(rules, r) {
			rules = append(rules, r)
		}
	}
	slices.SortFunc(rules, func(a, b *analyzer.Rule) int { return cmp.Compare(a.Code, b.Code) })
	for i, r := range rules {
		index[r] = i
		summary, help := s.help(r)
		d := sarif.NewReportingDescriptor().WithID(r.Code).WithName(r.Name).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(summary)).
			WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevel(r.Severity)))
		if help != "" {
			d.WithHelp(sarif.NewMultiformatMessageString().WithText(explainHint(r)).WithMarkdown(help))
		}
		driver.AddRule(d)
	}
	return index
}

// sarifResult is one finding: its place, the others as related places and as the
// flow that leads to it, and its fix.
func sarifResult(it *item, rule int) *sarif.Result {
	res := sarif.NewResult().WithRuleID(it.Rule.Code).WithRuleIndex(rule).WithLevel(sarifLevel(it.Level())).
		WithMessage(sarif.NewTextMessage(Sentence(it.Msg))).AddLocation(sarifLocation(it.place, it.Label))
	flow := sarif.NewThreadFlow()
	for n, b := range it.because {
		res.AddRelatedLocation(sarifLocation(b.place, b.msg).WithID(n + 1))
		flow.AddLocation(sarif.NewThreadFlowLocation().WithLocation(sarifLocation(b.place, b.msg)))
	}
	if len(it.because) > 0 {
		flow.AddLocation(sarif.NewThreadFlowLocation().WithLocation(sarifLocation(it.place, it.Msg)))
		res.AddCodeFlow(sarif.NewCodeFlow().AddThreadFlow(flow))
	}
	if it.Fix != nil && it.file != nil {
		change := sarif.NewArtifactChange().WithArtifactLocation(sarifArtifact(it.path))
		for _, e := range it.Fix.Edits {
			change.AddReplacement(sarif.NewReplacement().
				WithDeletedRegion(sarifRegion(it.file.Position(e.Span.Start), it.file.Position(e.Span.End))).
				WithInsertedContent(sarif.NewArtifactContent().WithText(e.New)))
		}
		res.AddFixe(sarif.NewFix().WithDescription(sarif.NewTextMessage(it.Fix.Title)).AddArtifactChange(change))
	}
	if it.silenced != "" {
		res.AddSuppression(sarif.NewSuppression().WithKind("inSource").WithJustification(Sentence(it.silenced)))
	}
	return res
}

// sarifInvocation tells what was not checked and what went wrong inside.
func sarifInvocation(all *findings) *sarif.Invocation {
	in := sarif.NewInvocation().WithExecutionSuccessful(true)
	note := func(level, path, text string) {
		at := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(sarifArtifact(path)))
		in.AddToolExecutionNotification(sarif.NewNotification().WithLevel(level).WithMessage(sarif.NewTextMessage(Sentence(text))).AddLocation(at))
	}
	for _, p := range all.parts {
		for _, x := range p.Result.Skipped {
			note("warning", p.Path(x.Path), "skipped: "+x.Reason)
		}
		for _, x := range p.Result.Repaired {
			note("note", p.Path(x.Path), "line "+x.Reason)
		}
		for _, x := range p.Result.Panics {
			in.WithExecutionSuccessful(false)
			note("error", p.Path(x.Path), fmt.Sprintf("rule %s failed: %s", x.Rule, x.Value))
		}
	}
	return in
}

func sarifLocation(at place, msg string) *sarif.Location {
	l := sarif.NewLocation().WithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarifArtifact(at.path)).WithRegion(sarifRegion(at.start, at.end)))
	if msg != "" {
		l.WithMessage(sarif.NewTextMessage(Sentence(msg)))
	}
	return l
}

func sarifRegion(start, end source.Position) *sarif.Region {
	return sarif.NewRegion().WithStartLine(start.Line).WithStartColumn(start.Column).WithEndLine(end.Line).WithEndColumn(end.Column)
}

func sarifArtifact(path string) *sarif.ArtifactLocation {
	return sarif.NewArtifactLocation().WithURI(uriOf(path))
}

// uriOf is a path as a URI: relative where the path is.
func uriOf(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme, u.Path = "file", "/"+strings.TrimPrefix(u.Path, "/")
	}
	return u.String()
}

// sarifLevel is SARIF's word for a severity.
func sarifLevel(s analyzer.Severity) string {
	if s == analyzer.Info {
		return "note"
	}
	return s.String()
}
