package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A test of what a thread stores may be a look at whether the thread is done:
// `if result is None: raise TimeoutError`. It is none where it comes out well
// as long as nothing is stored: `if errors: raise errors[0]`.

// A blank is what is known of a value while the thread has stored nothing.
type blank struct {
	kind facts.ExprKind // None, Int (True and False, too), List for any empty container; 0 unknown
	n    int
}

func truthBlank(yes bool) blank {
	if yes {
		return blank{facts.Int, 1}
	}
	return blank{facts.Int, 0}
}

// truth is the truth value of a blank; ok is false where it is not known.
func (b blank) truth() (yes, ok bool) { return b.n != 0, b.kind != 0 }

// MissesNothing says whether the statement that reads the thing is a test or an
// assertion which is content with the value from before the thread stored one.
func (r *Early) MissesNothing(f *File) bool {
	st := &f.Stmts[r.Stmt]
	u := unstored{f: f, sym: r.Sym}
	if u.first = u.initial(); r.Attr != "" || u.first.kind == 0 {
		return false
	}
	switch st.Kind {
	case facts.If:
		yes, ok := u.eval(st.X).truth()
		return ok && !yes && f.onlyFails(r.Stmt)
	case facts.Assert:
		yes, ok := u.eval(st.X).truth()
		return ok && yes
	case facts.ExprStmt:
		return u.asserted(st.X)
	}
	return false
}

// onlyFails says whether an if without an else does nothing but fail.
func (f *File) onlyFails(s facts.StmtID) bool {
	last := facts.StmtID(0)
	for k := s + 1; k < f.Stmts[s].End; k = f.Stmts[k].End {
		if kind := f.Stmts[k].Kind; kind == facts.Elif || kind == facts.Else {
			return false
		}
		last = k
	}
	if last == 0 {
		return false
	}
	c := f.CallAt(f.Stmts[last].X)
	return f.Stmts[last].Kind == facts.Raise || f.Stmts[last].Kind == facts.ExprStmt && c != nil && (pylib.Assertion(c.Method()) == pylib.Fails || c.Does(pylib.Exits))
}

// An unstored works out what expressions are before the thread has stored
// anything in a variable.
type unstored struct {
	f     *File
	sym   facts.SymbolID
	first blank // of the variable
}

// initial is what the variable is given where it belongs, by one assignment of
// a literal.
func (u *unstored) initial() blank {
	if u.sym <= 0 {
		return blank{}
	}
	out := blank{}
	own := u.f.Scopes[u.f.Symbols[u.sym].Scope].Func
	for _, b := range u.f.BindingsOf(u.sym) {
		if b.Func != own {
			continue
		}
		if out.kind != 0 || b.Value <= 0 || b.Aug {
			return blank{}
		}
		if out = u.literal(b.Value); out.kind == 0 {
			return blank{}
		}
	}
	return out
}

// literal is a constant or an empty container.
func (u *unstored) literal(e facts.ExprID) blank {
	f := u.f
	switch x := f.Expr(e); x.Kind {
	case facts.None:
		return blank{facts.None, 0}
	case facts.True, facts.False:
		return truthBlank(x.Kind == facts.True)
	case facts.Int:
		if n, ok := parseNumber(f.Text(x.Str)); ok && n == float64(int(n)) {
			return blank{facts.Int, int(n)}
		}
	case facts.List, facts.Dict, facts.Tuple:
		if x.NKids == 0 {
			return blank{facts.List, 0}
		}
	case facts.Call:
		if v := f.Eval(e); x.NKids == 0 && v.Kind == Instance && isDisplayType(v.Lib) {
			return blank{facts.List, 0}
		}
	}
	return blank{}
}

func (u *unstored) eval(e facts.ExprID) blank {
	f := u.f
	switch x := f.Expr(e); x.Kind {
	case facts.Name:
		if x.Sym == u.sym {
			return u.first
		}
		return blank{}
	case facts.Unary:
		if yes, ok := u.eval(x.A).truth(); ok && x.Op == facts.Not {
			return truthBlank(!yes)
		}
		return blank{}
	case facts.Compare:
		if kids := f.KidsOf(e); len(kids) == 2 {
			return compareBlanks(x.Op, u.eval(kids[0]), u.eval(kids[1]))
		}
		return blank{}
	case facts.Call:
		if kids := f.KidsOf(e); len(kids) == 1 && f.Eval(x.A).Lib == "builtins.len" && u.eval(kids[0]).kind == facts.List {
			return blank{facts.Int, 0}
		}
	}
	return u.literal(e)
}

func compareBlanks(op facts.Op, a, b blank) blank {
	if a.kind == 0 || b.kind == 0 {
		return blank{}
	}
	switch op {
	case facts.Eq, facts.Is:
		return truthBlank(a == b)
	case facts.NotEq, facts.IsNot:
		return truthBlank(a != b)
	case facts.Gt:
		return truthBlank(a.n > b.n)
	case facts.Lt:
		return truthBlank(a.n < b.n)
	}
	return blank{}
}

// asserted says whether a method of a test that is called on the thing is content.
func (u *unstored) asserted(e facts.ExprID) bool {
	c := u.f.CallAt(e)
	if c == nil {
		return false
	}
	var args [2]blank
	for i, a := range u.f.ArgsOf(e).Pos {
		if i < len(args) {
			args[i] = u.eval(a)
		}
	}
	yes, ok := args[0].truth()
	switch pylib.Assertion(c.Method()) {
	case pylib.HoldsIf:
		return ok && yes
	case pylib.HoldsUnless:
		return ok && !yes
	case pylib.HoldsForNone:
		return args[0].kind == facts.None
	case pylib.HoldsIfSame:
		same, ok := compareBlanks(facts.Eq, args[0], args[1]).truth()
		return ok && same
	}
	return false
}
