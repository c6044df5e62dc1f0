package threads

import "threadlsp/analyzer/facts"

// Methods that a function makes: what a class body binds to the result of a
// call that returns one nested function is a method of the class, as if its def
// stood there.
//
//	class Logger:
//	    info, debug = _method("INFO"), _method("DEBUG")

// takeMade gives a class the methods that its body has made by functions of the file.
func (c *Class) takeMade() {
	f := c.File
	for _, binds := range c.members {
		for i := range binds {
			if v := binds[i].Value; v > 0 && f.Expr(v).Kind == facts.Call {
				if fn := f.madeFunc(v); fn != nil && fn.Class == nil {
					fn.Class = c
				}
			}
		}
	}
}

// madeFunc is the nested function that a call returns every time, nil for none.
func (f *File) madeFunc(call facts.ExprID) *Func {
	callee := f.Expr(call).A
	if x := f.Expr(callee); x.Kind == facts.Attr && f.Text(x.Str) == "__func__" {
		callee = x.A // in a class body a static method is called by its function
	}
	maker := f.defOf(callee)
	if maker == nil {
		return nil
	}
	var made *Func
	for _, r := range maker.returns() {
		fn := f.defOf(r)
		if fn == nil || made != nil && fn != made || fn.outer() != maker {
			return nil
		}
		made = fn
	}
	return made
}

// defOf is the function whose def alone binds a name, nil for anything else.
func (f *File) defOf(e facts.ExprID) *Func {
	x := f.Expr(e)
	if e <= 0 || x.Kind != facts.Name || x.Sym <= 0 || f.Symbols[x.Sym].NBind != 1 {
		return nil
	}
	v := f.BindingsOf(x.Sym)[0].Value
	if v <= 0 || f.Expr(v).Kind != facts.FuncRef {
		return nil
	}
	return f.Funcs[f.Expr(v).Func()]
}
