package fix

import (
	"regexp"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var letters = regexp.MustCompile(`ab|bc|[xy]`)

// find stands in for rules: "ab" becomes "c", "bc" becomes "d", x is fixed
// unsafely, and y has a fix that only makes another y.
func find(text []byte) ([]*analyzer.Finding, map[string]*source.File) {
	file := source.New("a.py", string(text))
	become := map[string]string{"ab": "c", "bc": "d", "x": "z", "y": "yy"}
	var out []*analyzer.Finding
	for at := range text {
		if m := letters.FindIndex(text[at:]); m != nil && m[0] == 0 {
			word := string(text[at : at+m[1]])
			span := source.Span{Start: uint32(at), End: uint32(at + m[1])}
			out = append(out, &analyzer.Finding{Path: "a.py", Span: span, Fix: &analyzer.Fix{Safe: word != "x", Edits: []analyzer.Edit{{Span: span, New: become[word]}}}})
		}
	}
	return out, map[string]*source.File{"a.py": file}
}

func TestRoundsResolveOverlappingFixes(t *testing.T) {
	for text, want := range map[string]string{
		"":         "",
		"x":        "x",
		"ab-bc":    "c-d",
		"abc":      "cc", // "bc" overlaps "ab" and is gone after it
		"abab":     "cc", // they touch: two rounds
		"aab bcbc": "ac dd",
	} {
		findings, files := find([]byte(text))
		got, err := Rounds([]byte(text), findings, files, func(text []byte) ([]*analyzer.Finding, map[string]*source.File, bool, error) {
			findings, files := find(text)
			return findings, files, true, nil
		})
		if err != nil || string(got) != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestRoundsEnd(t *testing.T) {
	findings, files := find([]byte("y"))
	n := 0
	_, err := Rounds([]byte("y"), findings, files, func(text []byte) ([]*analyzer.Finding, map[string]*source.File, bool, error) {
		n++
		findings, files := find([]byte("y"))
		return findings, files, true, nil
	})
	if err != nil || n > maxRounds {
		t.Errorf("%d rounds, %v", n, err)
	}
}

func TestARoundThatBreaksTheTextDoesNotCount(t *testing.T) {
	findings, files := find([]byte("ab"))
	got, err := Rounds([]byte("ab"), findings, files, func([]byte) ([]*analyzer.Finding, map[string]*source.File, bool, error) {
		return nil, nil, false, nil
	})
	if err != nil || string(got) != "ab" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestEditsOfAnIndentedBlockAreIndented(t *testing.T) {
	doc := source.DecodeText("a.md", "- x\n\n  ```python\n  a\n  b\n  ```\n")
	file := doc.Files()[0]
	edits, ok := InDocument(file, []analyzer.Edit{{Span: source.Span{Start: 2, End: 2}, New: "if a:\n    "}})
	if !ok {
		t.Fatal("cannot be written in UTF-8")
	}
	got, err := Apply(doc.Text, edits)
	if want := "- x\n\n  ```python\n  a\n  if a:\n      b\n  ```\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestChangeIsTheLinesThatDiffer(t *testing.T) {
	for _, x := range []struct{ before, after string }{
		{"a\nb\nc\n", "a\nB\nc\n"}, {"a\n", "a\nb\n"}, {"a\nb\n", "b\n"}, {"", "a"}, {"a", ""}, {"aa\naa\n", "aa\n"}, {"é\r\n", "è\r\n"},
	} {
		e := Change([]byte(x.before), []byte(x.after))
		got, err := Apply([]byte(x.before), []analyzer.Edit{e})
		if err != nil || string(got) != x.after {
			t.Errorf("%q to %q: %+v gives %q, %v", x.before, x.after, e, got, err)
		}
	}
}
