package config

import "fmt"

// An Editor is what the user's editor says, in its own settings under
// `threadlsp.`. These change what is shown there, never what is found: that is
// the project's to say, so that the editor and the command line agree. The zero
// value is the defaults.
type Editor struct {
	Workspace bool // report every file of the workspace, not only the open ones
}

// EditorKeys is every setting of an editor that the server reads, in the order
// of the documentation.
var EditorKeys = []EditorKey{
	{
		Name: "diagnosticMode", Default: "openFilesOnly", Values: []string{"openFilesOnly", "workspace"},
		Doc: "Which files are reported: those that are open in the editor, or every file of the workspace.",
		set: func(e *Editor, v string) { e.Workspace = v == "workspace" },
	},
}

// An EditorKey is one setting of an editor: one of some words.
type EditorKey struct {
	Name    string
	Default string
	Doc     string // one sentence
	Values  []string

	set func(*Editor, string)
}

// ParseEditor reads decoded JSON: an object of settings, with what else the
// editor keeps under the same name, which is not ours to judge. A value that is
// none leaves the default and is one of the faults.
func ParseEditor(settings map[string]any) (e Editor, faults []error) {
	for _, k := range EditorKeys {
		v, ok := settings[k.Name]
		if !ok || v == nil {
			continue
		}
		word, ok := v.(string)
		if !ok {
			faults = append(faults, fmt.Errorf("threadlsp.%s: must be a string", k.Name))
			continue
		}
		if err := (&Key{Name: "threadlsp." + k.Name, Values: k.Values}).allow(word); err != nil {
			faults = append(faults, err)
			continue
		}
		k.set(&e, word)
	}
	return e, faults
}
