package config

import (
	"path"

	"github.com/pelletier/go-toml/v2/unstable"
	"threadlsp/analyzer/source"
)

// A Spot is what of our settings stands at an offset of a configuration file.
type Spot struct {
	Key   *Key
	Value string // the string under the offset; "" on the key itself
	Span  source.Span
}

// IsFile says whether a file of that name holds settings of ours.
func IsFile(name string) bool {
	return path.Base(name) == ownFile || path.Base(name) == "pyproject.toml"
}

// At finds the setting, or the string in its value, at an offset. A file that is
// being typed counts as far as it can be read.
func At(name string, data []byte, off uint32) (Spot, bool) {
	r := newReader(name)
	r.parser.Reset(data)
	var table []string
	for r.parser.NextExpression() {
		switch e := r.parser.Expression(); e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = parts(e.Key())
		case unstable.KeyValue:
			if p, ok := r.spotIn(table, e, off); ok {
				return p, true
			}
		}
	}
	return Spot{}, false
}

// spotIn looks for an offset in one key and its value, and in inline tables on
// the way to our table.
func (r *reader) spotIn(table []string, e *unstable.Node, off uint32) (Spot, bool) {
	type todo struct {
		table []string
		node  *unstable.Node
	}
	for work := []todo{{table, e}}; len(work) > 0; work = work[1:] {
		t := work[0]
		full := append(append([]string{}, t.table...), parts(t.node.Key())...)
		value := t.node.Value()
		rest, ok := r.under(full)
		if ok && len(rest) > 0 && key(rest[0]) != nil {
			if p, ok := spotOf(key(rest[0]), t.node, value, off); ok {
				return p, true
			}
		} else if value.Kind == unstable.InlineTable && (ok || r.leads(full)) {
			for it := value.Children(); it.Next(); {
				work = append(work, todo{full, it.Node()})
			}
		}
	}
	return Spot{}, false
}

// spotOf compares an offset with a setting's name and the strings of its value.
func spotOf(k *Key, at, value *unstable.Node, off uint32) (Spot, bool) {
	var name unstable.Range
	for it := at.Key(); it.Next(); {
		name = it.Node().Raw
	}
	if holds(name, off) {
		return Spot{k, "", span(name)}, true
	}
	if value.Kind == unstable.String && holds(value.Raw, off) {
		return Spot{k, string(value.Data), span(value.Raw)}, true
	}
	if value.Kind == unstable.Array {
		for it := value.Children(); it.Next(); {
			if n := it.Node(); n.Kind == unstable.String && holds(n.Raw, off) {
				return Spot{k, string(n.Data), span(n.Raw)}, true
			}
		}
	}
	return Spot{}, false
}

func holds(r unstable.Range, off uint32) bool { return r.Offset <= off && off < r.Offset+r.Length }

func span(r unstable.Range) source.Span {
	return source.Span{Start: r.Offset, End: r.Offset + r.Length}
}
