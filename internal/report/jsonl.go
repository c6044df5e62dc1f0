package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"threadlsp/analyzer"
)

// The fields of a line. They are stable: keys may be added, in the order of
// declaration, none is renamed or removed. Lines and columns count from 1, columns in code
// points; end_column is exclusive.
type (
	jsonFinding struct {
		Rule     string `json:"rule"`
		Code     string `json:"code"`
		Severity string `json:"severity"`
		jsonSpan
		Message string     `json:"message"`
		Because []jsonNote `json:"because"`
		Fix     *jsonFix   `json:"fix"`
		OrFixes []*jsonFix `json:"or_fixes,omitempty"` // other ways than fix
	}
	jsonSpan struct {
		Path      string `json:"path"`
		Cell      int    `json:"cell,omitempty"` // of a notebook, all cells counted: lines count in it
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"end_line"`
		EndColumn int    `json:"end_column"`
	}
	jsonNote struct {
		Path    string `json:"path"`
		Cell    int    `json:"cell,omitempty"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Message string `json:"message"`
	}
	jsonFix struct {
		Title string     `json:"title"`
		Safe  bool       `json:"safe"`
		Edits []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		jsonSpan
		NewText string `json:"new_text"`
	}
)

// jsonl is one JSON object a line and finding.
func jsonl(w *bufio.Writer, all *findings, _ Style) {
	for i := range all.items {
		raw, err := json.Marshal(all.items[i].finding())
		if err != nil {
			continue // strings and integers only: it cannot fail
		}
		w.Write(Inert(raw))
		w.WriteByte('\n')
	}
}

// finding is the finding as machines read it.
func (it *item) finding() jsonFinding {
	out := jsonFinding{
		Rule: it.Rule.Name, Code: it.Rule.Code, Severity: it.Level().String(),
		jsonSpan: it.place.json(), Message: it.Msg, Because: []jsonNote{},
	}
	for _, n := range it.because {
		out.Because = append(out.Because, jsonNote{n.path, n.cell, n.line(n.start.Line), n.start.Column, n.msg})
	}
	for i, fix := range it.Fixes() {
		if i == 0 {
			out.Fix = it.fix(fix)
		} else {
			out.OrFixes = append(out.OrFixes, it.fix(fix))
		}
	}
	return out
}

// fix is a fix of the finding as machines read it.
func (it *item) fix(fix *analyzer.Fix) *jsonFix {
	out := &jsonFix{Title: fix.Title, Safe: fix.Safe, Edits: []jsonEdit{}}
	for _, e := range fix.Edits {
		if it.file != nil {
			at := placeOf(it.path, it.file, e.Span)
			out.Edits = append(out.Edits, jsonEdit{at.json(), e.New})
		}
	}
	return out
}

// json is the place as machines read it.
func (p *place) json() jsonSpan {
	return jsonSpan{p.path, p.cell, p.line(p.start.Line), p.start.Column, p.line(p.end.Line), p.end.Column}
}

// Inert escapes, in encoded JSON, the characters that steer a terminal but that JSON allows raw.
// They stand only in strings.
func Inert(raw []byte) []byte {
	out := raw[:0:0]
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if unicode.IsControl(r) || invisible(r) {
			for _, u := range utf16.Encode([]rune{r}) {
				out = fmt.Appendf(out, `\u%04x`, u)
			}
		} else {
			out = append(out, raw[i:i+n]...)
		}
		i += n
	}
	return out
}
