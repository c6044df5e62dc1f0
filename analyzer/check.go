package analyzer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
	"threadlsp/analyzer/threads"
)

// An entry is what a session remembers of one document.
//
// The text of a document that is not parsed is let go once its outline is
// made: of a large program that is most of the text.
type entry struct {
	doc      weak.Pointer[source.Document] // the one that was read, while its owner keeps it: saves hashing it again
	sum      [sha256.Size]byte             // of the document's bytes
	size     int                           // of its text, in bytes
	talks    bool                          // it may hold what is worth a look without any module of concurrency
	outline  extract.Summary
	facts    []*threads.Index // of each file of the document; nil until parsed
	files    []*source.File
	repaired []Skip
	skipped  []Skip
	kept     bool // the facts are in the store

	typing  *syntax.Parser // of a document that is being edited, else nil
	tree    *syntax.Tree   // what that found
	inexact bool           // facts are of a tree that a fresh parse may not give
	older   bool           // the outline is of an earlier text of a document that is being edited
}

// A check is one run of Session.Check.
type check struct {
	s      *Session
	r      Request
	sel    *Selection
	report map[string]bool // documents to report on
	paths  []string        // every document that could be read, sorted
	parsed map[string]bool
	core   map[string]bool // files in which every function is in question
	res    *Result
	said   map[*threads.File]said
}

// said is what the rules said of a file.
type said struct {
	found    []Finding
	silenced []Silenced
	panics   []Panic
	spent    map[*Rule]time.Duration
}

// each runs work over the indexes below n on the session's workers. What it
// writes goes into slots by index, so the order of the workers does not show. A
// panic is raised again on the caller's goroutine, the only one that can catch
// it: the language server outlives it.
func (c *check) each(ctx context.Context, n int, work func(i int, p *syntax.Parser)) error {
	var wg sync.WaitGroup
	var once sync.Once
	var next atomic.Int64 // the first index that nobody has taken
	raised := ""
	guarded := func(i int, p *syntax.Parser) {
		defer func() {
			if x := recover(); x != nil {
				once.Do(func() { raised = fmt.Sprintf("%v\n%s", x, debug.Stack()) })
			}
		}()
		work(i, p)
	}
	for range min(c.s.workers, max(n, 1)) {
		wg.Go(func() {
			p := syntax.NewParser(c.r.limits())
			defer p.Close()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					break
				}
				guarded(i, p)
			}
		})
	}
	wg.Wait()
	if raised != "" {
		panic(raised)
	}
	return ctx.Err()
}

// documents is the paths of every document of the program and of those to
// report on, sorted.
func (c *check) documents() []string {
	all := c.r.Project.Files()
	known := make(map[string]bool, len(all))
	for _, p := range all {
		known[p] = true
	}
	for _, p := range c.r.Report {
		if !known[p] {
			known[p] = true
			all = append(all, p)
		}
	}
	sort.Strings(all)
	return all
}

// read reads every document of the program and makes its outline.
func (c *check) read(ctx context.Context) error {
	all := c.documents()
	entries, skips := make([]*entry, len(all)), make([]string, len(all))
	if err := c.each(ctx, len(all), func(i int, _ *syntax.Parser) {
		e, err := c.remembered(all[i])
		if err != nil {
			skips[i] = err.Error()
			return
		}
		entries[i] = e
	}); err != nil {
		return err
	}
	store := make(map[string]*entry, len(all))
	for i, p := range all {
		if entries[i] == nil {
			c.res.Skipped = append(c.res.Skipped, Skip{p, skips[i]})
			continue
		}
		store[p] = entries[i]
		c.paths = append(c.paths, p)
		c.res.Seen += int64(entries[i].size)
	}
	for p, e := range c.s.store {
		if store[p] != e || !c.r.Typing[p] {
			e.close()
		}
	}
	c.s.store = store
	return nil
}

