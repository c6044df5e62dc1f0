package threads

import (
	"cmp"
	"fmt"
	"path"
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
)

// A mapper gathers a Map.
type mapper struct {
	m     *Model
	at    func(key string, span source.Span) Place
	out   *Map
	roots []*Root              // in the order of out.Roots, as far as these run functions of the program
	on    map[*Root]pylib.Root // of those that a library runs by the name of a method
	ids   map[*Root]string
	runs  map[*Func][]string // the roots that come to a function, as far as they were followed
	code  map[home]*MapCode
	homes map[home]*MapObject
	locks map[item]*MapLock
	chans map[item]*MapChannel
	data  map[item]*MapData
	count map[byte]int // ids given, by their letter
}

// Map gathers what the model believes. at says how people write a place.
func (m *Model) Map(at func(key string, span source.Span) Place) *Map {
	g := &mapper{
		m: m, at: at, out: &Map{Roots: []*MapRoot{}, Code: []*MapCode{}, Objects: []*MapObject{}, Order: []MapNesting{}, Edges: []MapEdge{}},
		on: map[*Root]pylib.Root{}, ids: map[*Root]string{}, runs: map[*Func][]string{}, code: map[home]*MapCode{}, homes: map[home]*MapObject{},
		locks: map[item]*MapLock{}, chans: map[item]*MapChannel{}, data: map[item]*MapData{}, count: map[byte]int{},
	}
	g.roots = slices.Concat(m.roots, m.tasks(), g.handlers())
	for _, r := range g.roots {
		g.ids[r] = g.id('r')
	}
	for _, r := range g.roots {
		g.out.Roots = append(g.out.Roots, &MapRoot{ID: g.ids[r], Takes: []MapTake{}, Calls: []MapCall{}, Spawns: []MapSpawn{}})
		g.follow(r)
	}
	for i, r := range g.roots {
		g.root(g.out.Roots[i], r)
	}
	g.foreign()
	g.channels()
	g.shared()
	g.order()
	g.prune()
	g.edges()
	return g.out
}

// id is a new one.
func (g *mapper) id(letter byte) string {
	g.count[letter]++
	return fmt.Sprintf("%c%d", letter, g.count[letter])
}

func (g *mapper) expr(f *File, e facts.ExprID) Place { return g.at(f.Path, f.Expr(e).Span) }

func (g *mapper) name(fn *Func) Place { return g.at(fn.File.Path, fn.Facts().NameAt) }

// root fills in what a root is.
func (g *mapper) root(out *MapRoot, r *Root) {
	fn := r.Func
	out.Name, out.At, out.Many, out.Declared, out.Kind = inside(fn), g.name(fn), r.Many, r.Declared, "thread"
	if _, ok := g.on[r]; r.Class != nil && !ok {
		out.Class = r.Class.Name
	}
	out.Test = fn.InTest()
	for i, s := range r.Spawns {
		out.Spawns = append(out.Spawns, g.spawn(s))
		if kind := s.kind(); i == 0 || out.Test && !out.Spawns[i].Test {
			out.Kind = kind
		}
		out.Test = (i == 0 || out.Test) && out.Spawns[i].Test
	}
	if by, ok := g.on[r]; ok {
		out.Kind = placeKind(by.On)
		g.servers(out, r.Class)
	} else if r.Class != nil {
		g.ownStarts(out, r.Class)
	}
	switch v := fn.Judge(); {
	case v.Work.Enough():
		at := g.expr(v.Work.Site.File, v.Work.Site.Expr)
		out.Computes = &at
	case v.Waits.Valid():
		out.Waits = &MapCall{v.Waits.File.Render(v.Waits.Expr), g.expr(v.Waits.File, v.Waits.Expr)}
	}
	for _, f := range g.m.files {
		for _, other := range f.Funcs {
			if other != fn && (slices.Contains(g.m.runBy[other], r) || slices.Contains(g.runs[other], out.ID)) {
				out.Calls = append(out.Calls, MapCall{inside(other), g.name(other)})
			}
		}
	}
}

// spawn is a place that makes threads.
func (g *mapper) spawn(s *Spawn) MapSpawn {
	in := s.start().In // of a helper that makes threads for others, who calls it
	out := MapSpawn{
		At: g.expr(s.start().File, s.start().Expr), In: inside(in), By: s.API, From: g.codeOf(in).ID, RunBy: g.rootsOf(in),
		Daemon: s.Daemon == Yes, InLoop: s.InLoop, Started: []Place{}, Joined: []Place{}, Test: in.InTest(),
	}
	if s.Handoff != nil && s.Handoff.On == pylib.Pool {
		out.Workers = s.Workers()
	}
	out.Words = s.words(out.Workers)
	if s.via != nil {
		out.Words += ", through " + inside(s.Call.In)
	}
	o := s.object()
	for _, u := range o.Calls("start") {
		out.Started = append(out.Started, g.expr(u.File, u.Call))
	}
	for _, u := range o.Calls("join") {
		out.Joined = append(out.Joined, g.expr(u.File, u.Call))
	}
	out.Escapes = o.Escapes
	g.makers(&out, in)
	return out
}

