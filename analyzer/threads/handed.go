package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// A subclass of a thread class whose __init__ hands its own arguments on to the
// base's: the call of the subclass then fills the base's slots.

// handings is how many constructors are followed from a call to the library's.
const handings = 5

// A handing is the arguments of one call on their way to a library constructor.
type handing struct {
	pos []Site
	kw  []handedKeyword
}

type handedKeyword struct {
	name  string
	value Site
}

func (h *handing) keyword(name string) Site {
	for _, k := range h.kw {
		if k.name == name {
			return k.value
		}
	}
	return Site{}
}

// handOn fills the slots of the base's row with what reaches them through the
// constructors of the program. It says whether that is certain.
func (s *Spawn) handOn(row *pylib.Call) bool {
	f := s.Call.File
	a := f.ArgsOf(s.Call.Expr)
	if a.Star || a.DoubleStar {
		return false
	}
	h := &handing{}
	for _, e := range a.Pos {
		h.pos = append(h.pos, Site{f, e})
	}
	for _, k := range a.Kw {
		h.kw = append(h.kw, handedKeyword{k.Name, Site{f, k.Value}})
	}
	init := s.Call.Target
	for range handings {
		next, ok := init.baseInit()
		if !ok {
			return false
		}
		if h, ok = h.through(init, next); !ok {
			return false
		}
		if next.Target != nil {
			init = next.Target
			continue
		}
		if next.Row == nil || next.Row.Name != row.Name {
			return false
		}
		s.handed = map[string]Site{}
		for i, slot := range row.Slots {
			if slot == "*" || i >= len(h.pos) {
				break
			}
			s.handed[slot] = h.pos[i]
		}
		for _, k := range h.kw {
			s.handed[k.name] = k.value
		}
		return true
	}
	return false
}

// baseInit is the one call of a base's __init__ in a constructor.
func (fn *Func) baseInit() (call *CallSite, ok bool) {
	if !fn.plain() {
		return nil, false
	}
	for _, c := range fn.callSites {
		if c.Target != nil && c.Callee.Kind == FuncObj && c.Target.Name == "__init__" || c.Target == nil && isInit(c.Lib()) {
			if call != nil {
				return nil, false
			}
			call = c
		}
	}
	return call, call != nil
}

// through is what call, made by fn, passes when fn is given h.
func (h *handing) through(fn *Func, call *CallSite) (*handing, bool) {
	given, more, ok := h.bind(fn)
	if !ok {
		return nil, false
	}
	f, out := fn.File, &handing{}
	skip := f.receivers(call.Expr)
	if call.Target != nil && !call.Bound {
		skip = 1
	}
	for i, k := range f.KidsOf(call.Expr) {
		x := f.Expr(k)
		switch x.Kind {
		case facts.Star:
			if p, _ := f.paramOf(x.A, fn); p < 0 || fn.Params()[p].Kind != facts.VarPos {
				return nil, false
			}
			out.pos = append(out.pos, more.pos...)
		case facts.DoubleStar:
			if p, once := f.paramOf(x.A, fn); p < 0 || !once || fn.Params()[p].Kind != facts.VarKw {
				return nil, false
			}
			out.kw = append(out.kw, more.kw...)
		case facts.Keyword:
			if v := f.handedValue(x.A, fn, given); v.Valid() {
				out.kw = append(out.kw, handedKeyword{f.Text(x.Str), v})
			}
		default:
			if i >= skip {
				out.pos = append(out.pos, f.handedValue(k, fn, given))
			}
		}
	}
	return out, true
}

// handedValue is what an argument of the base's constructor is: what the
// caller gave for a parameter, or an expression of the constructor itself.
func (f *File) handedValue(e facts.ExprID, fn *Func, given map[int]Site) Site {
	p, _ := f.paramOf(e, fn)
	if p < 0 {
		return Site{f, e}
	}
	if v, ok := given[p]; ok {
		return v
	}
	if d := fn.Params()[p].Default; d > 0 {
		return Site{f, d}
	}
	return Site{f, e}
}

// bind distributes the arguments over the parameters of a constructor; more is
// what its *args and **kwargs get.
func (h *handing) bind(fn *Func) (given map[int]Site, more handing, ok bool) {
	given = map[int]Site{}
	pos, taken, varPos, varKw := h.pos, map[string]bool{}, false, false
	for i, p := range fn.Params() {
		name := fn.File.Text(p.Name)
		switch p.Kind {
		case facts.PosOnly, facts.PosOrKw:
			if i == 0 {
				continue // self
			}
			if len(pos) > 0 {
				given[i], pos = pos[0], pos[1:]
			} else if v := h.keyword(name); v.Valid() && p.Kind == facts.PosOrKw {
				given[i], taken[name] = v, true
			}
		case facts.KwOnly:
			if v := h.keyword(name); v.Valid() {
				given[i], taken[name] = v, true
			}
		case facts.VarPos:
			varPos, more.pos, pos = true, pos, nil
		case facts.VarKw:
			varKw = true
		default:
			return nil, more, false
		}
	}
	for _, k := range h.kw {
		if !taken[k.name] {
			more.kw = append(more.kw, k)
		}
	}
	return given, more, (varPos || len(pos) == 0) && (varKw || len(more.kw) == 0)
}

// paramOf is the parameter of fn whose unchanged value a Name is, -1 for
// others. once says whether the name stands nowhere else in the file.
func (f *File) paramOf(e facts.ExprID, fn *Func) (i int, once bool) {
	x := f.Expr(e)
	if x.Kind != facts.Name {
		return -1, false
	}
	binds := f.bindingsReaching(e)
	if len(binds) != 1 || binds[0].Func != fn.ID || binds[0].Value <= 0 || f.Expr(binds[0].Value).Kind != facts.ParamRef {
		return -1, false
	}
	return int(f.Expr(binds[0].Value).A), len(f.loads[x.Sym]) == 1
}

// FromCaller says whether e is a parameter of the function around the call:
// what it is, is for the place to answer that passes it.
func (s *Spawn) FromCaller(e facts.ExprID) bool {
	if e <= 0 || s.Call.In == nil {
		return false
	}
	i, _ := s.Call.File.paramOf(e, s.Call.In)
	return i >= 0
}
