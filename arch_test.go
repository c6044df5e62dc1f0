// Package threadlsp_test holds the whole project to its architecture and form.
// The rooms and arrows are drawn in docs/architecture.md.
package threadlsp_test

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "threadlsp/"

// mayImport is the architecture: a package may import of ours only what stands
// on its own line. Adding an arrow is a design change and is reviewed as one.
// What is not listed, under cmd/ and bench/, may import everything.
var mayImport = map[string][]string{
	"analyzer/source":          {},
	"analyzer/pylib":           {},
	"analyzer/facts":           {"analyzer/source"},
	"analyzer/syntax":          {"analyzer/source"},
	"analyzer/syntax/genkinds": {},
	"analyzer/extract":         {"analyzer/syntax", "analyzer/facts", "analyzer/source"},
	"analyzer/threads":         {"analyzer/facts", "analyzer/pylib", "analyzer/source"},
	"analyzer":                 {"analyzer/threads", "analyzer/extract", "analyzer/syntax", "analyzer/facts", "analyzer/pylib", "analyzer/source", "internal/glob", "internal/nearest"},
	"rules":                    {"analyzer", "analyzer/threads", "analyzer/facts", "analyzer/pylib", "analyzer/source", "internal/nearest"},
	"lsp":                      {"analyzer", "analyzer/source", "internal/config", "internal/doc", "internal/fix", "internal/load", "internal/refactor", "internal/threadmap"},
	"docs":                     {},
	"internal/nearest":         {},
	"internal/config":          {"analyzer/pylib", "analyzer/source", "internal/glob", "internal/nearest"},
	"internal/glob":            {},
	"internal/load":            {"analyzer", "analyzer/source", "internal/config", "internal/glob"},
	"internal/fix":             {"analyzer", "analyzer/source"},
	"internal/safewrite":       {},
	"internal/refactor":        {"analyzer", "analyzer/threads", "analyzer/facts", "analyzer/pylib", "analyzer/source"},
	"internal/baseline":        {"analyzer", "analyzer/source"},
	"internal/changed":         {},
	"internal/watch":           {},
	"internal/report":          {"analyzer", "analyzer/source", "internal/baseline", "internal/fix"},
	"internal/threadmap":       {"analyzer/threads", "analyzer/source", "internal/report"},
	"internal/doc":             {"analyzer", "internal/config"},
	"internal/cache":           {},
	"internal/newrule":         {},
	"internal/ecosystem":       {"analyzer", "rules"},
	"internal/generate":        {"analyzer", "docs", "internal/config", "internal/doc", "rules"},
	"internal/plant":           {"analyzer", "analyzer/threads", "analyzer/facts", "analyzer/pylib", "analyzer/source", "internal/fix", "internal/load", "rules"},
}

// onlyIn names the packages that may touch a heavy or leaky dependency. In tests it is free.
var onlyIn = map[string][]string{
	"github.com/smacker/":     {"analyzer/syntax", "analyzer/syntax/genkinds"},
	"github.com/tree-sitter/": {"analyzer/syntax", "analyzer/syntax/genkinds"},
	"go.lsp.dev/":             {"lsp"},
	"go.uber.org/zap":         {"lsp", "cmd/threadlsp"},
	"github.com/spf13/":       {"cmd/threadlsp"},
	"github.com/fsnotify/":    {"internal/watch"},
	"github.com/pelletier/":   {"internal/config"},
	"os/exec":                 {"internal/changed", "internal/ecosystem", "internal/generate"},
	"net":                     {},
	"net/http":                {},
	"C":                       {"analyzer/syntax"},
}

// noDisk are the rooms that read and write no file: analysis is a function of bytes.
var noDisk = []string{"analyzer", "rules", "internal/config", "internal/glob", "internal/doc", "internal/fix", "internal/refactor", "internal/report", "internal/threadmap", "docs"}

