package config

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// set stores one setting.
func (r *reader) set(name string, at, value *unstable.Node) error {
	k := key(name)
	if k == nil {
		return r.unknown(name, at)
	}
	wrong := r.fault(at, fmt.Sprintf("%s: must be %s, not %s", name, article(k.Type()), article(typeName(value.Kind))))
	r.config.from[name] = r.path
	switch {
	case k.setRow != nil:
		if value.Kind != unstable.InlineTable {
			return wrong
		}
		return r.inlineRows(k, value)
	case k.add != nil:
		if value.Kind != unstable.Array {
			return wrong
		}
		return r.effects(k, at, value, wrong)
	case k.setInt != nil:
		n, err := strconv.Atoi(string(value.Data))
		if value.Kind != unstable.Integer {
			return wrong
		}
		if err != nil || n < 0 || n > MaxJobs {
			return r.fault(at, fmt.Sprintf("%s: must be between 0 and %d", name, MaxJobs))
		}
		k.setInt(r.config, n)
	case k.setBool != nil:
		if value.Kind != unstable.Bool {
			return wrong
		}
		k.setBool(r.config, string(value.Data) == "true")
	case k.setString != nil:
		if value.Kind != unstable.String {
			return wrong
		}
		if err := k.allow(string(value.Data)); err != nil {
			return r.fault(at, err.Error())
		}
		r.config.words[name] = []word{{string(value.Data), r.path, r.place(value)}}
		k.setString(r.config, string(value.Data))
	default:
		if value.Kind != unstable.Array {
			return wrong
		}
		list, words, err := r.strings(name, at, value, k.allow)
		if err != nil {
			return err
		}
		r.config.words[name] = words
		k.setStrings(r.config, list)
	}
	return nil
}

// inlineRows reads a table that is written on one line.
func (r *reader) inlineRows(k *Key, value *unstable.Node) error {
	for it := value.Children(); it.Next(); {
		n := it.Node()
		names := parts(n.Key())
		if len(names) != 1 {
			return r.wrongTable(k.Name, n)
		}
		if err := r.ends(r.row(k, names[0], n, n.Value())); err != nil {
			return err
		}
	}
	return nil
}

// strings reads an array of strings.
func (r *reader) strings(name string, at, value *unstable.Node, allow func(string) error) (list []string, words []word, err error) {
	list = []string{}
	for it := value.Children(); it.Next(); {
		n := it.Node()
		if n.Kind == unstable.Comment {
			continue
		}
		if n.Kind != unstable.String {
			return nil, nil, r.fault(at, fmt.Sprintf("%s: must be an array of strings, but holds %s", name, article(typeName(n.Kind))))
		}
		if err := allow(string(n.Data)); err != nil {
			return nil, nil, r.fault(at, err.Error())
		}
		list = append(list, string(n.Data))
		words = append(words, word{string(n.Data), r.path, r.place(n)})
	}
	return list, words, nil
}

// typeName is a TOML type as users read it.
func typeName(k unstable.Kind) string {
	switch k {
	case unstable.String:
		return "string"
	case unstable.Bool:
		return "boolean"
	case unstable.Integer:
		return "integer"
	case unstable.Float:
		return "float"
	case unstable.Array:
		return "array"
	case unstable.InlineTable, unstable.Table:
		return "table"
	}
	return "date or time"
}

// article puts the indefinite article before a type's name.
func article(s string) string {
	if strings.ContainsRune("aeiou", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

// lowerBound is the oldest Python that a requires-python admits, as a target;
// "" where it says nothing we can use.
func lowerBound(requires string) string {
	best := -1
	for clause := range strings.SplitSeq(requires, ",") {
		clause = strings.TrimSpace(clause)
		version := strings.TrimLeft(clause, "><=~^ ")
		if version == clause || strings.HasPrefix(clause, "<") || strings.HasPrefix(clause, "!") {
			continue // says nothing about the oldest
		}
		major, rest, _ := strings.Cut(version, ".")
		minor, _, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(minor)
		if major != "3" || err != nil {
			continue
		}
		best = max(best, n)
	}
	if best < 0 {
		return ""
	}
	first, last := 9, 8+len(Targets)
	return "3." + strconv.Itoa(min(max(best, first), last))
}
