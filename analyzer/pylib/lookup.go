package pylib

import (
	"slices"
	"strings"
	"sync"
)

// A family is rows that differ in their names only: signatures in In, separated
// by spaces ("get(block,timeout)").
type family struct {
	In    string // what stands before each name, with its dot
	Names string
	Of    Call // what they have in common
}

// A library is the rows of one file.
type library struct {
	calls    []Call
	families []family
	types    []Type
	aliases  map[string]string // other name, or the module or class that it begins with -> canonical
	values   []Value
}

// A Table is all rows by name. It never changes once it is made; a nil Table is
// the rows of this package alone.
type Table struct {
	calls   map[string]*Call
	types   map[string]*Type
	aliases map[string]string
	values  map[string]*Value
	lines   map[string][]string // each class with its bases, nearest first
	modules map[string]bool     // first parts of all names with a row
}

// orBuiltin is the rows of this package in place of none.
func (x *Table) orBuiltin() *Table {
	if x == nil {
		return tables()
	}
	return x
}

// tables is built at the first question and never changes afterwards.
var tables = sync.OnceValue(func() *Table {
	x := &Table{calls: make(map[string]*Call, 2048), types: make(map[string]*Type, 512), aliases: make(map[string]string, 512),
		values: map[string]*Value{}, lines: map[string][]string{}, modules: map[string]bool{}}
	for _, l := range libraries() {
		x.add(l)
	}
	for name := range x.types {
		x.lines[name] = x.linearize(name)
	}
	for name := range x.types {
		if x.calls[name] == nil {
			x.calls[name] = x.constructor(name)
		}
	}
	return x
})

// constructor is the row of a class whose construction has none: the result is
// known, the effects only where it is an exception.
func (x *Table) constructor(class string) *Call {
	c := &Call{Name: class, Returns: class}
	if slices.Contains(x.lines[class], "builtins.BaseException") {
		c.Does, c.NoRaise = Pure, true
	}
	return c
}

func libraries() []library {
	return []library{
		threadingRows(), queueRows(), futuresRows(), multiprocessingRows(), asyncioRows(),
		builtinFunctionRows(), textRows(), containerRows(), fileRows(), timeRows(), socketRows(), subprocessRows(),
		osRows(), processStateRows(), loggingRows(), netRows(), httpRows(), computeRows(), numericRows(), hooksRows(),
		reactorRows(), callbackRows(), webRows(), guiRows(), databaseRows(),
	}
}

func (x *Table) add(l library) {
	for _, c := range l.calls {
		x.addCall(c)
	}
	for _, f := range l.families {
		for _, name := range strings.Fields(f.Names) {
			c := f.Of
			c.Name = f.In + name
			x.addCall(c)
		}
	}
	for _, t := range l.types {
		x.addType(t)
	}
	for from, to := range l.aliases {
		x.aliases[from] = full(to)
		x.addModule(from)
	}
	for _, v := range l.values {
		v.Type, v.Item = full(v.Type), full(v.Item)
		x.values[v.Name] = &v
	}
}

func (x *Table) addType(t Type) {
	t.Name, t.Item = full(t.Name), full(t.Item)
	t.Bases = fullNames(t.Bases)
	if t.AttrTypes != nil {
		attrs := map[string]string{}
		for name, typ := range t.AttrTypes {
			attrs[name] = full(typ)
		}
		t.AttrTypes = attrs
	}
	x.types[t.Name] = &t
	x.addModule(t.Name)
}

// addCall files a row under its name; the parameters may be written behind it.
func (x *Table) addCall(c Call) {
	name, params := splitSignature(c.Name)
	if params != nil {
		c.Slots = params
	}
	c.Name = full(name)
	c.Returns, c.Yields, c.Awaited, c.Parts = full(c.Returns), full(c.Yields), full(c.Awaited), fullNames(c.Parts)
	x.calls[c.Name] = &c
	x.addModule(c.Name)
}

// addModule notes the module that a name belongs to.
func (x *Table) addModule(name string) {
	top, _, _ := strings.Cut(name, ".")
	x.modules[top] = true
}

// full is a canonical name: the tables write builtin classes, and so their
// methods, without the module ("str.join").
func full(name string) string {
	if top, _, _ := strings.Cut(name, "."); builtinTypes()[top] {
		return "builtins." + name
	}
	return name
}

func fullNames(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, full(n))
	}
	return out
}

// FindCall is the row of a canonical function, constructor or method name;
// methods are looked up along the type's bases, then rows for a whole class or
// module ("numpy.*") are tried. Other names are made canonical first. Nil
// without a row.
func FindCall(name string) *Call { return tables().FindCall(name) }

