package threads

import (
	"threadlsp/analyzer/source"
)

// A Map is what the model believes about a program's threads, in plain values:
// what every format of `threadlsp map` prints (docs/map.md has the meaning of
// the keys). The ids in it hold within one map.
type Map struct {
	Roots   []*MapRoot   `json:"roots"`   // where threads of control begin
	Code    []*MapCode   `json:"code"`    // who makes them, and who else touches what they share
	Objects []*MapObject `json:"objects"` // what they lock, share and talk through, by who has it
	Order   []MapNesting `json:"order"`   // the locks that are waited for under other locks
	Edges   []MapEdge    `json:"edges"`   // what the picture draws
}

// A Place is one of the program, as people write it.
type Place struct {
	Path   string `json:"path"`
	Cell   int    `json:"cell,omitempty"` // of a notebook, from 1
	Line   int    `json:"line"`
	Column int    `json:"column"`

	Key  string      `json:"-"` // the file in the model
	Span source.Span `json:"-"`
}

// A MapRoot is a function with which a thread of control begins.
type MapRoot struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Kind     string     `json:"kind"` // thread, timer, pool, process, loop, library, main, signal, finalizer
	At       Place      `json:"at"`
	Class    string     `json:"class,omitempty"`    // of a thread class of which nothing here makes an object
	Declared bool       `json:"declared,omitempty"` // a comment says that it runs on worker threads
	Foreign  bool       `json:"foreign,omitempty"`  // it runs a function of a library, or one that is not known
	Test     bool       `json:"test,omitempty"`     // only tests make it
	Many     bool       `json:"many"`               // it can run beside itself
	Spawns   []MapSpawn `json:"spawns"`
	Waits    *MapCall   `json:"waits,omitempty"`    // the first call that waits
	Computes *Place     `json:"computes,omitempty"` // it computes, here first
	Takes    []MapTake  `json:"takes"`              // locks, in the order in which it comes to them
	Calls    []MapCall  `json:"calls"`              // the other functions that it runs
}

// A MapSpawn is a place that makes threads of a root.
type MapSpawn struct {
	At      Place    `json:"at"`
	In      string   `json:"in"`     // the function that does
	By      string   `json:"by"`     // what it does it with: "threading.Thread"
	Words   string   `json:"words"`  // By and what else is to be said of it: "threading.Thread, daemon, in a loop"
	From    string   `json:"from"`   // the MapCode
	RunBy   []string `json:"run_by"` // the roots that run the function, too
	Daemon  bool     `json:"daemon"`
	InLoop  bool     `json:"in_loop"`
	Workers int      `json:"workers,omitempty"` // of the pool, where that is known
	Started []Place  `json:"started"`
	Joined  []Place  `json:"joined"`
	Escapes bool     `json:"escapes"` // what else is done with it is not known
	Test    bool     `json:"test,omitempty"`

	makers, runners []string // for the picture: who starts the threads; the roots that run From
}

// A MapCall is a function or a call by name.
type MapCall struct {
	Name string `json:"name"`
	At   Place  `json:"at"`
}

// A MapTake is where a root waits for a lock.
type MapTake struct {
	Lock  string   `json:"lock"`
	In    string   `json:"in"`
	At    Place    `json:"at"`
	While []string `json:"while"` // the locks that are held meanwhile
}

// MapCode is code that runs on whatever thread calls it, the main thread first
// of all: a class, or the functions of a module.
type MapCode struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"` // class, module
	At   Place  `json:"at"`
	Test bool   `json:"test,omitempty"`
}

// A MapObject is what has locks, queues and data that threads share: the objects
// of a class, a module, or the variables of a function.
type MapObject struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind"` // class, module, function
	At       Place         `json:"at"`
	Locks    []*MapLock    `json:"locks"`
	Channels []*MapChannel `json:"channels"`
	Data     []*MapData    `json:"data"`
}

// A MapLock is a lock.
type MapLock struct {
	ID   string `json:"id"`
	Name string `json:"name"`         // "Store._lock"
	Type string `json:"type"`         // "threading.Lock"; "" where it is not known
	At   *Place `json:"at,omitempty"` // where it is made
}

// A MapChannel is what threads wait for each other with: a queue, an event, a
// condition, a barrier.
type MapChannel struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Type string   `json:"type"`
	At   *Place   `json:"at,omitempty"`
	Uses []MapUse `json:"uses"`
}

// MapData is a place that threads share, and that somebody changes.
type MapData struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`            // "Store.jobs"
	Guarded string   `json:"guarded"`         // of the changes that may happen beside another use: "all", "some" or "none" are under a common lock
	Guard   string   `json:"guard,omitempty"` // the lock that is held most often
	Uses    []MapUse `json:"uses"`
}

// A MapUse is a use of data, or of a channel.
type MapUse struct {
	Does  string   `json:"does"` // data: read, looked into, iterated, advanced, written, updated, added to, taken from; channel: puts, gets, waits, wakes, asks
	By    string   `json:"by"`   // a root, or a MapCode
	In    string   `json:"in"`
	At    Place    `json:"at"`
	Locks []string `json:"locks"`                // held meanwhile
	Other bool     `json:"other_lock,omitempty"` // a lock is held of which nothing is known

	changes bool
}

// A MapNesting is a lock that is waited for while another is held.
type MapNesting struct {
	Outer string `json:"outer"`
	Inner string `json:"inner"`
	In    string `json:"in"`
	At    Place  `json:"at"`
}

// A MapEdge is a line of the picture. Does is "starts" between code and root,
// "runs" between a root and code that makes others, or what is done with the lock, channel or data that Item is, of the object To;
// "before" leads from a lock to one that is taken under it.
type MapEdge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Does string `json:"does"` // starts, runs, takes, reads, changes, puts, gets, waits, wakes, asks, before
	Item string `json:"item,omitempty"`
}
