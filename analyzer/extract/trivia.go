package extract

import (
	"bytes"
	"strings"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// trivia reads what is not code: lines, the shebang, damage, and comments that
// speak to threadlsp.
func (x *extractor) trivia() {
	f, text := x.f, x.t.Text
	f.Shebang = bytes.HasPrefix(text, []byte("#!"))
	f.Lines = append(make([]uint32, 0, len(text)/32+1), 0)
	simple := bytes.IndexByte(text, '\r') < 0
	for i := 0; i < len(text); i++ {
		if simple {
			n := bytes.IndexByte(text[i:], '\n')
			if n < 0 {
				break
			}
			i += n
		}
		switch text[i] {
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			fallthrough
		case '\n':
			f.Lines = append(f.Lines, uint32(i+1))
		}
	}
	f.Damaged = append(f.Damaged, x.t.Damaged...)
	for _, r := range x.t.Repairs {
		if !r.Valid {
			f.Repairs = append(f.Repairs, facts.Repair{Span: r.Span, What: r.What})
		}
	}
	for i := range x.nodes {
		if x.nodes[i].Kind == syntax.Comment {
			x.comment(x.nodes[i].Start, x.nodes[i].End)
		}
	}
}

// Speaks says whether a comment holds a directive.
func Speaks(comment []byte) bool {
	for at := 0; at < len(comment); {
		next := len(comment)
		if i := bytes.IndexByte(comment[at+1:], '#'); i >= 0 {
			next = at + 1 + i
		}
		if _, ok := directive(string(comment[at:next])); ok {
			return true
		}
		at = next
	}
	return false
}

// comment reads the directives of one comment; each # may begin one.
func (x *extractor) comment(start, end uint32) {
	text := x.t.Text[start:end]
	for at := 0; at < len(text); {
		next := len(text)
		if i := bytes.IndexByte(text[at+1:], '#'); i >= 0 {
			next = at + 1 + i
		}
		d, ok := directive(string(text[at:next]))
		if ok {
			d.Span = source.Span{Start: start + uint32(at), End: start + uint32(at+len(bytes.TrimRight(text[at:next], " \t\r")))}
			for i := range d.Names {
				d.Names[i].Span.Start += start + uint32(at)
				d.Names[i].Span.End += start + uint32(at)
			}
			line := x.f.Line(start)
			d.Line = int32(line)
			d.Alone = len(bytes.TrimLeft(x.t.Text[x.f.Lines[line]:start], " \t\f\uFEFF")) == 0
			x.f.Directives = append(x.f.Directives, d)
		}
		at = next
	}
}

// directive reads one directive; spans are relative to s, which begins with #.
func directive(s string) (facts.Directive, bool) {
	body := strings.TrimLeft(s[1:], " \t")
	at := len(s) - len(body)
	body = strings.TrimRight(body, " \t\r")
	switch {
	case hasPrefixFold(body, "noqa"):
		return noqa(body, at)
	case hasPrefixFold(body, "guarded by:"):
		return contract(facts.GuardedBy, body[len("guarded by:"):]), true
	case strings.HasPrefix(body, "threadlsp:"):
		rest := strings.TrimLeft(body[len("threadlsp:"):], " \t")
		return ours(rest, at+len(body)-len(rest)), true
	case callerHolds(body):
		return facts.Directive{Kind: facts.Holds}, true
	}
	return facts.Directive{}, false
}

// callerHolds says whether a comment in words of its own demands that the
// caller holds a lock: "caller must hold the lock".
func callerHolds(body string) bool {
	if !facts.SaysHeld(body) {
		return false
	}
	t := strings.ToLower(body)
	return strings.Contains(t, "caller") || strings.Contains(t, "must") || strings.Contains(t, "called with") || strings.Contains(t, "called under") ||
		strings.Contains(t, "assum") || strings.Contains(t, "should be") || strings.Contains(t, "requires")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// noqa reads flake8's directive: codes separated by commas or blanks. A rule's
// name counts as well if it has a hyphen, as all other words begin a remark.
func noqa(body string, at int) (facts.Directive, bool) {
	d := facts.Directive{Kind: facts.Noqa}
	i := len("noqa")
	if i < len(body) && isWord(body[i]) {
		return d, false // noqaX
	}
	if i == len(body) || body[i] != ':' {
		d.All = true
		d.Reason = strings.TrimSpace(body[i:]) != ""
		return d, true
	}
	for i++; i < len(body); {
		if c := body[i]; c == ' ' || c == '\t' || c == ',' {
			i++
			continue
		}
		end := i
		for end < len(body) && isWord(body[end]) {
			end++
		}
		if !isCode(body[i:end]) && !strings.Contains(body[i:end], "-") {
			d.Reason = true
			break
		}
		d.Names = append(d.Names, nameAt(body[i:end], at+i))
		i = end
	}
	// Without a code it is another tool's spelling, and not ours to judge.
	return d, len(d.Names) > 0
}

func nameAt(name string, at int) facts.DirectiveName {
	return facts.DirectiveName{Name: name, Span: source.Span{Start: uint32(at), End: uint32(at + len(name))}}
}

func isWord(c byte) bool {
	return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
}

// isCode says whether s is capitals followed by digits, as flake8's codes are.
func isCode(s string) bool {
	digits := strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	return digits != "" && digits != s && strings.Trim(digits, "0123456789") == ""
}

// ours reads what follows "threadlsp:"; at is its offset.
func ours(s string, at int) facts.Directive {
	word := s
	if i := strings.IndexAny(s, " \t["); i >= 0 {
		word = s[:i]
	}
	rest := s[len(word):]
	switch word {
	case "ignore":
		return silencer(facts.IgnoreLine, rest, at+len(word))
	case "ignore-next-line":
		return silencer(facts.IgnoreNextLine, rest, at+len(word))
	case "ignore-file":
		return silencer(facts.IgnoreFile, rest, at+len(word))
	case "off":
		return silencer(facts.Off, rest, at+len(word))
	case "on":
		return silencer(facts.On, rest, at+len(word))
	case "holds":
		return contract(facts.Holds, rest)
	case "confined":
		d := contract(facts.Confined, rest)
		d.Kind = facts.Confined
		return d
	case "runs":
		what, ok := strings.CutPrefix(strings.TrimSpace(rest), "on ")
		first, _, _ := strings.Cut(strings.TrimSpace(what), " ")
		if ok && (first == "main" || first == "loop" || first == "worker") {
			return contract(facts.RunsOn, what)
		}
	}
	return facts.Directive{Kind: facts.Malformed}
}

// silencer reads [names] reason; without brackets every rule is meant.
func silencer(kind facts.DirectiveKind, s string, at int) facts.Directive {
	d := facts.Directive{Kind: kind}
	if !strings.HasPrefix(s, "[") {
		d.All = true
		d.Reason = strings.TrimSpace(s) != ""
		return d
	}
	list, reason, ok := strings.Cut(s[1:], "]")
	if !ok {
		return facts.Directive{Kind: facts.Malformed}
	}
	d.Reason = strings.TrimSpace(reason) != ""
	at++
	for _, part := range strings.Split(list, ",") {
		name := strings.TrimSpace(part)
		if name == "" || strings.ContainsAny(name, " \t") {
			return facts.Directive{Kind: facts.Malformed}
		}
		d.Names = append(d.Names, nameAt(name, at+strings.Index(part, name)))
		at += len(part) + 1
	}
	return d
}

// contract reads the text of a contract; one that needs a text and has none is malformed.
func contract(kind facts.DirectiveKind, s string) facts.Directive {
	text := strings.TrimSpace(s)
	if text == "" {
		kind = facts.Malformed
	}
	if len(text) > facts.MaxLiteral {
		text = strings.ToValidUTF8(text[:facts.MaxLiteral], "")
	}
	return facts.Directive{Kind: kind, Text: text}
}
