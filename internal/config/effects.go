package config

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/pelletier/go-toml/v2/unstable"

	"threadlsp/analyzer/pylib"
)

// An effect is a table of the array `effects` that is being read.
type effect struct {
	key    *Key
	row    pylib.Row
	at     map[string]Place // of its fields; "" of the table
	broken bool             // a fault was said
}

// Fields is what the tables of an array may hold; only arrays of tables have any.
func (k *Key) Fields() []pylib.RowField { return k.fields }

// withEffect is rows with one more in place of the one of its name.
func withEffect(all []pylib.Row, r pylib.Row) []pylib.Row {
	all = slices.DeleteFunc(slices.Clone(all), func(x pylib.Row) bool { return x.Name == r.Name })
	return append(all, r)
}

// open begins a table.
func (r *reader) open(k *Key, at *unstable.Node) {
	r.effect = &effect{key: k, at: map[string]Place{"": r.keyPlace(at)}}
}

// close ends the table that is being read, if there is one.
func (r *reader) close() error {
	e := r.effect
	if r.effect = nil; e == nil || e.broken {
		return nil
	}
	field, why := e.row.Fault()
	if why == "" {
		r.config.from[e.key.Name] = r.path
		e.key.add(r.config, e.row)
		return nil
	}
	name := e.key.Name
	if field != "" {
		name += "." + field
	}
	return &Error{Path: r.path, Place: e.at[field], Msg: name + ": " + why}
}

// effects reads the array where it is written inline.
func (r *reader) effects(k *Key, at, value *unstable.Node, wrong error) error {
	for it := value.Children(); it.Next(); {
		n := it.Node()
		if n.Kind == unstable.Comment {
			continue
		}
		if n.Kind != unstable.InlineTable {
			return wrong
		}
		r.open(k, at)
		for f := n.Children(); f.Next(); {
			names := parts(f.Node().Key())
			if len(names) != 1 {
				return r.wrongTable(k.Name, f.Node())
			}
			if err := r.ends(r.field(names[0], f.Node(), f.Node().Value())); err != nil {
				return err
			}
		}
		if err := r.ends(r.close()); err != nil {
			return err
		}
	}
	return nil
}

// field reads one key of the table that is open.
func (r *reader) field(name string, at, value *unstable.Node) error {
	e := r.effect
	err := r.fieldOf(e, name, at, value)
	e.broken = e.broken || err != nil
	return err
}

func (r *reader) fieldOf(e *effect, name string, at, value *unstable.Node) error {
	i := slices.IndexFunc(e.key.fields, func(f pylib.RowField) bool { return f.Name == name })
	if i < 0 {
		return r.unknownField(e.key, name, at)
	}
	f := &e.key.fields[i]
	full := &Key{Name: e.key.Name + "." + name, Values: f.Values}
	e.at[name] = r.keyPlace(at)
	switch {
	case f.SetBool != nil && value.Kind == unstable.Bool:
		f.SetBool(&e.row, string(value.Data) == "true")
	case f.SetString != nil && value.Kind == unstable.String:
		if err := full.allow(string(value.Data)); err != nil {
			return r.fault(at, err.Error())
		}
		f.SetString(&e.row, string(value.Data))
	case f.Number && value.Kind == unstable.Integer:
		if n, err := strconv.Atoi(string(value.Data)); err != nil || n < 0 || n > MaxArguments {
			return r.fault(at, fmt.Sprintf("%s: must be between 0 and %d", full.Name, MaxArguments))
		}
		f.SetString(&e.row, string(value.Data))
	case f.SetStrings != nil && value.Kind == unstable.Array:
		list, _, err := r.strings(full.Name, at, value, full.allow)
		if err != nil {
			return err
		}
		f.SetStrings(&e.row, list)
	default:
		return r.fault(at, fmt.Sprintf("%s: must be %s, not %s", full.Name, article(FieldType(f)), article(typeName(value.Kind))))
	}
	return nil
}

// MaxArguments is the most that a library may be said to pass.
const MaxArguments = 100

// FieldType is a field's type as users read it.
func FieldType(f *pylib.RowField) string {
	switch {
	case f.SetBool != nil:
		return "boolean"
	case f.SetStrings != nil:
		return "array of strings"
	case f.Number:
		return "string or integer"
	}
	return "string"
}

// unknownField is the fault of a field that does not exist.
func (r *reader) unknownField(k *Key, name string, at *unstable.Node) error {
	var names []string
	for i := range k.fields {
		names = append(names, k.fields[i].Name)
	}
	return r.fault(at, k.Name+": "+unknownKey(name, names))
}
