package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"threadlsp/docs"
	"threadlsp/rules"
)

// TestScenarios plays testdata/lsp/*.txtar with the real rules: the files of an
// archive are a project on disk, the section "script" says what an editor does
// and what a user sees. Prose before the first file says why the scenario is there.
//
//	open FILE                     as the disk has it; close FILE, save FILE
//	type FILE "after" "text"      insert text behind the first occurrence of after
//	replace FILE "old" "new"      edit the first occurrence of old
//	write FILE "text"             change the disk, and tell the server
//	expect FILE RULE@LINE/SEVERITY ...   exactly these findings; @LINE and /SEVERITY may be left out
//	expect-none FILE
//	message FILE LINE "regexp"    a finding's message
//	related FILE LINE FILE:LINE "regexp"
//	hover FILE "text" "regexp"... at the first occurrence of text; every regexp matches
//	hover-none FILE "text"
//	action FILE "text" "regexp"   apply the first action offered there whose title matches
//	select FILE "text" "regexp"   the same with the text selected
//	actions-none FILE "text" "regexp"   no action offered there has a title that matches
//	lens FILE LINE "regexp"       a code lens
//	text FILE "regexp"            the buffer
//
// An expectation waits for its state with a deadline; nothing sleeps.
func TestScenarios(t *testing.T) {
	names, err := filepath.Glob("../testdata/lsp/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := &scenario{t: t, dir: t.TempDir()}
			script := ""
			for _, f := range archive.Files {
				if f.Name == "script" {
					script = string(f.Data)
					continue
				}
				write(t, filepath.Join(s.dir, f.Name), string(f.Data))
			}
			write(t, filepath.Join(s.dir, "threadlsp.toml"), "")
			s.client = start(t, realOptions(), nil, capabilities("utf-16"))
			for i, line := range strings.Split(script, "\n") {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
					s.where = fmt.Sprintf("script line %d: %s", i+1, line)
					s.step(words(t, line))
				}
			}
		})
	}
}

// realOptions is the server as the command starts it.
func realOptions() Options {
	return Options{Rules: rules.All, Version: "test", Page: rules.Page, Concept: docs.Concept}
}

type scenario struct {
	t      *testing.T
	dir    string
	client *client
	where  string
}

var word = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|\\S+")

// words splits a line; quoted words are Go strings.
func words(t *testing.T, line string) []string {
	t.Helper()
	out := word.FindAllString(line, -1)
	for i, w := range out {
		if w[0] == '"' || w[0] == '`' {
			var err error
			if out[i], err = strconv.Unquote(w); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
	}
	return out
}

func (s *scenario) uri(name string) string { return fileURI(filepath.Join(s.dir, name), onWindows) }

func (s *scenario) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s\n%s", s.where, fmt.Sprintf(format, args...))
}

// find is the offset of the first occurrence of text in a buffer.
func (s *scenario) find(file, text string) int {
	s.t.Helper()
	at := strings.Index(s.client.docs[s.uri(file)].text, text)
	if at < 0 {
		s.t.Fatalf("%s\nno %q in:\n%s", s.where, text, s.client.docs[s.uri(file)].text)
	}
	return at
}

func (s *scenario) step(w []string) {
	s.t.Helper()
	c, file := s.client, w[1]
	uri := s.uri(file)
	switch w[0] {
	case "open":
		raw, err := os.ReadFile(filepath.Join(s.dir, file))
		if err != nil {
			s.t.Fatal(err)
		}
		language := "python"
		if strings.HasSuffix(file, ".md") {
			language = "markdown"
		}
		if strings.HasSuffix(file, ".toml") {
			language = "toml"
		}
		c.open(uri, language, string(raw))
	case "close":
		c.close(uri)
	case "save":
		write(s.t, filepath.Join(s.dir, file), c.docs[uri].text)
		c.notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri}})
	case "write":
		write(s.t, filepath.Join(s.dir, file), w[2])
		c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uri, "type": 1}}})
	case "type":
		at := s.find(file, w[2]) + len(w[2])
		c.replace(uri, at, at, w[3])
	case "replace":
		at := s.find(file, w[2])
		c.replace(uri, at, at+len(w[2]), w[3])
	default:
		s.look(w[0], file, uri, w[2:])
	}
}

