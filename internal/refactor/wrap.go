package refactor

import (
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// maxLocks bounds how many locks are offered for one selection.
const maxLocks = 5

// wrap puts the selected statements under a lock that the place can name. Locks
// that are held there already, or taken among the statements, are not offered:
// a lock that is not reentrant would wait for itself.
func (r *rewriter) wrap() []Change {
	first, last := r.statements()
	if first == 0 || !r.movable(first, last) {
		return nil
	}
	b, ok := r.block(first, last)
	if !ok {
		return nil
	}
	var out []Change
	for _, lock := range r.locks(first) {
		if len(out) == maxLocks {
			break
		}
		if r.taken(lock, first, last) {
			continue
		}
		edits := r.deeper(b.Span, b.indent)
		edits[0].New = b.indent + "with " + lock + ":" + r.eol() + edits[0].New
		out = append(out, Change{Title: fmt.Sprintf("Wrap in `with %s:`", clip(lock)), Edits: edits})
	}
	return out
}

// statements is the first and the last of the statements that are selected
// whole, in one body; 0 where the selection is anything else.
func (r *rewriter) statements() (first, last facts.StmtID) {
	if strings.TrimSpace(r.slice(r.sel)) == "" {
		return 0, 0
	}
	for i := facts.StmtID(1); int(i) < len(r.f.Stmts); {
		s := &r.f.Stmts[i]
		switch {
		case s.Span.End <= r.sel.Start || s.Span.Start >= r.sel.End:
			i = s.End
		case r.sel.Start <= s.Span.Start && s.Span.End <= r.sel.End:
			if first == 0 {
				first = i
			} else if r.f.Stmts[first].Parent != s.Parent {
				return 0, 0
			}
			last, i = i, s.End
		case s.Span.Start <= r.sel.Start: // what is selected of it itself, and not of its body, is seen below
			i++
		default:
			return 0, 0
		}
	}
	if first == 0 || !blank(r.slice(source.Span{Start: r.sel.Start, End: r.f.Stmts[first].Span.Start})) ||
		!blank(r.slice(source.Span{Start: r.f.Stmts[last].Span.End, End: r.sel.End})) {
		return 0, 0
	}
	return first, last
}

// blank says whether lines hold nothing but comments.
func blank(text string) bool {
	for _, line := range strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' }) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// movable says whether statements may stand under a with: no clauses of others,
// no definitions, nothing that gives up the thread while the lock is held.
func (r *rewriter) movable(first, last facts.StmtID) bool {
	end := r.f.Stmts[last].End
	for s := first; s < end; s++ {
		st := &r.f.Stmts[s]
		top := st.Parent == r.f.Stmts[first].Parent
		switch st.Kind {
		case facts.Def, facts.ClassDef, facts.UnknownStmt:
			return false
		case facts.Elif, facts.Else, facts.Except, facts.Finally, facts.Case, facts.WithItem:
			if top {
				return false
			}
		case facts.ImportStmt:
			if strings.HasPrefix(r.slice(st.Span), "from __future__") {
				return false
			}
		}
	}
	span := source.Span{Start: r.f.Stmts[first].Span.Start, End: r.f.Stmts[last].Span.End}
	for i := 1; i < len(r.f.Exprs); i++ {
		x := &r.f.Exprs[i]
		switch x.Kind {
		case facts.Await, facts.Yield, facts.YieldFrom:
			if span.Start <= x.Span.Start && x.Span.End <= span.End {
				return false
			}
		}
	}
	return true
}

// locks is how the locks are written that a place before a statement can name
// for certain: attributes of self, then variables, the nearest first.
func (r *rewriter) locks(at facts.StmtID) []string {
	fn := r.f.Funcs[r.f.Stmts[at].Func]
	for p := r.f.Stmts[at].Parent; p != 0 && r.f.Stmts[p].Kind != facts.Def; p = r.f.Stmts[p].Parent {
		if r.f.Stmts[p].Kind == facts.ClassDef {
			return nil // the body of a class: its names are no variables of the methods
		}
	}
	out := r.ownLocks(fn, at)
	for scope := fn.Facts().Scope; scope != 0; scope = r.f.Scopes[scope].Parent {
		if r.f.Scopes[scope].Kind == facts.ClassScope {
			continue
		}
		for i := range r.f.Symbols {
			s := facts.SymbolID(i)
			if name := r.f.SymbolName(s); r.f.Symbols[s].Scope == scope && r.isLock(s, fn, at) && !r.hidden(name, fn, scope) {
				out = append(out, name)
			}
		}
	}
	return out
}

// isLock says whether a variable holds a lock when the statement is reached: it
// is bound once, on every way, and where its own function binds it, before.
func (r *rewriter) isLock(s facts.SymbolID, fn *threads.Func, at facts.StmtID) bool {
	sym := &r.f.Symbols[s]
	if sym.NBind != 1 || sym.Flags&facts.Deleted != 0 {
		return false
	}
	b := r.f.BindingsOf(s)[0]
	if b.Aug || b.Flow || b.Value <= 0 || b.Func == fn.ID && b.Event >= 0 && b.Stmt >= at {
		return false
	}
	v := r.f.Eval(b.Value)
	return v.IsLock() && !v.Maybe
}

// hidden says whether a scope nearer to the function than the lock's has the
// name as well.
func (r *rewriter) hidden(name string, fn *threads.Func, owner facts.ScopeID) bool {
	for scope := fn.Facts().Scope; scope != owner && scope != 0; scope = r.f.Scopes[scope].Parent {
		for i := range r.f.Symbols {
			if r.f.Symbols[i].Scope == scope && r.f.SymbolName(facts.SymbolID(i)) == name {
				return true
			}
		}
	}
	return false
}

// ownLocks is the locks that a method finds in its object: stored by __init__,
// or, while that runs, above the statement. A decorated method may be called on
// something else.
func (r *rewriter) ownLocks(fn *threads.Func, at facts.StmtID) []string {
	if fn.Class == nil || !fn.TakesSelf() || len(fn.Params()) == 0 || fn.Facts().NDecors > 0 {
		return nil
	}
	var out []string
	self := r.f.Text(fn.Params()[0].Name)
	for i := range r.f.Events {
		ev := &r.f.Events[i]
		x := r.f.Expr(ev.X)
		in := r.f.FuncOf(facts.EventID(i))
		if ev.Kind != facts.StoreEvent || x.Kind != facts.Attr || in.Class != fn.Class || in.Name != "__init__" || in == fn && ev.Stmt >= at {
			continue
		}
		if r.f.Expr(x.A).Kind != facts.Name || len(in.Params()) == 0 || r.f.Expr(x.A).Sym != in.Params()[0].Sym || r.f.Stmts[ev.Stmt].Parent != in.Facts().Stmt {
			continue
		}
		name := self + "." + r.f.Text(x.Str)
		if v := r.f.Eval(ev.X); v.IsLock() && !v.Maybe && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// taken says whether a lock is held around the statements, or taken, released or
// stored among them.
func (r *rewriter) taken(lock string, first, last facts.StmtID) bool {
	for w := r.f.Enclosing(first, facts.With); w != 0; w = r.f.Enclosing(w, facts.With) {
		for k := w + 1; k < r.f.Stmts[w].End && r.f.Stmts[k].Kind == facts.WithItem; k = r.f.Stmts[k].End {
			if r.source(r.f.Stmts[k].X) == lock {
				return true
			}
		}
	}
	span := source.Span{Start: r.f.Stmts[first].Span.Start, End: r.f.Stmts[last].Span.End}
	return strings.Contains(r.slice(span), lock)
}
