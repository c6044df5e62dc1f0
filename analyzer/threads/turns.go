package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Turns is how often the loop or comprehension around a spawn is proven to go
// round; 0 where that is not known, or where there are several around it.
func (s *Spawn) Turns() int {
	f := s.Call.File
	iter := facts.ExprID(0)
	for e := f.parent[s.Call.Expr]; e > 0; e = f.parent[e] {
		switch f.Expr(e).Kind {
		case facts.ListComp, facts.SetComp, facts.Generator, facts.DictComp:
			kids := f.KidsOf(e)
			if iter != 0 || len(kids) != 1 {
				return 0
			}
			iter = f.Expr(kids[0]).B
		}
	}
	if loop := f.InLoop(s.Call.Stmt); loop != 0 {
		if iter != 0 || f.Stmts[loop].Kind != facts.For || f.InLoop(loop) != 0 {
			return 0
		}
		iter = f.Stmts[loop].Y
	}
	if iter == 0 {
		return 0
	}
	x := f.Expr(iter)
	switch {
	case x.Kind == facts.List || x.Kind == facts.Tuple:
		if x.Flags&facts.Truncated == 0 {
			return int(x.NKids)
		}
	case x.Kind == facts.Call && f.Eval(x.A).Lib == "builtins.range":
		a := f.ArgsOf(iter)
		if a.Star || len(a.Pos) == 0 || len(a.Pos) > 2 {
			return 0
		}
		n, ok := f.Number(a.Pos[len(a.Pos)-1])
		if ok && len(a.Pos) == 2 {
			var from float64
			from, ok = f.Number(a.Pos[0])
			n -= from
		}
		if ok && n > 0 {
			return int(n)
		}
	}
	return 0
}

// Beside says whether one place hands its target over several times at once.
func (s *Spawn) Beside() bool {
	if s.InLoop {
		return s.Handoff == nil || s.Handoff.Many != pylib.ByWorkers || s.Workers() != 1
	}
	if s.Handoff == nil {
		return false
	}
	return s.Handoff.Many == pylib.Several || s.Handoff.Many == pylib.ByWorkers && s.Workers() != 1 && s.Handoff.Pass != pylib.PassStar
}

// ThreadCount is how many threads the places start, 0 where that is not known.
func ThreadCount(spawns []*Spawn) int {
	n := 0
	for _, s := range spawns {
		turns := 1
		switch {
		case s.Workers() > 1:
			turns = s.Workers()
		case s.InLoop || s.Beside():
			if turns = s.Turns(); turns == 0 {
				return 0
			}
		}
		n += turns
	}
	return n
}
