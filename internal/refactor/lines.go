package refactor

import (
	"bytes"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
)

// A block is a run of whole lines that holds whole statements of one body.
type block struct {
	source.Span        // from the first byte of the first line to behind the last line's end
	indent      string // of the statements
}

// block is the lines of the statements from first to last, which share their
// parent. ok is false where another statement stands on these lines as well, or
// where a line cannot be moved to the right: a string reaches over its end.
func (r *rewriter) block(first, last facts.StmtID) (b block, ok bool) {
	from, to := r.f.Stmts[first].Span.Start, r.f.Stmts[last].Span.End
	begin := lineStart(r.text, from)
	b.indent = string(r.text[begin:from])
	if strings.Trim(b.indent, " \t") != "" {
		return b, false
	}
	end := indexEOL(r.text, int(to))
	if rest := bytes.TrimLeft(r.text[to:end], " \t"); len(rest) > 0 && rest[0] != '#' {
		return b, false
	}
	b.Span = source.Span{Start: begin, End: uint32(behindEOL(r.text, end))}
	return b, !r.broken(b.Span) && !r.longString(b.Span)
}

// broken says whether lines did not parse as they stand.
func (r *rewriter) broken(s source.Span) bool {
	return r.f.IsDamaged(s) || slices.ContainsFunc(r.f.Repairs, func(x facts.Repair) bool { return x.Span.Start <= s.End && s.Start <= x.Span.End })
}

// longString says whether a line of the span ends within a string.
func (r *rewriter) longString(s source.Span) bool {
	for i := 1; i < len(r.f.Exprs); i++ {
		x := &r.f.Exprs[i]
		switch x.Kind {
		case facts.Str, facts.Bytes, facts.FString:
			if x.Span.Start < s.End && s.Start < x.Span.End && multiline(r.text[x.Span.Start:x.Span.End]) {
				return true
			}
		}
	}
	return false
}

// multiline says whether a literal holds a line end that belongs to its value;
// between the parts of an implicit concatenation it does not.
func multiline(literal []byte) bool {
	for i := 0; i < len(literal); {
		if literal[i] != '"' && literal[i] != '\'' {
			i++
			continue
		}
		end := stringEnd(literal, i)
		if bytes.ContainsAny(literal[i:end], "\r\n") {
			return true
		}
		i = end
	}
	return false
}

// unit is one step of indentation in the style of an indent.
func unit(indent string) string {
	if strings.HasSuffix(indent, "\t") {
		return "\t"
	}
	return "    "
}

// eol is the line end that the text uses.
func (r *rewriter) eol() string { return eolOf(r.text) }

func eolOf(text []byte) string {
	i := indexEOL(text, 0)
	if i == len(text) {
		return "\n"
	}
	return string(text[i:behindEOL(text, i)])
}

// deeper is the edits that move the lines of a span one step to the right.
func (r *rewriter) deeper(s source.Span, indent string) []analyzer.Edit {
	var out []analyzer.Edit
	for at := int(s.Start); at < int(s.End); {
		end := indexEOL(r.text, at)
		if len(bytes.TrimSpace(r.text[at:end])) > 0 {
			out = append(out, insert(uint32(at), unit(indent)))
		}
		at = max(behindEOL(r.text, end), at+1)
	}
	return out
}

// comments says whether a # stands in a span: a comment, or a string that might
// hide one.
func (r *rewriter) comments(s source.Span) bool {
	return bytes.IndexByte(r.text[s.Start:s.End], '#') >= 0
}

func lineStart(text []byte, off uint32) uint32 {
	for off > 0 && text[off-1] != '\n' && text[off-1] != '\r' {
		off--
	}
	return off
}

func indexEOL(text []byte, from int) int {
	for ; from < len(text); from++ {
		if text[from] == '\n' || text[from] == '\r' {
			break
		}
	}
	return from
}

// behindEOL is the offset behind the line end at i, or i where there is none.
func behindEOL(text []byte, i int) int {
	if i < len(text) && text[i] == '\r' {
		i++
		if i < len(text) && text[i] == '\n' {
			i++
		}
		return i
	}
	return min(i+1, len(text))
}
