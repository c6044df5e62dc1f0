package rules

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/fix"
)

// A program is a project in memory: its files' text by path.
type program map[string]string

// Files lists the Python files.
func (p program) Files() []string {
	var out []string
	for _, path := range slices.Sorted(maps.Keys(p)) {
		if !strings.HasSuffix(path, ".md") {
			out = append(out, path)
		}
	}
	return out
}

// Read decodes a file as it would be from disk.
func (p program) Read(path string) (*source.Document, error) {
	text, ok := p[path]
	if !ok {
		return nil, errors.New("no such file or directory")
	}
	return source.Decode(path, []byte(text))
}

// check runs the whole pipeline on a program and reports on all of it.
func (p program) check(t *testing.T, s analyzer.Settings) *analyzer.Result {
	t.Helper()
	session := analyzer.NewSession(All, runtime.GOMAXPROCS(0))
	res, err := session.Check(context.Background(), analyzer.Request{Project: p, Report: slices.Sorted(maps.Keys(p)), Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range res.Panics {
		t.Errorf("rule %s on %s: %s\n%s", x.Rule, x.Path, x.Value, x.Stack)
	}
	return res
}

// The markers of fixtures. A line may hold several.
//
//	# want NAME "regexp"   a finding on this line whose message matches
//	# want-note "regexp"   the other end: a note of some finding on this line
//	# want-fixed           in a page's Wrong block: its fixes applied give the Right block
//	# miss NAME why        known false negative: asserted silent
//	# noise NAME why       known false alarm: asserted present
//	# all-rules            on the first line: the fixture is checked with every rule, too
var (
	wantMarker = regexp.MustCompile(`# want ([a-z-]+) ("(?:[^"\\]|\\.)*")`)
	noteMarker = regexp.MustCompile(`# want-note ("(?:[^"\\]|\\.)*")`)
	debtMarker = regexp.MustCompile(`# (miss|noise) ([a-z-]+) (.+)`)
	anyMarker  = regexp.MustCompile(`# (want|want-note|miss|noise) `)
)

// A marker is one expectation.
type marker struct {
	path string
	line int
	kind string // "want", "note", "miss", "noise"
	rule string
	re   *regexp.Regexp // of want and note
	met  bool
}

// markers reads those of a program, in order. A marker that is not well formed is an error.
func (p program) markers(t *testing.T) []*marker {
	t.Helper()
	var out []*marker
	for _, path := range slices.Sorted(maps.Keys(p)) {
		for i, line := range strings.Split(p[path], "\n") {
			var found []*marker
			for _, m := range wantMarker.FindAllStringSubmatch(line, -1) {
				found = append(found, &marker{path, i + 1, "want", m[1], quoted(t, m[2]), false})
			}
			for _, m := range noteMarker.FindAllStringSubmatch(line, -1) {
				found = append(found, &marker{path, i + 1, "note", "", quoted(t, m[1]), false})
			}
			for _, m := range debtMarker.FindAllStringSubmatch(line, -1) {
				found = append(found, &marker{path, i + 1, m[1], m[2], nil, false})
			}
			if n := len(anyMarker.FindAllString(line, -1)); n != len(found) {
				t.Errorf("%s:%d: %d markers, of which %d are well formed: %s", path, i+1, n, len(found), strings.TrimSpace(line))
			}
			out = append(out, found...)
		}
	}
	for _, m := range out {
		if m.kind != "note" && !slices.ContainsFunc(All, func(r *analyzer.Rule) bool { return r.Name == m.rule }) {
			t.Errorf("%s:%d: no rule %q", m.path, m.line, m.rule)
		}
	}
	return out
}

// quoted compiles the regular expression of a marker.
func quoted(t *testing.T, s string) *regexp.Regexp {
	t.Helper()
	text, err := strconv.Unquote(s)
	if err != nil { // \d and the like are no escapes of Go
		text = s[1 : len(s)-1]
	}
	re, err := regexp.Compile(text)
	if err != nil {
		t.Fatalf("marker %s: %v", s, err)
	}
	return re
}

// where is a finding's or note's document and line.
func where(res *analyzer.Result, key string, s source.Span) (path string, line int) {
	f := res.Files[key]
	if f == nil {
		return key, 0
	}
	return f.Doc.Path, f.Position(s.Start).Line
}

// compare holds findings and markers to each other, one to one in both
// directions. With a rule it looks at that rule's markers only.
func (p program) compare(t *testing.T, res *analyzer.Result, rule string) {
	t.Helper()
	all := p.markers(t)
	for i := range res.Findings {
		f := &res.Findings[i]
		path, line := where(res, f.Path, f.Span)
		if m := meet(all, path, line, f); m != nil {
			m.met = true
		} else {
			t.Errorf("%s:%d: not wanted: %s: %s", path, line, f.Rule.Name, f.Msg)
		}
		for _, n := range f.Because {
			path, line := where(res, n.Path, n.Span)
			for _, m := range all {
				if m.kind == "note" && m.path == path && m.line == line && m.re.MatchString(n.Msg) {
					m.met = true
				}
			}
		}
	}
	for _, m := range all {
		switch {
		case m.met || rule != "" && m.rule != "" && m.rule != rule:
		case m.kind == "want":
			t.Errorf("%s:%d: missing: %s %q", m.path, m.line, m.rule, m.re)
		case m.kind == "note":
			t.Errorf("%s:%d: missing: a note %q", m.path, m.line, m.re)
		case m.kind == "noise":
			t.Errorf("%s:%d: %s is silent here now: take the marker # noise away", m.path, m.line, m.rule)
		}
	}
}

// meet is the open marker that a finding answers.
func meet(all []*marker, path string, line int, f *analyzer.Finding) *marker {
	for _, m := range all {
		if m.met || m.path != path || m.line != line || m.rule != f.Rule.Name {
			continue
		}
		if m.kind == "noise" || m.kind == "want" && m.re.MatchString(f.Msg) {
			return m
		}
	}
	return nil
}

// fixed is the text of each file of one document after all its findings' fixes.
func (p program) fixed(res *analyzer.Result) (map[string]string, error) {
	edits := map[string][]analyzer.Edit{}
	for i := range res.Findings {
		if f := &res.Findings[i]; f.Fix != nil {
			edits[f.Path] = append(edits[f.Path], f.Fix.Edits...)
		}
	}
	out := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(edits)) {
		text, err := fix.Apply(res.Files[key].Text, edits[key])
		if err != nil {
			return nil, fmt.Errorf("%s: the fixes cannot be applied together: %w", key, err)
		}
		out[key] = string(text)
	}
	return out, nil
}