// look is a step that changes nothing but by an action's edits.
func (s *scenario) look(verb, file, uri string, w []string) {
	s.t.Helper()
	c := s.client
	switch verb {
	case "expect", "expect-none":
		s.expect(uri, w)
	case "message":
		s.diagnosticAt(uri, w[0], func(d diagnostic) bool { return s.matches(w[1], d.Message) })
	case "related":
		other, line, _ := strings.Cut(w[1], ":")
		s.diagnosticAt(uri, w[0], func(d diagnostic) bool {
			for _, r := range d.Related {
				if r.Location.URI == s.uri(other) && strconv.Itoa(r.Location.Range.Start.Line+1) == line && s.matches(w[2], r.Message) {
					return true
				}
			}
			return false
		})
	case "hover":
		got := c.hover(uri, s.find(file, w[0]))
		for _, want := range w[1:] {
			if !s.matches(want, got) {
				s.fail("no match for %s in the hover:\n%s", want, got)
			}
		}
	case "hover-none":
		if got := c.hover(uri, s.find(file, w[0])); got != "" {
			s.fail("hover:\n%s", got)
		}
	case "action", "select":
		from := s.find(file, w[0])
		to := from
		if verb == "select" {
			to += len(w[0])
		}
		actions := c.actions(uri, from, to)
		i := slices.IndexFunc(actions, func(a action) bool { return s.matches(w[1], a.Title) })
		if i < 0 {
			s.t.Fatalf("%s\noffered: %q", s.where, titles(actions))
		}
		c.apply(uri, actions[i])
	case "lens":
		var shown []string
		for _, l := range c.lenses(uri) {
			if shown = append(shown, fmt.Sprintf("%d %s", l.Range.Start.Line+1, l.Command.Title)); strconv.Itoa(l.Range.Start.Line+1) == w[0] && s.matches(w[1], l.Command.Title) {
				return
			}
		}
		s.fail("lenses: %q", shown)
	case "actions-none":
		at := s.find(file, w[0])
		for _, title := range titles(c.actions(uri, at, at)) {
			if s.matches(w[1], title) {
				s.fail("offered: %q", title)
			}
		}
	case "text":
		if got := c.docs[uri].text; !s.matches(w[0], got) {
			s.fail("the buffer:\n%s", got)
		}
	default:
		s.t.Fatalf("%s: unknown verb", s.where)
	}
}

func (s *scenario) matches(pattern, text string) bool {
	s.t.Helper()
	re, err := regexp.Compile(pattern)
	if err != nil {
		s.t.Fatalf("%s: %v", s.where, err)
	}
	return re.MatchString(text)
}

// expect waits until the findings are exactly those wanted.
func (s *scenario) expect(uri string, want []string) {
	s.t.Helper()
	slices.Sort(want)
	s.client.diagnostics(uri, s.where, func(all []diagnostic) bool {
		got := make([]string, len(all))
		for i, d := range all {
			got[i] = d.Code
			if strings.Contains(strings.Join(want, " "), "@") {
				got[i] += fmt.Sprintf("@%d", d.Range.Start.Line+1)
			}
			if strings.Contains(strings.Join(want, " "), "/") {
				got[i] += "/" + [...]string{"", "error", "warning", "info"}[d.Severity]
			}
		}
		slices.Sort(got)
		return slices.Equal(got, want)
	})
}

// diagnosticAt waits for a diagnostic on a line, from 1, that fits.
func (s *scenario) diagnosticAt(uri, line string, fit func(diagnostic) bool) {
	s.t.Helper()
	s.client.diagnostics(uri, s.where, func(all []diagnostic) bool {
		return slices.ContainsFunc(all, func(d diagnostic) bool {
			return strconv.Itoa(d.Range.Start.Line+1) == line && fit(d)
		})
	})
}
