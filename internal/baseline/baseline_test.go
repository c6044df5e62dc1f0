package baseline

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

var rule = &analyzer.Rule{Name: "missing-join", Code: "TH201"}

// marked is the fingerprints of the lines of a text that have a mark, in order.
func marked(path, text string) []Fingerprint {
	f := source.New(path, strings.ReplaceAll(text, "#MARK", ""))
	var out []Fingerprint
	at := uint32(0)
	for line := range strings.Lines(text) {
		plain := strings.ReplaceAll(line, "#MARK", "")
		if plain != line {
			out = append(out, Of(&analyzer.Finding{Rule: rule, Span: source.Span{Start: at, End: at + 1}}, f, path))
		}
		at += uint32(len(plain))
	}
	return out
}

// kept is how many of the findings in a text the entries of another stand for.
func kept(before, after []Fingerprint) int {
	known, _ := (&Baseline{Entries: before}).Match(after)
	n := 0
	for _, k := range known {
		if k {
			n++
		}
	}
	return n
}

// sample is a real file with a mark on every seventh line of code.
func sample(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "rules", "missing-join", "missing_join.py"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(b), "\n")
	n := 0
	for i, l := range lines {
		if s := strings.TrimSpace(l); s != "" && s[0] != '#' {
			if n++; n%7 == 0 {
				lines[i] = strings.TrimSuffix(l, "\n") + "#MARK\n"
			}
		}
	}
	return lines
}

func TestFindingsAreKnownAfterLinesCameAndWent(t *testing.T) {
	lines := sample(t)
	before := marked("a.py", strings.Join(lines, ""))
	for seed := range int64(10) {
		r := rand.New(rand.NewSource(seed))
		edited := slices.Clone(lines)
		for range 50 {
			i := r.Intn(len(edited))
			if r.Intn(2) == 0 {
				edited = slices.Insert(edited, i, fmt.Sprintf("# line %d\n", r.Int()))
			} else if !strings.Contains(edited[i], "#MARK") {
				edited = slices.Delete(edited, i, i+1)
			}
		}
		after := marked("a.py", strings.Join(edited, ""))
		if n := kept(before, after); n*100 < len(after)*95 {
			t.Errorf("seed %d: %d of %d are known", seed, n, len(after))
		}
	}
}

func TestFindingsAreKnownInRenamedFilesAndMovedFunctions(t *testing.T) {
	lines := sample(t)
	text := strings.Join(lines, "")
	before := marked("a.py", text)
	if n := kept(before, marked("sub/b.py", text)); n != len(before) {
		t.Errorf("renamed: %d of %d", n, len(before))
	}
	var parts []string
	for _, p := range strings.Split(text, "\n\n\n") {
		parts = append(parts, p)
	}
	slices.Reverse(parts)
	if n := kept(before, marked("a.py", strings.Join(parts, "\n\n\n"))); n*100 < len(before)*95 {
		t.Errorf("moved: %d of %d", n, len(before))
	}
}

func TestAnEntryStandsForOneFinding(t *testing.T) {
	one := marked("a.py", "t.start()#MARK\n")
	two := marked("a.py", "t.start()#MARK\nx = 1\nt.start()#MARK\n")
	if n := kept(one, two); n != 1 {
		t.Errorf("%d are known", n)
	}
	_, left := (&Baseline{Entries: two}).Match(one)
	if len(left) != 1 {
		t.Errorf("%d entries are left", len(left))
	}
	other := marked("a.py", "t.run()#MARK\n")
	if n := kept(one, other); n != 0 {
		t.Error("another line is known")
	}
}

func TestFileIsReadAsWritten(t *testing.T) {
	b := &Baseline{Entries: marked("ü.py", "class A:\n    async def f(self):\n        t.start('\"')#MARK\n")}
	if e := b.Entries[0]; e.In != "A.f" || e.Text != `t.start('"')` {
		t.Errorf("%+v", e)
	}
	got, err := Parse(b.Bytes())
	if err != nil || !slices.Equal(got.Entries, b.Entries) {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "{}", "[]", "secret", header + "\nsecret", header + `{"rule":1}`, header + "\n{\"rule\":\"x\",\"paht\":\"y\"}", `{"threadlsp-baseline":2}`} {
		if _, err := Parse([]byte(bad)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
