package analyzer

import (
	"context"
	"reflect"
	"slices"
	"time"

	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
	"threadlsp/analyzer/threads"
)

// A Project is the program around the files that are checked.
type Project interface {
	// Files lists the paths of all Python files that belong to the program,
	// sorted, slash-separated, relative to the project's root.
	Files() []string
	// Read returns a file's current content: an editor's buffer where one is
	// open. An error is the reason why the file is skipped, one line.
	Read(path string) (*source.Document, error)
}

// Settings are what the user chose, resolved: they change which findings are
// shown and how, never what is proven.
type Settings struct {
	Select       []string // names, codes, prefixes or ALL; nil: the defaults
	Ignore       []string
	Preview      bool
	FreeThreaded bool
	Target       string // "3.9" ... "3.14"; "" is 3.9, the oldest supported
	Learn        bool   // profile = "learn"
	AllFiles     bool   // parse every file of the program (tests)

	RequireReason bool // a silencer without a reason is a finding

	Severity map[string]string // "error", "warning", "info" or "off", by name, code or code prefix
	PerFile  []ByPath          // rules that are not shown in files
	Contexts []ByPath          // the one context of files
	Effects  []pylib.Row       // what the project says of libraries that the tables do not know
}

// A ByPath is what is said of the files that a pattern names.
type ByPath struct {
	Within  string // what stands before a path so that it is relative to the pattern's base: "src" or ""
	Pattern string // of a path; one with ! names all others
	Words   []string
}

// A Request asks for the findings of some files.
type Request struct {
	Project  Project
	Report   []string // paths of the documents to report on, in Project's spelling
	Settings Settings

	// Typing is the documents that are open in an editor: the session keeps
	// their trees, so that the next text of each costs little. What a broken one
	// means may then depend on what stood there before, until an Exact check.
	Typing map[string]bool
	Exact  bool // parse anew what may depend on earlier texts

	Store Store // what is kept from run to run; nil: nothing. The Result then may have no Model.
	Peek  bool  // take from Store, put nothing there

	// Caps of one file. Facts are kept by content, so a Session sees one value of each.
	MaxLine  int // longest line in bytes; 0: 1 MB
	MaxDepth int // deepest nesting that is analysed; 0: 1,000
}

// limits are the parser's, as far as the request sets them.
func (r *Request) limits() syntax.Limits {
	l := syntax.DefaultLimits()
	if r.MaxLine > 0 {
		l.Line = r.MaxLine
	}
	if r.MaxDepth > 0 {
		l.Depth = r.MaxDepth
	}
	return l
}

// A Skip is a file, or a part of one, that was not checked.
type Skip struct {
	Path   string
	Reason string
}

// A Panic is an internal error that cost one rule on one file.
type Panic struct {
	Rule  string
	Path  string
	Value string
	Stack string
}

// A Result is what one check found. It is immutable.
type Result struct {
	Findings []Finding               // sorted by path, position, rule
	Silenced []Silenced              // by file
	Model    *threads.Model          // of the whole program; nil where nobody needed it: see Linked
	Files    map[string]*source.File // every parsed file by key
	Skipped  []Skip                  // sorted by path
	Repaired []Skip                  // files that were mended to parse; Reason is "LINE: not valid Python, the rest was checked"
	Panics   []Panic                 // sorted by path, rule
	Checked  int                     // files reported on
	Parsed   int64                   // bytes parsed
	Seen     int64                   // bytes read
	Inexact  bool                    // an Exact check may find otherwise
	Recalled bool                    // all of it is from the Store: the Session knows no file yet
	Spent    Spent

	later *later
	lease *lease // of Model; nil: nobody takes it
}

// Release drops the model: what was found stays. Of many programs checked in turn
// the models are most of the memory.
func (r *Result) Release() { r.Model, r.later, r.lease = nil, nil, nil }

// Spent is where the time of a check went, on the clock; the rules' are summed
// over all workers.
type Spent struct {
	Read  time.Duration // reading and scanning all files
	Parse time.Duration // parsing and extracting those that matter
	Link  time.Duration // making the model
	Ask   time.Duration // running the rules
	Rules map[*Rule]time.Duration
}

// A Session keeps the facts of files by content, so that a second Check
// re-extracts only what has changed. It may be used by one goroutine at a time.
type Session struct {
	rules   []*Rule
	workers int
	store   map[string]*entry // by document path
	around  *threads.Surroundings
	effects []pylib.Row  // of which tables was made; nil: none yet
	tables  *pylib.Table // with them
	last    *check       // the last one that ended; nil if that failed
	linked  *linked      // what the next check may link on; nil: nothing
}

// NewSession makes a session for a catalogue of rules that uses at most workers goroutines.
func NewSession(rules []*Rule, workers int) *Session {
	return &Session{rules: rules, workers: max(1, workers), store: map[string]*entry{}}
}

// library is the tables with the rows that a project adds, made anew where these are
// not those of the check before; nil without any.
func (s *Session) library(rows []pylib.Row) *pylib.Table {
	if len(rows) == 0 {
		return nil
	}
	if !reflect.DeepEqual(rows, s.effects) {
		s.effects, s.tables = rows, pylib.With(rows)
	}
	return s.tables
}

// check is one that has done nothing yet.
func (s *Session) check(r Request) *check {
	c := &check{s: s, r: r, report: map[string]bool{}, said: map[*threads.File]said{}, res: &Result{Files: map[string]*source.File{}}}
	for _, p := range r.Report {
		c.report[p] = true
	}
	return c
}

// Check runs the analysis. The error is ctx's, or says which selector of the
// settings names no rule; bad Python is not an error.
func (s *Session) Check(ctx context.Context, r Request) (*Result, error) {
	sel, err := ResolveSelection(s.rules, r.Settings)
	if err != nil {
		return nil, err
	}
	c := s.check(r)
	c.sel = sel
	last, lastStore := s.last, s.store
	s.last = nil
	began := time.Now()
	if c.asBefore(ctx) {
		c.res.Spent.Read = time.Since(began)
		return c.res, nil
	}
	if err := c.read(ctx); err != nil {
		return nil, err
	}
	c.res.Spent.Read = time.Since(began)
	unread := slices.Clone(c.res.Skipped)
	if !c.moved(ctx, last, lastStore) {
		if err := c.all(ctx); err != nil {
			return nil, err
		}
		c.keepResult(unread)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.last = c
	return c.res, nil
}

// all makes the model and asks the rules.
func (c *check) all(ctx context.Context) error {
	c.chooseFirst()
	began := time.Now()
	if err := c.link(ctx); err != nil {
		return err
	}
	c.res.Spent.Link = time.Since(began) - c.res.Spent.Parse - c.res.Spent.Ask
	c.finish()
	return nil
}
