// Command generate writes what is derived from the rules' pages and the table of
// settings: the tables of the READMEs, docs/settings.md, the settings' schema and
// the settings of the VS Code extension.
// A test fails when one of them is stale.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"threadlsp/internal/doc"
	"threadlsp/rules"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := write(root); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// write brings every derived file up to date.
func write(root string) error {
	outputs, err := derive(root)
	if err != nil {
		return err
	}
	for _, o := range outputs {
		if err := os.WriteFile(filepath.Join(root, o.path), o.text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// An output is a derived file.
type output struct {
	path string // relative to the project's root
	text []byte
}

// derive makes every derived file, from the sources and, where only a part of a
// file is derived, from the file itself.
func derive(root string) ([]output, error) {
	table, err := doc.RuleTable(rules.All, rules.Page)
	if err != nil {
		return nil, err
	}
	schema, err := doc.Schema(rules.All)
	if err != nil {
		return nil, err
	}
	settings := "# Settings\n\nIn `threadlsp.toml`, or in `pyproject.toml` under `[tool.threadlsp]`.\n\n" + doc.SettingsTable() +
		"\n## In the editor\n\nThe server also reads these from the editor's own settings; in workspaces of several\nfolders each folder may have its own.\n\n" + doc.EditorTable() +
		"\nThis page is derived from internal/config by `go generate ./...`.\n"
	extension, err := doc.ExtensionTable()
	if err != nil {
		return nil, err
	}
	outputs := []output{{"docs/settings.md", []byte(settings)}, {"docs/settings.schema.json", schema}}
	for _, part := range []struct {
		path   string
		derive func([]byte) ([]byte, error)
	}{
		{"README.md", func(file []byte) ([]byte, error) { return doc.Insert(file, "rules", table) }},
		{"docs/effects.md", func(file []byte) ([]byte, error) { return doc.Insert(file, "effects", doc.EffectsTable()) }},
		{"editors/vscode/README.md", func(file []byte) ([]byte, error) { return doc.Insert(file, "settings", extension) }},
		{"editors/vscode/package.json", doc.Manifest},
	} {
		old, err := os.ReadFile(filepath.Join(root, part.path))
		if err != nil {
			return nil, err
		}
		text, err := part.derive(old)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part.path, err)
		}
		outputs = append(outputs, output{part.path, text})
	}
	return outputs, nil
}
