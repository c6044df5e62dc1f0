package analyzer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"path"
	"slices"
	"strings"

	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
	"threadlsp/analyzer/threads"
)

// A Store keeps values from run to run under keys that name all that they
// depend on, the build of threadlsp excepted: a Store must not give what another
// build put there. It may forget anything. It may be used by many goroutines.
type Store interface {
	Get(key [sha256.Size]byte) (value []byte, ok bool) // value must not be changed
	Put(key [sha256.Size]byte, value []byte)
}

// What is stored: the outline of a text, the facts of a document, the result of
// a whole run, and that there was a run with these settings. What a run read is
// a part of keys only.
const (
	outlineOf byte = iota
	factsOf
	resultOf
	ranWith
	readBy
)

// keyOf is the key of a value that depends on some parts.
func keyOf(kind byte, parts ...any) (key [sha256.Size]byte) {
	h := sha256.New()
	h.Write([]byte{kind})
	if err := json.NewEncoder(h).Encode(parts); err != nil {
		panic(err) // of strings, numbers and settings only
	}
	h.Sum(key[:0])
	return key
}

// outlineKey is the key of a document's outline.
func outlineKey(name string, sum [sha256.Size]byte) [sha256.Size]byte {
	return keyOf(outlineOf, path.Ext(name), sum)
}

// outline is the outline of a document, and whether it talks, from the store
// where it is known.
func (c *check) outline(doc *source.Document, sum [sha256.Size]byte) (out extract.Summary, talks bool) {
	store := c.r.Store
	if store == nil {
		return scanned(doc.Code())
	}
	key := outlineKey(doc.Path, sum)
	if b, ok := store.Get(key); ok {
		if out, talks, ok = decodeOutline(b); ok {
			return out, talks
		}
	}
	out, talks = scanned(doc.Code())
	if !c.r.Peek {
		store.Put(key, encodeOutline(&out, talks))
	}
	return out, talks
}

