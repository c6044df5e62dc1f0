package report

import (
	"bufio"
	"bytes"
	"encoding/json"
)

// The fields of the document beside those of a finding (jsonl.go).
type (
	jsonReport struct {
		Version  string        `json:"version"`
		Findings []jsonFinding `json:"findings"`
		Files    int           `json:"files"`
		Skipped  []jsonSkip    `json:"skipped"`
		Repaired []jsonSkip    `json:"repaired"`
		Errors   []jsonError   `json:"internal_errors"`
	}
	jsonSkip struct {
		Path   string `json:"path"`
		Reason string `json:"reason"`
	}
	jsonError struct {
		Rule  string `json:"rule"`
		Path  string `json:"path"`
		Value string `json:"value"`
	}
)

// jsonWhole is one JSON document for the whole run: the findings as in jsonl,
// and what was not checked.
func jsonWhole(w *bufio.Writer, all *findings, s Style) {
	out := jsonReport{Version: s.Version, Findings: []jsonFinding{}, Skipped: []jsonSkip{}, Repaired: []jsonSkip{}, Errors: []jsonError{}}
	for i := range all.items {
		out.Findings = append(out.Findings, all.items[i].finding())
	}
	for _, p := range all.parts {
		out.Files += p.Result.Checked
		for _, x := range p.Result.Skipped {
			out.Skipped = append(out.Skipped, jsonSkip{p.Path(x.Path), x.Reason})
		}
		for _, x := range p.Result.Repaired {
			out.Repaired = append(out.Repaired, jsonSkip{p.Path(x.Path), x.Reason})
		}
		for _, x := range p.Result.Panics {
			out.Errors = append(out.Errors, jsonError{x.Rule, p.Path(x.Path), x.Value})
		}
	}
	WriteJSON(w, out)
}

// WriteJSON writes an indented document in which nothing steers a terminal.
func WriteJSON(w *bufio.Writer, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		return // made of strings and numbers only: it cannot fail
	}
	var b bytes.Buffer
	if err := json.Indent(&b, Inert(raw), "", "  "); err != nil {
		return // as above
	}
	w.Write(b.Bytes())
	w.WriteByte('\n')
}
