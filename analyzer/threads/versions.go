package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
)

// What a program says about the versions of Python that it is for.

// IsPython2 says whether the file has statements that only Python 2 has.
func (f *File) IsPython2() bool {
	for i := range f.Stmts {
		if f.Stmts[i].Kind == facts.PrintStmt {
			return true
		}
	}
	return false
}

// A Renaming is a name that is not there in every version of Python.
type Renaming struct {
	Old     string // "isAlive"
	Instead string // "is_alive"; "" none
	Exc     string // what its use raises where it is gone: "AttributeError"
	Broad   bool   // a handler for any exception is for this one
}

// Alternative says whether expression e of statement st, which has the old name,
// is one of several ways for several versions of Python: it is conditional on
// which version runs or on whether one of the names is there, or stands in a try
// with a handler for the exception. Other handlers count where the try has the
// new name, too, and either catch any exception or hold the old name.
func (f *File) Alternative(e facts.ExprID, st facts.StmtID, r Renaming) bool {
	for k, p := e, f.parent[e]; p > 0; k, p = p, f.parent[p] {
		switch f.Expr(p).Kind {
		case facts.IfExp, facts.And, facts.Or:
			if first := f.KidsOf(p)[0]; first != k && f.asksVersion(first, r) {
				return true
			}
		}
	}
	for s, p := st, f.Stmts[st].Parent; ; s, p = p, f.Stmts[p].Parent {
		if f.leftBefore(s, r) {
			return true
		}
		if p == 0 {
			return false
		}
		switch f.Stmts[p].Kind {
		case facts.If:
			if f.branchAsks(p, r) {
				return true
			}
		case facts.Try:
			if f.tryAsks(p, s, r) {
				return true
			}
		}
	}
}

// leftBefore says whether an if statement before s in the same block asks for
// the version and leaves the block: then s is for the others. One that raises
// says which versions the program is not for.
func (f *File) leftBefore(s facts.StmtID, r Renaming) bool {
	p := f.Stmts[s].Parent
	for k := p + 1; k < s; k = f.Stmts[k].End {
		if f.Stmts[k].Kind != facts.If || f.Stmts[k].Func != f.Stmts[s].Func {
			continue
		}
		for in := k + 1; in < f.Stmts[k].End; in++ {
			up := f.Stmts[in].Parent
			if up != k && (f.Stmts[up].Parent != k || !isClause(f.Stmts[up].Kind)) {
				continue
			}
			switch f.Stmts[in].Kind {
			case facts.Return, facts.Continue, facts.Break:
				if f.branchAsks(k, r) {
					return true
				}
			}
		}
	}
	return false
}

// branchAsks says whether a condition of an if statement asks for the version.
func (f *File) branchAsks(id facts.StmtID, r Renaming) bool {
	if f.asksVersion(f.Stmts[id].X, r) {
		return true
	}
	for s := id + 1; s < f.Stmts[id].End; s = f.Stmts[s].End {
		if f.Stmts[s].Kind == facts.Elif && f.asksVersion(f.Stmts[s].X, r) {
			return true
		}
	}
	return false
}

// tryAsks says whether a try statement, in whose part the code stands, is there
// because a name may be missing.
func (f *File) tryAsks(try, part facts.StmtID, r Renaming) bool {
	if f.Stmts[part].Kind == facts.Finally {
		return false
	}
	for s := try + 1; s < f.Stmts[try].End; s = f.Stmts[s].End {
		if f.Stmts[s].Kind != facts.Except {
			continue
		}
		caught := f.caughtFor(f.Stmts[s].X, r.Exc)
		if caught == Yes || caught == UnknownTri && r.Broad {
			return true
		}
		if (caught == UnknownTri || s == part) && r.Instead != "" && f.names(r.Instead, f.otherPart(try, part)) {
			return true
		}
	}
	return false
}

