package source

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// Files is what of the document is analysed: a Markdown document's fenced
// Python blocks, a file each, in order; the cells of a notebook together; any
// other document as a whole.
func (d *Document) Files() []*File {
	if d.cells != nil {
		return []*File{{Path: d.Path, Doc: d, Text: d.code}}
	}
	switch strings.ToLower(path.Ext(d.Path)) {
	case ".md", ".markdown":
		return d.blocks()
	}
	return []*File{{Path: d.Path, Doc: d, Text: d.Text}}
}

// A fence is the line that opens a code block.
type fence struct {
	mark   byte // '`' or '~'
	length int  // how many of them; the closing fence has no fewer
	indent int  // bytes of white space before it
	python bool
}

// blocks makes a file of each fenced Python block. A fence that is never closed
// reaches to the end of the document, as in CommonMark. A block in a list is
// indented as its fence is, and rid of that here.
func (d *Document) blocks() []*File {
	var files []*File
	var open *fence
	var file *File
	starts := d.lines()
	for n := range starts {
		line := d.lineText(n)
		switch {
		case open == nil:
			if f, ok := opens(line); ok {
				open = &f
				if f.python {
					file = &File{Doc: d, Cell: len(files) + 1}
					file.Path = fmt.Sprintf("%s#%d", d.Path, file.Cell)
					file.append(d.lineStart(n+1), d.lineStart(n+1)) // an empty block has a place too
					files = append(files, file)
				}
			}
		case open.closes(line):
			open, file = nil, nil
		case file != nil:
			file.append(starts[n]+dedent(line, open.indent), d.lineStart(n+1))
		}
	}
	return files
}

// append adds a stretch of the document to the file's text.
func (f *File) append(start, end uint32) {
	at := uint32(len(f.Text))
	f.Text = append(f.Text, f.Doc.Text[start:end]...)
	if k := len(f.segs); k > 0 && f.segs[k-1].doc+f.segs[k-1].len == start {
		f.segs[k-1].len += end - start
		return
	}
	f.segs = append(f.segs, segment{text: at, doc: start, len: end - start})
}

// opens reads a line as an opening fence.
func opens(line []byte) (fence, bool) {
	indent := int(dedent(line, len(line)))
	rest := line[indent:]
	if len(rest) < 3 || rest[0] != '`' && rest[0] != '~' {
		return fence{}, false
	}
	f := fence{mark: rest[0], indent: indent}
	for f.length < len(rest) && rest[f.length] == f.mark {
		f.length++
	}
	info := rest[f.length:]
	if f.length < 3 || f.mark == '`' && bytes.IndexByte(info, '`') >= 0 {
		return fence{}, false // `x` in running text
	}
	f.python = isPython(string(info))
	return f, true
}

// closes says whether the line ends the block.
func (f fence) closes(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) < f.length {
		return false
	}
	return len(bytes.Trim(line, string(f.mark))) == 0
}

// isPython reads a fence's info string: its first word names the language.
// A console session (pycon) is output as much as code, so it is not read.
func isPython(info string) bool {
	words := strings.FieldsFunc(info, func(r rune) bool { return strings.ContainsRune(" \t,{}.:", r) })
	if len(words) == 0 {
		return false
	}
	switch strings.ToLower(words[0]) {
	case "python", "py", "python3":
		return true
	}
	return false
}

// dedent is how many bytes of white space, at most limit, the line begins with.
func dedent(line []byte, limit int) uint32 {
	i := 0
	for i < len(line) && i < limit && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	return uint32(i)
}
