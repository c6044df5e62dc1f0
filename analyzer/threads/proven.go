package threads

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"threadlsp/analyzer/facts"
)

// Constant is the literal that an expression is proven to be: itself, or what
// the only binding of its name is. 0 where there is none.
func (f *File) Constant(e facts.ExprID) Site {
	for range maxDepth {
		if e <= 0 {
			return Site{}
		}
		x := f.Expr(e)
		switch x.Kind {
		case facts.None, facts.True, facts.False, facts.Int, facts.Float, facts.Str, facts.Bytes, facts.FString, facts.Ellipsis:
			return Site{f, e}
		case facts.Name:
			binds := f.bindingsReaching(e)
			if len(binds) != 1 || binds[0].Aug || binds[0].Value == 0 {
				return Site{}
			}
			e = binds[0].Value
			if y := f.Expr(e); y.Kind == facts.ImportRef {
				return f.importedConstant(y.Import())
			}
		default:
			return Site{}
		}
	}
	return Site{}
}

// importedConstant is the literal that a name imported from another file of
// the program is bound to there, once.
func (f *File) importedConstant(id facts.ImportID) Site {
	imp := &f.Imports[id]
	path, _, lib := f.m.names.resolve(pathOf(f.Path), f.Text(imp.Module), int(imp.Level))
	if lib || path == "" {
		return Site{}
	}
	g := (&evaluation{m: f.m}).module(path)
	if g == nil {
		return Site{}
	}
	f.restsOn(g)
	s := g.moduleSymbol(f.Text(imp.Name))
	if s == 0 || g.Symbols[s].NBind != 1 {
		return Site{}
	}
	if v := g.BindingsOf(s)[0].Value; v > 0 && isLiteral(g.Expr(v).Kind) {
		return Site{g, v}
	}
	return Site{}
}

func isLiteral(k facts.ExprKind) bool {
	switch k {
	case facts.None, facts.True, facts.False, facts.Int, facts.Float, facts.Str, facts.Bytes:
		return true
	}
	return false
}

// Number is the proven numeric value of an expression: literals, names bound
// once to one, and arithmetic on these.
func (f *File) Number(e facts.ExprID) (float64, bool) { return f.number(e, 0) }

func (f *File) number(e facts.ExprID, depth int) (float64, bool) {
	if e <= 0 || depth > maxDepth {
		return 0, false
	}
	x := f.Expr(e)
	switch x.Kind {
	case facts.Int, facts.Float:
		return parseNumber(f.Text(x.Str))
	case facts.Unary:
		n, ok := f.number(x.A, depth+1)
		return -n, ok && x.Op == facts.Neg
	case facts.Binary:
		a, ok := f.number(x.A, depth+1)
		b, ok2 := f.number(x.B, depth+1)
		if !ok || !ok2 {
			return 0, false
		}
		return apply(x.Op, a, b)
	case facts.Name:
		if c := f.Constant(e); c.Valid() {
			return c.File.number(c.Expr, depth+1)
		}
		if binds := f.bindingsReaching(e); len(binds) == 1 && !binds[0].Aug {
			if v := binds[0].Value; v > 0 && f.Expr(v).Kind == facts.Binary {
				return f.number(v, depth+1)
			}
		}
	}
	return 0, false
}

func parseNumber(s string) (float64, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, "_", ""))
	if n, err := strconv.ParseInt(s, 0, 64); err == nil {
		return float64(n), true
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

func apply(op facts.Op, a, b float64) (float64, bool) {
	switch op {
	case facts.Add:
		return a + b, true
	case facts.Sub:
		return a - b, true
	case facts.Mul:
		return a * b, true
	case facts.Div:
		return a / b, b != 0
	case facts.FloorDiv:
		return math.Floor(a / b), b != 0
	case facts.Pow:
		n := math.Pow(a, b)
		return n, !math.IsInf(n, 0) && !math.IsNaN(n)
	}
	return 0, false
}

// Text is the proven value of a string expression.
func (f *File) TextOf(e facts.ExprID) (string, bool) {
	c := f.Constant(e)
	if !c.Valid() {
		return "", false
	}
	x := c.File.Expr(c.Expr)
	return c.File.Text(x.Str), x.Kind == facts.Str && x.Flags&facts.Truncated == 0
}

// Truth is the truth value of a constant expression: True, 1, "x", not False.
func (f *File) Truth(e facts.ExprID) Tri {
	if e <= 0 {
		return UnknownTri
	}
	x := f.Expr(e)
	switch x.Kind {
	case facts.True, facts.Ellipsis:
		return Yes
	case facts.False, facts.None:
		return No
	case facts.Int, facts.Float:
		if n, ok := parseNumber(f.Text(x.Str)); ok {
			if n != 0 {
				return Yes
			}
			return No
		}
	case facts.Str, facts.Bytes:
		if f.Text(x.Str) != "" {
			return Yes
		}
		return No
	case facts.Unary:
		if x.Op == facts.Not {
			switch f.Truth(x.A) {
			case Yes:
				return No
			case No:
				return Yes
			}
		}
	}
	return UnknownTri
}

// LengthOfItem is the length of a string that a name is given as an item of an
// iterable: 1 for a character of a string, that of the items of a display if all
// have the same; 0 where it is not known.
func (f *File) LengthOfItem(e facts.ExprID) int {
	if f.Expr(e).Kind != facts.Name {
		return 0
	}
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Value <= 0 || f.Expr(binds[0].Value).Kind != facts.ItemOf {
		return 0
	}
	v := f.Eval(f.Expr(binds[0].Value).A)
	if v.Lib == "builtins.str" {
		return 1
	}
	if !v.Site.Valid() || v.Maybe {
		return 0
	}
	items, ok := v.Site.File.displayContents(v.Site.Expr)
	length := 0
	for _, it := range items {
		text, known := it.File.TextOf(it.Expr)
		n := utf8.RuneCountInString(text)
		if !known || it.Unpack || n == 0 || length > 0 && n != length {
			return 0
		}
		length = n
	}
	if !ok {
		return 0
	}
	return length
}
