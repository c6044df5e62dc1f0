package extract

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/syntax"
)

// allState is what is known of __all__.
type allState struct {
	seen  bool
	vague bool // more than one plain assignment
	names []facts.StrID
}

// noteAll looks at a store to target; right is the value's node, or none. The
// list is read from the tree: a display in facts is cut.
func (x *extractor) noteAll(target facts.ExprID, right int32) {
	e := &x.f.Exprs[target]
	if e.Kind != facts.Name || facts.ScopeID(e.A) != moduleScope || x.f.Strings[e.Str] != "__all__" {
		return
	}
	if x.all.seen || right < 0 || x.flow > 0 {
		x.all = allState{seen: true, vague: true}
		return
	}
	x.all.seen = true
	switch x.nodes[right].Kind {
	case syntax.List, syntax.Tuple, syntax.ExpressionList:
	default:
		x.all.vague = true
		return
	}
	end := x.nodes[right].Next
	for c := x.named(right+1, end); c < end; c = x.named(x.nodes[c].Next, end) {
		if x.nodes[c].Kind != syntax.String {
			x.all = allState{seen: true, vague: true}
			return
		}
		id := x.expr(c)
		x.all.names = append(x.all.names, x.f.Exprs[id].Str)
		x.f.Exprs = x.f.Exprs[:id] // read a second time, for its text only
	}
}

// finishAll writes __all__ to the file, unless something else may change it:
// any other use of the name, such as __all__.append(...).
func (x *extractor) finishAll() {
	x.f.HasAll = x.all.seen
	if !x.all.seen || x.all.vague {
		return
	}
	name := x.strings["__all__"]
	for i := range x.f.Events {
		ev := &x.f.Events[i]
		if e := &x.f.Exprs[ev.X]; ev.Kind == facts.LoadEvent && e.Kind == facts.Name && e.Str == name {
			return
		}
	}
	x.f.All = x.all.names
}
