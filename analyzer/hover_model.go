package analyzer

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// What a hover says of a function and of a place that threads share: sentences
// about what the model knows, and none about what it does not.

// Limits of what a hover names.
const (
	maxRunners = 5
	maxUsers   = 4
	maxBare    = 2
)

// function says which threads run a function, and which locks are held then.
func (h *Hover) function(fn *threads.Func) bool {
	before := len(h.Lines)
	h.runners(fn.File, fn)
	if held := fn.HeldAtEntry(); len(held) > 0 {
		h.Lines = append(h.Lines, fmt.Sprintf("Whoever calls `%s` holds %s.", fn.QualName(), lockNames(fn, held)))
	}
	return len(h.Lines) > before
}

// runners names the roots that run a function.
func (h *Hover) runners(f *threads.File, fn *threads.Func) {
	roots := f.Model().RootsOf(fn)
	for _, r := range roots[:min(len(roots), maxRunners)] {
		if len(r.Spawns) == 0 {
			whose := "worker threads, as a comment says"
			if r.Class != nil {
				whose = fmt.Sprintf("threads of class `%s`, which nothing in the project makes", r.Class.Name)
			}
			h.Lines = append(h.Lines, fmt.Sprintf("`%s` runs on %s.", fn.QualName(), whose))
			continue
		}
		s := r.Spawns[0]
		g := s.Call.File
		h.Lines = append(h.Lines, fmt.Sprintf("`%s` runs on %s (%s, line %d)%s.", fn.QualName(), runner(r), r.Func.QualName(), g.LineOf(g.Expr(s.Call.Expr).Span.Start), heldOn(r, fn)))
	}
	if n := len(roots) - maxRunners; n > 0 {
		h.Lines = append(h.Lines, fmt.Sprintf("It runs on %d more.", n))
	}
}

// runner names the threads of a root by the first place that makes them.
func runner(r *threads.Root) string {
	s := r.Spawns[0]
	g := s.Call.File
	o := g.Model().ObjectAt(threads.Site{File: g, Expr: s.Call.Expr})
	switch {
	case !s.OnThread():
		return "a process of its own"
	case o.Name() != "" && s.Handoff != nil && s.Handoff.On != pylib.Pool || s.Sub != nil && o.Name() != "":
		return "thread `" + o.Name() + "`"
	case s.Handoff != nil && s.Handoff.On == pylib.Pool:
		return "the threads of a pool"
	case r.Many:
		return "several threads"
	}
	return "a thread"
}

// heldOn is the locks that a root's threads hold whenever they come to a function,
// as the end of a sentence; "" where none is known.
func heldOn(r *threads.Root, fn *threads.Func) string {
	if fn == r.Func || !r.Threaded() {
		return ""
	}
	held, ok := r.Func.File.Model().HeldOn(r, fn)
	if !ok || len(held) == 0 {
		return ""
	}
	return ", under " + lockNames(fn, held)
}

// lockNames names locks as a function of their class does, or by their class.
func lockNames(fn *threads.Func, locks []threads.Lock) string {
	var names []string
	for _, l := range locks {
		name := l.String()
		if l.Root == threads.SelfLock && l.Class != nil && l.Class != fn.Class {
			name = l.Title(fn.File.Model())
		}
		names = append(names, "`"+name+"`")
	}
	return strings.Join(names, " and ")
}

// shared says who touches a place that threads come to, and what guards it.
func (h *Hover) shared(f *threads.File, e facts.ExprID) bool {
	s := f.SharedAt(e)
	if s == nil {
		return false
	}
	users := s.Users()
	var said []string
	for _, u := range users[:min(len(users), maxUsers)] {
		said = append(said, userText(&u))
	}
	if n := len(users) - maxUsers; n > 0 {
		said = append(said, fmt.Sprintf("%d more", n))
	}
	h.Lines = append(h.Lines, fmt.Sprintf("`%s` is %s.", f.Render(e), strings.Join(said, "; ")))
	if line := guardText(f, s); line != "" {
		h.Lines = append(h.Lines, line)
	}
	return true
}

// userText is what one side does to a place.
func userText(u *threads.User) string {
	var kinds []string
	for _, k := range u.Kinds {
		// Whatever is done to a place but storing reads it first.
		if k != threads.Reads || !slices.ContainsFunc(u.Kinds, func(k threads.AccessKind) bool { return k != threads.Reads && k != threads.Writes }) {
			kinds = append(kinds, k.String())
		}
	}
	does := enumerate(kinds)
	if r := u.Side.Root; r != nil {
		if u.Side.Many {
			return fmt.Sprintf("%s by several threads of `%s`", does, r.Func.QualName())
		}
		return fmt.Sprintf("%s by thread `%s`", does, r.Func.QualName())
	}
	name := u.Funcs[0].QualName()
	if u.Funcs[0].ID == 0 {
		return does + " by the module itself"
	}
	if n := len(u.Funcs) - 1; n > 0 {
		return fmt.Sprintf("%s by callers of `%s` and %d more", does, name, n)
	}
	return fmt.Sprintf("%s by callers of `%s`", does, name)
}

// guardText says which lock guards a place, how often, and where it is not held;
// "" where nothing is known of locks there.
func guardText(f *threads.File, s *threads.Shared) string {
	g, guards := s.Guard()
	if len(g.Under) == 0 {
		if s.Meets() && !slices.ContainsFunc(s.Touches, func(t threads.Touch) bool { return t.Any || len(t.Held) > 0 }) {
			return "No lock is held at any of these."
		}
		return ""
	}
	in := g.Under[0].Func
	name, all := lockNames(in, []threads.Lock{g.Lock}), len(g.Under)+len(g.Bare)
	line := fmt.Sprintf("Guarded by %s in %d of %d accesses", name, len(g.Under), all)
	switch {
	case all == 1:
		return fmt.Sprintf("%s is held there.", name)
	case !guards:
		line = fmt.Sprintf("%s is held in %d of %d accesses", name, len(g.Under), all)
	case len(g.Bare) == 0:
		return fmt.Sprintf("Guarded by %s in all %d accesses.", name, all)
	}
	var bare []string
	for _, t := range g.Bare[:min(len(g.Bare), maxBare)] {
		bare = append(bare, fmt.Sprintf("%s:%d", path.Base(t.File.Path), t.File.LineOf(t.File.Expr(t.Place).Span.Start)))
	}
	if n := len(g.Bare) - maxBare; n > 0 {
		bare = append(bare, fmt.Sprintf("%d more", n))
	}
	if len(bare) > 0 {
		line += ", not at " + strings.Join(bare, ", ")
	}
	return line + "."
}