// remembered is the entry of a document as it now is: the one before where the
// bytes are the same.
func (c *check) remembered(path string) (*entry, error) {
	doc, err := c.r.Project.Read(path)
	if err != nil {
		return nil, err
	}
	old := c.s.store[path]
	same := old != nil && old.doc.Value() == doc
	var sum [sha256.Size]byte
	if !same {
		sum = sha256.Sum256(doc.Raw)
		same = old != nil && old.sum == sum
	}
	if same {
		if old.older && c.r.Exact {
			old.outline, old.talks = scanned(doc.Code())
			old.older = false
		}
		old.doc = weak.Make(doc)
		return old, nil
	}
	e := c.typed(path, old)
	if e == nil {
		e = &entry{}
		e.outline, e.talks = c.outline(doc, sum)
		if old != nil {
			e.typing, old.typing = old.typing, nil
		}
	}
	e.doc, e.sum, e.size = weak.Make(doc), sum, len(doc.Text)
	return e, nil
}

// typed is an entry for the next text of a document of the core that is being
// edited. Its outline stays the one before until an Exact check: the outline is
// for the others, who are not asked before.
func (c *check) typed(path string, old *entry) *entry {
	if old == nil || !c.r.Typing[path] || c.r.Exact || !c.interesting(old) {
		return nil
	}
	e := &entry{talks: old.talks, outline: old.outline, older: true, typing: old.typing}
	old.typing = nil
	return e
}

// close frees the parser of a document that is not edited any more.
func (e *entry) close() {
	if e.typing != nil {
		e.typing.Close()
		e.typing = nil
	}
}

// concurrency is the modules whose import makes a file worth parsing.
var concurrency = map[string]bool{
	"threading": true, "_thread": true, "thread": true, "dummy_threading": true, "_dummy_thread": true,
	"concurrent": true, "multiprocessing": true, "asyncio": true, "queue": true, "Queue": true, "_queue": true,
	"signal": true, "sched": true, "socketserver": true, "twisted": true, "gevent": true, "trio": true, "anyio": true,
	"joblib": true, "apscheduler": true, "tornado": true, "asyncore": true, "asynchat": true,
}

// chooseFirst decides what is parsed before anything is asked for.
func (c *check) chooseFirst() {
	c.parsed, c.core = map[string]bool{}, map[string]bool{}
	for _, p := range c.paths {
		e := c.s.store[p]
		c.core[p] = c.interesting(e) || !isModule(p) && c.report[p]
		if c.core[p] || e.outline.Loop || e.outline.Lazy || c.r.Settings.AllFiles {
			c.parsed[p] = true
		}
	}
}

func isModule(p string) bool { return strings.HasSuffix(p, ".py") }

func (c *check) interesting(e *entry) bool {
	for _, imp := range e.outline.Imports {
		top, _, _ := strings.Cut(strings.TrimLeft(imp, "."), ".")
		if concurrency[top] || slices.ContainsFunc(c.r.Settings.Effects, func(r pylib.Row) bool { return r.Module() == top }) {
			return true
		}
	}
	return e.talks
}

// scanned is the outline of a text, and whether it is worth a look for more than that.
func scanned(text []byte) (extract.Summary, bool) {
	out := extract.Scan(text)
	return out, out.Odd || speaks(text)
}

// speaks says whether the text may hold what is worth a look without any
// module of concurrency: a comment to threadlsp, or preexec_fn.
func speaks(text []byte) bool {
	return bytes.Contains(text, []byte("threadlsp:")) || holds(text, "preexec_fn", 'x') || holds(text, "noqa", 'q') && holds(text, "TH", 'H')
}

// holds says whether a word stands in a text. It looks for one of its letters, a
// rare one: every byte of a program passes through here.
func holds(text []byte, word string, rare byte) bool {
	before := strings.IndexByte(word, rare)
	for at := 0; ; at++ {
		i := bytes.IndexByte(text[at:], rare)
		if i < 0 {
			return false
		}
		if at += i; at >= before && bytes.HasPrefix(text[at-before:], []byte(word)) {
			return true
		}
	}
}

// choose adds documents to those that are parsed, and lists the new ones.
func (c *check) choose(wants []string) []string {
	var fresh []string
	for _, p := range wants {
		if !c.parsed[p] && c.s.store[p] != nil {
			c.parsed[p] = true
			fresh = append(fresh, p)
		}
	}
	return fresh
}

