package doc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/internal/config"
)

// RuleTable is the README's table of rules. page returns a rule's page.
func RuleTable(rules []*analyzer.Rule, page func(*analyzer.Rule) []byte) (string, error) {
	var b strings.Builder
	b.WriteString("| rule | code | severity | default | what it reports |\n|---|---|---|---|---|\n")
	for _, r := range rules {
		p, err := ParseRule(page(r))
		if err != nil {
			return "", fmt.Errorf("%s.md: %w", r.Name, err)
		}
		fmt.Fprintf(&b, "| [%s](rules/%s.md) | %s | %s | %s | %s |\n", r.Name, r.Name, r.Code, r.Severity, r.State, cell(p.Summary))
	}
	return b.String(), nil
}

// SettingsTable is the documentation of [tool.threadlsp].
func SettingsTable() string {
	var b strings.Builder
	b.WriteString("| key | type | default | meaning |\n|---|---|---|---|\n")
	for i := range config.Keys {
		k := &config.Keys[i]
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", k.Name, k.Type(), k.Default, cell(k.Doc))
	}
	return b.String()
}

// Setting is the hover of one setting.
func Setting(k *config.Key) string {
	return fmt.Sprintf("**%s**: %s, by default `%s`\n\n%s", k.Name, k.Type(), k.Default, k.Doc)
}

// EditorTable is the documentation of an editor's settings.
func EditorTable() string {
	var b strings.Builder
	b.WriteString("| setting | values | default | meaning |\n|---|---|---|---|\n")
	for _, k := range config.EditorKeys {
		fmt.Fprintf(&b, "| `threadlsp.%s` | `%s` | `%s` | %s |\n", k.Name, strings.Join(k.Values, "`, `"), k.Default, cell(k.Doc))
	}
	return b.String()
}

// cell is text for one cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// Insert replaces what stands in a Markdown file between the comments
// `<!-- begin NAME -->` and `<!-- end NAME -->`.
func Insert(file []byte, name, text string) ([]byte, error) {
	begin, end := []byte("<!-- begin "+name+" -->\n"), []byte("<!-- end "+name+" -->")
	head, rest, ok := bytes.Cut(file, begin)
	_, tail, closed := bytes.Cut(rest, end)
	if !ok || !closed {
		return nil, fmt.Errorf("no %s ... %s", bytes.TrimSpace(begin), end)
	}
	return bytes.Join([][]byte{head, begin, []byte(text), end, tail}, nil), nil
}

// Schema is the JSON schema of [tool.threadlsp] and threadlsp.toml.
func Schema(rules []*analyzer.Rule) ([]byte, error) {
	type property struct {
		Type        string         `json:"type"`
		Description string         `json:"description"`
		Default     any            `json:"default"`
		Enum        []string       `json:"enum,omitempty"`
		Items       any            `json:"items,omitempty"`
		Names       map[string]any `json:"propertyNames,omitempty"`
		Rows        map[string]any `json:"additionalProperties,omitempty"`
		Minimum     *int           `json:"minimum,omitempty"`
		Maximum     *int           `json:"maximum,omitempty"`
	}
	names := []string{}
	for _, r := range rules {
		names = append(names, r.Name)
	}
	properties := map[string]property{} // encoding/json sorts the keys
	for i := range config.Keys {
		k := &config.Keys[i]
		p := property{Type: k.Type(), Description: k.Doc, Enum: k.Values}
		switch p.Type {
		case "boolean":
			p.Default = k.Default == "true"
		case "integer":
			low, high := 0, config.MaxJobs
			p.Default, p.Minimum, p.Maximum = 0, &low, &high
		case "string":
			p.Default = strings.Trim(k.Default, `"`)
		case "table of strings", "table of arrays of strings":
			row, known := k.Row(), map[string]any{"type": "string"}
			p.Type, p.Default = "object", map[string]any{}
			if row.NameIsRule {
				p.Names = map[string]any{"examples": names}
			} else if row.Names != nil {
				p.Names = map[string]any{"enum": row.Names}
			}
			if row.Values != nil {
				known["enum"] = row.Values
			}
			if row.ValueIsRule {
				known["examples"] = names
			}
			if p.Rows = known; row.List {
				p.Rows = map[string]any{"type": "array", "items": known}
			}
		case "array of tables":
			p.Type, p.Default, p.Items = "array", []string{}, fieldsSchema(k)
		default:
			items := map[string]any{"type": "string"}
			if k.Rules {
				items["examples"] = names
			}
			p.Type, p.Default, p.Items = "array", []string{}, items
		}
		properties[k.Name] = p
	}
	out, err := json.MarshalIndent(map[string]any{
		"title": "threadlsp",
		"type":  "object", "additionalProperties": false, "properties": properties,
	}, "", "  ")
	return append(out, '\n'), err
}
