package refactor

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// TestWhatIsOfferedInRealCodeCompiles asks for what is offered at statements of
// Python's own library, under a lock that all of it can see, and has CPython
// compile the results.
func TestWhatIsOfferedInRealCodeCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("reads Python's library")
	}
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Skip("no python3")
	}
	var made []string
	for _, name := range []string{"queue", "socketserver", "threading", "sched", "textwrap", "logging/handlers", "concurrent/futures/thread", "json/decoder", "tarfile"} {
		raw, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), name+".py"))
		if err != nil || strings.Contains(string(raw), "from __future__") {
			continue
		}
		text := "import threading\nzz = threading.Lock()\n" + string(raw)
		f := linked(t, text)
		for i := 1; i < len(f.Stmts); i += 12 {
			s := f.Stmts[i].Span
			last := f.Stmts[min(i+i%3, len(f.Stmts)-1)].Span
			for _, c := range Rewrites(f, []byte(text), source.Span{Start: s.Start, End: max(s.End, last.End)}) {
				made = append(made, apply(t, text, c))
			}
		}
	}
	if len(made) < 50 {
		t.Errorf("only %d rewritings were offered", len(made))
	}
	t.Logf("%d rewritings", len(made))
	for len(made) > 0 {
		n := min(len(made), 50)
		compiles(t, made[:n])
		made = made[n:]
	}
}
