package threads

import (
	"fmt"
	"slices"
	"strings"

	"threadlsp/analyzer/facts"
)

// Mismatch says why a callable cannot be called with pos positional arguments
// and the given keywords: "takes 2 arguments but is given 1 (missing `out`)".
// It is empty where the call is right or nothing is known.
func (c *Callable) Mismatch(pos int, kw []string) string {
	if c.Opaque || c.Class != nil && (c.Class.unknown || c.Class.customNew()) {
		return ""
	}
	all := append([]string(nil), kw...)
	for _, k := range c.PreKw {
		if !slices.Contains(kw, k) { // a later keyword replaces the partial's
			all = append(all, k)
		}
	}
	if c.Func == nil {
		return c.Class.mismatch(pos+c.Pre, all)
	}
	if !c.Func.plain() {
		return ""
	}
	return c.Func.mismatch(pos+c.Pre, all, c.Bound)
}

// mismatch judges a call of a class without an __init__: object's takes nothing.
func (c *Class) mismatch(pos int, kw []string) string {
	if c == nil || len(c.lib) > 0 || c.Facts().NDecors > 0 || pos+len(kw) == 0 {
		return ""
	}
	if m := c.Lookup("__init__"); m.Binding != nil || m.Unknown || m.Lib != "" {
		return ""
	}
	return fmt.Sprintf("takes no arguments but is given %d", pos+len(kw))
}

// mismatch judges a call of the function's own body. bound says that the
// receiver fills the first parameter; it is not counted.
func (fn *Func) mismatch(pos int, kw []string, bound bool) string {
	params := fn.Params()
	if bound {
		if len(params) == 0 {
			return "takes no argument, not even the object it is called on"
		}
		if params[0].Kind == facts.PosOrKw || params[0].Kind == facts.PosOnly {
			params = params[1:]
		}
	}
	given, rest := pos+len(kw), pos
	filled, varPos, varKw := map[string]bool{}, false, false
	for _, p := range params {
		switch p.Kind {
		case facts.PosOnly, facts.PosOrKw:
			if rest > 0 {
				rest--
				filled[fn.File.Text(p.Name)] = true
			}
		case facts.VarPos:
			varPos = true
		case facts.VarKw:
			varKw = true
		case facts.UnknownParam:
			return ""
		}
	}
	for _, k := range kw {
		switch named := fn.hasParam(params, k); {
		case !named && !varKw:
			return fmt.Sprintf("has no parameter `%s`", k)
		case named && filled[k]:
			return fmt.Sprintf("is given `%s` twice", k)
		case named:
			filled[k] = true
		}
	}
	if rest > 0 && !varPos {
		return fmt.Sprintf("takes %s but is given %d", fn.capacity(params, pos), given)
	}
	return fn.missing(params, filled, given)
}

// hasParam says whether an argument can be passed under a name.
func (fn *Func) hasParam(params []facts.Param, name string) bool {
	for _, p := range params {
		if (p.Kind == facts.PosOrKw || p.Kind == facts.KwOnly) && fn.File.Text(p.Name) == name {
			return true
		}
	}
	return false
}

// capacity words how many arguments the function takes by position, where it
// is given pos.
func (fn *Func) capacity(params []facts.Param, pos int) string {
	slots, optional := 0, false
	for _, p := range params {
		if p.Kind == facts.PosOnly || p.Kind == facts.PosOrKw {
			slots++
			optional = optional || p.Default > 0
		}
	}
	switch {
	case slots == 0:
		return "no arguments"
	case optional && pos > slots:
		return "at most " + plural(slots, "argument")
	}
	return plural(slots, "argument")
}

// missing names the required parameters that get nothing.
func (fn *Func) missing(params []facts.Param, filled map[string]bool, given int) string {
	var names []string
	needed, open := 0, false
	for _, p := range params {
		switch {
		case p.Kind == facts.VarPos || p.Kind == facts.VarKw || p.Default > 0:
			open = true
			continue
		}
		needed++
		if name := fn.File.Text(p.Name); !filled[name] {
			names = append(names, "`"+name+"`")
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case open:
		return fmt.Sprintf("is not given %s", list(names))
	}
	return fmt.Sprintf("takes %s but is given %d (missing %s)", plural(needed, "argument"), given, list(names))
}

// list cuts a list of names for a message.
func list(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