// FindCall is the package's FindCall with the rows of x.
func (x *Table) FindCall(name string) *Call {
	x = x.orBuiltin()
	if c := x.calls[name]; c != nil {
		return c
	}
	name = x.Canonical(name)
	if c := x.calls[name]; c != nil {
		return c
	}
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return nil
	}
	class, method := name[:dot], name[dot+1:]
	if v := x.values[class]; v != nil && v.Type != "" {
		class = v.Type
	}
	mro := x.ancestors(class)
	for _, t := range mro {
		if c := x.calls[t+"."+method]; c != nil {
			return c
		}
	}
	if strings.HasPrefix(method, "__") {
		return nil // what every method does says nothing of __init__
	}
	for _, t := range mro {
		if c := x.calls[t+".*"]; c != nil {
			return c
		}
	}
	if x.types[class] != nil {
		return nil // a class with rows of its own says all there is to know of it
	}
	for p := class; ; {
		if c := x.calls[p+".*"]; c != nil {
			return c
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			return nil
		}
		p = p[:i]
	}
}

// ancestors lists class and its bases, nearest first. A class without a row has
// no known bases. The slice must not be changed.
func (x *Table) ancestors(class string) []string {
	if line, ok := x.lines[class]; ok {
		return line
	}
	return []string{class}
}

// linearize walks the bases breadth first, which for the tables' classes is the
// order in which Python asks them.
func (x *Table) linearize(class string) []string {
	out := []string{class}
	for i := 0; i < len(out); i++ {
		if t := x.types[out[i]]; t != nil {
			for _, b := range t.Bases {
				if !slices.Contains(out, b) {
					out = append(out, b)
				}
			}
		}
	}
	return out
}

// FindType is the row of a class name, which is made canonical first; nil
// without a row. What a row says is not inherited: each row is complete.
func FindType(name string) *Type {
	x := tables()
	if t := x.types[name]; t != nil {
		return t
	}
	return x.types[x.Canonical(name)]
}

// Canonical maps every name under which a library object can be reached
// ("concurrent.futures.thread.ThreadPoolExecutor", "threading._RLock",
// "multiprocessing.dummy.Process", "thread.allocate_lock") to its canonical
// name, and returns other names unchanged. Methods move with their class.
func Canonical(name string) string { return tables().Canonical(name) }

// Canonical is the package's Canonical with the rows of x.
func (x *Table) Canonical(name string) string {
	x = x.orBuiltin()
	for range 4 { // an alias may lead to an alias; four is more than the tables need
		next := x.unalias(name)
		if next == name {
			break
		}
		name = next
	}
	return name
}

// unalias replaces the longest beginning of name that is an alias.
func (x *Table) unalias(name string) string {
	for end := len(name); end > 0; end = strings.LastIndexByte(name[:end], '.') {
		if to, ok := x.aliases[name[:end]]; ok {
			return to + name[end:]
		}
	}
	return name
}

// IsSubtype says whether library class t is base or derives from it.
func IsSubtype(t, base string) bool {
	return slices.Contains(tables().ancestors(Canonical(t)), Canonical(base))
}

// FindRoots is the roots of a class and its bases, nearest first.
func FindRoots(class string) []Root {
	var out []Root
	x := tables()
	for _, a := range x.ancestors(Canonical(class)) {
		if t := x.types[a]; t != nil {
			out = append(out, t.Roots...)
		}
	}
	return out
}

// splitSignature parts "name(a,b)" into the name and its parameters, which are
// nil without parentheses.
func splitSignature(s string) (name string, params []string) {
	name, rest, ok := strings.Cut(s, "(")
	if !ok {
		return name, nil
	}
	params = strings.FieldsFunc(strings.TrimSuffix(rest, ")"), func(r rune) bool { return r == ',' || r == ' ' })
	if params == nil {
		params = []string{}
	}
	return name, params
}

// IsData says whether an object of a builtin type is plain data: it can neither
// be called nor run.
func IsData(t string) bool { return dataTypes[t] }

var dataTypes = func() map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields("bool int float complex str bytes bytearray list tuple dict set frozenset range") {
		out["builtins."+name] = true
	}
	return out
}()

// ExpectsError says whether a method or function, by its last name, makes a
// context in which a test expects an exception: assertRaises, pytest.raises.
func ExpectsError(name string) bool {
	switch name {
	case "assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "raises":
		return true
	}
	return false
}

// Asserts says whether a method, by its name, fails a test unless something holds.
func Asserts(name string) bool { return strings.HasPrefix(name, "assert") || name == "fail" }

// An Asserted is what a method that fails a test demands of its first arguments.
type Asserted uint8

// What a test demands: that the first argument is true, false or None, that the
// first two are equal; Fails fails always, and of Anything no more is known.
const (
	Anything Asserted = iota
	HoldsIf
	HoldsUnless
	HoldsForNone
	HoldsIfSame
	Fails
)

// Assertion is what a method, by its name, demands.
func Assertion(name string) Asserted {
	switch name {
	case "assertTrue":
		return HoldsIf
	case "assertFalse":
		return HoldsUnless
	case "assertIsNone":
		return HoldsForNone
	case "assertEqual", "assertEquals", "assertIs", "assertListEqual", "assertDictEqual", "assertSequenceEqual", "assertCountEqual":
		return HoldsIfSame
	case "fail":
		return Fails
	}
	return Anything
}

// MakesManager says whether a decorator makes a context manager of a generator.
func MakesManager(name string) bool { return Canonical(name) == "contextlib.contextmanager" }
