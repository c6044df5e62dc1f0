package doc

import (
	"bytes"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"threadlsp/internal/config"
)

// TestSchemaAndParserAgree holds what editors check by the schema against what
// a check accepts.
func TestSchemaAndParserAgree(t *testing.T) {
	text, err := Schema(nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("settings.json", raw); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("settings.json")
	if err != nil {
		t.Fatal(err)
	}
	for settings, valid := range map[string]bool{
		"severity = {TH1 = 'info'}\n[per-file-ignores]\n'a/' = ['TH2']\n": true,
		"contexts.test = ['a/*.py']\njobs = 4\nextend = 'threadlsp.toml'": true,
		"min-severity = 'error'\nfail-on = 'info'\nrequire-reason = true": true,
		"severity = {TH1 = 'high'}":                                       false,
		"severity = 'info'":                                               false,
		"severity = {TH1 = ['info']}":                                     false,
		"per-file-ignores = {'a/' = 'TH2'}":                               false,
		"contexts = {tests = ['a']}":                                      false,
		"jobs = -1":                                                       false,
		"jobs = '2'":                                                      false,
		"fail-on = 'never'":                                               false,
		"[[effects]]\nm = 'a.b(fn)'\nruns = 'fn'\non = 'pool'\npass = 1":  true,
		"effects = [{m = 'a.B', share = 'lock', reentrant = true}]":       true,
		"effects = [{does = ['io']}]":                                     false,
		"effects = [{m = 'a.b', does = ['block']}]":                       false,
		"effects = [{m = 'a.b', pass = 'stars'}]":                         false,
		"effects = [{m = 'a.b', runz = 'fn'}]":                            false,
		"inclde = []":                                                     false,
	} {
		var value map[string]any
		if err := toml.Unmarshal([]byte(settings), &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("%q: by the schema: %v", settings, err)
		}
		if _, _, err := config.Parse("threadlsp.toml", []byte(settings)); (err == nil) != valid {
			t.Errorf("%q: by the parser: %v", settings, err)
		}
	}
}
