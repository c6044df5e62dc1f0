package facts

import (
	"fmt"
	"strings"
)

// Dump prints facts for people: symbols with their bindings, statements, and
// each function's graph. It is what tests compare and what developers read; its
// form is not stable.
func Dump(f *File) string {
	d := &dumper{f: f}
	d.imports()
	d.symbols()
	d.statements()
	for i := range f.Funcs {
		d.function(FuncID(i))
	}
	d.rest()
	return d.out.String()
}

type dumper struct {
	f   *File
	out strings.Builder
}

func (d *dumper) printf(format string, args ...any) { fmt.Fprintf(&d.out, format, args...) }

func (d *dumper) imports() {
	for i := range d.f.Imports {
		m := &d.f.Imports[i]
		d.printf("import %s%s", strings.Repeat(".", int(m.Level)), d.f.Text(m.Module))
		if m.Name != 0 {
			d.printf(" name %s", d.f.Text(m.Name))
		}
		d.printf(" as %s\n", d.f.Text(m.As))
	}
}

var scopeNames = [...]string{"unknown", "module", "function", "class", "comp"}

func (d *dumper) symbols() {
	f := d.f
	for i := 1; i < len(f.Symbols); i++ {
		s := &f.Symbols[i]
		d.printf("symbol %s in %s %d%s", f.Text(s.Name), scopeNames[f.Scopes[s.Scope].Kind], s.Scope,
			flagNames(uint8(s.Flags), "param", "global", "captured", "nonlocal", "deleted", "wildcard"))
		for _, b := range f.BindingsOf(SymbolID(i)) {
			d.printf(" = %s%s", ExprText(f, b.Value), when(b.Flow, "~"))
			if b.Ann != 0 {
				d.printf(": %s", ExprText(f, b.Ann))
			}
		}
		d.printf("\n")
	}
}

func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// flagNames lists the names of the bits that are set, each after a blank.
func flagNames(flags uint8, names ...string) string {
	var out strings.Builder
	for i, n := range names {
		if flags&(1<<i) != 0 {
			out.WriteString(" " + n)
		}
	}
	return out.String()
}

var stmtNames = [...]string{
	"?", "expr", "assign", "augassign", "annassign", "return", "raise", "assert", "del", "pass", "break", "continue", "global",
	"nonlocal", "import", "def", "class", "if", "elif", "else", "for", "while", "try", "except", "finally", "with", "item",
	"match", "case", "type", "print", "empty",
}

func (d *dumper) statements() {
	f := d.f
	for i := 1; i < len(f.Stmts); i++ {
		s := &f.Stmts[i]
		depth := 0
		for p := s.Parent; p != 0; p = f.Stmts[p].Parent {
			depth++
		}
		d.printf("%s%d %s%s", strings.Repeat("  ", depth), i, stmtNames[s.Kind],
			flagNames(uint8(s.Flags), "async", "star", "checking", "main"))
		switch s.Kind {
		case Def:
			d.printf(" %s", f.FuncName(FuncID(s.Ref)))
		case ClassDef:
			d.printf(" %s", f.Text(f.Classes[s.Ref].Name))
		}
		for _, e := range [...]ExprID{s.X, s.Y, s.Ann} {
			if e != 0 {
				d.printf(" | %s", ExprText(f, e))
			}
		}
		d.printf("\n")
	}
}

var paramMarks = [...]string{"?", "/", "", "*", "k:", "**"}

func (d *dumper) function(id FuncID) {
	f := d.f
	fn := &f.Funcs[id]
	d.printf("func %s%s (", f.Text(fn.Name), flagNames(uint8(fn.Flags), "async", "generator", "lambda", "module", "stub"))
	for i, p := range f.ParamsOf(id) {
		d.printf("%s%s%s", when(i > 0, ", "), paramMarks[p.Kind], f.Text(p.Name))
		if p.Ann != 0 {
			d.printf(": %s", ExprText(f, p.Ann))
		}
		if p.Default != 0 {
			d.printf(" = %s", ExprText(f, p.Default))
		}
	}
	d.printf(")\n")
	for _, e := range f.DecoratorsOf(id) {
		d.printf("  @%s\n", ExprText(f, e))
	}
	for b := fn.Block; b < fn.BlkEnd; b++ {
		d.block(fn, b)
	}
}

var (
	edgeNames  = [...]string{"?", "", "true ", "false ", "back ", "raise "}
	eventNames = [...]string{
		"?", "call", "load", "store", "delete", "test", "iterate", "enter", "exit", "return", "raise", "yield", "await",
	}
)

// block prints a block unless nothing is in it and nothing leads from it. Block
// numbers count from the function's first; exit and raised go by name.
func (d *dumper) block(fn *Func, b BlockID) {
	f := d.f
	x := &f.Blocks[b]
	if x.NEvent == 0 && x.NEdges == 0 {
		return
	}
	d.printf("  b%d%s", b-fn.Block, when(x.Loop, " loop"))
	for i, e := range f.EdgesOf(b) {
		to := fmt.Sprintf("b%d", e.To-fn.Block)
		switch e.To {
		case fn.Exit:
			to = "exit"
		case fn.Raised:
			to = "raised"
		}
		d.printf("%s %s%s", when(i == 0, " ->")+when(i > 0, ","), edgeNames[e.Kind], to)
	}
	d.printf("\n")
	for _, e := range f.EventsOf(b) {
		d.printf("    %s", eventNames[e.Kind])
		if e.X != 0 {
			d.printf(" %s", ExprText(f, e.X))
		}
		if e.Y != 0 {
			d.printf(" <- %s", ExprText(f, e.Y))
		}
		d.printf("%s\n", flagNames(uint8(e.Flags), "maybe", "aug", "comp", "copy"))
	}
}