// otherPart is the handlers of a try statement for a part of its body, and the
// body for a handler.
func (f *File) otherPart(try, part facts.StmtID) source.Span {
	body := source.Span{Start: f.Stmts[try].Header.End, End: f.Stmts[try].Span.End}
	for s := try + 1; s < f.Stmts[try].End; s = f.Stmts[s].End {
		if f.Stmts[s].Kind == facts.Except {
			body.End = f.Stmts[s].Span.Start
			break
		}
	}
	if f.Stmts[part].Kind == facts.Except {
		return body
	}
	return source.Span{Start: body.End, End: f.Stmts[try].Span.End}
}

// caughtFor says whether an except clause with type e names the library's
// exception exc or a kind of it; unknown where it catches much more.
func (f *File) caughtFor(e facts.ExprID, exc string) Tri {
	if e <= 0 {
		return UnknownTri
	}
	answer := No
	for _, k := range f.caughtTypes(e) {
		v := f.Eval(k)
		switch {
		case v.Kind == LibObj && pylib.IsSubtype(v.Lib, "builtins."+exc):
			return Yes
		case v.Kind != LibObj || pylib.IsSubtype("builtins."+exc, v.Lib):
			answer = UnknownTri
		}
	}
	return answer
}

// names says whether an attribute or import of that name stands in a span.
func (f *File) names(name string, in source.Span) bool {
	for _, e := range f.attrs[name] {
		if in.Covers(f.Expr(e).Span) {
			return true
		}
	}
	for i := range f.Imports {
		if imp := &f.Imports[i]; in.Covers(imp.Span) && (f.Text(imp.Module) == name || f.Text(imp.Name) == name) {
			return true
		}
	}
	return false
}

// asksVersion says whether a condition asks which Python runs or whether one of
// the names is there, itself or through a variable that holds the answer.
func (f *File) asksVersion(e facts.ExprID, r Renaming) bool { return f.asksVersionIn(e, r, 0) }

func (f *File) asksVersionIn(e facts.ExprID, r Renaming, depth int) bool {
	asks := false
	f.visit(e, func(k facts.ExprID, x *facts.Expr) {
		switch {
		case asks:
		case x.Kind == facts.Str:
			text := f.Text(x.Str)
			asks = text != "" && (text == r.Old || text == r.Instead) // hasattr(t, "is_alive")
		case x.Kind == facts.Name || x.Kind == facts.Attr:
			v := f.Eval(k)
			asks = v.Kind == LibObj && pylib.TellsVersion(v.Lib) || pylib.NamesVersion(f.lastName(k)) ||
				v.Lib == "builtins.bool" && v.Site.Valid() && depth < 2 && (v.Site.File != f || v.Site.Expr != e) && v.Site.File.asksVersionIn(v.Site.Expr, r, depth+1)
		}
	})
	return asks
}

// WarningExpected says whether a statement stands in a with block that expects
// or switches off a warning.
func (f *File) WarningExpected(st facts.StmtID) bool { return f.inBlockOf(st, pylib.ExpectsWarning) }

// inBlockOf says whether a statement stands in a with block of a call whose
// last name is one that is asked for.
func (f *File) inBlockOf(st facts.StmtID, is func(name string) bool) bool {
	for w := f.Enclosing(st, facts.With); w != 0; w = f.Enclosing(w, facts.With) {
		for k := w + 1; k < f.Stmts[w].End && f.Stmts[k].Kind == facts.WithItem; k = f.Stmts[k].End {
			if c := f.CallAt(f.Stmts[k].X); c != nil && is(f.lastName(f.Expr(c.Expr).A)) {
				return true
			}
		}
	}
	return false
}

// lastName is the name of a Name or Attr, after its last dot; "" for others.
func (f *File) lastName(e facts.ExprID) string {
	switch x := f.Expr(e); x.Kind {
	case facts.Name:
		return f.SymbolName(x.Sym)
	case facts.Attr:
		return f.Text(x.Str)
	}
	return ""
}