func TestArchitecture(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}}: {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		path, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		pkg, inside := strings.CutPrefix(path, module)
		if !inside {
			continue // this package: tests only
		}
		allowed, listed := mayImport[pkg]
		free := strings.HasPrefix(pkg, "cmd/") || strings.HasPrefix(pkg, "bench")
		if !listed && !free {
			t.Errorf("%s: not in the architecture; say why in docs/architecture.md and add it to mayImport", pkg)
		}
		for _, imp := range strings.Fields(imports) {
			for dep, homes := range onlyIn {
				exact := !strings.Contains(dep, ".") // the standard library
				if (imp == dep || !exact && strings.HasPrefix(imp, dep)) && !slices.Contains(homes, pkg) && !strings.HasPrefix(pkg, "bench") {
					t.Errorf("%s imports %s; only %v may", pkg, imp, homes)
				}
			}
			if ours, ok := strings.CutPrefix(imp, module); ok && listed && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s: not an allowed arrow", pkg, ours)
			}
			if (imp == "os" || imp == "io/ioutil") && slices.ContainsFunc(noDisk, func(room string) bool {
				return pkg == room || strings.HasPrefix(pkg, room+"/") && pkg != "analyzer/syntax/genkinds"
			}) {
				t.Errorf("%s imports %s: this room touches no disk", pkg, imp)
			}
		}
	}
}

// goFiles is every Go file of the project, with its text.
func goFiles(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") {
			out[filepath.ToSlash(path)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFormat(t *testing.T) {
	for name, text := range goFiles(t) {
		if formatted, err := format.Source(text); err != nil || !bytes.Equal(formatted, text) {
			t.Errorf("%s: not as gofmt writes it", name)
		}
	}
}

func TestVet(t *testing.T) {
	if testing.Short() {
		t.Skip("go vet loads everything")
	}
	if out, err := exec.Command("go", "vet", "./...").CombinedOutput(); err != nil {
		t.Errorf("%s", out)
	}
}

// TestForm holds the rules of taste that a machine can check.
func TestForm(t *testing.T) {
	documented := map[string]bool{}
	for name, text := range goFiles(t) {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(name)
		documented[dir] = documented[dir] || f.Doc != nil
		if ast.IsGenerated(f) {
			continue
		}
		limit := 800
		if strings.HasPrefix(name, "rules/") && !strings.HasSuffix(name, "_test.go") {
			limit = 250
		}
		if n := bytes.Count(text, []byte("\n")); n > limit {
			t.Errorf("%s: %d lines, at most %d", name, n, limit)
		}
		for _, d := range f.Decls {
			checkFunc(t, set, name, d)
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: the package has no doc comment", dir)
		}
	}
}

// checkFunc looks at one declaration of a function.
func checkFunc(t *testing.T, set *token.FileSet, name string, d ast.Decl) {
	fn, ok := d.(*ast.FuncDecl)
	if !ok {
		return
	}
	test := strings.HasSuffix(name, "_test.go")
	lines := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1 - tableLines(set, fn)
	if !test && lines > 60 {
		t.Errorf("%s: %s has %d lines, at most 60", name, fn.Name.Name, lines)
	}
	if fn.Name.Name == "init" && fn.Recv == nil {
		t.Errorf("%s: init()", name)
	}
	if !test && fn.Doc == nil && fn.Name.IsExported() && exportedReceiver(fn) {
		t.Errorf("%s: %s has no doc comment", name, fn.Name.Name)
	}
}

// tableLines counts the lines of literals in a function: data, as the library
// tables are, is no logic however long it is.
func tableLines(set *token.FileSet, fn *ast.FuncDecl) int {
	n := 0
	ast.Inspect(fn, func(node ast.Node) bool {
		c, ok := node.(*ast.CompositeLit)
		if ok {
			n += set.Position(c.End()).Line - set.Position(c.Pos()).Line
		}
		return !ok
	})
	return n
}

// exportedReceiver says whether a method belongs to an exported type; a function does.
func exportedReceiver(fn *ast.FuncDecl) bool {
	if fn.Recv == nil {
		return true
	}
	e := fn.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	id, ok := e.(*ast.Ident)
	return ok && id.IsExported()
}