func (d *dumper) rest() {
	f := d.f
	for _, x := range f.Directives {
		d.printf("directive %d line %d%s%s%s", x.Kind, x.Line, when(x.Alone, " alone"), when(x.All, " all"), when(x.Reason, " reason"))
		for _, n := range x.Names {
			d.printf(" %s", n.Name)
		}
		if x.Text != "" {
			d.printf(" %q", x.Text)
		}
		d.printf("\n")
	}
	for _, s := range f.Damaged {
		d.printf("damaged %d-%d\n", s.Start, s.End)
	}
	for _, r := range f.Repairs {
		d.printf("repaired %d %s\n", r.Span.Start, r.What)
	}
	if f.HasAll {
		d.printf("all")
		for _, n := range f.All {
			d.printf(" %s", f.Text(n))
		}
		d.printf("\n")
	}
}

var opNames = [...]string{
	"?", "+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^", "not ", "-", "+", "~",
	"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in",
}

// ExprText writes an expression in a form close to Python's, for people; it is
// cut in depth, never wrong about what it shows.
func ExprText(f *File, id ExprID) string { return exprText(f, id, 12) }

func exprText(f *File, id ExprID, depth int) string {
	if id <= 0 {
		return "?"
	}
	if depth == 0 {
		return "…"
	}
	depth--
	e := &f.Exprs[id]
	a := func() string { return exprText(f, e.A, depth) }
	b := func() string { return exprText(f, e.B, depth) }
	kids := func(sep string) string {
		var parts []string
		for _, k := range f.KidsOf(id) {
			parts = append(parts, exprText(f, k, depth))
		}
		return strings.Join(parts, sep) + when(e.Flags&Truncated != 0, sep+"…")
	}
	switch e.Kind {
	case Name, Int, Float:
		return f.Text(e.Str)
	case Attr:
		return a() + "." + f.Text(e.Str)
	case Call:
		return a() + "(" + kids(", ") + ")"
	case Keyword:
		return f.Text(e.Str) + "=" + a()
	case Star:
		return "*" + a()
	case DoubleStar:
		return "**" + a()
	case None, True, False:
		return [...]string{"None", "True", "False"}[e.Kind-None]
	case Ellipsis:
		return "..."
	case Str:
		return fmt.Sprintf("%q", f.Text(e.Str))
	case Bytes:
		return fmt.Sprintf("b%q", f.Text(e.Str))
	case FString:
		return fmt.Sprintf("f%q{%s}", f.Text(e.Str), kids(", "))
	case Tuple:
		return "(" + kids(", ") + when(e.NKids == 1, ",") + ")"
	case List:
		return "[" + kids(", ") + "]"
	case Set:
		return "{" + kids(", ") + "}"
	case Dict:
		return "dict{" + kids(", ") + "}"
	case Binary:
		return a() + " " + opNames[e.Op] + " " + b()
	case Unary:
		return opNames[e.Op] + a()
	}
	return rareText(f, e, a, b, kids)
}

// rareText is exprText for the other kinds.
func rareText(f *File, e *Expr, a, b func() string, kids func(string) string) string {
	switch e.Kind {
	case Compare:
		return kids(" " + opNames[e.Op] + " ")
	case And:
		return kids(" and ")
	case Or:
		return kids(" or ")
	case IfExp:
		return "ifelse(" + kids(", ") + ")"
	case Subscript:
		return a() + "[" + b() + "]"
	case Slice:
		return kids(":")
	case Await:
		return "await " + a()
	case Yield:
		return "yield " + a()
	case YieldFrom:
		return "yield from " + a()
	case Named:
		return "(" + a() + " := " + b() + ")"
	case ListComp:
		return "[" + a() + " " + kids(" ") + "]"
	case SetComp:
		return "{" + a() + " " + kids(" ") + "}"
	case DictComp:
		return "{" + a() + ": " + b() + " " + kids(" ") + "}"
	case Generator:
		return "(" + a() + " " + kids(" ") + ")"
	case CompFor:
		return when(e.Flags&Async != 0, "async ") + "for " + a() + " in " + b()
	case CompIf:
		return "if " + a()
	case FuncRef:
		return "func:" + f.FuncName(e.Func())
	case ClassRef:
		return "class:" + f.Text(f.Classes[e.Class()].Name)
	case ImportRef:
		m := &f.Imports[e.Import()]
		return "import:" + strings.Repeat(".", int(m.Level)) + f.Text(m.Module) + when(m.Name != 0, ":"+f.Text(m.Name))
	case ParamRef:
		return fmt.Sprintf("param:%d", e.A)
	case ItemOf:
		return "item(" + a() + ")"
	case ElemOf:
		return fmt.Sprintf("elem(%s, %d)", a(), e.B)
	case EnterOf:
		return "enter(" + a() + ")"
	case CaughtOf:
		return "caught(" + a() + ")"
	}
	return "?"
}
