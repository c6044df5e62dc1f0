package threadmap

import (
	"bytes"
	"crypto/sha256"
	stdjson "encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"threadlsp/analyzer/threads"
)

// hostile is text that ends strings, tags, comments and lines of every format,
// and steers a terminal or a CI runner.
const hostile = "\"];\n::error::x</script><script>alert(1)</script>{{x}}`-->*/\x1b[31m\u202e\u2028|end\\"

// nasty is a map in which every text is hostile.
func nasty() Project {
	at := threads.Place{Path: hostile + ".py", Line: 3, Column: 1}
	return Project{Name: hostile, Map: &threads.Map{
		Roots: []*threads.MapRoot{{
			ID: "r1", Name: hostile, Kind: "thread", At: at, Waits: &threads.MapCall{Name: hostile, At: at},
			Spawns: []threads.MapSpawn{{At: at, In: hostile, By: hostile, From: "c1"}},
			Takes:  []threads.MapTake{{Lock: "l1", In: hostile, At: at, While: []string{"l1"}}},
			Calls:  []threads.MapCall{{Name: hostile, At: at}},
		}},
		Code: []*threads.MapCode{{ID: "c1", Name: hostile, At: at}},
		Objects: []*threads.MapObject{{
			ID: "o1", Name: hostile, Kind: "class", At: at,
			Locks:    []*threads.MapLock{{ID: "l1", Name: hostile, Type: hostile}},
			Channels: []*threads.MapChannel{{ID: "q1", Name: hostile, Type: hostile, Uses: []threads.MapUse{{Does: "puts", By: "r1", In: hostile, At: at}}}},
			Data:     []*threads.MapData{{ID: "d1", Name: hostile, Guarded: "some", Guard: "l1", Uses: []threads.MapUse{{Does: "read", By: "c1", In: hostile, At: at}}}},
		}},
		Edges: []threads.MapEdge{{From: "c1", To: "r1", Does: "starts"}, {From: "r1", To: "o1", Does: "takes", Item: "l1"}},
	}}
}