// ownStarts adds where the objects of a thread class start themselves.
func (g *mapper) ownStarts(out *MapRoot, k *Class) {
	for _, fn := range k.File.Funcs {
		if fn.owner() != k {
			continue
		}
		for _, c := range fn.callSites {
			if !c.Does(pylib.Starts) || c.Receiver() <= 0 || !c.File.isSelf(c.Receiver()) {
				continue
			}
			at := g.expr(c.File, c.Expr)
			s := MapSpawn{At: at, In: inside(fn), By: k.Name, Words: k.Name + ", which starts itself", From: g.codeOf(fn).ID, RunBy: g.rootsOf(fn), Started: []Place{at}, Joined: []Place{}}
			g.makers(&s, fn)
			out.Spawns = append(out.Spawns, s)
		}
	}
}

// makers works out between what the picture draws who starts the threads: from a
// root where it comes to the place by functions of its own class or module, and
// from the code there unless such roots alone run it. Other roots run that code.
func (g *mapper) makers(s *MapSpawn, fn *Func) {
	alone := (&collector{m: g.m}).onlyOnThreads(fn)
	for i, root := range g.roots {
		r, by := g.out.Roots[i], root.Func
		switch {
		case !slices.Contains(s.RunBy, r.ID):
		case by.owner() == fn.owner() && by.File == fn.File:
			s.makers = append(s.makers, r.ID)
			alone = alone && !by.InTest()
		default:
			s.runners = append(s.runners, r.ID)
		}
	}
	if !alone || len(s.makers) == 0 {
		s.makers = append(s.makers, s.From)
	} else {
		s.runners = nil
	}
}

// words says where a spawn's callable runs.
func (s *Spawn) words(workers int) string {
	out := s.API
	switch {
	case s.onProcess() && !s.OnThread():
		out += ", another process"
	case s.Daemon == Yes:
		out += ", daemon"
	}
	if s.InLoop {
		out += ", in a loop"
	}
	if workers > 0 {
		out += fmt.Sprintf(", pool of %d", workers)
	}
	return out
}

// rootsOf is the ids of the roots that run a function.
func (g *mapper) rootsOf(fn *Func) []string {
	out := slices.Clone(g.runs[fn])
	for _, r := range g.m.runBy[fn] {
		if id := g.ids[r]; id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return append([]string{}, out...)
}

// inside is what people call the function that something stands in: one that is
// nested in another by that, too.
func inside(fn *Func) string {
	flags, outer := fn.Facts().Flags, fn.outer()
	name := fn.QualName()
	switch {
	case flags&facts.ModuleBody != 0:
		return "the module"
	case flags&facts.LambdaFunc != 0:
		name = "lambda"
	}
	if fn.Class != nil && flags&facts.LambdaFunc == 0 || outer == nil || outer.Facts().Flags&facts.ModuleBody != 0 {
		return name
	}
	return name + " in " + inside(outer)
}

// codeOf is the code that a function belongs to: its class, or its module.
func (g *mapper) codeOf(fn *Func) *MapCode {
	h := home{file: fn.File}
	if c := fn.owner(); c != nil {
		h = home{class: c}
	}
	c := g.code[h]
	if c == nil {
		c = &MapCode{ID: g.id('c'), Name: g.title(h), Kind: h.kind(), At: g.place(h), Test: fn.InTest()}
		g.code[h] = c
		g.out.Code = append(g.out.Code, c)
	}
	c.Test = c.Test && fn.InTest()
	return c
}

// A home is what has a lock, a queue or data: the objects of a class, a module,
// or a function with its variables.
type home struct {
	class *Class
	file  *File
	fn    *Func
}

// kind is which of them it is.
func (h home) kind() string {
	switch {
	case h.class != nil:
		return "class"
	case h.fn != nil:
		return "function"
	}
	return "module"
}

// title is what people call it.
func (g *mapper) title(h home) string {
	switch {
	case h.class != nil:
		return h.class.Name
	case h.fn != nil:
		return inside(h.fn)
	}
	p := g.place(h).Path
	if dir := path.Base(path.Dir(p)); path.Base(p) == "__init__.py" && dir != "." {
		return dir + "/__init__.py"
	}
	return path.Base(p)
}

// place is where it is defined.
func (g *mapper) place(h home) Place {
	switch {
	case h.class != nil:
		return g.at(h.class.File.Path, h.class.File.File.Classes[h.class.ID].NameAt)
	case h.fn != nil:
		return g.name(h.fn)
	}
	return g.at(h.file.Path, source.Span{})
}