// parse parses and extracts every chosen document that is not yet.
func (c *check) parse(ctx context.Context) error {
	began := time.Now()
	defer func() { c.res.Spent.Parse += time.Since(began) }()
	var todo []string
	for _, p := range c.paths {
		if e := c.s.store[p]; c.parsed[p] && (e.facts == nil || e.inexact && c.r.Exact) {
			todo = append(todo, p)
		}
	}
	return c.each(ctx, len(todo), func(i int, p *syntax.Parser) {
		e := c.s.store[todo[i]]
		doc, err := c.r.Project.Read(todo[i])
		if err != nil {
			e.facts, e.skipped = []*threads.Index{}, []Skip{{todo[i], err.Error()}}
			return
		}
		if c.r.Typing[todo[i]] && isModule(todo[i]) && (!c.r.Exact || !e.inexact) {
			if e.typing == nil && c.stored(e, doc) { // opened, not yet edited: the first edit parses it
				return
			}
			e.parse(doc, func(text []byte) (*syntax.Tree, error) { return c.typedTree(ctx, e, text) })
			if !c.r.Exact || !e.inexact {
				return
			}
		}
		if !c.stored(e, doc) {
			e.parse(doc, func(text []byte) (*syntax.Tree, error) { return p.Parse(ctx, text) })
			c.keep(e, doc)
		}
	})
}

// typedTree is the tree of a document that is being edited.
func (c *check) typedTree(ctx context.Context, e *entry, text []byte) (*syntax.Tree, error) {
	if e.tree != nil {
		return e.tree, nil
	}
	if e.typing == nil {
		e.typing = syntax.NewTypingParser(c.r.limits())
	}
	tree, err := e.typing.Parse(ctx, text)
	e.tree = tree
	return tree, err
}

// parse makes the facts of a document.
func (e *entry) parse(doc *source.Document, parse func(text []byte) (*syntax.Tree, error)) {
	files, out := doc.Files(), []*threads.Index{}
	var kept []*source.File
	var made entry
	for _, f := range files {
		tree, err := parse(f.Text)
		if err != nil {
			if !skips(err) {
				return // given up
			}
			made.skipped = append(made.skipped, Skip{f.Path, err.Error()})
			continue
		}
		made.note(f, tree)
		made.inexact = made.inexact || tree.Inexact
		out, kept = append(out, indexed(f, tree)), append(kept, f)
	}
	e.facts, e.files, e.repaired, e.skipped, e.inexact = out, kept, made.repaired, made.skipped, made.inexact
}

// skips says whether an error of the parser costs the text it is about, and no more.
func skips(err error) bool {
	var long *syntax.LineError
	return errors.As(err, &long) || errors.Is(err, syntax.ErrWork)
}

// indexed is the indexed facts of one file.
func indexed(f *source.File, tree *syntax.Tree) *threads.Index {
	ff := extract.File(f, tree)
	place(ff, f)
	return threads.NewIndex(ff)
}

// place says where the file of some facts lies.
func place(ff *facts.File, f *source.File) {
	ff.Path, ff.FirstLine, ff.Cells = f.Path, f.Position(0).Line-1, f.Cells()
}

// note records that a text was not valid Python.
func (e *entry) note(f *source.File, tree *syntax.Tree) {
	at := uint32(0)
	switch broken := invalid(tree.Repairs); {
	case tree.Deep:
		e.skipped = append(e.skipped, Skip{f.Path, "nested too deeply in places, the rest was checked"})
		return
	case len(broken) > 0 && (len(tree.Damaged) == 0 || broken[0].Span.Start < tree.Damaged[0].Start):
		at = broken[0].Span.Start
	case len(tree.Damaged) > 0:
		at = tree.Damaged[0].Start
	default:
		return
	}
	e.repaired = append(e.repaired, Skip{f.Doc.Path, f.Spot(at) + ": not valid Python, the rest was checked"})
}

// invalid is the repairs of what no Python would accept.
func invalid(all []syntax.Repair) []syntax.Repair {
	var out []syntax.Repair
	for _, r := range all {
		if !r.Valid {
			out = append(out, r)
		}
	}
	return out
}

