package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"threadlsp/analyzer/facts"
)

// symtables prints CPython's symbol tables: for each file a list of scopes
// [kind, name, line, {name: where it lives}].
const symtables = `
import json, sys, symtable
def where(top, s):
    if top: return "global"
    if s.is_global(): return "global"
    return "local" if s.is_local() else "free" if s.is_free() else "unknown"
def walk(t, out):
    todo = [t]
    while todo:
        t = todo.pop()
        top = t.get_type() == "module"
        out.append([t.get_type(), t.get_name(), t.get_lineno(), {s.get_name(): where(top, s) for s in t.get_symbols()}])
        todo.extend(t.get_children())
result = {}
for path in json.load(sys.stdin):
    try:
        with open(path, "rb") as f: text = f.read()
        out = []
        walk(symtable.symtable(text, path, "exec"), out)
        result[path] = out
    except (SyntaxError, ValueError, UnicodeDecodeError): pass
json.dump(result, sys.stdout)
`

// A table is one scope of CPython's symtable.
type table struct {
	kind, name string
	line       int
	names      map[string]string
}

// UnmarshalJSON reads the list form that the script prints.
func (t *table) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&t.kind, &t.name, &t.line, &t.names})
}

// TestNamesLiveWhereCPythonSaysTheyDo compares every scope's names with symtable.
func TestNamesLiveWhereCPythonSaysTheyDo(t *testing.T) {
	files := []string{"testdata/scopes.py"}
	for i, path := range library(t) {
		if i%9 == 0 {
			files = append(files, path)
		}
	}
	input, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", "-W", "ignore", "-c", symtables)
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("python3: %v", err)
	}
	var want map[string][]table
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, p := range parseAll(t, files) {
		tables, ok := want[p.src.Path]
		if !ok || len(p.tree.Damaged) > 0 {
			continue
		}
		n, problems := compareScopes(p, tables)
		names += n
		for i, problem := range problems {
			if i == 5 {
				break
			}
			t.Errorf("%s: %s", p.src.Path, problem)
		}
	}
	if names < 10000 {
		t.Errorf("only %d names compared", names)
	}
}

// compareScopes compares one file. Scopes are matched by kind, name and line;
// those that share all three are left out.
func compareScopes(p parsed, tables []table) (names int, problems []string) {
	x := read(p.src, p.tree)
	used := map[facts.ScopeID]map[string]bool{}
	for i := range x.f.Exprs {
		if e := &x.f.Exprs[i]; e.Kind == facts.Name {
			s := facts.ScopeID(e.A)
			if used[s] == nil {
				used[s] = map[string]bool{}
			}
			used[s][x.f.Strings[e.Str]] = true
		}
	}
	ours := map[string][]facts.ScopeID{}
	for s, k := range x.scopeKeys() {
		ours[k] = append(ours[k], s)
	}
	x.resolve()
	theirs := map[string][]table{}
	for _, t := range tables {
		k := fmt.Sprint(t.kind, " ", t.name, " ", t.line)
		theirs[k] = append(theirs[k], t)
	}
	lazy := bytes.Contains(p.src.Text, []byte("import annotations"))
	for _, t := range tables {
		k := fmt.Sprint(t.kind, " ", t.name, " ", t.line)
		if len(ours[k]) != len(theirs[k]) {
			problems = append(problems, fmt.Sprintf("%s: %d scopes, CPython has %d", k, len(ours[k]), len(theirs[k])))
			continue
		}
		// symtable takes a function called top for the module.
		if len(ours[k]) > 1 || (t.name == "top" && t.kind == "function") {
			continue
		}
		s := ours[k][0]
		for name, place := range t.names {
			if skipName(name) {
				continue
			}
			names++
			if got := x.place(s, name); got != place {
				problems = append(problems, fmt.Sprintf("%s: %s is %s, CPython says %s", k, name, got, place))
			}
		}
		for name := range used[s] {
			if _, ok := t.names[name]; !ok && !skipName(name) && !lazy {
				problems = append(problems, fmt.Sprintf("%s: CPython knows no %s here", k, name))
			}
		}
	}
	return names, problems
}

// skipName says whether a name is one that CPython mangles or makes up.
func skipName(name string) bool {
	return name == ".0" || name == "__class__" || (strings.Contains(name, "__") && !strings.HasSuffix(name, "__"))
}

// scopeKeys is the kind, name and line by which symtable knows each scope. A
// comprehension's scope is that of its first target.
func (x *extractor) scopeKeys() map[facts.ScopeID]string {
	f := x.f
	keys := map[facts.ScopeID]string{}
	at := func(kind, name string, off uint32) string { return fmt.Sprint(kind, " ", name, " ", f.Line(off)+1) }
	keys[moduleScope] = "module top 0"
	for i := range f.Classes {
		c := &f.Classes[i]
		keys[c.Scope] = at("class", f.Text(c.Name), c.Span.Start)
	}
	for i := range f.Funcs[1:] {
		fn := &f.Funcs[i+1]
		keys[fn.Scope] = at("function", strings.Trim(f.Text(fn.Name), "<>"), fn.Span.Start)
	}
	names := map[facts.ExprKind]string{
		facts.ListComp: "listcomp", facts.SetComp: "setcomp", facts.DictComp: "dictcomp", facts.Generator: "genexpr",
	}
	for i := range f.Exprs {
		e := &f.Exprs[i]
		if names[e.Kind] == "" || e.NKids == 0 {
			continue
		}
		target := f.Exprs[f.KidsOf(facts.ExprID(i))[0]].A
		for f.Exprs[target].Kind == facts.Tuple || f.Exprs[target].Kind == facts.List {
			target = f.KidsOf(target)[0]
		}
		if t := &f.Exprs[target]; t.Kind == facts.Name {
			keys[facts.ScopeID(t.A)] = at("function", names[e.Kind], e.Span.Start)
		}
	}
	return keys
}

// place is where a name used in a scope lives: local, global or free.
func (x *extractor) place(s facts.ScopeID, name string) string {
	sym := &x.f.Symbols[x.lookup(s, x.intern(name))]
	switch {
	case sym.Scope == moduleScope:
		return "global"
	case sym.Scope == s:
		return "local"
	}
	return "free"
}
