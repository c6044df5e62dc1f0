package analyzer

import (
	"reflect"
	"sync"

	"threadlsp/analyzer/threads"
)

// While somebody types, the model of one check becomes that of the next: what depends
// on the edited file is worked out anew (threads.Model.Relink), the rest stays. That
// changes the model in place, so a session does it only with a model that nobody else
// has: a lease says who may ask it.

// A lease says to whom a model belongs. As long as nobody has borrowed it for good,
// the session may take it for the next check.
type lease struct {
	mu    sync.RWMutex // guards what follows; held for reading while somebody asks the model
	lent  bool         // somebody has it who may ask at any time
	taken bool         // it is that of a later check
}

// take makes the model the session's alone; it says whether it could.
func (l *lease) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken = !l.lent
	return l.taken
}

// asked runs work, which asks the model, if it is still there.
func (l *lease) asked(work func()) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if !l.taken {
		work()
	}
	return !l.taken
}

// lend gives the model away for good; it says whether it is still there.
func (l *lease) lend() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lent = !l.taken
	return l.lent
}

// A File is a parsed file of the model, to be handed on.
type File = threads.File

// Look runs work on the file with that key in the model of the whole program, nil if
// it is not parsed. What it is given must not be kept: the next check may change it.
func (r *Result) Look(key string, work func(f *File)) {
	if r.lease == nil || !r.lease.asked(func() { work(r.Model.File(key)) }) {
		work(r.Linked().File(key))
	}
}

// A linked model is the last one that a session made while somebody types.
type linked struct {
	model    *threads.Model
	of       *lease
	settings Settings
	parsed   map[string]bool // the documents that it holds
}

// before is the model that this check may link on, nil if there is none. What it
// holds is parsed in any case.
func (c *check) before() *threads.Model {
	l := c.s.linked
	c.s.linked = nil
	if l == nil || c.r.Typing == nil || !reflect.DeepEqual(l.settings, c.r.Settings) || !l.of.take() {
		return nil
	}
	for p := range l.parsed {
		c.parsed[p] = c.s.store[p] != nil
	}
	return l.model
}

// own keeps the model for the next check, and says how its result gets another when
// that has been taken.
func (c *check) own(m *threads.Model) {
	if c.r.Typing == nil {
		return
	}
	var all []*threads.Index
	for _, f := range m.Files() {
		all = append(all, f.Index)
	}
	c.res.lease, c.res.later = &lease{}, &later{make: anew(all, c.s.around, c.options())}
	c.s.linked = &linked{m, c.res.lease, c.r.Settings, c.parsed}
}

// anew is how the model of a program is made of all files that it needs, on whatever goroutine.
func anew(files []*threads.Index, around *threads.Surroundings, options threads.Options) func() *threads.Model {
	return func() *threads.Model {
		nothing := func([]string) []*threads.Index { return nil }
		return threads.Link(files, around, options, nothing, func(m *threads.Model) {
			for _, f := range m.Files() {
				m.Ask(f, func() {})
			}
		})
	}
}
