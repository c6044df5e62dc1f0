package threads

import (
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
)

// Kind says what is known of a value.
type Kind uint8

const (
	Unknown  Kind = iota // no evidence
	Module               // a module: File, or the library module Lib
	ClassObj             // a class of the program: Class
	FuncObj              // a function of the program: Func, bound to Self if that is set
	LibObj               // a function, class or constant of a library: Lib is its canonical name
	Instance             // an object of class Class or of the library type Lib
	LibBound             // a method of a library type: Lib is "type.method", Self its object
	NoneObj              // None
	Partial              // functools.partial(...): Site is the call, not Valid for one of several
	SuperObj             // super(): Class is the class whose bases are asked
)

// A Site is an expression of the program.
type Site struct {
	File *File
	Expr facts.ExprID
}

// Valid says whether the site is one.
func (s Site) Valid() bool { return s.File != nil && s.Expr > 0 }

// A Value is what an expression is known to be. The zero Value is unknown.
type Value struct {
	Kind  Kind
	Maybe bool // it may also be None
	Lib   string
	Class *Class
	Func  *Func
	File  *File
	Self  Site // receiver of a bound method
	Site  Site // the expression that makes the object; not Valid where several may
}

// IsInstance says whether v is an object of the canonical library type t or
// one that derives from it, through classes of the program too.
func (v Value) IsInstance(t string) bool {
	if v.Kind != Instance {
		return false
	}
	if v.Class != nil {
		return v.Class.DerivesFrom(t)
	}
	return v.Lib == t || pylib.IsSubtype(v.Lib, t)
}

// LibClass is what the value's type is to the tables, for instances of library
// types and of classes of the program that derive from one.
func (v Value) LibClass() pylib.Class {
	if t := v.LibType(); t != nil {
		return t.Class
	}
	return pylib.UnknownClass
}

// LibType is the row of the value's library type: its own, or that of the
// nearest library base of its class; nil if there is none.
func (v Value) LibType() *pylib.Type {
	if v.Kind != Instance {
		return nil
	}
	if v.Class != nil {
		return v.Class.LibBase()
	}
	return pylib.FindType(v.Lib)
}

// same says whether two values are the same as far as the model can tell.
func (v Value) same(w Value) bool {
	return v.Kind == w.Kind && v.Lib == w.Lib && v.Class == w.Class && v.Func == w.Func && v.File == w.File
}

// join is what is known of a value that may be v or w.
func (v Value) join(w Value) Value {
	switch {
	case v.Kind == NoneObj && w.Kind != Unknown:
		w.Maybe = true
		return w
	case w.Kind == NoneObj && v.Kind != Unknown:
		v.Maybe = true
		return v
	case !v.same(w):
		return Value{}
	}
	if v.Site != w.Site {
		v.Site = Site{}
	}
	if v.Self != w.Self {
		v.Self = Site{}
	}
	v.Maybe = v.Maybe || w.Maybe
	return v
}

func instance(lib string, at Site) Value { return Value{Kind: Instance, Lib: lib, Site: at} }
