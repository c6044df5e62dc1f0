package config

import "fmt"

// An Editor is what the user's editor says, in its own settings under
// `threadlsp.`. These change what is shown there, never what is found: that is
// the project's to say, so that the editor and the command line agree. The zero
// value is the defaults.
type Editor struct {
	Workspace bool // report every file of the workspace, not only the open ones
	NoLenses  bool // show no code lenses
}

// EditorKeys is every setting of an editor that the server reads, in the order
// of the documentation.
var EditorKeys = []EditorKey{
	{
		Name: "diagnosticMode", Default: "openFilesOnly", Values: []string{"openFilesOnly", "workspace"},
		Doc: "Which files are reported: those that are open in the editor, or every file of the workspace.",
		set: func(e *Editor, v string) { e.Workspace = v == "workspace" },
	}, {
		Name: "codeLens", Default: "true", Values: []string{"true", "false"},
		Doc:  "Show above the code what it starts on other threads, and what runs its functions.",
		turn: func(e *Editor, on bool) { e.NoLenses = !on },
	},
}

// An EditorKey is one setting of an editor: one of some words, or a switch.
type EditorKey struct {
	Name    string
	Default string
	Doc     string // one sentence
	Values  []string

	set  func(*Editor, string)
	turn func(*Editor, bool) // there is either this or set
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
		if k.turn != nil {
			if on, ok := v.(bool); ok {
				k.turn(&e, on)
			} else {
				faults = append(faults, fmt.Errorf("threadlsp.%s: must be true or false", k.Name))
			}
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