// link makes the model of what is parsed and of what that turns out to need, and
// runs the rules on it.
func (c *check) link(ctx context.Context) error {
	outlines := make(map[string]*threads.Outline, len(c.paths))
	for _, p := range c.paths {
		e := c.s.store[p]
		outlines[p] = &threads.Outline{Imports: e.outline.Imports, Idents: e.outline.Idents, Core: c.core[p], Loops: e.outline.Loop, Lazy: e.outline.Lazy}
	}
	before := c.before()
	if err := c.parse(ctx); err != nil {
		return err
	}
	var failed error
	c.s.around = threads.Surround(outlines, c.s.around)
	more := func(wants []string) []*threads.Index {
		fresh := c.choose(wants)
		if failed == nil {
			failed = c.parse(ctx)
		}
		if failed != nil {
			return nil
		}
		return c.facts(fresh)
	}
	whole := false
	ask := func(m *threads.Model) {
		c.res.Model = m
		if whole = failed == nil; whole {
			failed = c.run(ctx)
		}
	}
	if files := c.facts(c.paths); before == nil || !before.Relink(files, c.s.around, more, ask) {
		threads.Link(files, c.s.around, c.options(), more, ask)
	}
	if whole { // else something is missing in it
		c.own(c.res.Model)
	}
	for p, o := range outlines {
		c.core[p] = c.core[p] || o.Core
	}
	return failed
}

// facts is the indexed facts of the parsed ones among some documents.
func (c *check) facts(paths []string) []*threads.Index {
	var out []*threads.Index
	for _, p := range paths {
		if c.parsed[p] {
			out = append(out, c.s.store[p].facts...)
		}
	}
	return out
}

// options is the settings that change what the program means.
func (c *check) options() threads.Options {
	s := &c.r.Settings
	return threads.Options{
		FreeThreaded: s.FreeThreaded, Minor: minor(s.Target), Learn: s.Learn, Contexts: s.contexts(), Library: c.s.library(s.Effects), Again: c.r.Typing != nil,
	}
}

// minor is the number after the dot of "3.11"; 9 where nothing is said.
func minor(target string) int {
	n := 0
	if _, err := fmt.Sscanf(target, "3.%d", &n); err != nil || n == 0 {
		return 9
	}
	return n
}

// run runs the rules over every file that is reported on and open.
func (c *check) run(ctx context.Context) error {
	began := time.Now()
	defer func() { c.res.Spent.Ask += time.Since(began) }()
	m := c.res.Model
	var files []*threads.File
	for _, f := range m.Files() {
		if c.report[documentOf(f.Path)] && m.Open(f) {
			files = append(files, f)
		}
	}
	all := make([]said, len(files))
	err := c.each(ctx, len(files), func(i int, _ *syntax.Parser) {
		m.Ask(files[i], func() { all[i] = c.runFile(files[i]) })
	})
	if c.res.Spent.Rules == nil {
		c.res.Spent.Rules = map[*Rule]time.Duration{}
	}
	for i, f := range files {
		c.said[f] = all[i]
		for r, d := range all[i].spent {
			c.res.Spent.Rules[r] += d
		}
	}
	return err
}

// documentOf is the path of the document that holds the file of that key.
func documentOf(key string) string {
	if i := strings.LastIndexByte(key, '#'); i > 0 && !isModule(key) {
		return key[:i]
	}
	return key
}

// runFile runs every rule on one file, then silences, then runs the late rules.
func (c *check) runFile(f *threads.File) (out said) {
	out.spent = map[*Rule]time.Duration{}
	runAll := func(late bool, sil []Silencer) (raw []Finding) {
		for _, r := range c.s.rules {
			if r.Late != late || !c.sel.Runs(r) {
				continue
			}
			began := time.Now()
			found, p := runRule(r, &Pass{File: f.File, Model: c.res.Model, Silencers: sil, RequireReason: c.r.Settings.RequireReason})
			out.spent[r] += time.Since(began)
			raw = append(raw, found...)
			if p != nil {
				out.panics = append(out.panics, *p)
			}
		}
		return raw
	}
	shown := c.shown(f, runAll(false, nil))
	sil := silencers(f.File, c.s.rules, c.sel)
	out.found, out.silenced = silence(f.File, sil, shown)
	kept, dropped := silence(f.File, sil, c.shown(f, runAll(true, sil)))
	out.found, out.silenced = append(out.found, kept...), append(out.silenced, dropped...)
	return out
}

