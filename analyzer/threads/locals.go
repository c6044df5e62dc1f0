package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// What is stored in an object whose attributes each thread has for itself.

// A SetOnce is an attribute of a thread-local object that is stored in one
// thread alone and read where other threads may come.
type SetOnce struct {
	Object *Object
	Attr   string
	Store  Use
	Read   Use
	InInit bool // it is stored where the object is made, in a constructor
}

// SetOnce is the attributes of the thread-local objects which the file makes
// that only the thread which makes the object stores, and that are read
// elsewhere without asking whether they are there, in order of the stores.
func (f *File) SetOnce() []SetOnce {
	var out []SetOnce
	for _, o := range f.Objects(pylib.LocalClass) {
		v := f.Eval(o.Site.Expr)
		if o.Escapes || o.InList || v.Class != nil && (v.Class.unknown || v.Class.Lookup("__init__").Func != nil) {
			continue
		}
		seen := map[string]bool{}
		for i := range o.Uses {
			u := &o.Uses[i]
			if u.Kind != AttrStore || u.aug() || seen[u.Name] || u.File != f {
				continue
			}
			seen[u.Name] = true
			if v.Class != nil && (v.Class.Sets(u.Name) || v.Class.Lookup(u.Name).Func != nil) {
				continue
			}
			if s, ok := o.setOnce(u); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// setOnce judges the attribute that a use stores.
func (o *Object) setOnce(first *Use) (SetOnce, bool) {
	s := SetOnce{Object: o, Attr: first.Name, Store: *first}
	maker := o.Site.File.FuncAt(o.Site.Expr)
	s.InInit = maker != nil && maker.ID != 0
	for i := range o.Uses {
		u := &o.Uses[i]
		fn := u.In()
		switch {
		case u.Kind == Alias || u.Kind == Tested && fn != nil && u.aboutSelf():
		case u.Kind == Tested || u.Kind == Entered || u.Kind == Iterated || u.Name == "__dict__" || fn == nil || u.Callee:
			return s, false
		case u.Name != first.Name:
		case u.Kind == AttrStore && !u.aug():
			if fn != maker && !(maker.ID == 0 && fn.onlyAtImport(map[*Func]bool{})) {
				return s, false // each thread may store its own
			}
		case u.asked():
			return s, false // it is known that it may be missing
		case s.Read.File != nil || u.Loose || u.deletes():
		case fn != maker && !fn.onlyFrom(maker, map[*Func]bool{}) && !u.File.Swallowed(u.File.Events[u.Event].Stmt) && !fn.InTest():
			s.Read = *u
		}
	}
	return s, s.Read.File != nil
}

// aboutSelf says whether a test is of the object itself, not of an attribute.
func (u *Use) aboutSelf() bool { return u.Name == "" }

// aug says whether an attribute is read as it is stored: obj.n += 1.
func (u *Use) aug() bool {
	p := u.File.parent[u.Expr]
	at := u.File.event[p]
	return u.Kind == AttrStore && at >= 0 && u.File.Events[at].Flags&facts.Aug != 0
}

// deletes says whether the attribute is only deleted.
func (u *Use) deletes() bool {
	at := u.File.event[u.File.parent[u.Expr]]
	return at >= 0 && u.File.Events[at].Kind == facts.DeleteEvent
}

// asked says whether the attribute is read by getattr.
func (u *Use) asked() bool { return u.File.Expr(u.File.parent[u.Expr]).Kind != facts.Attr }

// onlyAtImport says whether nothing but the body of its module calls a
// function, through functions of which the same holds.
func (fn *Func) onlyAtImport(busy map[*Func]bool) bool {
	if fn.ID == 0 {
		return true
	}
	if busy[fn] || fn.open() || len(fn.Callers) == 0 {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn != nil || !c.In.onlyAtImport(busy) {
			return false
		}
	}
	return true
}

// onlyFrom says whether every call of a function that is seen comes from maker,
// directly or not, and none on another thread.
func (fn *Func) onlyFrom(maker *Func, busy map[*Func]bool) bool {
	if fn == maker {
		return true
	}
	if busy[fn] || len(fn.Callers) == 0 {
		return false
	}
	busy[fn] = true
	for _, c := range fn.Callers {
		if c.Spawn != nil || !c.In.onlyFrom(maker, busy) {
			return false
		}
	}
	return true
}

// Asked says whether hasattr asks for an attribute of the object, or of one of
// the same name, anywhere in the program's parsed files.
func (s *SetOnce) Asked() bool {
	for _, f := range s.Object.Site.File.m.files {
		for _, c := range f.calls {
			if c.Lib() != "builtins.hasattr" {
				continue
			}
			a := f.ArgsOf(c.Expr)
			if len(a.Pos) == 2 {
				if name, ok := f.TextOf(a.Pos[1]); ok && name == s.Attr && f.Eval(a.Pos[0]).LibClass() == pylib.LocalClass {
					return true
				}
			}
		}
	}
	return false
}

// NewEachCall is the thread-local objects that a function makes for itself:
// each call has its own, and nothing else ever gets it.
func (f *File) NewEachCall() []*Object {
	var out []*Object
	for _, o := range f.Objects(pylib.LocalClass) {
		fn := f.FuncAt(o.Site.Expr)
		if fn == nil || fn.ID == 0 || fn.Class != nil && fn.Name == "__init__" || o.Escapes || o.InList || o.InAttr || len(o.Uses) == 0 || f.Eval(o.Site.Expr).Class != nil || fn.InTest() {
			continue
		}
		own := true
		for i := range o.Uses {
			u := &o.Uses[i]
			own = own && u.In() == fn && (u.Kind == AttrStore || u.Kind == MethodRef)
		}
		if own {
			out = append(out, o)
		}
	}
	return out
}

// A ContextRead is a context variable without a default that is read on a
// thread whose context nobody has set it in.
type ContextRead struct {
	Object *Object
	Read   *CallSite
	Set    *CallSite
	Root   *Root
}

// ContextReads is the reads in the file of context variables that only code
// which no thread of the program runs sets.
func (f *File) ContextReads() []ContextRead {
	var out []ContextRead
	for _, g := range f.m.files {
		for _, o := range g.Objects(pylib.ContextVarClass) {
			made := g.CallAt(o.Site.Expr)
			if o.Escapes || o.InList || made == nil || made.Row == nil || made.Arg("default") != 0 {
				continue
			}
			if r, ok := o.readUnset(); ok && r.Read.File == f {
				out = append(out, r)
			}
		}
	}
	return out
}

func (o *Object) readUnset() (r ContextRead, ok bool) {
	r.Object = o
	for i := range o.Uses {
		u := &o.Uses[i]
		c := u.CallSite()
		switch {
		case u.Kind == Alias || u.Kind == MethodRef && u.Name == "name":
		case c == nil || c.Row == nil || u.Loose:
			return r, false
		case c.Does(pylib.Mutates):
			if len(c.File.m.runBy[c.In]) > 0 {
				return r, false
			}
			r.Set = c
		case r.Read == nil && c.Does(pylib.Probe) && c.Arg("default") == 0 && !c.File.Swallowed(c.Stmt):
			for _, root := range c.File.m.runBy[c.In] {
				if root.freshContext() {
					r.Read, r.Root = c, root
				}
			}
		}
	}
	return r, r.Read != nil && r.Set != nil
}

// freshContext says whether each place that starts the root starts it in a
// context of its own, which has nothing of the starter's.
func (r *Root) freshContext() bool {
	for _, s := range r.Spawns {
		if !s.OnThread() || s.Row == nil && s.Sub == nil || s.Row != nil && (s.Row.Async || s.SlotExpr("context") != 0) {
			return false
		}
	}
	return true
}
