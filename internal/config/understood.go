package config

import (
	"bytes"
	"errors"

	"github.com/pelletier/go-toml/v2"
)

// Understood is what can be made out of a file that Parse refuses, and all that is
// wrong with it: for an editor, where one fault after the other is tedious. The
// Config is nil where the file is not TOML.
func Understood(name string, data []byte) (*Config, []*Error) {
	_, _, err := Parse(name, data)
	var first *Error
	if !errors.As(err, &first) {
		return nil, nil
	}
	r := newReader(name)
	r.all = &[]*Error{}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var valid map[string]any
	if toml.Unmarshal(data, &valid) != nil || r.read(data) != nil || len(*r.all) == 0 {
		return nil, []*Error{first}
	}
	r.target()
	return r.config, *r.all
}
