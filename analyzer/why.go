package analyzer

import (
	"cmp"
	"fmt"
	"slices"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A Stillness is what is known of one line of a file, and what each rule that
// might speak there says of its silence.
type Stillness struct {
	Known     []string  // sentences of the model about what stands on the line
	Found     []Finding // that stand there all the same, silenced ones too
	Reasons   []Reason  // by rule, in order of the catalogue
	Elsewhere []int     // where nothing is on the line: the lines that rules look at, in order
}

// A Reason is what stands in the way of a rule.
type Reason struct {
	Rule *Rule
	Why  string // what follows "because"
	At   string // key of the file; "" for no place in particular
	Line int
}

// maxReasons is how many reasons one rule gives.
const maxReasons = 3

// WhySilent asks the rules once more about one file, and tells what stood in their
// way on a line of the document at path. ok is false where the document has no
// Python there. The check must have run all rules, so that no file is missing that
// one of them needs.
func (r *Result) WhySilent(rules []*Rule, path string, line int) (out Stillness, ok bool) {
	f := r.fileAt(path, line)
	if f == nil {
		return out, false
	}
	here := func(s source.Span) bool {
		return f.LineOf(s.Start) <= line && line <= f.LineOf(max(s.Start, s.End-min(s.End, 1)))
	}
	out.Found = r.foundAt(f, here)
	lines := map[int]bool{}
	for _, rule := range rules {
		if rule.Late {
			continue
		}
		var got []Reason
		f.Hear(func(d threads.Doubt) {
			for _, s := range d.About {
				lines[f.LineOf(s.Start)] = true
			}
			if slices.ContainsFunc(d.About, here) {
				got = append(got, reasonOf(rule, &d))
			}
		}, func() {
			if _, failed := runRule(rule, &Pass{File: f.File, Model: r.Linked()}); failed != nil {
				got = append(got, Reason{Rule: rule, Why: "of an internal error: " + failed.Value})
			}
		})
		if !slices.ContainsFunc(out.Found, func(x Finding) bool { return x.Rule == rule }) {
			out.Reasons = append(out.Reasons, few(got)...)
		}
	}
	out.Known = r.knownAt(f, here)
	if len(out.Reasons) == 0 && len(out.Known) == 0 && len(out.Found) == 0 {
		for n := range lines {
			out.Elsewhere = append(out.Elsewhere, n)
		}
		slices.Sort(out.Elsewhere)
	}
	return out, true
}

// fileAt is the file of the model that holds a line of a document: the document
// itself, or a block of it.
func (r *Result) fileAt(path string, line int) *threads.File {
	for _, f := range r.Linked().Files() {
		if documentOf(f.Path) != path {
			continue
		}
		if last := f.FirstLine + len(f.Lines); f.FirstLine < line && line <= last {
			return f
		}
	}
	return nil
}

// foundAt is the findings on a line, also those that a comment silences.
func (r *Result) foundAt(f *threads.File, here func(source.Span) bool) (out []Finding) {
	for _, x := range r.Findings {
		if x.Path == f.Path && here(x.Span) {
			out = append(out, x)
		}
	}
	for _, x := range r.Silenced {
		if x.Path == f.Path && here(x.Span) {
			out = append(out, x.Finding)
		}
	}
	return out
}

func reasonOf(rule *Rule, d *threads.Doubt) Reason {
	out := Reason{Rule: rule, Why: d.Why}
	if d.At.Valid() {
		out.At, out.Line = d.At.File.Path, d.At.File.LineOf(d.At.File.Expr(d.At.Expr).Span.Start)
	}
	return out
}

// few drops reasons that are given twice, and of many those without a place, which
// say least.
func few(all []Reason) []Reason {
	var out []Reason
	for _, x := range all {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(min(len(b.At), 1), min(len(a.At), 1)) })
	return out[:min(len(out), maxReasons)]
}

// knownAt is what a hover says of the constructs on a line, each sentence once.
func (r *Result) knownAt(f *threads.File, here func(source.Span) bool) (out []string) {
	seen := map[source.Span]bool{}
	for i := 1; i < len(f.Exprs); i++ {
		x := &f.Exprs[i]
		if x.Kind != facts.Name && x.Kind != facts.Attr && x.Kind != facts.Call || !here(source.Span{Start: x.Span.End - 1, End: x.Span.End}) {
			continue
		}
		h := &Hover{}
		h.construct(f, x.Span.End-1)
		if h.Span.Empty() || seen[h.Span] || h.Concept == "lock" && h.Span != x.Span {
			continue
		}
		seen[h.Span] = true
		for _, l := range h.Lines {
			if !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
		if h.Concept == "lock" && len(h.Lines) == 0 && f.Eval(facts.ExprID(i)).IsLock() {
			if l := lockText(f, facts.ExprID(i)); !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// lockText says of the use of a lock which locks are held just before.
func lockText(f *threads.File, e facts.ExprID) string {
	line := fmt.Sprintf("`%s` is a lock", f.Render(e))
	at := f.EventOf(e)
	if at < 0 {
		return line + "."
	}
	var held []threads.Lock
	set := f.Held(at)
	for _, h := range set.Locks {
		held = append(held, h.Lock)
	}
	switch {
	case len(held) > 0:
		return fmt.Sprintf("%s; held just before: %s.", line, lockNames(f.FuncOf(at), held))
	case set.Any:
		return line + "; a contract says that a lock is held before."
	}
	return line + "; no lock is known to be held before."
}
