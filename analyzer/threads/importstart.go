package threads

import (
	"path"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
)

// An ImportStart is a thread that importing a module starts.
type ImportStart struct {
	At    facts.ExprID // the start, or the call that leads to it, in the module's body
	Path  []*CallSite  // the calls that lead from At to the start; the start itself is the last
	Spawn *Spawn       // that makes the thread; nil where it is not known
	By    *File        // imports the module
	With  source.Span  // its import statement
}

// importDeep is how many calls lead from a module's body to a start at most.
const importDeep = 3

// ImportStarts is the threads that importing the file starts on every import,
// in order of position; none where nobody imports it.
func (f *File) ImportStarts() []ImportStart {
	var out []ImportStart
	if !f.Imported() {
		return nil
	}
	for _, c := range f.Funcs[0].callSites {
		// What stands under a condition or in a try does not run on every import.
		if f.Enclosing(c.Stmt, facts.If, facts.Elif, facts.Else, facts.Try, facts.Except, facts.While) != 0 || f.Events[c.Event].Flags&facts.Maybe != 0 {
			continue
		}
		if path := c.startsThread(0); path != nil {
			s := ImportStart{At: c.Expr, Path: path}
			last := path[len(path)-1]
			if v := last.File.Eval(last.Receiver()); v.Site.Valid() {
				s.Spawn = v.Site.File.SpawnAt(v.Site.Expr)
			}
			if s.By, s.With = f.m.importOf(f); s.By != nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// startsThread is the calls from c to one that starts a thread on every way
// through the functions between; nil where there is none.
func (c *CallSite) startsThread(depth int) []*CallSite {
	if c.Does(pylib.Starts) {
		if c.File.Eval(c.Receiver()).LibClass() == pylib.ThreadClass {
			return []*CallSite{c}
		}
		return nil
	}
	t := c.Target
	if t == nil || depth == importDeep || !t.plain() || t.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc) != 0 || t.Effects.Does&pylib.Starts == 0 {
		return nil
	}
	for _, d := range t.callSites {
		if t.File.Events[d.Event].Flags&facts.Maybe != 0 || !t.always(d.Event) {
			continue
		}
		if path := d.startsThread(depth + 1); path != nil {
			return slices.Insert(path, 0, c)
		}
	}
	return nil
}

// importOf is an import of f in another file; nil where that is not read yet.
func (m *Model) importOf(f *File) (*File, source.Span) {
	p := m.importerOf(f)
	g := m.byKey[p]
	if g == nil {
		m.want(p)
		return nil, source.Span{}
	}
	names := func(mod string, imp *facts.Import) bool {
		file, _, _ := m.names.resolve(p, mod, int(imp.Level))
		return file == pathOf(f.Path)
	}
	for i := range g.Imports {
		imp := &g.Imports[i]
		mod, name := g.Text(imp.Module), g.Text(imp.Name)
		if names(mod, imp) || name != "" && (mod == "" && names(name, imp) || names(mod+"."+name, imp)) {
			return g, imp.Span
		}
	}
	return nil, source.Span{}
}

// ModuleName is the last part of the name by which the file is imported.
func (f *File) ModuleName() string {
	key := pathOf(f.Path)
	stem := strings.TrimSuffix(path.Base(key), ".py")
	if stem == "__init__" {
		return path.Base(path.Dir(key))
	}
	return stem
}
