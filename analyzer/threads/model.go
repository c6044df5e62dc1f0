// Package threads is what the program means: the linked model of all files'
// facts.
//
// Linking resolves names across files, classes and their bases, and decides by
// the tables of pylib what each call is. On that stand the spawns (what starts
// a thread of control), the uses of each thread object, lock or pool, and the
// summaries of functions. Everything is a function of the facts, the tables and
// the options alone: no syntax tree and no disk.
//
// Values are evaluated on demand and remembered. An evaluation that had to stop
// at a cycle is remembered for the expression that was asked for only, so that
// the answer never depends on who asked first.
package threads

import (
	"maps"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Options are the settings that change what the program means.
type Options struct {
	FreeThreaded bool // the GIL is off
	Minor        int  // target is Python 3.Minor, the oldest that must work
	Learn        bool // every file has the teaching context
	Windows      bool // processes are spawned, not forked
	Again        bool // the model will be linked again: it notes which files depend on which

	Library *pylib.Table // what libraries mean, with the rows that the project adds; nil: without any

	Contexts func(path string) Context // what the user says that files are; nil, or UnknownContext: nothing
}

// An Outline is what is known of a file that was not parsed: its imports and
// the identifiers in it.
type Outline struct {
	Imports []string // dotted, with leading dots where relative; sorted
	Idents  []uint32 // FNV-1a hashes of the identifiers, sorted
	Core    bool     // every function of it is in question, not only those that others reach
	Loops   bool     // the functions with a while loop are in question
	Lazy    bool     // what is made on first use is in question
}

// Mentions says whether a name stands anywhere in the file.
func (o *Outline) Mentions(hash uint32) bool {
	i := sort.Search(len(o.Idents), func(i int) bool { return o.Idents[i] >= hash })
	return i < len(o.Idents) && o.Idents[i] == hash
}

// A Model is the linked program. It may be read by many goroutines; what it
// works out on demand it remembers, and the answers never change.
type Model struct {
	Options Options

	*Surroundings

	files     []*File // parsed, sorted by key
	byKey     map[string]*File
	unsettled []*Class    // whose bases are not known yet
	needed    []*Func     // whose calls are resolved
	aimless   []*CallSite // of these, those that spawn what is not known yet

	roots []*Root
	runBy map[*Func][]*Root

	objects sync.Map // Site -> *Object

	lockOnce sync.Once
	locks    *lockModel              // made on demand
	shares   [circles]kept[*sharing] // what threads share, once a rule asks
	gaps     kept[map[*File][]LockGap]

	stay        map[*File]bool // while the model is linked again: what was there before and still is
	locksBefore *lockModel     // likewise

	mu     sync.Mutex // guards wants
	wants  map[string]bool
	wanted atomic.Int64 // how often a file was wanted
}

// Surroundings are what is known of all files of a program before any is
// parsed.
type Surroundings struct {
	outlines  map[string]*Outline // every file of the program by path, parsed or not
	paths     []string            // keys of outlines, sorted
	names     *moduleNames
	importers map[string][]importer // by last part of the name imported
	graph     *importGraph

	naming sync.Map // hash of an identifier -> []string: the files that mention it
}

// Surround makes the surroundings of a program from the outlines of all its
// files, by path. What depends on the files and their imports alone is taken
// over from the surroundings before, where these are the same.
func Surround(outlines map[string]*Outline, before *Surroundings) *Surroundings {
	s := &Surroundings{outlines: outlines}
	if before.sameImports(outlines) {
		s.paths, s.names, s.importers, s.graph = before.paths, before.names, before.importers, before.graph
		return s
	}
	s.paths = slices.Sorted(maps.Keys(outlines))
	s.names = newModuleNames(s.paths)
	s.indexImports()
	s.graph = newImportGraph(s.paths, outlines, s.names)
	return s
}

// mentioning is the paths of the files that mention an identifier, sorted. The
// same few names are asked for again and again.
func (s *Surroundings) mentioning(hash uint32) []string {
	if list, ok := s.naming.Load(hash); ok {
		return list.([]string)
	}
	var list []string
	for _, p := range s.paths {
		if s.outlines[p].Mentions(hash) {
			list = append(list, p)
		}
	}
	s.naming.Store(hash, list)
	return list
}

func (s *Surroundings) sameImports(outlines map[string]*Outline) bool {
	if s == nil || len(s.outlines) != len(outlines) {
		return false
	}
	for p, o := range outlines {
		if old := s.outlines[p]; old == nil || !slices.Equal(old.Imports, o.Imports) {
			return false
		}
	}
	return true
}

// A File is a parsed file in the model.
type File struct {
	*facts.File
	*Index
	m       *Model
	Context Context
	Funcs   []*Func
	Classes []*Class

	callersKnown bool // what is passed to its functions can be asked for
	open         atomic.Bool
	hear         func(Doubt) // told what stands in the way of findings; nil unless somebody asks

	memo   []atomic.Pointer[Value]
	calls  []*CallSite // in order of position
	spawns []*Spawn

	spawnAt map[facts.ExprID]*Spawn // by call
	reach   sync.Map                // facts.SymbolID -> *reaching
	rests   sync.Map                // *File: the others that were read for what is known of this one

	importOnce sync.Once
	isImported bool

	made    kept[[]made]
	started kept[map[*Func][]Started]
}

// A Func is a function of the program.
type Func struct {
	File    *File
	ID      facts.FuncID
	Class   *Class // the class whose body defines it, nil for none
	Name    string // as its author wrote it
	Effects Summary
	Callers []*CallSite // calls of it in its own file, and spawns of it in any, by file and position
	escapes bool        // is used other than by being called or handed to a known slot

	callSites []*CallSite   // in its own graph
	needed    bool          // its calls are resolved
	followed  bool          // what they call is needed, too
	before    bool          // it was needed in the program before
	kind      atomic.Uint32 // methodKind plus one; 0 where that is not known yet

	// What was worked out for one model and holds for all that grow from it,
	// since every call of the function is closed.
	own  *Summary  // its own effects
	lock *lockView // what its locks depend on
}

// closed says whether no answer about what the function calls may change.
func (fn *Func) closed() bool {
	return !fn.needed || !slices.ContainsFunc(fn.callSites, func(c *CallSite) bool { return c.open })
}

// Facts is the function's entry in its file.
func (f *Func) Facts() *facts.Func { return &f.File.File.Funcs[f.ID] }

// Params is the function's parameters, self included.
func (f *Func) Params() []facts.Param { return f.File.ParamsOf(f.ID) }

// QualName is the name with its class: "Worker.run".
func (f *Func) QualName() string {
	if f.Class != nil {
		return f.Class.Name + "." + f.Name
	}
	return f.Name
}

// Link makes the model of a program. files are the parsed ones, indexed, in any order.
//
// more is called with the paths of files that turn out to be needed and gives
// those that could be parsed. Whatever waits for a file that is not read is
// open: it is not remembered, and worked out again when the file is there.
// Files that turn out to belong to the core are marked so in their outlines.
//
// ask asks a model about each file that is Open, since some files are needed
// only to answer; it is called again after these are read.
func Link(files []*Index, around *Surroundings, opts Options, more func(wants []string) []*Index, ask func(*Model)) *Model {
	m := &Model{Options: opts, Surroundings: around, byKey: map[string]*File{}, wants: map[string]bool{}}
	m.add(files)
	for {
		m.link(more)
		ask(m)
		found := more(m.Wants())
		if len(found) == 0 {
			return m
		}
		m.add(found)
	}
}

// link resolves what the parsed files call, and works out what depends on the
// whole program, until no other file is needed for it.
func (m *Model) link(more func(wants []string) []*Index) {
	for {
		m.settle(more)
		m.linkNeeded()
		core := m.promote()
		found := more(append(m.Wants(), core...))
		if len(found) == 0 && len(core) == 0 {
			if m.linkCallers() {
				continue
			}
			m.conclude()
			m.locking()
			found = more(m.Wants())
		}
		if len(found) == 0 && len(core) == 0 {
			return
		}
		m.add(found)
	}
}

// conclude works out what depends on the whole program.
func (m *Model) conclude() {
	m.collectCallers()
	m.summarize()
	m.linkRoots()
	for _, f := range m.files {
		if !m.stay[f] {
			f.Context = m.contextOf(f)
		}
	}
}

// add takes files into the model: their classes and calls, not yet resolved.
// What was worked out over all files before is forgotten.
func (m *Model) add(files []*Index) {
	m.forget()
	for _, x := range files {
		f := newFile(m, x)
		f.open.Store(true)
		m.byKey[f.Path] = f
		m.files = append(m.files, f)
		m.unsettled = append(m.unsettled, f.Classes...)
		f.linkCalls()
	}
	sort.Slice(m.files, func(i, j int) bool { return m.files[i].Path < m.files[j].Path })
}

// forget drops what may be another when more files are read.
func (m *Model) forget() {
	clear(m.wants)
	m.objects.Clear()
	m.lockOnce, m.locks, m.shares = sync.Once{}, nil, [circles]kept[*sharing]{}
	m.gaps = kept[map[*File][]LockGap]{}
	for _, f := range m.files {
		f.made, f.started = kept[[]made]{}, kept[map[*Func][]Started]{}
	}
}

// row is what the tables say of a library call, nil where they have none.
func (m *Model) row(name string) *pylib.Call { return m.Options.Library.FindCall(name) }

// canonical is the canonical name of what a library calls by another.
func (m *Model) canonical(name string) string { return m.Options.Library.Canonical(name) }

// File is the parsed file of a key, nil if there is none.
func (m *Model) File(key string) *File { return m.byKey[key] }

// Files is every parsed file, sorted by key. The slice must not be changed.
func (m *Model) Files() []*File { return m.files }

// promote takes into the core every file that may name a thread, process or
// lock class of the program, and returns those that are new there, sorted.
func (m *Model) promote() []string {
	var out []string
	for _, f := range m.files {
		if o := m.outlines[pathOf(f.Path)]; o != nil && !o.Core {
			continue // that it was parsed may be chance
		}
		for _, c := range f.Classes {
			t := c.LibBase()
			if c.promoted || t == nil || t.Class == pylib.UnknownClass {
				continue
			}
			c.promoted = true
			h := identHash(c.Name)
			for _, p := range m.mentioning(h) {
				if o := m.outlines[p]; !o.Core && m.uses(p, f) {
					o.Core = true
					out = append(out, p)
				}
			}
		}
	}
	sort.Strings(out)
	return out
}

// Wants is the paths of files that the model needed and had not, sorted.
func (m *Model) Wants() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]string, 0, len(m.wants))
	for p := range m.wants {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func (m *Model) want(path string) {
	m.wanted.Add(1)
	m.mu.Lock()
	m.wants[path] = true
	m.mu.Unlock()
}

// MentionedElsewhere says whether an identifier stands in a file in which an
// object of f may turn up. A file that was not parsed and mentions it becomes
// wanted, so that a caller who may not conclude "nowhere" now can once it is read.
func (m *Model) MentionedElsewhere(f *File, name string) bool {
	return m.mentioned(f, name, m.meets)
}

// namedElsewhere says the same of a name of f's module, among the files that
// import it.
func (m *Model) namedElsewhere(f *File, name string) bool {
	return m.mentioned(f, name, func(f *File, p string) bool { return m.uses(p, f) })
}

func (m *Model) mentioned(f *File, name string, within func(f *File, p string) bool) bool {
	own, found := pathOf(f.Path), false
	for _, p := range m.mentioning(identHash(name)) {
		if p != own && within(f, p) {
			if m.byKey[p] == nil {
				m.want(p)
			}
			found = true
		}
	}
	return found
}

// identHash is FNV-1a, as extract.IdentHash: facts and outlines meet here.
func identHash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

func newFile(m *Model, ix *Index) *File {
	ff := ix.file
	f := &File{File: ff, Index: ix, m: m, memo: make([]atomic.Pointer[Value], len(ff.Exprs))}
	for i := range ff.Classes {
		c := &ff.Classes[i]
		f.Classes = append(f.Classes, &Class{File: f, ID: facts.ClassID(i), Name: ff.Text(c.Name)})
	}
	for i := range ff.Funcs {
		fn := &ff.Funcs[i]
		g := &Func{File: f, ID: facts.FuncID(i), Name: ff.Text(fn.Name)}
		if fn.Class >= 0 {
			g.Class = f.Classes[fn.Class]
		}
		f.Funcs = append(f.Funcs, g)
	}
	for _, c := range f.Classes {
		c.collect()
		c.takeMade()
	}
	return f
}

// Parent is the expression around e, 0 at the root of an event or statement.
func (f *File) Parent(e facts.ExprID) facts.ExprID { return f.parent[e] }

// EventOf is the first event about e or the expression around it; -1 for none.
func (f *File) EventOf(e facts.ExprID) facts.EventID {
	for ; e > 0; e = f.parent[e] {
		if f.event[e] >= 0 {
			return f.event[e]
		}
	}
	return -1
}

// FuncOf is the function in whose graph an event stands.
func (f *File) FuncOf(ev facts.EventID) *Func { return f.Funcs[f.inFunc[ev]] }

// BlockOf is the block of an event.
func (f *File) BlockOf(ev facts.EventID) facts.BlockID { return f.blocks[ev] }

// FuncAt is the function in whose graph e is evaluated, nil if nowhere.
func (f *File) FuncAt(e facts.ExprID) *Func {
	if ev := f.EventOf(e); ev >= 0 {
		return f.Funcs[f.inFunc[ev]]
	}
	return nil
}

// StmtAt is the statement of the first event about e, 0 if there is none.
func (f *File) StmtAt(e facts.ExprID) facts.StmtID {
	if ev := f.EventOf(e); ev >= 0 {
		return f.Events[ev].Stmt
	}
	return 0
}

// Loads is every Name expression of a symbol, also those that store it.
func (f *File) Loads(s facts.SymbolID) []facts.ExprID { return f.loads[s] }

// AttrsNamed is every Attr expression with that attribute name.
func (f *File) AttrsNamed(name string) []facts.ExprID { return f.attrs[name] }

// Model is the model that the file is part of.
func (f *File) Model() *Model { return f.m }

// LineOf is the 1-based line of an offset in the document, or in its cell of a notebook.
func (f *File) LineOf(off uint32) int {
	line := f.File.Line(off) + 1 + f.FirstLine
	if n := sort.Search(len(f.Cells), func(i int) bool { return f.Cells[i] > off }); n > 0 {
		line -= f.File.Line(f.Cells[n-1])
	}
	return line
}
