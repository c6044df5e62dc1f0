package threadmap

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"threadlsp/analyzer/threads"
)

// A picture is what is drawn of a map: code that makes threads, the roots, and
// the objects with their locks, channels and data as rows. What tests make is
// left out, unless there is nothing else.
type picture struct {
	Nodes []*node `json:"nodes"`
	Links []*link `json:"links"`
}

// A node is a box.
type node struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // code, root, object
	Name  string `json:"name"`
	Note  string `json:"note"` // below the name
	Path  string `json:"path"` // the file that it stands in
	Test  bool   `json:"test"`
	Many  bool   `json:"many"`  // of a root
	Group string `json:"group"` // of a root: what kind it is
	Minor bool   `json:"minor"` // of an object: only one node has to do with it
	Rows  []row  `json:"rows"`

	line int // in the file
}

// A row is a lock, a channel or data of an object.
type row struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // lock, channel, data
	Name  string `json:"name"`
	Note  string `json:"note"`
	State string `json:"state"` // of data: all, some, none
}

// A link is a line from code or a root to what it makes or uses, or from a lock's
// object to that of one that is taken under it.
type link struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Does  []string `json:"does"`
	Items []string `json:"items"`
}

// words are what is done, in the order in which a link lists it.
var words = []string{"starts", "runs", "takes", "puts", "gets", "wakes", "waits", "asks", "changes", "reads", "before"}

// picture draws a map.
func (p Project) picture() *picture {
	out := &picture{Nodes: []*node{}, Links: []*link{}}
	names, onlyTests := p.names(), p.onlyTests()
	home := map[string]string{}     // of a lock
	before := map[string][]string{} // of a lock: those that are taken under it
	for _, e := range p.Edges {
		if e.Does == "before" {
			before[e.From] = append(before[e.From], e.To)
		}
	}
	for _, r := range p.Roots {
		out.Nodes = append(out.Nodes, rootNode(r))
	}
	for _, o := range p.Objects {
		n := objectNode(o, names, before)
		n.Test = onlyTests[o.ID]
		out.Nodes = append(out.Nodes, n)
		for _, k := range o.Locks {
			home[k.ID] = o.ID
		}
	}
	for _, e := range p.Edges {
		from, to, items := e.From, e.To, []string{e.Item}
		if e.Does == "before" {
			from, to, items = home[e.From], home[e.To], []string{e.From, e.To}
		}
		if e.Does != "before" || from != to { // else a row says it
			out.join(from, to, e.Does, items)
		}
	}
	for _, c := range p.Code {
		if slices.ContainsFunc(out.Links, func(l *link) bool { return l.From == c.ID }) {
			out.Nodes = append(out.Nodes, &node{ID: c.ID, Kind: "code", Name: codeName(c), Note: "on its caller's thread", Path: c.At.Path, Test: c.Test, Rows: []row{}, line: c.At.Line})
		}
	}
	out.distinguish()
	for _, n := range out.Nodes {
		ways := 0
		for _, l := range out.Links {
			if l.To == n.ID || l.From == n.ID {
				ways++
			}
		}
		n.Minor = n.Kind == "object" && ways == 1 && !slices.ContainsFunc(n.Rows, func(r row) bool { return r.Kind == "data" })
	}
	return out
}

// distinguish adds to boxes of the same name the files that they stand in, or in
// one file the lines.
func (p *picture) distinguish() {
	same := map[string][]*node{}
	for _, n := range p.Nodes {
		same[n.Kind+n.Name] = append(same[n.Kind+n.Name], n)
	}
	for _, list := range same {
		name := list[0].Name
		for _, n := range list {
			file, module := strings.CutSuffix(name, path.Base(n.Path))
			switch alike := func(o *node) bool { return o != n && o.Path == n.Path }; {
			case len(list) == 1:
			case slices.ContainsFunc(list, alike):
				n.Name += fmt.Sprintf(" (line %d)", n.line)
			case module:
				n.Name = file + tail(n.Path)
			default:
				n.Name += " (" + tail(n.Path) + ")"
			}
		}
	}
}

