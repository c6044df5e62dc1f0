package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Results is the values of the function's return statements, in source order
// of its blocks; a Site that is not Valid stands for None at a bare return or
// at the end of the body. There are none if it only ends by an exception.
func (fn *Func) Results() []Site {
	returns := fn.returns()
	if len(returns) == 0 && fn.fallsThrough() {
		return []Site{{}}
	}
	out := make([]Site, 0, len(returns))
	for _, r := range returns {
		if r > 0 {
			out = append(out, Site{fn.File, r})
		} else {
			out = append(out, Site{})
		}
	}
	return out
}

// NeverReturns says whether a call of the function is proven not to come back:
// it loops for ever, or makes on every way a library call that does.
func (fn *Func) NeverReturns() bool {
	if fn.Effects.Endless {
		return true
	}
	ends := map[facts.BlockID]bool{}
	for _, c := range fn.callSites {
		if c.Does(pylib.NeverReturns) && fn.File.Events[c.Event].Flags&(facts.Maybe|facts.InComp) == 0 {
			ends[fn.File.blocks[c.Event]] = true
		}
	}
	if len(ends) == 0 {
		return false
	}
	return fn.passes(ends)
}

// passes says whether every way through the function to its normal end passes
// one of some blocks.
func (fn *Func) passes(some map[facts.BlockID]bool) bool {
	g := fn.Facts()
	seen := map[facts.BlockID]bool{g.Entry: true}
	for work := []facts.BlockID{g.Entry}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == g.Exit {
			return false
		}
		if some[b] {
			continue
		}
		for _, e := range fn.File.EdgesOf(b) {
			if e.Kind != facts.OnRaise && !seen[e.To] {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return true
}

// Overrides is the methods that may run in the function's place when it is
// reached through an object: those of the same name in subclasses of its class.
func (fn *Func) Overrides() []*Func {
	if fn.Class == nil {
		return nil
	}
	var out []*Func
	for _, f := range fn.File.m.files {
		for _, k := range f.Classes {
			if len(k.mro) < 2 || k == fn.Class || len(k.members[fn.Name]) == 0 {
				continue
			}
			for _, b := range k.mro {
				if b == fn.Class {
					out = append(out, k.methods[fn.Name])
					break
				}
			}
		}
	}
	return out
}

// Replaced says whether the program stores something else under the function's
// name: obj.method = f, module.function = f.
func (fn *Func) Replaced() bool {
	if fn.Facts().Flags&facts.LambdaFunc != 0 {
		return false
	}
	for _, f := range fn.File.m.files {
		for _, id := range f.stores[fn.Name] {
			base := f.Eval(f.Expr(f.Events[id].X).A)
			switch {
			case fn.Class == nil:
				if base.Kind == Module && base.File == fn.File {
					return true
				}
			case base.Class == nil:
				if base.Kind == Unknown && f == fn.File {
					return true // elsewhere the same name means too many things
				}
			default:
				if base.Class.isA(fn.Class) || fn.Class.isA(base.Class) {
					return true
				}
			}
		}
	}
	return false
}

// isA says whether c is k or derives from it.
func (c *Class) isA(k *Class) bool {
	for _, b := range c.mro {
		if b == k {
			return true
		}
	}
	return false
}

// SlotExpr is the expression in a slot of the call, by the name of the row's
// parameter; 0 if it is absent or stands elsewhere.
func (s *Spawn) SlotExpr(slot string) facts.ExprID { return s.arg(slot) }

// SlotOf is the argument of a call for a slot of a row that need not be the
// call's own, by name or position; 0 if it is absent.
func (f *File) SlotOf(c *CallSite, row *pylib.Call, slot string) facts.ExprID {
	return f.slotArg(c.Expr, row, slot)
}

// TakesSelf says whether the method's first parameter is filled by what it is
// called on.
func (fn *Func) TakesSelf() bool { return fn.Class != nil && fn.methodKind() != staticMethod }

// Derived is the classes of the program that derive from c, in order of file
// and position.
func (c *Class) Derived() []*Class {
	var out []*Class
	for _, f := range c.File.m.files {
		for _, k := range f.Classes {
			if k != c && k.isA(c) {
				out = append(out, k)
			}
		}
	}
	return out
}
