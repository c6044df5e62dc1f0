package glob

import (
	"strings"
	"testing"
)

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, path string
		dir, want     bool
	}{
		{"build", "build", true, true},
		{"build", "a/build", true, true},
		{"build/", "a/build", false, false},
		{"/build", "a/build", true, false},
		{"a/build", "a/build", true, true},
		{"*.py", "a/b.py", false, true},
		{"*.py", "a/b.pyw", false, false},
		{"a/*.py", "a/b/c.py", false, false},
		{"a/**/c.py", "a/c.py", false, true},
		{"a/**/c.py", "a/b/b/c.py", false, true},
		{"**/gen", "x/y/gen", true, true},
		{"gen/**", "gen/x/y.py", false, true},
		{"t?st.py", "test.py", false, true},
		{"[a-c].py", "b.py", false, true},
		{"[!a-c].py", "b.py", false, false},
		{"[]]x", "]x", false, true},
		{"{a,b}_pb2.py", "b_pb2.py", false, true},
		{"{a,b}_pb2.py", "c_pb2.py", false, false},
		{`\*.py`, "*.py", false, true},
		{"é?.py", "éß.py", false, true},
	} {
		p, err := Compile(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
		} else if got := p.Match(c.path, c.dir); got != c.want {
			t.Errorf("%s on %s: %v", c.pattern, c.path, got)
		}
	}
	for _, bad := range []string{"[", "{a", "", "!", `a*\`, "[z-a]"} {
		if _, err := Compile(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// TestPatternBombsEnd hangs where matching is exponential.
func TestPatternBombsEnd(t *testing.T) {
	path := strings.Repeat("a/", 40) + strings.Repeat("a", 200) + "c"
	for _, bomb := range []string{strings.Repeat("**/", 40) + "*a*a*a*a*a*a*a*b", strings.Repeat("{a,a}", 40) + "*b", strings.Repeat("a*", 100) + "b"} {
		p, err := Compile(bomb)
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(path, false) {
			t.Errorf("%s matches", bomb)
		}
	}
}