// tail is the last two parts of a path.
func tail(file string) string {
	parts := strings.Split(file, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}

// join adds what is done to the link between two nodes.
func (p *picture) join(from, to, does string, items []string) {
	i := slices.IndexFunc(p.Links, func(l *link) bool {
		return l.From == from && l.To == to && (l.Does[0] == "before") == (does == "before")
	})
	if i < 0 {
		i = len(p.Links)
		p.Links = append(p.Links, &link{From: from, To: to, Items: []string{}})
	}
	l := p.Links[i]
	if !slices.Contains(l.Does, does) {
		l.Does = append(l.Does, does)
		slices.SortFunc(l.Does, func(a, b string) int { return slices.Index(words, a) - slices.Index(words, b) })
	}
	for _, item := range items {
		if item != "" && !slices.Contains(l.Items, item) {
			l.Items = append(l.Items, item)
		}
	}
}

// large is how many nodes a picture may have before what is minor is left out.
const large = 12

// plain leaves out what only tests make, if there is something else, and from a
// large picture what is minor.
func (p *picture) plain() *picture {
	if slices.ContainsFunc(p.Nodes, func(n *node) bool { return n.Kind == "root" && !n.Test }) {
		p = p.without(func(n *node) bool { return n.Test })
	}
	if len(p.Nodes) > large {
		p = p.without(func(n *node) bool { return n.Minor })
	}
	return p
}

// without leaves out nodes, and what only they were linked to.
func (p *picture) without(which func(*node) bool) *picture {
	gone := map[string]bool{}
	for _, n := range p.Nodes {
		gone[n.ID] = which(n)
	}
	out := &picture{}
	used := map[string]bool{}
	for _, l := range p.Links {
		if !gone[l.From] && !gone[l.To] {
			out.Links = append(out.Links, l)
			used[l.From], used[l.To] = true, true
		}
	}
	for _, n := range p.Nodes {
		if !gone[n.ID] && (n.Kind == "root" || used[n.ID]) {
			out.Nodes = append(out.Nodes, n)
		}
	}
	return out
}

func rootNode(r *threads.MapRoot) *node {
	note := kinds[r.Kind]
	if r.Class != "" {
		note = "thread, made by others"
	}
	var own []*threads.MapSpawn
	daemon := len(r.Spawns) > 0
	for i := range r.Spawns {
		if s := &r.Spawns[i]; r.Test || !s.Test {
			own = append(own, s)
			daemon = daemon && s.Daemon
		}
	}
	switch {
	case r.Kind == "pool" && len(own) == 1 && own[0].Workers > 0:
		note = fmt.Sprintf("tasks of a pool of %d", own[0].Workers)
	case r.Many && (r.Kind == "thread" || r.Kind == "timer" || r.Kind == "process"):
		note = map[string]string{"thread": "threads", "timer": "timers", "process": "processes"}[r.Kind] + ", several"
	}
	if daemon {
		note += ", daemon"
	}
	switch {
	case r.Foreign:
		note += "; not of the program"
	case r.Computes != nil:
		note += "; computes"
	case r.Waits != nil:
		note += "; waits"
	}
	return &node{ID: r.ID, Kind: "root", Name: r.Name, Note: note, Path: r.At.Path, Test: r.Test, Many: r.Many, Group: r.Kind, Rows: []row{}, line: r.At.Line}
}

// kinds is what people call what a root runs on.
var kinds = map[string]string{
	"thread": "thread", "timer": "timer", "pool": "tasks of a pool", "process": "process", "loop": "task of an event loop",
	"library": "a library's thread", "main": "on the main thread", "signal": "signal handler", "finalizer": "finalizer",
}

// objectNode is the box of an object. The names are of what has an id, before has the locks
// that are taken under a lock.
func objectNode(o *threads.MapObject, names map[string]string, before map[string][]string) *node {
	note := map[string]string{"class": "objects of the class", "module": "module", "function": "variables"}[o.Kind]
	n := &node{ID: o.ID, Kind: "object", Name: o.Name, Note: note, Path: o.At.Path, Rows: []row{}, line: o.At.Line}
	own := func(name string) string { return strings.TrimPrefix(name, o.Name+".") }
	for _, k := range o.Locks {
		note := short(k.Type)
		for _, inner := range before[k.ID] {
			if slices.ContainsFunc(o.Locks, func(l *threads.MapLock) bool { return l.ID == inner }) {
				note += ", before " + own(names[inner])
			}
		}
		n.Rows = append(n.Rows, row{ID: k.ID, Kind: "lock", Name: own(k.Name), Note: strings.TrimPrefix(note, ", ")})
	}
	for _, c := range o.Channels {
		n.Rows = append(n.Rows, row{ID: c.ID, Kind: "channel", Name: own(c.Name), Note: short(c.Type)})
	}
	for _, d := range o.Data {
		note := map[string]string{"all": "guarded", "some": "guarded in part", "none": "no common lock"}[d.Guarded]
		if d.Guard != "" && d.Guarded != "none" {
			note = strings.Replace(note, "guarded", "under "+own(names[d.Guard]), 1)
		}
		n.Rows = append(n.Rows, row{ID: d.ID, Kind: "data", Name: own(d.Name), Note: note, State: d.Guarded})
	}
	return n
}

// onlyTests is the objects that tests use and nobody else.
func (p Project) onlyTests() map[string]bool {
	test := map[string]bool{}
	for _, r := range p.Roots {
		test[r.ID] = r.Test
	}
	for _, c := range p.Code {
		test[c.ID] = c.Test
	}
	out := map[string]bool{}
	for _, e := range p.Edges {
		only, seen := out[e.To]
		out[e.To] = test[e.From] && (only || !seen)
	}
	return out
}

// short is the last part of a dotted name.
func short(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
