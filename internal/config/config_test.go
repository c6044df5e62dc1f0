package config

import (
	"reflect"
	"strings"
	"testing"
)

func TestSettingsOfBothFiles(t *testing.T) {
	want := &Config{
		Select: []string{"ALL"}, Ignore: []string{"TH2"}, Exclude: []string{"gen/", "*_pb2.py"},
		TargetVersion: "3.11", Preview: true, FreeThreaded: true, Profile: "learn", Markdown: true,
	}
	body := `
select = ["ALL"]
ignore = [ # why
  "TH2",
]
exclude = ["gen/", '*_pb2.py']
target-version = "3.11"
preview = true
free-threaded = true
profile = "learn"
markdown = true
`
	for name, text := range map[string]string{
		"threadlsp.toml":   body,
		"a/threadlsp.toml": "\ufeff" + body,
		"pyproject.toml":   "[project]\nname = 5\n[tool.threadlsp]" + body + "[tool.other]\nx = 1\n",
		"b/pyproject.toml": `tool = { threadlsp = { select = ["ALL"], ignore = ["TH2"], exclude = ["gen/", "*_pb2.py"], target-version = "3.11", preview = true, free-threaded = true, profile = "learn", markdown = true } }`,
	} {
		got, ours, err := Parse(name, []byte(text))
		if err != nil || !ours {
			t.Errorf("%s: ours %v, error %v", name, ours, err)
			continue
		}
		want.Path, got.words, got.from, got.Sources = name, nil, nil, nil // where the words stand differs
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

func TestFaultsAreSaidAtTheirPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"[tool.threadlsp]\nexclud = ['a']\n", `p/pyproject.toml:2:1: unknown key "exclud": did you mean "exclude"?`},
		{"[tool.threadlsp]\n\nexclude = 5\n", `p/pyproject.toml:3:1: exclude: must be an array of strings, not an integer`},
		{"[tool.threadlsp]\npreview = 'yes'\n", `p/pyproject.toml:2:1: preview: must be a boolean, not a string`},
		{"[tool.threadlsp]\nselect = ['a', 1]\n", `p/pyproject.toml:2:1: select: must be an array of strings, but holds an integer`},
		{"[tool.threadlsp]\nexclude = ['[']\n", `p/pyproject.toml:2:1: exclude: "[": unclosed [`},
		{"[tool.threadlsp]\ntarget-version = '2.7'\n", `p/pyproject.toml:2:1: target-version: "2.7" is not one of 3.9, 3.10, 3.11, 3.12, 3.13, 3.14`},
		{"[tool.threadlsp]\nprofile = 'lern'\n", `p/pyproject.toml:2:1: profile: "lern" is not one of learn`},
		{"tool.threadlsp.slect = []\n", `p/pyproject.toml:1:16: unknown key "slect": did you mean "select"?`},
		{"tool = {threadlsp = {x = 1}}\n", `p/pyproject.toml:1:22: unknown key "x"`},
		{"[tool.threadlsp.select]\na = 1\n", `p/pyproject.toml:1:17: select: must be an array of strings, not a table`},
		{"[tool.threadlsp.severity]\nTH1 = 'eror'\n", `p/pyproject.toml:2:1: severity: "eror" is not one of error, warning, info, off: did you mean "error"?`},
		{"[tool.threadlsp]\nseverity = {TH1 = 5}\n", `p/pyproject.toml:2:13: severity: must be a table of strings, but holds an integer`},
		{"[tool.threadlsp]\nseverity = 'info'\n", `p/pyproject.toml:2:1: severity: must be a table of strings, not a string`},
		{"[[tool.threadlsp.severity]]\n", `p/pyproject.toml:1:18: severity: must be one table of strings; names with dots are quoted`},
		{"[tool.threadlsp.contexts]\nscripts = ['a']\n", `p/pyproject.toml:2:1: contexts: "scripts" is not one of test, benchmark, teaching, script, library: did you mean "script"?`},
		{"[tool.threadlsp.contexts]\ntest = ['[']\n", `p/pyproject.toml:2:1: contexts: unclosed [`},
		{"[tool.threadlsp.per-file-ignores]\n'a' = ['TH1', 2]\n", `p/pyproject.toml:2:1: per-file-ignores: must be an array of strings, but holds an integer`},
		{"[tool.threadlsp.per-file-ignores]\na.py = ['TH1']\n", `p/pyproject.toml:2:3: per-file-ignores: must be one table of arrays of strings; names with dots are quoted`},
		{"[tool.threadlsp]\njobs = 5000\n", `p/pyproject.toml:2:1: jobs: must be between 0 and 1024`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\nrunz = 'fn'\n", `p/pyproject.toml:3:1: effects: unknown key "runz": did you mean "runs"?`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\ndoes = ['block']\n", `p/pyproject.toml:3:1: effects.does: "block" is not one of blocks, probe, io, cpu, pure, joins, acquires, releases, spawns, wakes, sleeps, user-code, process-state, exits, forks, output, clock, mutates, closes, never-returns: did you mean "blocks"?`},
		{"[[tool.threadlsp.effects]]\ndoes = ['io']\n[tool.x]\n", `p/pyproject.toml:1:18: effects: "m" is missing: the name that the row is about`},
		{"[[tool.threadlsp.effects]]\nm = 'spawn'\n", `p/pyproject.toml:2:1: effects.m: must be a full name such as "fastpool.spawn" or "fastpool.spawn(fn, name)"`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b(fn)'\non='pool'\nruns = 'f'\n", `p/pyproject.toml:4:1: effects.runs: "f" is none of the parameters in "m"`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\nruns = 'f'\n", `p/pyproject.toml:3:1: effects.runs: needs "on": where the callable runs`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\nmany = true\n", `p/pyproject.toml:3:1: effects.many: needs "runs": the parameter that takes the callable`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\nunless = 'block'\n", `p/pyproject.toml:3:1: effects.unless: must be NAME=False, such as "block=False"`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\npass = 101\n", `p/pyproject.toml:3:1: effects.pass: must be between 0 and 100`},
		{"[[tool.threadlsp.effects]]\nm = 'a.b'\npass = true\n", `p/pyproject.toml:3:1: effects.pass: must be a string or integer, not a boolean`},
		{"[tool.threadlsp]\neffects = [{m = 'a.b', reentrant = true}]\n", `p/pyproject.toml:2:24: effects.reentrant: needs share = "lock"`},
		{"[tool.threadlsp]\neffects = ['a.b']\n", `p/pyproject.toml:2:1: effects: must be an array of tables, not an array`},
		{"[tool.threadlsp.effects]\nm = 'a.b'\n", `p/pyproject.toml:1:17: effects: must be an array of tables, not a table`},
		{"[tool]\nthreadlsp = 5\n", `p/pyproject.toml:2:1: tool.threadlsp: must be a table`},
	} {
		if _, _, err := Parse("p/pyproject.toml", []byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestBrokenFileIsOneLineThatQuotesNothing(t *testing.T) {
	for _, text := range []string{
		"[tool.threadlsp\nx = ", "root:x:0:0:root:/root:/bin/bash\n", "[tool.threadlsp]\n# \xff\n",
		"a = 1\na = 2\n", "x = " + strings.Repeat("[", 100_000),
	} {
		_, _, err := Parse("pyproject.toml", []byte(text))
		if err == nil {
			t.Errorf("%.20q: no error", text)
			continue
		}
		if s := err.Error(); strings.ContainsAny(s, "\n\x1b") || strings.Contains(s, "/bin/bash") || len(s) > 300 || !strings.HasPrefix(s, "pyproject.toml:") {
			t.Errorf("%.20q: %q", text, s)
		}
	}
}

func TestFileWithoutOurTableStillGivesTheTarget(t *testing.T) {
	for requires, want := range map[string]string{
		">=3.10": "3.10", ">=3.9,<4": "3.9", "~=3.11": "3.11", "==3.12.*": "3.12", ">3.8": "3.9", ">=3.6": "3.9",
		">=3.99": "3.14", "<4": "", "": "", "3.x": "", ">=3.10,!=3.12.1": "3.10", "^3.11": "3.11",
	} {
		c, ours, err := Parse("pyproject.toml", []byte("[project]\nrequires-python = '"+requires+"'\n"))
		if err != nil || ours || c.TargetVersion != want {
			t.Errorf("%q: target %q, ours %v, error %v; want %q", requires, c.TargetVersion, ours, err, want)
		}
	}
}

func TestEveryKeyIsDocumentedAndSettable(t *testing.T) {
	for i := range Keys {
		k := &Keys[i]
		if k.Doc == "" || k.Default == "" || k.setBool == nil && k.setString == nil && k.setStrings == nil && k.setInt == nil && k.setRow == nil && k.add == nil {
			t.Errorf("%s: incomplete", k.Name)
		}
		if _, _, err := Parse(ownFile, []byte(k.Name+" = "+k.Default+"\n")); err != nil {
			t.Errorf("the default of %s is refused: %v", k.Name, err)
		}
	}
}

func refused(text string) bool {
	_, _, err := Parse("pyproject.toml", []byte(text))
	return err != nil
}

func FuzzParse(f *testing.F) {
	f.Add("[tool.threadlsp]\nselect = ['a']\n")
	f.Add("tool = {threadlsp = {exclude = ['[']}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, faults := Understood("pyproject.toml", []byte(text)); (len(faults) > 0) != refused(text) {
			t.Errorf("%q: %v", text, faults)
		}
		if c, _, err := Parse("pyproject.toml", []byte(text)); (c == nil) == (err == nil) {
			t.Errorf("config %v, error %v", c, err)
		} else if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("error of two lines: %q", err)
		}
	})
}

