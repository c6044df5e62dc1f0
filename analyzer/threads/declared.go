package threads

import "threadlsp/analyzer/facts"

// What annotations say of the items of a container: workers: list[Thread].

// declared is the annotation of the one name or attribute that an expression
// is; invalid where there is none, or where several bindings disagree.
func (ev *evaluation) declared(f *File, e facts.ExprID) Site {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Name:
		binds := f.bindingsReaching(e)
		if len(binds) != 1 {
			return Site{}
		}
		b := &binds[0]
		if b.Value > 0 && f.Expr(b.Value).Kind == facts.ParamRef {
			p := &f.Funcs[b.Func].Params()[f.Expr(b.Value).A]
			if p.Kind == facts.VarPos || p.Kind == facts.VarKw {
				return Site{}
			}
			return Site{f, p.Ann}
		}
		return Site{f, b.Ann}
	case facts.Attr:
		base := ev.eval(f, x.A)
		if base.Kind != Instance || base.Class == nil {
			return Site{}
		}
		name := f.Text(x.Str)
		for _, k := range base.Class.mro {
			if b, ok := k.Own(name); ok && b.Ann > 0 {
				return Site{k.File, b.Ann}
			}
			for _, id := range k.selfStores(name) {
				if ann := k.File.Stmts[k.File.Events[id].Stmt].Ann; ann > 0 {
					return Site{k.File, ann}
				}
			}
		}
	}
	return Site{}
}

// elementType is what an annotation says of the items of a container; of a
// mapping, of its values.
func (ev *evaluation) elementType(f *File, e facts.ExprID) Value {
	x := f.Expr(e)
	switch x.Kind {
	case facts.Binary: // list[Thread] | None
		if x.Op != facts.BitOr {
			return Value{}
		}
		if f.Expr(x.B).Kind == facts.None {
			return ev.elementType(f, x.A)
		}
	case facts.Subscript:
		base := ev.eval(f, x.A)
		args := []facts.ExprID{x.B}
		if f.Expr(x.B).Kind == facts.Tuple {
			args = f.KidsOf(x.B)
		}
		switch base.Lib {
		case "typing.Optional", "typing.Final", "typing.ClassVar":
			return ev.elementType(f, x.B)
		case "builtins.list", "builtins.set", "builtins.frozenset", "collections.deque",
			"typing.Sequence", "typing.MutableSequence", "typing.Iterable", "typing.Iterator", "typing.Collection", "typing.AbstractSet", "typing.MutableSet",
			"collections.abc.Sequence", "collections.abc.MutableSequence", "collections.abc.Iterable", "collections.abc.Iterator", "collections.abc.Collection", "collections.abc.Set", "collections.abc.MutableSet":
			if len(args) == 1 {
				return ev.annotation(f, args[0])
			}
		case "builtins.tuple":
			if len(args) == 2 && f.Expr(args[1]).Kind == facts.Ellipsis {
				return ev.annotation(f, args[0])
			}
		case "builtins.dict", "collections.OrderedDict", "collections.defaultdict", "typing.Mapping", "typing.MutableMapping", "collections.abc.Mapping", "collections.abc.MutableMapping":
			if len(args) == 2 {
				return ev.annotation(f, args[1])
			}
		}
	}
	return Value{}
}
