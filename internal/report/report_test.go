package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	argsNotTuple = &analyzer.Rule{Name: "args-not-tuple", Code: "TH101", Severity: analyzer.Error, State: analyzer.On}
	missingJoin  = &analyzer.Rule{Name: "missing-join", Code: "TH201", Severity: analyzer.Warning, State: analyzer.On}
)

// in is the span of the nth occurrence (from 0) of what in a file.
func in(f *source.File, what string, nth int) source.Span {
	at := 0
	for range nth {
		at += strings.Index(string(f.Text[at:]), what) + len(what)
	}
	at += strings.Index(string(f.Text[at:]), what)
	return source.Span{Start: uint32(at), End: uint32(at + len(what))}
}

// part is a project of some files.
func part(findings []analyzer.Finding, files ...*source.File) Part {
	r := &analyzer.Result{Findings: findings, Files: map[string]*source.File{}, Checked: len(files)}
	for _, f := range files {
		r.Files[f.Path] = f
	}
	return Part{Result: r, Path: func(doc string) string { return doc }}
}

// show prints in a format.
func show(t *testing.T, format string, s Style, parts ...Part) string {
	t.Helper()
	print, ok := ByName(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var b bytes.Buffer
	if err := print(&b, parts, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// sample is what the golden files show.
func sample() Part {
	a := source.New("a.py", "import threading\nfrom b import work\n\nt = threading.Thread(target=work, args=(\"John\"))\nt.start()\n"+
		"\n\n\n\n\nif x:\n\ts = '日本'; result = threading.Thread(target=work,\n\t\tname=\"n\")\n")
	b := source.New("b.py", "def work(name):\n    print(name)\n")
	call := in(a, "threading.Thread(target=work,\n\t\tname=\"n\")", 0)
	str := in(a, `("John")`, 0)
	return part([]analyzer.Finding{{
		Rule: missingJoin, Path: "a.py", Span: call, Msg: "nothing waits for thread `result`", Severity: analyzer.Info,
		Label:    "started here",
		Timeline: []string{"main: start ── print ── end ┄┄ waits", "t:    └─ sleep ┄┄┄┄ \"done\""},
		Because:  []analyzer.Note{{Path: "a.py", Span: in(a, "t.start()", 0), Msg: "the other start"}},
		Fix:      &analyzer.Fix{Title: "Add `result.join()` at the end", Edits: []analyzer.Edit{{Span: source.Span{Start: call.End, End: call.End}, New: "\n\tresult.join()"}}},
		OrFixes:  []*analyzer.Fix{{Title: "Pass `daemon=True`", Edits: []analyzer.Edit{{Span: source.Span{Start: call.End - 1, End: call.End - 1}, New: ", daemon=True"}}}},
	}, {
		Rule: argsNotTuple, Path: "a.py", Span: str, Msg: `args=("John") is the string "John", not a tuple`, Label: "a string",
		Because: []analyzer.Note{{Path: "b.py", Span: in(b, "work", 0), Msg: "takes 1 argument"}, {Path: "a.py", Span: in(a, "work", 1), Msg: "the target"}},
		Fix:     &analyzer.Fix{Title: "Make it a one-element tuple", Safe: true, Edits: []analyzer.Edit{{Span: source.Span{Start: str.End - 1, End: str.End - 1}, New: ","}}},
	}}, a, b)
}

func TestGolden(t *testing.T) {
	for _, format := range Formats() {
		got := show(t, format, Style{}, sample())
		name := filepath.Join("testdata", format+".txt")
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s (-update rewrites):\n%s\nwant\n%s", format, got, want)
		}
	}
}

// TestColourChangesNoText strips the escape sequences again.
func TestColourChangesNoText(t *testing.T) {
	for _, format := range Formats() {
		plain, coloured := show(t, format, Style{}, sample()), show(t, format, Style{Colour: true}, sample())
		if (format == "full" || format == "concise") && plain == coloured {
			t.Errorf("%s: no colour", format)
		}
		for _, code := range []string{"\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[32m", "\x1b[34m", "\x1b[0m", "\x1b[31m"} {
			coloured = strings.ReplaceAll(coloured, code, "")
		}
		if coloured != plain {
			t.Errorf("%s: %q\nwant %q", format, coloured, plain)
		}
	}
}

func TestNothingHostileIsPrintedRaw(t *testing.T) {
	evil := "\x1b[31m\x1b]0;t\x07\x9b\u009b\x7f\u202e\u2066\r::error::x"
	f := source.New("a\n::error::"+evil+".py", "x = '\x1b[2J\u202edcba\u009b\x7f'; y = 1\n")
	g := source.New("::error::pwned.py", "z\n")
	finding := analyzer.Finding{
		Rule: argsNotTuple, Path: f.Path, Span: in(f, "x = '\x1b[2J\u202edcba\u009b\x7f'; y", 0), Msg: "bad " + evil, Label: evil,
		Timeline: []string{evil}, Because: []analyzer.Note{{Path: f.Path, Span: in(f, "y", 0), Msg: evil}},
		Fix: &analyzer.Fix{Title: evil, Edits: []analyzer.Edit{{Span: in(f, "y", 0), New: evil}}},
	}
	other := analyzer.Finding{Rule: argsNotTuple, Path: g.Path, Span: in(g, "z", 0), Msg: "m"}
	for _, format := range Formats() {
		got := show(t, format, Style{}, part([]analyzer.Finding{finding, other}, f, g))
		for line := range strings.Lines(got) {
			line = strings.TrimSuffix(line, "\n")
			for _, r := range line {
				if r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
					t.Errorf("%s: %U in %q", format, r, line)
				}
			}
			if s := strings.TrimSpace(line); (strings.HasPrefix(s, "::") || strings.HasPrefix(s, "##")) && !ours(format, s) {
				t.Errorf("%s: a CI command: %q", format, line)
			}
		}
	}
}

// ours says whether a line is a workflow command of the github format: its
// properties end at the first "::", and what follows is data to the runner.
func ours(format, line string) bool {
	head, _, ok := strings.Cut(strings.TrimPrefix(line, "::error title=TH101 args-not-tuple,file="), "::")
	return format == "github" && ok && !strings.HasPrefix(head, "::") && strings.Contains(head, ",line=1,")
}

func TestJSONKeepsWhatItEscapes(t *testing.T) {
	f := source.New("é\u202e.py", "日本 = 1\n")
	got := show(t, "jsonl", Style{}, part([]analyzer.Finding{{Rule: argsNotTuple, Path: f.Path, Span: in(f, "= 1", 0), Msg: "a\x7f<b>\u009b"}}, f))
	var line struct {
		Path, Message  string
		Column         int
		EndColumn      int `json:"end_column"`
		Because, Extra []any
		Fix            *struct{}
	}
	if err := json.Unmarshal([]byte(got), &line); err != nil {
		t.Fatal(err)
	}
	if line.Path != f.Path || line.Message != "a\x7f<b>\u009b" || line.Column != 4 || line.EndColumn != 7 || line.Because == nil || line.Fix != nil {
		t.Errorf("%s gives %+v", got, line)
	}
}

func TestLongLinesAreCutAroundTheSpan(t *testing.T) {
	f := source.New("a.py", "x = ["+strings.Repeat("1,", 50_000)+"CULPRIT,"+strings.Repeat("2,", 50_000)+"]\n")
	got := show(t, "full", Style{}, part([]analyzer.Finding{{Rule: argsNotTuple, Path: "a.py", Span: in(f, "CULPRIT", 0), Msg: "m"}}, f))
	var code, carets string
	for line := range strings.Lines(got) {
		if n := len([]rune(line)); n > 230 {
			t.Errorf("a line of %d characters", n)
		}
		if strings.Contains(line, "CULPRIT") {
			code = line
		}
		if strings.Contains(line, "^") {
			carets = line
		}
	}
	code = strings.ReplaceAll(code, "…", ".") // one column, three bytes
	if strings.Index(code, "CULPRIT") != strings.Index(carets, "^") || strings.Count(carets, "^") != len("CULPRIT") {
		t.Errorf("not below each other:\n%s%s", code, carets)
	}
}

func TestFixInAnIndentedBlockIsShownAsItStandsInTheNotes(t *testing.T) {
	f := source.DecodeText("n.md", "- item\n\n  ```python\n  x = 1\n  f(1)\n  ```\n").Files()[0]
	at := in(f, "1)", 0)
	got := show(t, "full", Style{}, part([]analyzer.Finding{{
		Rule: argsNotTuple, Path: f.Path, Span: at, Msg: "m", Fix: &analyzer.Fix{Title: "t", Edits: []analyzer.Edit{{Span: at, New: "1,)"}}},
	}}, f))
	if want := "\n4 |   x = 1\n5 -   f(1)\n5 +   f(1,)\n"; !strings.Contains(got, want) {
		t.Errorf("no %q in\n%s", want, got)
	}
}

func TestFindingsOfAllProjectsAreSortedByPath(t *testing.T) {
	a, b := source.New("a.py", "x\ny\n"), source.New("b.py", "x\n")
	at := func(f *source.File, what string) analyzer.Finding {
		return analyzer.Finding{Rule: argsNotTuple, Path: f.Path, Span: in(f, what, 0), Msg: "m"}
	}
	got := show(t, "concise", Style{}, part([]analyzer.Finding{at(b, "x")}, b), part([]analyzer.Finding{at(a, "y"), at(a, "x")}, a))
	want := "a.py:1:1: error: m [args-not-tuple]\na.py:2:1: error: m [args-not-tuple]\nb.py:1:1: error: m [args-not-tuple]\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestSummary(t *testing.T) {
	p := sample()
	p.Result.Skipped = []analyzer.Skip{{Path: "c.py", Reason: "permission denied"}}
	if got, want := Summary([]Part{p}, 0), "Found 2 findings (1 error, 1 info), 2 fixable (1 safe), in 2 files; 1 skipped; 0.00 s"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := Summary([]Part{part(nil, source.New("a.py", ""))}, 0), "No findings in 1 file; 0.00 s"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNoticesAreShortAndPrintable(t *testing.T) {
	p := part(nil)
	p.Result.Skipped = []analyzer.Skip{{Path: strings.Repeat("d\x1b/", 2000) + "t.py", Reason: strings.Repeat("r", 500)}}
	p.Result.Repaired = []analyzer.Skip{{Path: "snippet3.py", Reason: "8: not valid Python, the rest was checked"}}
	p.Result.Panics = []analyzer.Panic{{Rule: "busy-wait", Path: "a.py", Value: "boom\nboom"}}
	got := Notices([]Part{p})
	if len(got) != 3 || len([]rune(got[0])) > 400 || strings.ContainsAny(strings.Join(got, ""), "\x1b\n") ||
		got[1] != "snippet3.py:8: not valid Python, the rest was checked" ||
		got[2] != `threadlsp: rule busy-wait on a.py: boom\nboom (a bug in threadlsp; the other results are complete)` {
		t.Errorf("%q", got)
	}
}
