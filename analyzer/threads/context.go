package threads

import (
	"path"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Context is what kind of file it is, and so what is worth saying about it
// (RULES.md 1.4). It never changes what counts as proven.
type Context uint8

const (
	UnknownContext Context = iota
	TestFile
	Benchmark
	Teaching
	Script
	Library
)

// String is the context's name as settings and the documentation write it.
func (c Context) String() string {
	return [...]string{"unknown", "test", "benchmark", "teaching", "script", "library"}[c]
}

// ContextNamed is the context of a name; UnknownContext if there is none.
func ContextNamed(name string) Context {
	for c := Library; c > UnknownContext; c-- {
		if c.String() == name {
			return c
		}
	}
	return UnknownContext
}

// Lessons says whether the weak forms, which teach, are worth saying here.
func (c Context) Lessons() bool { return c == Teaching || c == Script }

// teachingLines is the longest script that counts as teaching by its size.
const teachingLines = 150

// contextOf decides the context of a file; the first that matches wins.
func (m *Model) contextOf(f *File) Context {
	key := pathOf(f.Path)
	parts := strings.Split(key, "/")
	name := parts[len(parts)-1]
	if m.Options.Contexts != nil {
		if c := m.Options.Contexts(f.Path); c != UnknownContext {
			return c
		}
	}
	if m.Options.Learn {
		return Teaching
	}
	for _, p := range parts[:len(parts)-1] {
		if p == "tests" || p == "test" || p == "testing" {
			return TestFile
		}
	}
	if strings.HasPrefix(name, "test_") || strings.HasSuffix(name, "_test.py") || name == "conftest.py" || f.hasTests() {
		return TestFile
	}
	for _, p := range parts[:len(parts)-1] {
		if strings.HasPrefix(p, "bench") {
			return Benchmark
		}
	}
	if key != f.Path || !strings.HasSuffix(name, ".py") && !strings.HasSuffix(name, ".pyw") {
		return Teaching // a Markdown block, a notebook's cells, an unsaved buffer
	}
	for _, p := range parts[:len(parts)-1] {
		switch p {
		case "examples", "docs", "tutorials", "exercises":
			return Teaching
		}
	}
	if f.imported() || !f.startsByItself() && path.Base(key) != "__main__.py" {
		return Library
	}
	if !f.startsByItself() {
		return Library
	}
	if len(f.Lines) <= teachingLines && !f.importsProject() {
		return Teaching
	}
	return Script
}

// hasTests says whether the file defines a TestCase class or a pytest test. A
// class that a function makes is a library's, for the tests of others.
func (f *File) hasTests() bool {
	for _, c := range f.Classes {
		if c.Facts().Func != 0 {
			continue
		}
		if c.DerivesFrom("unittest.TestCase") || contains(c.lib, "unittest.case.TestCase") {
			return true
		}
	}
	for _, imp := range f.Imports {
		if n := f.Text(imp.Module); n == "pytest" {
			return f.definesTest()
		}
	}
	return false
}

func (f *File) definesTest() bool {
	for _, fn := range f.Funcs {
		if strings.HasPrefix(fn.Name, "test_") {
			return true
		}
	}
	return false
}

// importsProject says whether the file imports another file of the program.
func (f *File) importsProject() bool {
	for i := range f.Imports {
		imp := &f.Imports[i]
		if p, pkg, lib := f.m.names.resolve(pathOf(f.Path), f.Text(imp.Module), int(imp.Level)); !lib && (p != "" || pkg != "") {
			return true
		}
	}
	return false
}

// startsByItself says whether running the file starts a thread, pool or
// process: at its top level, under its main guard, or in a function of the
// program that these call.
func (f *File) startsByItself() bool {
	seen := map[*Func]bool{}
	work := []*Func{f.Funcs[0]}
	for len(work) > 0 {
		fn := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[fn] {
			continue
		}
		seen[fn] = true
		for _, c := range fn.callSites {
			if c.Does(pylib.Starts) || isPool(c) || c.Row != nil && c.Row.Handoff != nil && c.Callee.Kind == LibObj && c.Row.Handoff.On == pylib.NewThread && c.Row.Returns == "" {
				return true
			}
			if c.Method() == "start" && c.Callee.Kind == LibBound {
				return true
			}
			if c.Target != nil {
				work = append(work, c.Target)
			}
		}
	}
	return false
}

func isPool(c *CallSite) bool {
	switch c.File.Eval(c.Expr).LibClass() {
	case pylib.ThreadPoolClass, pylib.ProcessPoolClass, pylib.InterpreterPoolClass:
		return true
	}
	return false
}

// InTest says whether a function stands in a test context of its own: a test
// method or function.
func (fn *Func) InTest() bool {
	for g := fn; g != nil; g = g.outer() {
		if g.Facts().Flags&facts.LambdaFunc == 0 && strings.HasPrefix(g.Name, "test") && g.Class != nil {
			return true
		}
	}
	return fn.File.Context == TestFile
}

// InBenchmark says whether a function stands in a benchmark.
func (fn *Func) InBenchmark() bool {
	for g := fn; g != nil; g = g.outer() {
		if strings.HasPrefix(g.Name, "bench") {
			return true
		}
	}
	return fn.File.Context == Benchmark
}

// ErrorExpected says whether a statement stands in a with block of a test that
// expects an exception: what fails there fails on purpose.
func (f *File) ErrorExpected(st facts.StmtID) bool { return f.inBlockOf(st, pylib.ExpectsError) }
