package pylib

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Row is what a project says of a library that the tables do not know, in the
// words of its configuration. RowFields is what may stand in one.
type Row struct {
	Name      string // canonical, with the parameters in parentheses where they are told
	Does      []string
	GIL       string
	Timeout   string
	Unless    string
	Runs      string
	On        string
	Many      bool
	Pass      string
	Returns   string
	Share     string
	Reentrant bool
}

// A RowField is one key of a row. One of the setters is there, and says its type.
type RowField struct {
	Name   string
	Doc    string   // one sentence
	Values []string // that a string can be; nil: any
	Number bool     // a string that may be a whole number

	SetString  func(*Row, string)
	SetStrings func(*Row, []string)
	SetBool    func(*Row, bool)
}

// A word is a word of the configuration and what it means in the tables.
type word[T any] struct {
	text  string
	means T
}

var doesWords = []word[Effects]{
	{"blocks", Blocks}, {"probe", Probe}, {"io", IO}, {"cpu", CPU}, {"pure", Pure}, {"joins", Joins | Blocks},
	{"acquires", Acquires | Blocks}, {"releases", Releases}, {"spawns", Starts}, {"wakes", Wakes}, {"sleeps", Sleeps | Blocks},
	{"user-code", UserCode}, {"process-state", ProcessState}, {"exits", Exits}, {"forks", Forks}, {"output", Output | IO},
	{"clock", Clock}, {"mutates", Mutates}, {"closes", Closes}, {"never-returns", NeverReturns | Blocks},
}

var gilWords = []word[GIL]{{"released", GILReleased}, {"held", GILHeld}, {"mixed", GILMixed}}

var onWords = []word[Place]{
	{"new", NewThread}, {"pool", Pool}, {"loop", Loop}, {"main", Main}, {"same", Same}, {"finalizer", Finalizer},
	{"signal", Signal}, {"process", Process}, {"library", Library},
}

var passWords = []word[Passing]{{"star", PassStar}, {"tuple", PassTuple}, {"iter", PassIter}, {"none", PassFixed}}

func texts[T any](words []word[T]) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.text)
	}
	return out
}

// meaning is what a word means; the zero value where it is none of them.
func meaning[T any](words []word[T], text string) (t T) {
	for _, w := range words {
		if w.text == text {
			return w.means
		}
	}
	return t
}

// RowFields is the keys of a row, in the order of the documentation.
var RowFields = []RowField{
	{Name: "m", Doc: "The full name, as an import spells it: `fastpool.spawn`, `fastpool.Pool.submit`, `fastpool.*` for all that has no row of its own; with its parameters where arguments go by position: `fastpool.spawn(fn, *, name)`.",
		SetString: func(r *Row, v string) { r.Name = v }},
	{Name: "does", Doc: "What a call does; nothing said means that it is not known.", Values: texts(doesWords),
		SetStrings: func(r *Row, v []string) { r.Does = v }},
	{Name: "gil", Doc: "What a call does with the GIL.", Values: texts(gilWords),
		SetString: func(r *Row, v string) { r.GIL = v }},
	{Name: "timeout", Doc: "The parameter that bounds the wait.",
		SetString: func(r *Row, v string) { r.Timeout = v }},
	{Name: "unless", Doc: "The argument with which a call does not wait: `block=False`.",
		SetString: func(r *Row, v string) { r.Unless = v }},
	{Name: "runs", Doc: "The parameter whose callable runs elsewhere.",
		SetString: func(r *Row, v string) { r.Runs = v }},
	{Name: "on", Doc: "Where it runs: a thread of its own, one of a pool, the event loop, ...", Values: texts(onWords),
		SetString: func(r *Row, v string) { r.On = v }},
	{Name: "many", Doc: "Several calls of it can run at the same time.",
		SetBool: func(r *Row, v bool) { r.Many = v }},
	{Name: "pass", Doc: "How its arguments travel: the ones that follow it (`star`), in `args` and `kwargs` (`tuple`), one from each iterable (`iter`), `none`, or how many the library makes.",
		Values: texts(passWords), Number: true, SetString: func(r *Row, v string) { r.Pass = v }},
	{Name: "returns", Doc: "The type of the result: `threading.Thread`, `concurrent.futures.Future`.",
		SetString: func(r *Row, v string) { r.Returns = v }},
	{Name: "share", Doc: "The row is about a class: its objects are locks.", Values: []string{"lock"},
		SetString: func(r *Row, v string) { r.Share = v }},
	{Name: "reentrant", Doc: "Whoever holds the lock may take it again.",
		SetBool: func(r *Row, v bool) { r.Reentrant = v }},
}

