package fix

import (
	"regexp"
	"slices"
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

// draft is a document before the first round.
func draft(text string) *Draft {
	findings, files := find([]byte(text))
	return &Draft{Text: []byte(text), Findings: findings, Files: files}
}

// check finds anew what is in the drafts.
func check(changed []*Draft) error {
	for _, d := range changed {
		d.Findings, d.Files = find(d.Next)
	}
	return nil
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
		d := draft(text)
		if err := Rounds([]*Draft{d}, check); err != nil || string(d.Text) != want {
			t.Errorf("%q: %q, %v, want %q", text, d.Text, err, want)
		}
	}
}

func TestRoundsEnd(t *testing.T) {
	n := 0
	err := Rounds([]*Draft{draft("y")}, func(changed []*Draft) error {
		n++
		return check(changed)
	})
	if err != nil || n > maxRounds {
		t.Errorf("%d rounds, %v", n, err)
	}
}

func TestARoundIsOneCheckOfAllDocuments(t *testing.T) {
	drafts := []*Draft{draft("ab"), draft("abab"), draft("x"), draft("bc")}
	var sizes []int
	err := Rounds(drafts, func(changed []*Draft) error {
		sizes = append(sizes, len(changed))
		return check(changed)
	})
	if err != nil || !slices.Equal(sizes, []int{3, 1}) {
		t.Errorf("rounds of %d documents, %v", sizes, err)
	}
	for i, want := range []string{"c", "cc", "x", "d"} {
		if string(drafts[i].Text) != want {
			t.Errorf("document %d is %q, want %q", i, drafts[i].Text, want)
		}
	}
}

func TestARoundThatBreaksATextDoesNotCount(t *testing.T) {
	broken, other := draft("abab"), draft("abab")
	rounds := 0
	err := Rounds([]*Draft{broken, other}, func(changed []*Draft) error {
		rounds++
		if rounds == 2 {
			changed[0].Next = nil
			changed = changed[1:]
		}
		return check(changed)
	})
	if err != nil || string(broken.Text) != "cab" || string(other.Text) != "cc" {
		t.Errorf("%q and %q, %v", broken.Text, other.Text, err)
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
