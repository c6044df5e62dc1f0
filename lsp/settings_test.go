package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fault waits for the only diagnostic of a file, whatever its version.
func (c *client) fault(uri, part string) diagnostic {
	c.t.Helper()
	var d diagnostic
	c.until("a fault with "+part, func() bool {
		p := c.shown[uri]
		if len(p.Diagnostics) != 1 || !strings.Contains(p.Diagnostics[0].Message, part) {
			return false
		}
		d = p.Diagnostics[0]
		return true
	})
	return d
}

func (c *client) faultless(uri string) {
	c.t.Helper()
	c.until("no fault in "+uri, func() bool {
		p, ok := c.shown[uri]
		return ok && len(p.Diagnostics) == 0
	})
}

func TestWrongSettingsAreShownWhereTheyAre(t *testing.T) {
	dir, uri := project(t, map[string]string{"threadlsp.toml": "# 🧵\nselct = []\n"})
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	c.open(uri("a.py"), "python", bad)
	c.diagnostics(uri("a.py"), "one: the rest goes on", count(1))
	d := c.fault(uri("threadlsp.toml"), `unknown key "selct": did you mean "select"?`)
	same(t, "place", d.Range, span{position{1, 0}, position{1, 5}})
	same(t, "fields", []any{d.Severity, d.Code, d.Source}, []any{1, "configuration", "threadlsp"})
	for text, part := range map[string]string{
		"select = [":           "not valid TOML",
		"profile = 'learning'": "learning",
		"select = ['🧵', 'TH101']\nignore = ['args-not-tupel']\n": "",
	} {
		write(t, filepath.Join(dir, "threadlsp.toml"), text)
		c.tellChanged(uri("threadlsp.toml"), 2)
		if part != "" {
			c.fault(uri("threadlsp.toml"), part)
		}
	}
	write(t, filepath.Join(dir, "threadlsp.toml"), "select = ['TH101', 'no-such']\nignore = ['args-not-tupel']\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	var got []diagnostic
	c.until("two unknown rules", func() bool {
		got = c.shown[uri("threadlsp.toml")].Diagnostics
		return len(got) == 2 && got[0].Range.Start.Character == 19
	})
	same(t, "where", []span{got[0].Range, got[1].Range}, []span{{position{0, 19}, position{0, 28}}, {position{1, 10}, position{1, 26}}})
	same(t, "did you mean", strings.Contains(got[1].Message, `did you mean "args-not-tuple"?`), true)
	write(t, filepath.Join(dir, "threadlsp.toml"), "selct = []\nprofile = 1\nignore = ['no-such']\n[x]\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.until("all faults at once", func() bool {
		var lines []int
		for _, d := range c.shown[uri("threadlsp.toml")].Diagnostics {
			lines = append(lines, d.Range.Start.Line)
		}
		return fmt.Sprint(lines) == "[0 1 2 3]"
	})
	write(t, filepath.Join(dir, "threadlsp.toml"), "")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.faultless(uri("threadlsp.toml"))
}

func TestWhatIsUnderstoodOfWrongSettingsCounts(t *testing.T) {
	_, uri := project(t, map[string]string{"threadlsp.toml": "selct = []\nignore = ['args-not-tuple']\n"})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "import threading\nt = threading.Thread(target=print, args=(\"ab\"))\nt.start()\nt.join()\n")
	c.fault(uri("threadlsp.toml"), "selct")
	c.diagnostics(uri("a.py"), "none: ignored", count(0))
}

func TestTablesAndExtendedFilesCountInTheEditor(t *testing.T) {
	dir, uri := project(t, map[string]string{
		".git/HEAD": "", "threadlsp.toml": "severity.args-not-tuple = 'info'\n",
		"in/threadlsp.toml": "extend = '../threadlsp.toml'\n[per-file-ignores]\n'b.py' = ['TH101']\n",
	})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	text := "import threading\nt = threading.Thread(target=print, args=(5))\nt.start()\nt.join()\n"
	c.open(uri("in/b.py"), "python", text)
	c.diagnostics(uri("in/b.py"), "none: ignored in this file", count(0))
	c.open(uri("in/a.py"), "python", text)
	level := func(n int) func([]diagnostic) bool {
		return func(all []diagnostic) bool { return len(all) == 1 && all[0].Severity == n }
	}
	c.diagnostics(uri("in/a.py"), "as information", level(3))
	write(t, filepath.Join(dir, "threadlsp.toml"), "severity.args-not-tuple = 'warning'\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.diagnostics(uri("in/a.py"), "as a warning", level(2))
	write(t, filepath.Join(dir, "threadlsp.toml"), "severity.args-not-tupel = 'warning'\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.fault(uri("threadlsp.toml"), `did you mean "args-not-tuple"?`)
}

func TestRowsOfLibrariesCountInTheEditor(t *testing.T) {
	dir, uri := project(t, map[string]string{"threadlsp.toml": ""})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	c.open(uri("a.py"), "python", "import fastpool\ndef f(n): print(n)\nfastpool.spawn(f(1))\n")
	c.diagnostics(uri("a.py"), "none: nobody knows the library", count(0))
	write(t, filepath.Join(dir, "threadlsp.toml"), "[[effects]]\nm = 'fastpool.spawn(fn)'\nruns = 'fn'\non = 'pool'\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.diagnostics(uri("a.py"), "the row is read", count(1))
	write(t, filepath.Join(dir, "threadlsp.toml"), "[[effects]]\nm = 'fastpool.spawn(fn)'\nruns = 'fn'\nonn = 'pool'\n")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.fault(uri("threadlsp.toml"), `unknown key "onn": did you mean "on"?`)
}

func TestLastGoodSettingsStayInForce(t *testing.T) {
	dir, uri := project(t, map[string]string{"pyproject.toml": "[tool.threadlsp]\nignore = ['args-not-tuple']\n"})
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	text := "import threading\nt = threading.Thread(target=print, args=(\"ab\"))\nt.start()\nt.join()\n"
	c.open(uri("a.py"), "python", text)
	c.diagnostics(uri("a.py"), "none: ignored", count(0))
	settings := func(text string) {
		write(t, filepath.Join(dir, "pyproject.toml"), text)
		c.tellChanged(uri("pyproject.toml"), 2)
	}
	settings("[tool.threadlsp]\nignore = ['args-not-tupl']\n")
	c.fault(uri("pyproject.toml"), "args-not-tupl")
	c.replace(uri("a.py"), 0, 0, "\n")
	c.diagnostics(uri("a.py"), "none: still ignored", count(0))
	settings("[tool.threadlsp\n")
	c.fault(uri("pyproject.toml"), "not valid TOML")
	c.replace(uri("a.py"), 0, 0, "\n")
	c.diagnostics(uri("a.py"), "none: still ignored", count(0))
	settings("")
	c.faultless(uri("pyproject.toml"))
	c.diagnostics(uri("a.py"), "one", count(1))
	if err := os.Remove(filepath.Join(dir, "pyproject.toml")); err != nil {
		t.Fatal(err)
	}
}

func TestFaultIsToldOnceForSeveralProgramsAndTakenBackWithTheLast(t *testing.T) {
	dir, uri := project(t, map[string]string{"threadlsp.toml": "selct = []\n", "a.py": "", "sub/pyproject.toml": "", "sub/b.py": ""})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.fault(uri("threadlsp.toml"), "selct")
	c.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": []any{folderOf(dir)}}})
	c.faultless(uri("threadlsp.toml"))
}