// encodeOutline writes an outline: flags, imports, and identifiers as differences.
func encodeOutline(o *extract.Summary, talks bool) []byte {
	flags := byte(0)
	if o.Loop {
		flags |= 1
	}
	if talks {
		flags |= 2
	}
	if o.Lazy {
		flags |= 4
	}
	b := binary.AppendUvarint([]byte{flags}, uint64(len(o.Imports)))
	for _, s := range o.Imports {
		b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b = binary.AppendUvarint(b, uint64(len(o.Idents)))
	last := uint32(0)
	for _, id := range o.Idents {
		b = binary.AppendUvarint(b, uint64(id-last))
		last = id
	}
	return b
}

// decodeOutline reads what encodeOutline wrote; false for anything else.
func decodeOutline(b []byte) (o extract.Summary, talks, ok bool) {
	if len(b) == 0 {
		return o, false, false
	}
	flags := b[0]
	b = b[1:]
	number := func() uint64 {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > 1<<32 {
			ok, b = false, nil
			return 0
		}
		b = b[n:]
		return v
	}
	ok = true
	for n := number(); n > 0 && ok; n-- {
		size := number()
		if size > uint64(len(b)) {
			return o, false, false
		}
		o.Imports, b = append(o.Imports, string(b[:size])), b[size:]
	}
	n := number()
	if n > uint64(len(b)) { // each takes a byte at least
		return o, false, false
	}
	o.Idents = make([]uint32, n)
	last := uint64(0)
	for i := range o.Idents {
		last += number()
		o.Idents[i] = uint32(last)
	}
	o.Loop, o.Lazy = flags&1 != 0, flags&4 != 0
	return o, flags&2 != 0, ok && len(b) == 0 && last < 1<<32
}

// A storedDocument is what parsing a document gave.
type storedDocument struct {
	Facts    [][]byte // of each file that could be parsed
	Files    []int    // which files of the document these are
	Repaired []Skip
	Skipped  []Skip
}

// factsKey is the key of a document's facts.
func (c *check) factsKey(doc *source.Document, sum [sha256.Size]byte) [sha256.Size]byte {
	return keyOf(factsOf, facts.Version, path.Ext(doc.Path), sum, c.r.MaxLine, c.r.MaxDepth)
}

// stored takes a document's facts from the store; it says whether they were there.
func (c *check) stored(e *entry, doc *source.Document) bool {
	if c.r.Store == nil {
		return false
	}
	b, ok := c.r.Store.Get(c.factsKey(doc, e.sum))
	var d storedDocument
	if !ok || json.Unmarshal(b, &d) != nil || len(d.Facts) != len(d.Files) {
		return false
	}
	files, out, kept := doc.Files(), []*threads.Index{}, []*source.File(nil)
	for i, raw := range d.Facts {
		if n := d.Files[i]; n < 0 || n >= len(files) {
			return false
		}
		f := files[d.Files[i]]
		ff, err := facts.Decode(raw)
		if err != nil {
			return false
		}
		place(ff, f)
		out, kept = append(out, threads.NewIndex(ff)), append(kept, f)
	}
	for _, list := range [][]Skip{d.Repaired, d.Skipped} {
		for i := range list {
			list[i].Path = doc.Path + list[i].Path
		}
	}
	e.facts, e.files, e.repaired, e.skipped, e.inexact, e.kept = out, kept, d.Repaired, d.Skipped, false, true
	return true
}

// keep puts a document's facts into the store.
func (c *check) keep(e *entry, doc *source.Document) {
	if c.r.Store == nil || c.r.Peek || e.kept || e.facts == nil || e.inexact {
		return
	}
	e.kept = true
	d := storedDocument{Repaired: slices.Clone(e.repaired), Skipped: slices.Clone(e.skipped)}
	for _, list := range [][]Skip{d.Repaired, d.Skipped} {
		for i := range list {
			list[i].Path = list[i].Path[len(doc.Path):] // "" or the number of a block
		}
	}
	files := doc.Files()
	for i, f := range e.files {
		d.Files = append(d.Files, slices.IndexFunc(files, func(g *source.File) bool { return g.Path == f.Path }))
		d.Facts = append(d.Facts, facts.Encode(e.facts[i].Facts()))
	}
	if b, err := json.Marshal(d); err == nil && !slices.Contains(d.Files, -1) {
		c.r.Store.Put(c.factsKey(doc, e.sum), b)
	}
}

// A storedFinding is a finding with its rule's name.
type storedFinding struct {
	Finding
	Rule    string // in place of Finding's
	Comment source.Span
}

// A storedResult is what a run found.
type storedResult struct {
	Findings, Silenced []storedFinding
	Skipped, Repaired  []Skip
	Checked            int
	Parsed             int64
}

// reports is what the results of a run are stored for: all that it reports on at
// once; in an editor each open document by itself, since they are opened in any order.
func (c *check) reports() [][]string {
	if c.r.Typing == nil {
		return [][]string{c.r.Report}
	}
	var out [][]string
	for _, p := range c.r.Report {
		if c.r.Typing[p] {
			out = append(out, []string{p})
		}
	}
	return out
}

// ranKey is the key that says whether such a run was stored at all: until then
// nobody needs to look.
func (c *check) ranKey(report []string) [sha256.Size]byte {
	var names []string
	for _, r := range c.s.rules {
		names = append(names, r.Name)
	}
	return keyOf(ranWith, names, c.r.Settings, report, c.r.MaxLine, c.r.MaxDepth)
}

// readKey names all that a run read, and what it could not read.
func readKey(sums map[string][sha256.Size]byte, unread []Skip) [sha256.Size]byte {
	type one struct {
		Path string
		Sum  [sha256.Size]byte
	}
	all := make([]one, 0, len(sums))
	for p, s := range sums {
		all = append(all, one{p, s})
	}
	slices.SortFunc(all, func(a, b one) int { return strings.Compare(a.Path, b.Path) })
	return keyOf(readBy, all, unread)
}

// resultKey names all that a run's result depends on: how it ran (ranKey) and what it read (readKey).
func resultKey(ran, read [sha256.Size]byte) [sha256.Size]byte { return keyOf(resultOf, ran, read) }

// asBefore answers from the store where no file and no setting changed. It says
// whether it did. A session that knows files already, and an Exact check, do not ask.
func (c *check) asBefore(ctx context.Context) bool {
	store, reports := c.r.Store, c.reports()
	if store == nil || c.r.Exact || len(reports) == 0 || c.r.Typing != nil && (len(c.s.store) > 0 || len(reports) < len(c.r.Report)) {
		return false
	}
	ran := make([][sha256.Size]byte, len(reports))
	for i, report := range reports {
		ran[i] = c.ranKey(report)
		if _, ok := store.Get(ran[i]); !ok {
			return false
		}
	}
	sums, unread, seen := c.sums(ctx)
	if ctx.Err() != nil {
		return false
	}
	read := readKey(sums, unread)
	res := &Result{Files: map[string]*source.File{}, Seen: seen, Recalled: true}
	for i := range reports {
		b, ok := store.Get(resultKey(ran[i], read))
		var r storedResult
		if !ok || json.Unmarshal(b, &r) != nil || !c.recallAll(res, &r) {
			return false
		}
	}
	if c.r.Typing != nil { // who has it open will ask more than what was found
		for _, p := range c.r.Report {
			c.reread(res, p)
		}
		res.later = &later{make: c.anew}
	}
	c.res = res
	return true
}

// anew makes the model of a program whose findings were stored, on whatever goroutine.
func (c *check) anew() *threads.Model {
	r := c.r
	r.Store, r.Typing = nil, nil // the cache may be closed by now
	res, err := NewSession(c.s.rules, c.s.workers).Check(context.Background(), r)
	if err != nil { // no selector is wrong: it was resolved before
		return new(threads.Model)
	}
	return res.Model
}

// sums is the hash of every document's bytes, and those that cannot be read.
func (c *check) sums(ctx context.Context) (sums map[string][sha256.Size]byte, unread []Skip, seen int64) {
	all := c.documents()
	found, sizes, errs := make([][sha256.Size]byte, len(all)), make([]int, len(all)), make([]error, len(all))
	if err := c.each(ctx, len(all), func(i int, _ *syntax.Parser) {
		doc, err := c.r.Project.Read(all[i])
		if errs[i] = err; err == nil {
			found[i], sizes[i] = sha256.Sum256(doc.Raw), len(doc.Text)
		}
	}); err != nil {
		return nil, nil, 0
	}
	sums = make(map[string][sha256.Size]byte, len(all))
	for i, p := range all {
		if errs[i] != nil {
			unread = append(unread, Skip{p, errs[i].Error()})
			continue
		}
		sums[p] = found[i]
		seen += int64(sizes[i])
	}
	return sums, unread, seen
}

// recallAll adds a stored result to one; false where something about it is wrong.
func (c *check) recallAll(res *Result, r *storedResult) bool {
	for i := range r.Findings {
		if !c.recall(res, &r.Findings[i]) {
			return false
		}
		res.Findings = append(res.Findings, r.Findings[i].Finding)
	}
	for i := range r.Silenced {
		if !c.recall(res, &r.Silenced[i]) {
			return false
		}
		res.Silenced = append(res.Silenced, Silenced{r.Silenced[i].Finding, r.Silenced[i].Comment})
	}
	res.Skipped, res.Repaired = append(res.Skipped, r.Skipped...), append(res.Repaired, r.Repaired...)
	res.Checked += r.Checked
	res.Parsed += r.Parsed
	return true
}

// recall gives a stored finding its rule, and the result the files it is about.
// A place that is in none of them is nobody's finding.
func (c *check) recall(res *Result, f *storedFinding) bool {
	f.Finding.Rule = RuleNamed(c.s.rules, f.Rule)
	fits := c.within(res, f.Path, f.Span) && c.within(res, f.Path, f.Comment)
	for _, n := range f.Because {
		fits = fits && c.within(res, n.Path, n.Span)
	}
	for _, fix := range f.Fixes() {
		for _, e := range fix.Edits {
			fits = fits && c.within(res, f.Path, e.Span)
		}
	}
	return fits && f.Finding.Rule != nil
}

// within says whether a place is in a file of the program, which the result then knows.
func (c *check) within(res *Result, key string, s source.Span) bool {
	if key == "" {
		return true
	}
	if res.Files[key] == nil && !c.reread(res, documentOf(key)) {
		return false
	}
	f := res.Files[key]
	return f != nil && s.Start <= s.End && int(s.End) <= len(f.Text)
}

// reread gives the result the files of a document.
func (c *check) reread(res *Result, path string) bool {
	doc, err := c.r.Project.Read(path)
	if err != nil {
		return false
	}
	for _, file := range doc.Files() {
		res.Files[file.Path] = file
	}
	return true
}

// keepResult stores what the run found. An editor's is stored when all of it is
// exact, with the facts of what was typed.
func (c *check) keepResult(unread []Skip) {
	if c.r.Store == nil || c.r.Peek || len(c.res.Panics) > 0 || c.res.Inexact {
		return
	}
	sums := map[string][sha256.Size]byte{}
	for _, p := range c.paths {
		sums[p] = c.s.store[p].sum
	}
	if c.r.Typing != nil {
		c.keepKnown()
	}
	read := readKey(sums, unread)
	for _, report := range c.reports() {
		if b, err := json.Marshal(c.resultOn(report)); err == nil {
			ran := c.ranKey(report)
			c.r.Store.Put(resultKey(ran, read), b)
			c.r.Store.Put(ran, []byte{1})
		}
	}
}

// keepKnown stores what the session has learnt in checks that stored nothing.
func (c *check) keepKnown() {
	for _, p := range c.paths {
		e := c.s.store[p]
		if e.kept || e.facts == nil {
			continue
		}
		if doc, err := c.r.Project.Read(p); err == nil {
			c.r.Store.Put(outlineKey(p, e.sum), encodeOutline(&e.outline, e.talks))
			c.keep(e, doc)
		}
	}
}

// resultOn is what the run found in some documents; their number is all that it
// says of the effort where these are not all that it reports on.
func (c *check) resultOn(report []string) storedResult {
	in := func(key string) bool { return c.r.Typing == nil || slices.Contains(report, documentOf(key)) }
	r := storedResult{Checked: len(report), Parsed: c.res.Parsed}
	if c.r.Typing == nil {
		r.Checked = c.res.Checked
	}
	for _, f := range c.res.Findings {
		if in(f.Path) {
			r.Findings = append(r.Findings, storedFinding{Finding: f, Rule: f.Rule.Name})
		}
	}
	for _, s := range c.res.Silenced {
		if in(s.Path) {
			r.Silenced = append(r.Silenced, storedFinding{s.Finding, s.Rule.Name, s.Comment})
		}
	}
	of := func(all []Skip) []Skip {
		return slices.DeleteFunc(slices.Clone(all), func(x Skip) bool { return !in(x.Path) })
	}
	r.Skipped, r.Repaired = of(c.res.Skipped), of(c.res.Repaired)
	return r
}
