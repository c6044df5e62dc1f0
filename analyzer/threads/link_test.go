package threads

import (
	"context"
	"maps"
	"slices"
	"testing"

	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// linked is the model of a program in memory, every file of it parsed and in question.
func linked(t *testing.T, program map[string]string) *Model {
	t.Helper()
	p := syntax.NewParser(syntax.DefaultLimits())
	defer p.Close()
	var files []*Index
	outlines := map[string]*Outline{}
	for _, path := range slices.Sorted(maps.Keys(program)) {
		src := source.New(path, program[path])
		tree, err := p.Parse(context.Background(), src.Text)
		if err != nil {
			t.Fatal(err)
		}
		ff := extract.File(src, tree)
		ff.Path = path
		files = append(files, NewIndex(ff))
		scan := extract.Scan(src.Text)
		outlines[path] = &Outline{Imports: scan.Imports, Idents: scan.Idents, Core: true}
	}
	return Link(files, Surround(outlines, nil), Options{}, func([]string) []*Index { return nil }, func(*Model) {})
}

// linkedFile is the one file of a program of one file.
func linkedFile(t *testing.T, text string) *File {
	t.Helper()
	return linked(t, map[string]string{"a.py": text}).File("a.py")
}

// function is the function of a name, which must exist.
func (f *File) function(t *testing.T, name string) *Func {
	t.Helper()
	for _, fn := range f.Funcs {
		if fn.QualName() == name {
			return fn
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}
