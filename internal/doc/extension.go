package doc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"threadlsp/internal/config"
)

// extensionKeys is every setting of the extension of an editor, in order: what
// the server asks it for, and what it acts on itself.
func extensionKeys() []config.ClientKey {
	var keys []config.ClientKey
	for i := range config.EditorKeys {
		keys = append(keys, config.EditorKeys[i].Client())
	}
	return append(keys, config.ClientKeys...)
}

// ExtensionTable is the documentation of the settings of the VS Code extension.
func ExtensionTable() (string, error) {
	var b strings.Builder
	b.WriteString("| setting | default | |\n|---|---|---|\n")
	for _, k := range extensionKeys() {
		value, err := compact(k.Default)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "| `threadlsp.%s` | `%s` | %s%s |\n", k.Name, value, cell(k.Doc), words(k.Values))
	}
	return b.String(), nil
}

// words lists the values of a setting that is one of some words.
func words(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return " One of `" + strings.Join(values, "`, `") + "`."
}

func compact(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

// A property is a setting in the manifest of a VS Code extension.
type property struct {
	Type        any               `json:"type"`
	Items       map[string]string `json:"items,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Default     any               `json:"default"`
	Scope       string            `json:"scope"`
	Description string            `json:"markdownDescription"`
}

// Manifest writes the settings into the package.json of the VS Code extension,
// and which of them a workspace that is not trusted may not set. The rest of
// the file stays as it is.
func Manifest(file []byte) ([]byte, error) {
	properties := bytes.NewBufferString("{")
	restricted := []string{}
	for i, k := range extensionKeys() {
		p := property{Type: k.Types, Enum: k.Values, Default: k.Default, Scope: "window", Description: k.Doc}
		if len(k.Types) == 1 {
			p.Type = k.Types[0]
		} else {
			p.Items = map[string]string{"type": "string"}
		}
		switch {
		case k.Machine:
			p.Scope = "machine-overridable"
		case k.Folder:
			p.Scope = "resource"
		}
		if k.Trusted {
			restricted = append(restricted, "threadlsp."+k.Name)
		}
		value, err := compact(p)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			properties.WriteByte(',')
		}
		fmt.Fprintf(properties, "%q:%s", "threadlsp."+k.Name, value)
	}
	properties.WriteByte('}')
	names, err := compact(restricted)
	if err != nil {
		return nil, err
	}
	if file, err = replaceJSON(file, names, "capabilities", "untrustedWorkspaces", "restrictedConfigurations"); err != nil {
		return nil, err
	}
	return replaceJSON(file, properties.String(), "contributes", "configuration", "properties")
}

// replaceJSON replaces the value under the keys of nested objects and keeps
// everything else of a file that is indented by two spaces a level.
func replaceJSON(file []byte, value string, keys ...string) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(file))
	for i, key := range keys {
		if err := enter(d, key); err != nil {
			return nil, fmt.Errorf("%s: %w", strings.Join(keys[:i+1], "."), err)
		}
	}
	start := int(d.InputOffset())
	var old json.RawMessage
	if err := d.Decode(&old); err != nil {
		return nil, err
	}
	end := int(d.InputOffset())
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(value), strings.Repeat("  ", len(keys)), "  "); err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{file[:start], []byte(": "), out.Bytes(), file[end:]}, nil), nil
}

// enter reads an object up to the value of a key.
func enter(d *json.Decoder, key string) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("not in an object (%v)", err)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if t == key {
			return nil
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return err
		}
	}
	return io.ErrUnexpectedEOF
}