const needsRuns = `needs "runs": the parameter that takes the callable`

// Fault says what is wrong with a row whose fields are right one by one, and at
// which field; "" where nothing is.
func (r *Row) Fault() (field, why string) {
	name, params := splitSignature(r.Name)
	param, value := r.unless()
	switch {
	case r.Name == "":
		return "", `"m" is missing: the name that the row is about`
	case !dotted(name) || strings.Contains(r.Name, "(") != strings.HasSuffix(r.Name, ")"):
		return "m", `must be a full name such as "fastpool.spawn" or "fastpool.spawn(fn, name)"`
	case r.Share == "" && r.Reentrant:
		return "reentrant", `needs share = "lock"`
	case r.Share != "" && (len(r.Does) > 0 || r.Runs != "" || r.Returns != ""):
		return "share", "makes the row one about a class: what its methods do is told by rows of their own"
	case r.Unless != "" && (value != "False" || !identifier(param)):
		return "unless", `must be NAME=False, such as "block=False"`
	case r.Runs != "" && r.On == "":
		return "runs", `needs "on": where the callable runs`
	case r.Runs == "" && r.On != "":
		return "on", needsRuns
	case r.Runs == "" && r.Pass != "":
		return "pass", needsRuns
	case r.Runs == "" && r.Many:
		return "many", needsRuns
	}
	for _, p := range []struct{ field, param string }{{"runs", r.Runs}, {"timeout", r.Timeout}, {"unless", param}} {
		if p.param != "" && params != nil && !slices.Contains(params, p.param) {
			return p.field, fmt.Sprintf("%q is none of the parameters in %q", p.param, "m")
		}
	}
	return "", ""
}

// unless is the parts of "block=False".
func (r *Row) unless() (param, value string) {
	param, value, _ = strings.Cut(strings.ReplaceAll(r.Unless, " ", ""), "=")
	return param, value
}

// dotted says whether name can be that of something in a library.
func dotted(name string) bool {
	parts := strings.Split(name, ".")
	if parts[len(parts)-1] == "*" {
		parts = parts[:len(parts)-1]
	} else if len(parts) < 2 {
		return false
	}
	return len(parts) > 0 && !slices.ContainsFunc(parts, func(p string) bool { return !identifier(p) })
}

func identifier(s string) bool {
	for i, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') && c < 0x80 {
			return false
		}
	}
	return s != ""
}

// Module is the first part of the row's name: a file that imports it is worth a look.
func (r *Row) Module() string {
	top, _, _ := strings.Cut(r.Name, ".")
	return top
}

// With is the tables with rows that a project adds, which count before those of
// this package. The rows are known to have no Fault.
func With(rows []Row) *Table {
	base := tables()
	x := &Table{
		calls: maps.Clone(base.calls), types: base.types, aliases: maps.Clone(base.aliases),
		values: base.values, lines: base.lines, modules: maps.Clone(base.modules),
	}
	for i := range rows {
		r := &rows[i]
		name, _ := splitSignature(r.Name)
		switch {
		case r.Share != "" && r.Reentrant:
			x.aliases[name] = "threading.RLock"
		case r.Share != "":
			x.aliases[name] = "threading.Lock"
		default:
			x.addCall(r.call())
		}
	}
	return x
}

// call is the row as the tables have it.
func (r *Row) call() Call {
	c := Call{Name: r.Name, GIL: meaning(gilWords, r.GIL), Timeout: r.Timeout, Returns: r.Returns}
	if r.Returns != "" && r.Returns != "None" {
		c.Returns = Canonical(full(r.Returns))
	}
	c.Block, _ = r.unless()
	for _, w := range r.Does {
		c.Does |= meaning(doesWords, w)
	}
	if r.Runs == "" {
		return c
	}
	h := &Handoff{Param: r.Runs, On: meaning(onWords, r.On), Pass: meaning(passWords, r.Pass)}
	if h.On == Same {
		c.Does |= UserCode
		return c
	}
	if r.Many {
		h.Many = Several
	}
	if h.Pass == PassTuple {
		h.Args, h.Kwargs = "args", "kwargs"
	}
	if n, err := strconv.Atoi(r.Pass); err == nil {
		h.Pass, h.Fixed = PassFixed, n
	}
	h.Pickles = h.On == Process
	c.Handoff = h
	return c
}
