package pylib

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// modelTypes is names that stand for objects which Python gives no public class
// of that name: results of factories, and methods that instances get elsewhere.
var modelTypes = []string{"subprocess.PipeReader", "hashlib.Hash", "socket.SocketIO", "io.TextIOWrapper", "io.BufferedIOBase", "select.poll", "select.epoll",
	"multiprocessing.managers", "multiprocessing.connection", "http.client.HTTPResponse", "xmlrpc.client.ServerProxy", "sys.stdout", "sys.stderr", "sys.stdin", "tkinter", "turtle"}

// borrowed is classes that have the methods of a base without deriving from it.
var borrowed = []string{"io.StringIO", "io.BytesIO", "os._Environ"}

type pythonRow struct {
	Name     string   `json:"name"`
	Slots    []string `json:"slots"`
	Since    string   `json:"since"`
	Removed  string   `json:"removed"`
	Complete bool     `json:"complete"` // the row lists every parameter
	Type     bool     `json:"type"`     // a class: what follows is set
	Iterable bool     `json:"iterable"`
	NoIter   bool     `json:"noiter"`
	Bases    []string `json:"bases"`
}

// completeModules is where every parameter matters: one that the row forgot
// would be taken for an argument of the callable.
var completeModules = []string{"threading", "_thread", "queue", "concurrent", "multiprocessing", "asyncio", "sched"}

// TestStandardLibraryRowsMatchCPython asks every Python on the path whether
// each name is there, in the versions that the row claims, and takes the
// parameters that the row lists.
func TestStandardLibraryRowsMatchCPython(t *testing.T) {
	var input bytes.Buffer
	enc := json.NewEncoder(&input)
	rows := pythonRows()
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, python := range pythons() {
		cmd := exec.Command(python, "testdata/rows.py")
		cmd.Stdin = bytes.NewReader(input.Bytes())
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("%s: %v", python, err)
		}
		for line := range strings.Lines(string(out)) {
			t.Errorf("%s: %s", python, strings.TrimSpace(line))
		}
		t.Logf("%s: %d rows", python, len(rows))
	}
	if len(pythons()) == 0 {
		t.Skip("no python3 on the path")
	}
}

// pythons is every Python on the path from 3.8 on.
func pythons() []string {
	var out []string
	for _, python := range []string{"python3", "python3.8", "python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14"} {
		path, err := exec.LookPath(python)
		if err == nil && exec.Command(path, "-c", "import sys; sys.exit(sys.version_info < (3, 8))").Run() == nil {
			out = append(out, path)
		}
	}
	return out
}

// TestOverriddenNamesAreInCPython asks which of the listed names a thread, a
// timer and a process have, methods apart from data.
func TestOverriddenNamesAreInCPython(t *testing.T) {
	const script = `
import multiprocessing, sys, threading
print("3.%d" % sys.version_info[1])
for name, obj in (("threading.Thread", threading.Thread()), ("threading.Timer", threading.Timer(1, print)), ("multiprocessing.Process", multiprocessing.Process())):
    for attr in dir(obj):
        print(name, attr, callable(getattr(type(obj), attr, None)))
`
	for _, python := range pythons() {
		out, err := exec.Command(python, "-c", script).Output()
		if err != nil {
			t.Errorf("%s: %v", python, err)
			continue
		}
		version, rest, _ := strings.Cut(string(out), "\n")
		minor := func(v string) int { n, _ := strconv.Atoi(strings.TrimPrefix(v, "3.")); return n }
		here := minor(version)
		has := map[string]string{}
		for line := range strings.Lines(rest) {
			f := strings.Fields(line)
			has[f[0]+"."+f[1]] = f[2]
		}
		for _, base := range []string{"threading.Thread", "threading.Timer", "multiprocessing.Process"} {
			for _, o := range Overridden(base) {
				method, there := has[base+"."+o.Name]
				want := (o.From == "" || here >= minor(o.From)) && (o.Until == "" || here < minor(o.Until))
				if there != want || there && (method == "True") != o.Method {
					t.Errorf("%s: %s.%s is there: %t, a method: %q; the row says %+v", python, base, o.Name, there, method, o)
				}
			}
		}
	}
}

// TestExportsAreThoseOfCPython asks the Python by which the lists were made.
func TestExportsAreThoseOfCPython(t *testing.T) {
	python, err := exec.LookPath("python3.11")
	if err != nil {
		t.Skip("no python3.11 on the path")
	}
	const script = `
import importlib, sys
for line in sys.stdin:
    module, *names = line.split()
    try:
        m = importlib.import_module(module)
    except ImportError:
        continue  # tkinter is a package of its own on some systems
    missing = set(names) - set(getattr(m, "__all__", None) or dir(m))
    if missing:
        print(module, "lacks", *sorted(missing))
`
	var input strings.Builder
	for module := range exports {
		input.WriteString(module + " " + strings.Join(Exports(module), " ") + "\n")
	}
	cmd := exec.Command(python, "-c", script)
	cmd.Stdin = strings.NewReader(input.String())
	out, err := cmd.Output()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// pythonRows is the rows about the standard library, sorted by name.
func pythonRows() []pythonRow {
	x := tables()
	var out []pythonRow
	ours := func(name string) bool {
		top, _, dotted := strings.Cut(name, ".")
		std := dotted && standardModules()[top]
		return std && !slices.ContainsFunc(modelTypes, func(m string) bool { return name == m || strings.HasPrefix(name, m+".") })
	}
	for name, c := range x.calls {
		if top, _, _ := strings.Cut(name, "."); ours(name) && !strings.HasSuffix(name, "*") {
			out = append(out, pythonRow{Name: name, Slots: c.Slots, Since: c.Since, Removed: c.Removed, Complete: slices.Contains(completeModules, top)})
		}
	}
	for name, typ := range x.types {
		if ours(name) {
			if slices.Contains(borrowed, name) {
				typ = &Type{Iterable: typ.Iterable, NoIter: typ.NoIter}
			}
			out = append(out, pythonRow{Name: name, Type: true, Iterable: typ.Iterable, NoIter: typ.NoIter, Bases: typ.Bases})
		}
	}
	slices.SortFunc(out, func(a, b pythonRow) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 || a.Type == b.Type {
			return c
		}
		if a.Type {
			return 1
		}
		return -1
	})
	return out
}
