package fix

import (
	"bytes"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// maxRounds bounds Rounds: two fixes that undo each other would go on for ever.
const maxRounds = 10

// InDocument is edits of a file as edits of its document's bytes; false where the
// document's encoding lacks a character. New lines in a block that was rid of its
// indentation get it back.
func InDocument(f *source.File, edits []analyzer.Edit) ([]analyzer.Edit, bool) {
	out := make([]analyzer.Edit, len(edits))
	for i, e := range edits {
		span, text, ok := f.Rewrite(e.Span, Indented(f, e))
		if !ok {
			return nil, false
		}
		out[i] = analyzer.Edit{Span: span, New: text}
	}
	return out, true
}

// Indented is the text of an edit as the document has to hold it.
func Indented(f *source.File, e analyzer.Edit) string {
	if f.Cell == 0 || !strings.Contains(e.New, "\n") {
		return e.New
	}
	line, dropped := f.LSP(lineStart(f.Text, e.Span.Start), source.UTF8)
	return strings.ReplaceAll(e.New, "\n", "\n"+string(f.Line(int(line) + 1)[:dropped]))
}

// Together is the edits of those safe fixes that can be made at once, in the
// offsets of the one document that all findings lie in: of two that touch, the
// earlier finding's. What touches must wait for a round of its own, since each
// was made for the text as it is.
func Together(findings []*analyzer.Finding, files map[string]*source.File) []analyzer.Edit {
	var out []analyzer.Edit
	for _, f := range findings {
		if f.Fix == nil || !f.Fix.Safe || files[f.Path] == nil {
			continue
		}
		if edits, ok := InDocument(files[f.Path], f.Fix.Edits); ok && !touch(out, edits) {
			out = append(out, edits...)
		}
	}
	return out
}

func touch(a, b []analyzer.Edit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Span.Start <= y.Span.End && y.Span.Start <= x.Span.End {
				return true
			}
		}
	}
	return false
}

// Rounds makes all safe fixes of a document: those that can be made together,
// then again checks the text, until nothing is left. again returns false where
// the text is worse than before (it parses no longer), and then that round
// does not count. The document's own text is returned where there is nothing to fix.
func Rounds(text []byte, findings []*analyzer.Finding, files map[string]*source.File,
	again func(text []byte) ([]*analyzer.Finding, map[string]*source.File, bool, error)) ([]byte, error) {
	for range maxRounds {
		edits := Together(findings, files)
		if len(edits) == 0 {
			break
		}
		next, err := Apply(text, edits)
		if err != nil || bytes.Equal(next, text) {
			return text, err
		}
		var ok bool
		if findings, files, ok, err = again(next); err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		text = next
	}
	return text, nil
}

// Change is the one edit that makes one text of another: what lies between
// their common beginning and their common end, in whole lines.
func Change(before, after []byte) analyzer.Edit {
	same := 0
	for same < len(before) && same < len(after) && before[same] == after[same] {
		same++
	}
	start := lineStart(before, uint32(same))
	tail := 0
	for tail < len(before)-same && tail < len(after)-same && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	for tail > 0 && before[len(before)-tail-1] != '\n' { // back to the end of a line
		tail--
	}
	return analyzer.Edit{
		Span: source.Span{Start: start, End: uint32(len(before) - tail)},
		New:  string(after[start : len(after)-tail]),
	}
}
