package report

import (
	"bufio"
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// sarifSchema names the schema of the standard's version.
const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarif is a log of SARIF 2.1.0 with one run: what code scanning and IDEs read.
// Columns count code points, as everywhere in threadlsp's output.
//
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func sarif(w *bufio.Writer, all *findings, s Style) {
	items := append(slices.Clone(all.items), silenced(all.parts)...)
	rules, index := sarifRules(items, s)
	results, prints := []sarifResult{}, fingerprints(items)
	for i := range items {
		r := sarifResultOf(&items[i])
		r.RuleIndex, r.Fingerprints = index[items[i].Rule], map[string]string{"threadlsp/v1": prints[i]}
		results = append(results, r)
	}
	WriteJSON(w, sarifFile{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{{
		Tool:        sarifTool{sarifDriver{Name: "threadlsp", Version: s.Version, Rules: rules}},
		ColumnKind:  "unicodeCodePoints",
		Invocations: []sarifInvocation{sarifInvocationOf(all)},
		Results:     results,
	}}})
}

// sarifRules describes every rule that has a finding, by code, and says which is where.
func sarifRules(items []item, s Style) (out []sarifRule, index map[*analyzer.Rule]int) {
	out, index = []sarifRule{}, map[*analyzer.Rule]int{}
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
		d := sarifRule{ID: r.Code, Name: r.Name, Short: sarifText{Text: summary}, Defaults: sarifDefaults{sarifLevel(r.Severity)}}
		if help != "" {
			d.Help = &sarifText{Text: explainHint(r), Markdown: help}
		}
		out = append(out, d)
	}
	return out, index
}

// sarifResultOf is one finding: its place, the others as related places and as the
// flows of the threads that lead to it, and its fix.
func sarifResultOf(it *item) sarifResult {
	res := sarifResult{
		RuleID: it.Rule.Code, Level: sarifLevel(it.Level()), Message: sarifText{Text: Sentence(it.Msg)},
		Locations: []sarifLocation{sarifLocationOf(it.place, it.Label)},
	}
	for n, b := range it.because {
		at := sarifLocationOf(b.place, b.msg)
		at.ID = n + 1
		res.Related = append(res.Related, at)
	}
	if len(it.because) > 0 {
		res.CodeFlows = []sarifCodeFlow{{sarifFlowsOf(it)}}
	}
	for _, fix := range it.Fixes() {
		if it.file == nil {
			break
		}
		change := sarifChange{Artifact: sarifArtifact{uriOf(it.path)}}
		for _, e := range fix.Edits {
			change.Replacements = append(change.Replacements, sarifReplacementOf(it.file, e))
		}
		res.Fixes = append(res.Fixes, sarifFix{sarifText{Text: fix.Title}, []sarifChange{change}})
	}
	if it.silenced != "" {
		res.Suppressions = []sarifSuppression{{"inSource", Sentence(it.silenced)}}
	}
	if it.aside {
		res.Suppressions = []sarifSuppression{{"external", "in the baseline"}}
	}
	return res
}

// sarifFlowsOf is a flow for each thread; the first ends where the finding is.
func sarifFlowsOf(it *item) []sarifThreadFlow {
	var out []sarifThreadFlow
	for i, s := range it.sides() {
		flow := sarifThreadFlow{ID: Sentence(s.thread)}
		if s.thread != "" {
			flow.Message = &sarifText{Text: flow.ID}
		}
		for _, b := range s.reasons {
			flow.Locations = append(flow.Locations, sarifFlowLocation{sarifLocationOf(b.place, b.msg)})
		}
		if i == 0 {
			flow.Locations = append(flow.Locations, sarifFlowLocation{sarifLocationOf(it.place, it.Msg)})
		}
		out = append(out, flow)
	}
	return out
}

// sarifInvocationOf tells what was not checked and what went wrong inside.
func sarifInvocationOf(all *findings) sarifInvocation {
	in := sarifInvocation{Successful: true, Notifications: []sarifNotification{}}
	note := func(level, path, text string) {
		at := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{uriOf(path)}}}
		in.Notifications = append(in.Notifications, sarifNotification{level, sarifText{Text: Sentence(text)}, []sarifLocation{at}})
	}
	for _, p := range all.parts {
		for _, x := range p.Result.Skipped {
			note("warning", p.Path(x.Path), "skipped: "+x.Reason)
		}
		for _, x := range p.Result.Repaired {
			reason := x.Reason
			if !strings.HasPrefix(reason, "cell ") {
				reason = "line " + reason
			}
			note("note", p.Path(x.Path), reason)
		}
		for _, x := range p.Result.Panics {
			in.Successful = false
			note("error", p.Path(x.Path), fmt.Sprintf("rule %s failed: %s", x.Rule, x.Value))
		}
	}
	return in
}

func sarifLocationOf(at place, msg string) sarifLocation {
	start, end := at.onDisk()
	l := sarifLocation{Physical: sarifPhysical{sarifArtifact{uriOf(at.path)}, sarifRegionOf(start, end)}}
	if at.cell > 0 {
		l.Logical = []sarifLogical{{at.words()}}
	}
	if msg != "" {
		l.Message = &sarifText{Text: Sentence(msg)}
	}
	return l
}

// sarifReplacementOf is an edit of the file as it is on disk: of a notebook's JSON.
func sarifReplacementOf(file *source.File, e analyzer.Edit) sarifReplacement {
	start, end := file.Position(e.Span.Start), file.Position(e.Span.End)
	if source.IsNotebook(file.Doc.Path) {
		start, end, e.New = file.RewriteAt(e.Span, e.New)
	}
	return sarifReplacement{*sarifRegionOf(start, end), sarifText{Text: e.New}}
}

func sarifRegionOf(start, end source.Position) *sarifRegion {
	return &sarifRegion{start.Line, start.Column, end.Line, end.Column}
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