func TestFaultStandsAtTheWordItIsAbout(t *testing.T) {
	c, _, err := Parse("pyproject.toml", []byte("[tool.threadlsp]\nselect = [\"TH1\",\n  'x']\nignore = []\n"))
	if err != nil {
		t.Fatal(err)
	}
	for want, got := range map[string]*Error{
		"pyproject.toml:2:11: select: why": c.Fault("select", 0, "why"),
		"pyproject.toml:3:3: select: why":  c.Fault("select", 1, "why"),
		"pyproject.toml: ignore: why":      c.Fault("ignore", 0, "why"),
	} {
		if got.Error() != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := c.Fault("select", 0, "").Len; got != len(`"TH1"`) {
		t.Errorf("length %d", got)
	}
}

func TestEditorsSettings(t *testing.T) {
	for _, c := range []struct {
		in     map[string]any
		want   Editor
		faults int
	}{
		{nil, Editor{}, 0},
		{map[string]any{"diagnosticMode": "workspace", "path": []any{}}, Editor{Workspace: true}, 0},
		{map[string]any{"diagnosticMode": "openFilesOnly"}, Editor{}, 0},
		{map[string]any{"diagnosticMode": nil}, Editor{}, 0},
		{map[string]any{"diagnosticMode": "all"}, Editor{}, 1},
		{map[string]any{"diagnosticMode": true}, Editor{}, 1},
		{map[string]any{"codeLens": false}, Editor{NoLenses: true}, 0},
		{map[string]any{"codeLens": true}, Editor{}, 0},
		{map[string]any{"codeLens": "off"}, Editor{}, 1},
	} {
		got, faults := ParseEditor(c.in)
		if got != c.want || len(faults) != c.faults {
			t.Errorf("%v: %+v, %v", c.in, got, faults)
		}
	}
}
