package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// manyFiles is the size of the made workspace: a fifth of its files start
// threads, and each imports its neighbour.
const manyFiles = 1000

// acrossFiles measures how long an edit of a thread's target takes to show
// where the thread is made, in another file of a workspace of many.
func acrossFiles(out io.Writer, n int, built string) error {
	dir, err := os.MkdirTemp("", "threadlsp-workspace")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := makeWorkspace(dir); err != nil {
		return err
	}
	const (
		target = "import time\n\n\ndef work(a, b):\n    time.sleep(a + b)\n"
		maker  = "import threading\nfrom target import work\n\nt = threading.Thread(target=work, args=(1, 2))\nt.start()\nt.join()\n"
	)
	s, err := startServer([]string{built, "lsp"}, dir, filepath.Join(dir, "kept"))
	if err != nil {
		return err
	}
	defer s.stop()
	uri := func(name string) string { return "file://" + filepath.Join(dir, name) }
	begin := time.Now()
	if err := s.initialize(dir); err != nil {
		return err
	}
	for name, text := range map[string]string{"target.py": target, "maker.py": maker} {
		s.send("textDocument/didOpen", 0, map[string]any{"textDocument": map[string]any{"uri": uri(name), "languageId": "python", "version": 0, "text": text}})
	}
	shows := func(there bool) error {
		return s.await(func(m *message) bool {
			return m.Method == "textDocument/publishDiagnostics" && m.Params.URI == uri("maker.py") && (len(m.Params.Diagnostics) > 0) == there
		})
	}
	if err := shows(false); err != nil {
		return err
	}
	first := time.Since(begin)
	var best, worst time.Duration
	for i := range 2 * n {
		text := target
		if i%2 == 0 {
			text = strings.Replace(target, "a, b)", "a, b, c)", 1)
		}
		sent := time.Now()
		s.send("textDocument/didChange", 0, map[string]any{
			"textDocument":   map[string]any{"uri": uri("target.py"), "version": i + 1},
			"contentChanges": []any{map[string]any{"text": text}},
		})
		if err := shows(i%2 == 0); err != nil {
			return err
		}
		took := time.Since(sent)
		if best == 0 || took < best {
			best = took
		}
		worst = max(worst, took)
	}
	_, err = fmt.Fprintf(out, "\nWorkspace of %d files: first diagnostics after %.0f ms; an edit shows in another file after %.0f to %.0f ms (%d edits)\n",
		manyFiles+2, ms(first), ms(best), ms(worst), 2*n)
	return err
}

// makeWorkspace writes the files that nobody edits.
func makeWorkspace(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "pyproject.toml"), nil, 0o600); err != nil {
		return err
	}
	for i := range manyFiles {
		var b strings.Builder
		fmt.Fprintf(&b, "import os\nimport json\n")
		if i > 0 {
			fmt.Fprintf(&b, "import part%d\n", i-1)
		}
		if i%5 == 0 {
			fmt.Fprintf(&b, "import threading\n\n\nclass Poller%d:\n    def __init__(self):\n        self._lock = threading.Lock()\n        self._thread = threading.Thread(target=self._run, daemon=True)\n"+
				"        self.items = []\n\n    def start(self):\n        self._thread.start()\n\n    def _run(self):\n        with self._lock:\n            self.items.append(os.getpid())\n", i)
		}
		for k := range 8 {
			fmt.Fprintf(&b, "\n\ndef step%d_%d(path, depth=0):\n    out = {}\n    for name in os.listdir(path):\n        if name.startswith('.') and depth:\n            continue\n        out[name] = json.dumps([name, depth])\n    return out\n", i, k)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part%d.py", i)), []byte(b.String()), 0o600); err != nil {
			return err
		}
	}
	return nil
}
