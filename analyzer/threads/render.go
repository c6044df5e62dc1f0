package threads

import (
	"strings"

	"threadlsp/analyzer/facts"
)

// Render writes an expression as its author would, for messages: names,
// attributes, calls and literals; what is longer or stranger becomes "...".
func (f *File) Render(e facts.ExprID) string {
	s := f.render(e, 4)
	if len([]rune(s)) > 60 {
		s = string([]rune(s)[:57]) + "..."
	}
	return s
}

func (f *File) render(e facts.ExprID, depth int) string {
	if e <= 0 || depth == 0 {
		return "..."
	}
	x := f.Expr(e)
	s := f.renderBare(e, depth)
	if x.Flags&facts.Parens != 0 && x.Kind != facts.Tuple {
		return "(" + s + ")"
	}
	return s
}

func (f *File) renderBare(e facts.ExprID, depth int) string {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		return f.SymbolName(x.Sym)
	case facts.Attr:
		return f.render(x.A, depth) + "." + f.Text(x.Str)
	case facts.Call:
		return f.render(x.A, depth) + "(" + f.renderList(f.KidsOf(e), depth-1) + ")"
	case facts.Keyword:
		return f.Text(x.Str) + "=" + f.render(x.A, depth)
	case facts.Star:
		return "*" + f.render(x.A, depth)
	case facts.DoubleStar:
		return "**" + f.render(x.A, depth)
	case facts.Tuple:
		kids := f.KidsOf(e)
		if len(kids) == 1 {
			return "(" + f.render(kids[0], depth-1) + ",)"
		}
		return "(" + f.renderList(kids, depth-1) + ")"
	case facts.List:
		return "[" + f.renderList(f.KidsOf(e), depth-1) + "]"
	case facts.Subscript:
		return f.render(x.A, depth) + "[" + f.render(x.B, depth-1) + "]"
	case facts.Binary:
		if op := x.Op.String(); op != "" {
			return f.render(x.A, depth-1) + " " + op + " " + f.render(x.B, depth-1)
		}
	case facts.Unary:
		if x.Op == facts.Not {
			return "not " + f.render(x.A, depth)
		}
		return x.Op.String() + f.render(x.A, depth)
	case facts.Compare:
		if kids := f.KidsOf(e); len(kids) == 2 {
			return f.render(kids[0], depth-1) + " " + x.Op.String() + " " + f.render(kids[1], depth-1)
		}
	case facts.And:
		return f.renderJoin(f.KidsOf(e), " and ", depth-1)
	case facts.Or:
		return f.renderJoin(f.KidsOf(e), " or ", depth-1)
	case facts.FuncRef:
		return f.FuncName(x.Func())
	case facts.Await:
		return "await " + f.render(x.A, depth)
	}
	return f.renderLiteral(x)
}

// renderLiteral writes a constant; what is none becomes "...".
func (f *File) renderLiteral(x *facts.Expr) string {
	switch x.Kind {
	case facts.None:
		return "None"
	case facts.True:
		return "True"
	case facts.False:
		return "False"
	case facts.Int, facts.Float:
		return f.Text(x.Str)
	case facts.Str:
		return quote(f.Text(x.Str), x.Flags)
	case facts.Bytes:
		return "b" + quote(f.Text(x.Str), x.Flags)
	case facts.FString:
		return `f"..."`
	}
	return "..."
}

func (f *File) renderList(list []facts.ExprID, depth int) string {
	return f.renderJoin(list, ", ", depth)
}

func (f *File) renderJoin(list []facts.ExprID, sep string, depth int) string {
	var parts []string
	for _, k := range list {
		parts = append(parts, f.render(k, depth))
	}
	return strings.Join(parts, sep)
}

// quote writes a string literal with the quotes most people use.
func quote(s string, flags facts.ExprFlags) string {
	r := strings.NewReplacer("\\", `\\`, "\"", `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)
	s = r.Replace(s)
	if flags&facts.Truncated != 0 {
		s += "..."
	}
	return `"` + s + `"`
}
