package config

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"threadlsp/internal/nearest"
)

// ownFile is the file whose top level is our settings. In any other they stand
// under [tool.threadlsp].
const ownFile = "threadlsp.toml"

// Parse reads a pyproject.toml or threadlsp.toml. The bool says whether the
// file has settings of ours: a pyproject.toml without [tool.threadlsp] has none,
// though its requires-python still gives the target. The error is an *Error.
func Parse(name string, data []byte) (*Config, bool, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var valid map[string]any // duplicate keys and the like, which a scan of expressions does not see
	if err := toml.Unmarshal(data, &valid); err != nil {
		return nil, false, syntaxError(name, err)
	}
	r := newReader(name)
	if err := r.read(data); err != nil {
		return nil, false, err
	}
	r.target()
	return r.config, r.ours, nil
}

// target is that of requires-python where nothing else is said.
func (r *reader) target() {
	if r.config.TargetVersion != "" {
		return
	}
	if r.config.TargetVersion = lowerBound(r.requires); r.config.TargetVersion != "" {
		r.config.from["target-version"] = r.path + ", requires-python"
	}
}

// syntaxError is a TOML error at its place.
func syntaxError(name string, err error) *Error {
	e := &Error{Path: name, Msg: "not valid TOML: " + strings.TrimPrefix(err.Error(), "toml: ")}
	var d *toml.DecodeError
	if errors.As(err, &d) {
		e.Line, e.Column = d.Position()
	}
	if len(e.Msg) > 200 {
		e.Msg = e.Msg[:200]
	}
	return e
}

// A reader walks the expressions of a file, of which the parser alone knows the places.
type reader struct {
	config   *Config
	path     string
	prefix   []string  // of our table
	ours     bool      // our table was seen
	requires string    // [project] requires-python
	all      *[]*Error // where faults are collected; nil: the first ends the reading
	effect   *effect   // the table of an array that is being read
	parser   unstable.Parser
}

// newReader makes a reader for a file of that name, which says where our table is.
func newReader(name string) *reader {
	r := &reader{config: &Config{Path: name, Sources: []string{name}, words: map[string][]word{}, from: map[string]string{}}, path: name}
	if path.Base(name) == ownFile {
		r.ours = true
	} else {
		r.prefix = []string{"tool", "threadlsp"}
	}
	return r
}

// read goes through the file in order.
func (r *reader) read(data []byte) error {
	r.parser.Reset(data)
	var table []string
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = parts(e.Key())
			if err := r.ends(r.close()); err != nil {
				return err
			}
			if err := r.ends(r.enter(table, e)); err != nil {
				return err
			}
		case unstable.KeyValue:
			if err := r.ends(r.pair(table, e)); err != nil {
				return err
			}
		}
	}
	if err := r.parser.Error(); err != nil {
		return &Error{Path: r.path, Msg: "not valid TOML"}
	}
	return r.ends(r.close())
}

// ends is a fault that ends the reading: none where they are collected.
func (r *reader) ends(err error) error {
	var fault *Error
	if r.all == nil || !errors.As(err, &fault) {
		return err
	}
	*r.all = append(*r.all, fault)
	return nil
}

// enter looks at a table's header: a table inside ours is a setting we do not have.
func (r *reader) enter(table []string, e *unstable.Node) error {
	rest, ok := r.under(table)
	if !ok {
		return nil
	}
	r.ours = true
	if len(rest) == 0 {
		return nil
	}
	if k := key(rest[0]); k != nil && k.setRow != nil && len(rest) == 1 && e.Kind == unstable.Table {
		return nil
	}
	if k := key(rest[0]); k != nil && k.add != nil && len(rest) == 1 && e.Kind == unstable.ArrayTable {
		r.open(k, e)
		return nil
	}
	return r.wrongTable(rest[0], e)
}

// wrongTable is the fault of a table where a setting's value should be.
func (r *reader) wrongTable(name string, at *unstable.Node) error {
	if k := key(name); k != nil && k.setRow != nil {
		return r.fault(at, name+": must be one "+k.Type()+"; names with dots are quoted")
	} else if k != nil {
		return r.fault(at, fmt.Sprintf("%s: must be %s, not a table", name, article(k.Type())))
	}
	return r.unknown(name, at)
}

