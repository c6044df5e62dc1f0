package doc

import (
	"fmt"
	"maps"
	"strings"

	"threadlsp/internal/config"
)

// EffectsTable is the documentation of the keys of [[tool.threadlsp.effects]].
func EffectsTable() string {
	var b strings.Builder
	b.WriteString("| key | type | meaning |\n|---|---|---|\n")
	for _, k := range config.Keys {
		for i, f := range k.Fields() {
			text, some := f.Doc, "One"
			if f.SetStrings != nil {
				some = "Any"
			}
			if f.Values != nil {
				text += " " + some + " of `" + strings.Join(f.Values, "`, `") + "`."
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, config.FieldType(&k.Fields()[i]), cell(text))
		}
	}
	return b.String()
}

// fieldsSchema is the JSON schema of one table of an array.
func fieldsSchema(k *config.Key) map[string]any {
	properties := map[string]any{}
	for i, f := range k.Fields() {
		p := map[string]any{"description": f.Doc}
		known := map[string]any{"type": "string"}
		if f.Values != nil {
			known["enum"] = f.Values
		}
		switch config.FieldType(&k.Fields()[i]) {
		case "boolean":
			p["type"] = "boolean"
		case "array of strings":
			p["type"], p["items"] = "array", known
		case "string or integer":
			p["anyOf"] = []any{known, map[string]any{"type": "integer", "minimum": 0, "maximum": config.MaxArguments}}
		default:
			maps.Copy(p, known)
		}
		properties[f.Name] = p
	}
	return map[string]any{"type": "object", "additionalProperties": false, "required": []string{"m"}, "properties": properties}
}
