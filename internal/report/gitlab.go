package report

import (
	"bufio"

	"threadlsp/analyzer"
	"threadlsp/internal/baseline"
)

// The fields of GitLab's code quality report, which are a part of Code Climate's.
//
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
type (
	gitlabIssue struct {
		Description string         `json:"description"`
		CheckName   string         `json:"check_name"`
		Fingerprint string         `json:"fingerprint"`
		Severity    string         `json:"severity"`
		Location    gitlabLocation `json:"location"`
	}
	gitlabLocation struct {
		Path  string      `json:"path"`
		Lines gitlabLines `json:"lines"`
	}
	gitlabLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
)

// gitlab is the report of a merge request's widget.
func gitlab(w *bufio.Writer, all *findings, _ Style) {
	out := []gitlabIssue{}
	prints := fingerprints(all.items)
	for i := range all.items {
		it := &all.items[i]
		text := Sentence(it.Msg)
		if it.cell > 0 {
			text += " (" + it.words() + ")"
		}
		start, end := it.onDisk()
		out = append(out, gitlabIssue{
			Description: text, CheckName: it.Rule.Name, Fingerprint: prints[i], Severity: gitlabSeverity(it.Level()),
			Location: gitlabLocation{it.path, gitlabLines{start.Line, end.Line}},
		})
	}
	WriteJSON(w, out)
}

func gitlabSeverity(s analyzer.Severity) string {
	switch s {
	case analyzer.Error:
		return "major"
	case analyzer.Warning:
		return "minor"
	}
	return "info"
}

// fingerprints is a name for each finding that stays while its line moves.
func fingerprints(items []item) []string {
	all := make([]baseline.Fingerprint, len(items))
	for i := range items {
		all[i] = baseline.Of(items[i].Finding, items[i].file, items[i].path)
	}
	return baseline.IDs(all)
}
