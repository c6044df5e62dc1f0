package lsp

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"go.lsp.dev/protocol"
	"threadlsp/analyzer/source"
)

// A buffer is one version of an open document. It is immutable: an edit makes a
// new one, so that whoever holds it can go on reading it.
type buffer struct {
	uri      string // canonical, the key of the document
	shown    string // the client's own spelling of the URI, which every message to it uses
	language string // what the client says it is
	program  *program
	path     string // in the program: relative, slash-separated
	version  int32
	text     string
	cells    []*cell // of a notebook, in order; nil for another document
	turn     int     // greater than that of all that was opened or edited before
	closed   bool    // it stands for a file of the disk that nobody has open; it has no text

	once sync.Once
	doc  *source.Document
	file []*source.File
}

// decoded is the buffer as the analysis sees it. It is made when it is first
// asked for, since in a burst of edits most versions never are.
func (b *buffer) decoded() (*source.Document, []*source.File) {
	b.once.Do(func() {
		if b.cells != nil {
			var texts []string
			for _, c := range b.python() {
				texts = append(texts, c.text)
			}
			b.doc = source.Notebook(b.path, texts)
		} else {
			b.doc = source.DecodeText(b.path, b.text)
		}
		b.file = b.doc.Files()
	})
	return b.doc, b.file
}

// edited is the next version of the buffer.
func (b *buffer) edited(version int32, changes []protocol.TextDocumentContentChangeEvent, enc source.Encoding) *buffer {
	next := b.supposed(changed(b.text, changes, enc))
	next.version = version
	return next
}

// changed is a text after a client's edits.
func changed(text string, changes []protocol.TextDocumentContentChangeEvent, enc source.Encoding) string {
	for _, c := range changes {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangePartial:
			from, to := offsetIn(text, c.Range.Start, enc), offsetIn(text, c.Range.End, enc)
			text = text[:min(from, to)] + c.Text + text[max(from, to):]
		case *protocol.TextDocumentContentChangeWholeDocument:
			text = strings.Clone(c.Text) // decoding aliases the whole message
		}
	}
	return text
}

// supposed is the buffer as it would be with another text.
func (b *buffer) supposed(text string) *buffer {
	return &buffer{uri: b.uri, shown: b.shown, language: b.language, program: b.program, path: b.path, version: b.version, text: text}
}

// offsetIn is the byte offset of a position. A position outside the text, or
// within a character, is moved to the nearest place before it: an editor that
// is off by one must not lose its document.
func offsetIn(text string, p protocol.Position, enc source.Encoding) int {
	at := 0
	simple := strings.IndexByte(text, '\r') < 0
	for range p.Line {
		i := indexLineEnd(text[at:], simple)
		if i < 0 {
			return len(text)
		}
		at += i + 1
		if text[at-1] == '\r' && at < len(text) && text[at] == '\n' {
			at++
		}
	}
	for n := uint32(0); at < len(text) && text[at] != '\n' && text[at] != '\r'; {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case enc == source.UTF8:
			n += uint32(size)
		case enc == source.UTF16 && r > 0xffff:
			n += 2
		default:
			n++
		}
		if n > p.Character {
			break
		}
		at += size
	}
	return at
}

// indexLineEnd is where the line ends; -1 for nowhere. simple says that no line ends in \r.
func indexLineEnd(text string, simple bool) int {
	if simple {
		return strings.IndexByte(text, '\n')
	}
	return strings.IndexAny(text, "\r\n")
}

// A snapshot is all open documents by canonical URI at one moment. It is never
// changed: an edit makes a new map, which costs one entry for each document.
type snapshot map[string]*buffer

// with is the snapshot with b, which nobody has seen yet, in its document's place.
func (s snapshot) with(b *buffer) snapshot {
	n := make(snapshot, len(s)+1)
	for k, v := range s {
		n[k] = v
		b.turn = max(b.turn, v.turn+1)
	}
	n[b.uri] = b
	return n
}

// without is the snapshot with that document closed.
func (s snapshot) without(uri string) snapshot {
	n := make(snapshot, len(s))
	for k, v := range s {
		if k != uri {
			n[k] = v
		}
	}
	return n
}

// of is the open documents of one program, sorted by path. Of those that are one file
// under several URIs the one that changed last comes first: that text is the file's.
func (s snapshot) of(p *program) []*buffer {
	var out []*buffer
	for _, b := range s {
		if b.program == p {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b *buffer) int { return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(b.turn, a.turn)) })
	return out
}

// at is the open document of that path in a program; nil if it is closed.
func (s snapshot) at(p *program, path string) *buffer {
	for _, b := range s {
		if b.program == p && b.path == path {
			return b
		}
	}
	return nil
}

func indexEOL(text []byte, from int) int {
	for ; from < len(text); from++ {
		if text[from] == '\n' || text[from] == '\r' {
			break
		}
	}
	return from
}