// pair reads one key and its value. Inline tables are looked into only on the
// way to ours, so the work list stays short whatever the file nests.
func (r *reader) pair(table []string, e *unstable.Node) error {
	type todo struct {
		table []string
		node  *unstable.Node
	}
	work := []todo{{table, e}}
	for len(work) > 0 {
		t := work[0]
		work = work[1:]
		full := append(append([]string{}, t.table...), parts(t.node.Key())...)
		value := t.node.Value()
		if strings.Join(full, ".") == "project.requires-python" && value.Kind == unstable.String {
			r.requires = string(value.Data)
		}
		rest, ok := r.under(full)
		switch {
		case ok && len(rest) == 0 && value.Kind != unstable.InlineTable:
			return r.fault(t.node, strings.Join(full, ".")+": must be a table")
		case ok && len(rest) == 1:
			r.ours = true
			if err := r.ends(r.set(rest[0], t.node, value)); err != nil {
				return err
			}
		case ok && len(rest) == 2 && key(rest[0]) != nil && key(rest[0]).setRow != nil:
			r.ours = true
			if err := r.ends(r.row(key(rest[0]), rest[1], t.node, value)); err != nil {
				return err
			}
		case ok && len(rest) == 2 && r.effect != nil && rest[0] == r.effect.key.Name:
			if err := r.ends(r.field(rest[1], t.node, value)); err != nil {
				return err
			}
		case ok && len(rest) > 1:
			return r.wrongTable(rest[0], t.node)
		case value.Kind == unstable.InlineTable && (ok || r.leads(full)):
			r.ours = r.ours || ok
			for it := value.Children(); it.Next(); {
				work = append(work, todo{full, it.Node()})
			}
		}
	}
	return nil
}

// under strips our table's name from a full key.
func (r *reader) under(full []string) (rest []string, ok bool) {
	if len(full) < len(r.prefix) {
		return nil, false
	}
	for i, p := range r.prefix {
		if full[i] != p {
			return nil, false
		}
	}
	return full[len(r.prefix):], true
}

// leads says whether our table, or [project], may stand inside the table of that name.
func (r *reader) leads(full []string) bool {
	if len(full) == 1 && full[0] == "project" {
		return true
	}
	return len(full) < len(r.prefix) && full[0] == r.prefix[0]
}

// unknown is the fault of a key that does not exist.
func (r *reader) unknown(name string, at *unstable.Node) error {
	names := make([]string, len(Keys))
	for i := range Keys {
		names[i] = Keys[i].Name
	}
	return r.fault(at, unknownKey(name, names))
}

// unknownKey says that a key is none of some names, and which one was meant.
func unknownKey(name string, names []string) string {
	msg := fmt.Sprintf("unknown key %q", clip(name))
	if near, ok := nearest.Word(name, names); ok {
		msg += fmt.Sprintf(": did you mean %q?", near)
	}
	return msg
}

// fault is an error at a node's key.
func (r *reader) fault(at *unstable.Node, msg string) error {
	return &Error{Path: r.path, Place: r.keyPlace(at), Msg: msg}
}

// keyPlace is where a node's key stands.
func (r *reader) keyPlace(at *unstable.Node) (p Place) {
	for it := at.Key(); it.Next(); { // the last part is the setting's own name
		if n := it.Node(); n.Raw.Length > 0 {
			p = r.place(n)
		}
	}
	return p
}

// place is where a node stands.
func (r *reader) place(n *unstable.Node) Place {
	if n.Raw.Length == 0 {
		return Place{}
	}
	p := r.parser.Shape(n.Raw).Start
	return Place{p.Line, p.Column, int(n.Raw.Length)}
}

// parts is a dotted key as a list.
func parts(it unstable.Iterator) []string {
	var out []string
	for it.Next() {
		out = append(out, string(it.Node().Data))
	}
	return out
}