func printed(t *testing.T, format string, all ...Project) string {
	t.Helper()
	print, ok := ByName(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var b bytes.Buffer
	if err := print(&b, all, Style{Version: "0"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostile holds that nothing in a program's names is markup, a command or a
// control character of the output.
func TestHostile(t *testing.T) {
	for _, format := range Formats() {
		out := printed(t, format, nasty(), nasty())
		if format == "html" {
			out = strings.NewReplacer(pageScript, "", pageStyle, "").Replace(out)
			if strings.Count(out, "<script") != 2 || strings.Contains(out, "</title><") {
				t.Errorf("html has elements of the program: %s", out)
			}
		}
		for _, r := range out {
			if unicode.IsControl(r) && r != '\n' || r == '\u202e' || r == '\u2028' {
				t.Errorf("%s prints %q", format, r)
			}
		}
		if regexp.MustCompile(`(?m)^\s*::`).MatchString(out) {
			t.Errorf("%s prints a workflow command", format)
		}
	}
	var doc struct {
		Projects []struct{ Name string }
	}
	if err := stdjson.Unmarshal([]byte(printed(t, "json", nasty())), &doc); err != nil || doc.Projects[0].Name != hostile {
		t.Errorf("json gives %q (%v)", doc.Projects[0].Name, err)
	}
	// In dot each line is one statement, whose quoted strings are closed.
	for line := range strings.Lines(printed(t, "dot", nasty())) {
		if rest := regexp.MustCompile(`"([^"\\]|\\.)*"`).ReplaceAllString(line, ""); strings.ContainsAny(rest, `"<>`) && !strings.Contains(rest, "->") || strings.Contains(rest, "alert") {
			t.Errorf("dot: %s", line)
		}
	}
	// In mermaid no character of markup is left of a name.
	for line := range strings.Lines(printed(t, "mermaid", nasty())) {
		for _, tag := range []string{"<b>", "</b>", "<i>", "</i>", "<br/>"} {
			line = strings.ReplaceAll(line, tag, "")
		}
		if i := strings.Index(line, `"`); i >= 0 && (strings.Count(line, `"`) != 2 || strings.ContainsAny(line[i:strings.LastIndex(line, `"`)], "<>`|[]{}\\")) {
			t.Errorf("mermaid: %s", line)
		}
	}
}

// TestDotShowsEntitiesAsTheyAreWritten holds that Graphviz, which reads entities in
// labels, shows what stands in the program.
func TestDotShowsEntitiesAsTheyAreWritten(t *testing.T) {
	if got, want := dotText(`d["&lt;\"]`), `d[\"&amp;lt;\\\"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestPagePolicy holds that a file's page names the scripts that may run by what
// they are, and an editor's by its nonce.
func TestPagePolicy(t *testing.T) {
	if out := printed(t, "html", nasty()); !strings.Contains(out, "script-src &#39;"+strings.Trim(hashed(pageScript), "'")) || strings.Contains(out, "unsafe") {
		t.Errorf("the policy of a file: %s", out[:1000])
	}
	var b bytes.Buffer
	print, _ := ByName("html")
	if err := print(&b, []Project{nasty()}, Style{Nonce: "abc"}); err != nil || strings.Count(b.String(), `nonce="abc"`) != 2 || !strings.Contains(b.String(), "script-src &#39;nonce-abc&#39;") {
		t.Errorf("the policy of an editor: %s", b.String()[:1000])
	}
}

// TestPageIsFresh is red when page.js and page.css are not made of page/src.
func TestPageIsFresh(t *testing.T) {
	sum := sha256.New()
	for _, pattern := range []string{"page/package.json", "page/src/*.css", "page/src/*.ts"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names { // sorted
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sum.Write(text)
		}
	}
	made := fmt.Sprintf("/* Made of the sources %x ", sum.Sum(nil)[:8])
	if !strings.HasPrefix(pageScript, made) || !strings.HasPrefix(pageStyle, made) {
		t.Error("page.js or page.css is stale: run internal/threadmap/page/build.sh")
	}
}

// TestSameNamesAreToldApart holds that boxes of one name have their files.
func TestSameNamesAreToldApart(t *testing.T) {
	at := func(path string) threads.Place { return threads.Place{Path: path, Line: 1, Column: 1} }
	p := Project{Map: &threads.Map{
		Roots: []*threads.MapRoot{{ID: "r1", Name: "loop", At: at("x/pool/thread.py")}, {ID: "r2", Name: "loop", At: at("x/pool/process.py")}, {ID: "r3", Name: "one", At: at("a.py")}, {ID: "r4", Name: "two", At: at("a.py")}, {ID: "r5", Name: "two", At: at("a.py")}},
		Code:  []*threads.MapCode{{ID: "c1", Name: "process.py", Kind: "module", At: at("x/pool/process.py")}, {ID: "c2", Name: "process.py", Kind: "module", At: at("process.py")}},
		Edges: []threads.MapEdge{{From: "c1", To: "r1", Does: "starts"}, {From: "c2", To: "r2", Does: "starts"}},
	}}
	var got []string
	for _, n := range p.picture().Nodes {
		got = append(got, n.Name)
	}
	if want := []string{"loop (pool/thread.py)", "loop (pool/process.py)", "one", "two (line 1)", "two (line 1)", "code of pool/process.py", "code of process.py"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTestsAreLeftOut holds that a picture shows the program, and its tests only
// where there is nothing else.
func TestTestsAreLeftOut(t *testing.T) {
	p := nasty()
	p.Roots = append(p.Roots, &threads.MapRoot{ID: "r2", Name: "test_it", Kind: "thread", Test: true})
	names := func() (out []string) {
		for _, n := range p.picture().plain().Nodes {
			out = append(out, n.ID)
		}
		return out
	}
	if got := names(); !slices.Equal(got, []string{"r1", "o1", "c1"}) {
		t.Errorf("with a root of its own the picture has %v", got)
	}
	p.Roots[0].Test = true
	if got := names(); !slices.Contains(got, "r2") {
		t.Errorf("without a root of its own the picture has %v", got)
	}
}
