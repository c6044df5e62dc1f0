package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"threadlsp/internal/glob"
)

// Rows is what the rows of a table may be.
type Rows struct {
	Names       []string // that are known; nil = any
	List        bool     // a value is an array of strings, else a string
	Values      []string // a value is one of these; nil = any
	NameIsRule  bool
	ValueIsRule bool

	check      func(string) error // of a name
	checkValue func(string) error
}

// Row is what the rows of a table may be; only tables have any.
func (k *Key) Row() Rows { return k.rows }

// holds is the type of a value as users read it.
func (r *Rows) holds() string {
	if r.List {
		return "arrays of strings"
	}
	return "strings"
}

// levels are the names of severities.
var levels = []string{"error", "warning", "info"}

// contexts are the names of contexts.
var contexts = []string{"test", "benchmark", "teaching", "script", "library"}

func isContext(s string) error { return oneOf(s, contexts) }

func isPattern(s string) error {
	p, err := glob.Compile(s)
	if err == nil && p.Negated {
		_, err = glob.Compile(s[1:])
	}
	return err
}

// allowRow checks the strings of a row.
func (k *Key) allowRow(row Row) error {
	if k.rows.check != nil {
		if err := k.rows.check(row.Name); err != nil {
			return fmt.Errorf("%s: %w", k.Name, err)
		}
	}
	for _, v := range row.Values {
		if err := k.allowValue(v); err != nil {
			return err
		}
	}
	return nil
}

// allowValue checks one string of a row's value.
func (k *Key) allowValue(v string) error {
	err := error(nil)
	if k.rows.Values != nil {
		err = oneOf(v, k.rows.Values)
	} else if k.rows.checkValue != nil {
		err = k.rows.checkValue(v)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", k.Name, err)
	}
	return nil
}

// row stores one row of a table.
func (r *reader) row(k *Key, name string, at, value *unstable.Node) error {
	row := Row{Name: name}
	var words []word
	switch {
	case k.rows.List && value.Kind == unstable.Array:
		var err error
		if row.Values, words, err = r.strings(k.Name, at, value, k.allowValue); err != nil {
			return err
		}
	case !k.rows.List && value.Kind == unstable.String:
		row.Values = []string{string(value.Data)}
	default:
		return r.fault(at, fmt.Sprintf("%s: must be a %s, but holds %s", k.Name, k.Type(), article(typeName(value.Kind))))
	}
	if err := k.allowRow(row); err != nil {
		return r.fault(at, err.Error())
	}
	if k.rows.NameIsRule {
		words = []word{{name, r.path, r.keyPlace(at)}}
	}
	if k.rows.NameIsRule || k.rows.ValueIsRule {
		r.config.words[k.Name] = append(r.config.words[k.Name], words...)
	}
	r.config.from[k.Name] = r.path
	k.setRow(r.config, row)
	return nil
}

// with is a table with one more entry.
func with(m map[string]string, name, value string) map[string]string {
	m = maps.Clone(m)
	if m == nil {
		m = map[string]string{}
	}
	m[name] = value
	return m
}

// withRow is rows with one more in place of the one of its name.
func withRow(all []Row, r Row) []Row {
	all = slices.DeleteFunc(slices.Clone(all), func(x Row) bool { return x.Name == r.Name })
	return append(all, r)
}

// Over puts the settings of a file over those of c, which it extends.
func (c *Config) Over(name string, data []byte) error {
	return c.over(newReader(name), data)
}

// Inline puts `key = value`, as it would be written in threadlsp.toml, over c.
// The name stands in errors in place of a file.
func (c *Config) Inline(name, text string) error {
	r := newReader(ownFile)
	r.path = name
	return c.over(r, []byte(text))
}

func (c *Config) over(r *reader, data []byte) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var valid map[string]any
	if err := toml.Unmarshal(data, &valid); err != nil {
		return syntaxError(r.path, err)
	}
	if c.words == nil {
		c.words, c.from = map[string][]word{}, map[string]string{}
	}
	r.config = c
	return r.read(data)
}

// Flag puts what stands behind a flag over c: the text of a string, strings
// between commas, or a row as NAME=VALUE. The flag has the key's name.
func (c *Config) Flag(name, text string) error {
	if c.words == nil {
		c.words, c.from = map[string][]word{}, map[string]string{}
	}
	k := key(name)
	from := "--" + name
	var err error
	switch {
	case k.setRow != nil:
		err = c.flagRow(k, text)
	case k.add != nil:
		return c.flagTable(k, text)
	case k.setStrings != nil:
		list := strings.Split(text, ",")
		for _, s := range list {
			err = errors.Join(err, k.allow(s))
		}
		k.setStrings(c, list)
	case k.setString != nil:
		err = k.allow(text)
		k.setString(c, text)
		c.words[name] = []word{{text: text, path: from}}
	}
	c.from[name] = from
	if err != nil {
		return fmt.Errorf("--%w", err)
	}
	return nil
}

// flagTable reads the fields of one table of an array.
func (c *Config) flagTable(k *Key, text string) error {
	before := k.Name + " = [{"
	err := c.Inline("--"+k.Name, before+text+"}]")
	var fault *Error
	if errors.As(err, &fault) {
		fault.Column = max(fault.Column-len(before), 1) // as the user counts
	}
	return err
}

// flagRow reads NAME=VALUE, where a value that is a list has commas.
func (c *Config) flagRow(k *Key, text string) error {
	i := strings.LastIndexByte(text, '=')
	if k.Name == "per-file-ignores" {
		i = strings.LastIndexByte(text, ':') // as other tools write it
	}
	if i <= 0 {
		return fmt.Errorf("%s: %q: see --help for the form", k.Name, clip(text))
	}
	row := Row{text[:i], strings.Split(text[i+1:], ",")}
	if !k.rows.List && len(row.Values) > 1 {
		return fmt.Errorf("%s: one value only", k.Name)
	}
	if err := k.allowRow(row); err != nil {
		return err
	}
	words := row.Values
	if k.rows.NameIsRule {
		words = []string{row.Name}
	}
	if k.Rules {
		for _, w := range words {
			c.words[k.Name] = append(c.words[k.Name], word{text: w, path: "--" + k.Name})
		}
	}
	k.setRow(c, row)
	return nil
}
