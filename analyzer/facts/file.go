package facts

import (
	"sort"
	"strings"

	"threadlsp/analyzer/source"
)

// Text is the string of an id.
func (f *File) Text(id StrID) string { return f.Strings[id] }

// Expr is the expression of an id; the unknown expression for 0.
func (f *File) Expr(id ExprID) *Expr { return &f.Exprs[id] }

// KidsOf is the children of an expression. The slice must not be changed.
func (f *File) KidsOf(id ExprID) []ExprID {
	e := &f.Exprs[id]
	return f.Kids[e.Kid : e.Kid+e.NKids]
}

// ParamsOf is the parameters of a function.
func (f *File) ParamsOf(fn FuncID) []Param {
	x := &f.Funcs[fn]
	return f.Params[x.Param : x.Param+x.NParams]
}

// DecoratorsOf is the decorators of a function, outermost first.
func (f *File) DecoratorsOf(fn FuncID) []ExprID {
	x := &f.Funcs[fn]
	return f.Kids[x.Decors : x.Decors+x.NDecors]
}

// BasesOf is the bases and keyword arguments of a class statement.
func (f *File) BasesOf(c ClassID) []ExprID {
	x := &f.Classes[c]
	return f.Kids[x.Base : x.Base+x.NBases]
}

// BindingsOf is every place that binds a symbol, in source order.
func (f *File) BindingsOf(s SymbolID) []Binding {
	x := &f.Symbols[s]
	return f.Binds[x.Bind : x.Bind+x.NBind]
}

// EventsOf is the events of a block.
func (f *File) EventsOf(b BlockID) []Event {
	x := &f.Blocks[b]
	return f.Events[x.Event : int32(x.Event)+x.NEvent]
}

// EdgesOf is the edges that leave a block.
func (f *File) EdgesOf(b BlockID) []Edge {
	x := &f.Blocks[b]
	return f.Edges[x.Edge : x.Edge+x.NEdges]
}

// SymbolName is the name of a symbol.
func (f *File) SymbolName(s SymbolID) string { return f.Strings[f.Symbols[s].Name] }

// FuncName is the name of a function.
func (f *File) FuncName(fn FuncID) string { return f.Strings[f.Funcs[fn].Name] }

// Line is the 0-based line of an offset.
func (f *File) Line(off uint32) int {
	return sort.Search(len(f.Lines), func(i int) bool { return f.Lines[i] > off }) - 1
}

// IsDamaged says whether a span touches a region that did not parse.
func (f *File) IsDamaged(s source.Span) bool {
	i := sort.Search(len(f.Damaged), func(i int) bool { return f.Damaged[i].End > s.Start })
	return i < len(f.Damaged) && f.Damaged[i].Start < s.End
}

// Within says whether statement s is outer or stands inside it.
func (f *File) Within(s, outer StmtID) bool {
	return s >= outer && s < f.Stmts[outer].End
}

// Enclosing is the nearest statement around s, s itself excluded, that is of
// one of the kinds and belongs to the same function; 0 if there is none.
func (f *File) Enclosing(s StmtID, kinds ...StmtKind) StmtID {
	fn := f.Stmts[s].Func
	for p := f.Stmts[s].Parent; p != 0 && f.Stmts[p].Func == fn; p = f.Stmts[p].Parent {
		for _, k := range kinds {
			if f.Stmts[p].Kind == k {
				return p
			}
		}
	}
	return 0
}

// SaysHeld says whether a docstring or comment demands that the caller holds a
// lock: "Caller must hold the lock", "called with the mutex held".
func SaysHeld(text string) bool {
	t := strings.ToLower(text)
	held := strings.Contains(t, "held") || strings.Contains(t, "hold") || strings.Contains(t, "locked") || strings.Contains(t, "acquired") || strings.Contains(t, "with lock") || strings.Contains(t, "under ")
	return held && (strings.Contains(t, "lock") || strings.Contains(t, "mutex") || strings.Contains(t, "condition") || strings.Contains(t, "semaphore"))
}
