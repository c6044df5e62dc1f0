package fix

import (
	"bytes"
	"slices"
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

// A Draft is a document that is being mended.
type Draft struct {
	Text     []byte                  // with the fixes made so far
	Findings []*analyzer.Finding     // in Text
	Files    map[string]*source.File // of Text
	Next     []byte                  // what a round makes of Text; see Rounds
}

// Rounds makes all safe fixes of documents: in each round those that can be made
// together, in all of the documents, since a check of a program costs much the same
// however many of its files have changed. again checks what is Next in those that
// change and puts its findings and files in; where that is worse than before
// (it parses no longer) it sets Next to nil, and the document keeps its Text from there on.
func Rounds(drafts []*Draft, again func(changed []*Draft) error) error {
	for range maxRounds {
		var changed []*Draft
		for _, d := range drafts {
			next, err := Apply(d.Text, Together(d.Findings, d.Files))
			if err != nil {
				return err
			}
			if !bytes.Equal(next, d.Text) {
				d.Next = next
				changed = append(changed, d)
			}
		}
		if len(changed) == 0 {
			break
		}
		if err := again(changed); err != nil {
			return err
		}
		drafts = slices.DeleteFunc(changed, func(d *Draft) bool { return d.Next == nil })
		for _, d := range drafts {
			d.Text, d.Next = d.Next, nil
		}
	}
	return nil
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
