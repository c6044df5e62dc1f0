package threads

import (
	"path"
	"slices"
	"strings"
)

// Linking again after some files have changed. A model grows when files turn out to
// be needed; for a change it first shrinks by the changed files and by all that
// depends on them, and grows again by what they are now. What was worked out about
// the other files stays: values, what calls call, the order of bases, what functions do,
// themselves and to locks. What is worked out over all files (roots, who holds what when a
// function begins, what is shared) is made anew, as it is when a model grows.
//
// A file depends on those that were read for an answer about it, on their files in
// turn, and on who hands its functions to threads. Besides, answers hang on three
// things that no file says: which files there are and what they import (where these
// are others, all is linked from scratch), which files mention a name (a file that
// has a name which another one mentions now, or no more, is taken out as if it had
// changed), and which functions of a file outside the core are in question (misled).

// restsOn notes that what is known of f depends on what stands in g.
func (f *File) restsOn(g *File) {
	if g == nil || f == g || !f.m.Options.Again {
		return
	}
	if _, known := f.rests.Load(g); !known {
		f.rests.Store(g, nil)
	}
}

// restsOn notes that what the evaluation is working on depends on a file.
func (ev *evaluation) restsOn(g *File) {
	if ev.depth > 0 {
		ev.stack[ev.depth-1].about.File.restsOn(g)
	}
}

// Relink makes a model that was linked before that of the program as it is now:
// files, around, more and ask are as for Link. Nobody else may ask it any more. It
// says false, and does nothing, where the program must be linked from scratch.
func (m *Model) Relink(files []*Index, around *Surroundings, more func(wants []string) []*Index, ask func(*Model)) bool {
	if !m.Options.Again || around.graph != m.graph || len(files) != len(m.files) {
		return false
	}
	now, gone := map[string]*Index{}, map[*File]bool{}
	for _, x := range files {
		old := m.byKey[x.file.Path]
		if old == nil {
			return false
		}
		if now[x.file.Path] = x; old.Index != x {
			gone[old] = true
		}
	}
	names := otherNames(m.outlines, around.outlines)
	for _, f := range m.files {
		if len(names) > 0 && (around.outlines[pathOf(f.Path)].mentionsAny(names) || f.isNamed(names)) {
			gone[f] = true
		}
	}
	m.Surroundings, m.stay, m.locksBefore = around, map[*File]bool{}, m.locking()
	for _, f := range m.files {
		m.stay[f] = true
		for _, fn := range f.Funcs {
			fn.before = fn.needed
		}
	}
	m.renew(gone, now)
	for {
		m.link(more)
		if wrong := m.misled(); len(wrong) > 0 {
			m.renew(wrong, now)
			continue
		}
		ask(m)
		found := more(m.Wants())
		if len(found) == 0 {
			m.stay, m.locksBefore = nil, nil
			return true
		}
		m.add(found)
	}
}

// renew takes some files and all that depends on them out of the model, and takes
// them in again as they are now.
func (m *Model) renew(gone map[*File]bool, now map[string]*Index) {
	dependents := map[*File][]*File{}
	for _, f := range m.files {
		f.rests.Range(func(g, _ any) bool {
			dependents[g.(*File)] = append(dependents[g.(*File)], f)
			return true
		})
	}
	var work []*File
	for f := range gone {
		work = append(work, f)
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, d := range dependents[f] {
			if !gone[d] {
				gone[d] = true
				work = append(work, d)
			}
		}
	}
	var fresh []*Index
	m.files = slices.DeleteFunc(m.files, func(f *File) bool {
		if gone[f] {
			delete(m.byKey, f.Path)
			delete(m.stay, f)
			x := now[f.Path]
			if x == nil { // it was read for this link
				x = f.Index
			}
			fresh = append(fresh, x)
		}
		return gone[f]
	})
	m.needed, m.aimless = nil, nil
	m.unsettled = slices.DeleteFunc(m.unsettled, func(c *Class) bool { return gone[c.File] })
	for _, f := range m.files {
		f.open.Store(true)
		for _, c := range f.Classes {
			c.promoted = false
		}
		for _, fn := range f.Funcs {
			fn.needed, fn.followed = false, false
		}
	}
	m.add(fresh)
}

// misled is the files that stayed although the change is about them: a file that
// did not stay hands their functions to threads, or other functions of
// theirs are in question than before, so that they have other callers.
func (m *Model) misled() map[*File]bool {
	wrong := map[*File]bool{}
	for _, f := range m.files {
		if !m.stay[f] {
			for _, s := range f.spawns {
				if t := s.Target.Func; t != nil && m.stay[t.File] {
					wrong[t.File] = true
				}
			}
			continue
		}
		if slices.ContainsFunc(f.Funcs, func(fn *Func) bool { return fn.needed != fn.before }) {
			wrong[f] = true
		}
	}
	return wrong
}

// otherNames is the hashes of the identifiers that some file mentions in one of two
// programs only.
func otherNames(before, after map[string]*Outline) []uint32 {
	var out []uint32
	for p, o := range after {
		a, b := before[p].Idents, o.Idents
		if len(a) == len(b) && len(a) > 0 && &a[0] == &b[0] {
			continue // the file is the same
		}
		for len(a) > 0 || len(b) > 0 {
			switch {
			case len(b) == 0 || len(a) > 0 && a[0] < b[0]:
				out, a = append(out, a[0]), a[1:]
			case len(a) == 0 || b[0] < a[0]:
				out, b = append(out, b[0]), b[1:]
			default:
				a, b = a[1:], b[1:]
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mentionsAny says whether one of some names stands in the file.
func (o *Outline) mentionsAny(hashes []uint32) bool {
	return slices.ContainsFunc(hashes, o.Mentions)
}

// isNamed says whether one of some names is that of the file's module, or of a package
// that it is in.
func (f *File) isNamed(hashes []uint32) bool {
	for p := pathOf(f.Path); p != "." && p != "/"; p = path.Dir(p) {
		if slices.Contains(hashes, identHash(strings.TrimSuffix(path.Base(p), ".py"))) {
			return true
		}
	}
	return false
}