// shown keeps the findings that are selected and whose evidence is sound.
func (c *check) shown(f *threads.File, all []Finding) []Finding {
	var out []Finding
	for _, x := range all {
		if c.sel.Shows(x) && c.sel.In(f.Path, x.Rule) && !c.damaged(f, x) {
			if l, ok := c.sel.levels[x.Rule]; ok {
				x.Severity = l
			}
			out = append(out, x)
		}
	}
	return yield(dedupe(out))
}

// yield drops the findings of rules that leave the word to another that has a
// finding about the same thing.
func yield(all []Finding) []Finding {
	var out []Finding
	for i := range all {
		if !yields(&all[i], all) {
			out = append(out, all[i])
		}
	}
	return out
}

func yields(x *Finding, all []Finding) bool {
	for i := range all {
		y := &all[i]
		if !slices.Contains(x.Rule.Yields, y.Rule.Name) {
			continue
		}
		for _, s := range y.About {
			if slices.Contains(x.About, s) {
				return true
			}
		}
	}
	return false
}

func (c *check) damaged(f *threads.File, x Finding) bool {
	if f.IsDamaged(x.Span) {
		return true
	}
	for _, n := range x.Because {
		if g := c.res.Model.File(n.Path); g != nil && g.IsDamaged(n.Span) {
			return true
		}
	}
	return false
}

// runRule runs one rule on one file. A panic in it costs that rule on that file.
func runRule(r *Rule, p *Pass) (out []Finding, failed *Panic) {
	defer func() {
		if x := recover(); x != nil {
			out, failed = nil, &Panic{Rule: r.Name, Path: p.File.Path, Value: fmt.Sprint(x), Stack: string(debug.Stack())}
		}
	}()
	p.Report = func(f Finding) {
		f.Rule, f.Path = r, p.File.Path
		if f.Severity == RuleSeverity {
			f.Severity = r.Severity
		}
		out = append(out, f)
	}
	r.Check(p)
	return out, nil
}

// dedupe drops a second finding of one rule at one place.
func dedupe(all []Finding) []Finding {
	type key struct {
		r *Rule
		s source.Span
	}
	seen := map[key]bool{}
	out := all[:0]
	for _, x := range all {
		if k := (key{x.Rule, x.Span}); !seen[k] {
			seen[k] = true
			out = append(out, x)
		}
	}
	return out
}

// finish sorts what was found and fills in the rest of the result.
func (c *check) finish() {
	c.fill()
	res := c.res
	var found []Finding
	for _, f := range res.Model.Files() {
		found = append(found, c.said[f].found...)
		res.Silenced = append(res.Silenced, c.said[f].silenced...)
		res.Panics = append(res.Panics, c.said[f].panics...)
	}
	sort.SliceStable(found, func(i, j int) bool {
		a, b := &found[i], &found[j]
		if x, y := documentOf(a.Path), documentOf(b.Path); x != y {
			return x < y
		}
		if x, y := c.original(a), c.original(b); x != y {
			return x < y
		}
		return a.Rule.Code < b.Rule.Code
	})
	for i := range found {
		tidy(res.Files[found[i].Path], &found[i])
	}
	res.Findings = found
}

// fill fills in what a result says of the documents.
func (c *check) fill() {
	res := c.res
	for _, p := range c.paths {
		e := c.s.store[p]
		if c.parsed[p] {
			res.Inexact = res.Inexact || e.inexact || e.older
			for _, f := range e.files {
				res.Files[f.Path] = f
				res.Parsed += int64(len(f.Text))
			}
			if c.report[p] {
				res.Skipped = append(res.Skipped, e.skipped...)
				res.Repaired = append(res.Repaired, e.repaired...)
			}
		}
		if c.report[p] {
			res.Checked++
		}
	}
	sort.SliceStable(res.Skipped, func(i, j int) bool { return res.Skipped[i].Path < res.Skipped[j].Path })
}

// original is where a finding starts in its document.
func (c *check) original(x *Finding) uint32 { return c.res.Files[x.Path].Original(x.Span.Start) }
