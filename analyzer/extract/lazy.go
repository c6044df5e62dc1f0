package extract

import "bytes"

// maxReturned is how many bytes behind a return are looked at for what is returned. Like
// maxSpinBody it keeps the pass linear.
const maxReturned = 400

// madeOnFirstUse looks back from the return that begins at start: whether what
// it returns was stored empty in the same function, as an item or a global, or
// was tested for nothing and stored while another place was set to None. These
// are the forms in which threads.LazyInits looks into a file that imports
// nothing about threads; a file whose text is spaced otherwise is not looked at.
func (s *scanner) madeOnFirstUse(start int) bool {
	line := s.text[start+len("return"):]
	if i := bytes.IndexAny(line[:min(len(line), maxReturned)], "\r\n#"); i >= 0 {
		line = line[:i]
	} else if len(line) > maxReturned {
		return false
	}
	what := bytes.TrimSpace(line)
	if len(what) == 0 || !isIdent(what[0]) || bytes.IndexAny(what, " (,") >= 0 {
		return false
	}
	around := s.around(indentation(s.text, start))
	if len(around) == 0 {
		return false
	}
	body := s.text[max(around[len(around)-1], start-maxSpinBody):start]
	item, global := what[len(what)-1] == ']', bytes.IndexByte(what, '.') < 0 && holdsPair(body, "global ", what)
	ofClass := bytes.HasPrefix(what, []byte("cls.")) || 'A' <= what[0] && what[0] <= 'Z'
	if item || global || ofClass {
		for at := 0; ; {
			i := bytes.Index(body[at:], what)
			if i < 0 {
				break
			}
			at += i + len(what)
			if storesEmpty(body[at:]) {
				return true
			}
		}
	}
	return bytes.IndexByte(what, '.') > 0 && !item &&
		(holdsPair(body, "if ", append(bytes.Clone(what), " is None"...)) || holdsPair(body, "if not ", what)) && bytes.Contains(body, []byte(" = None"))
}

// holdsPair says whether a text holds two strings, one right behind the other.
func holdsPair(text []byte, first string, second []byte) bool {
	return bytes.Contains(text, append([]byte(first), second...))
}

// storesEmpty says whether a text goes on with the store of an empty container.
func storesEmpty(text []byte) bool {
	rest, ok := bytes.CutPrefix(text, []byte(" = "))
	if !ok {
		return false
	}
	for _, empty := range []string{"[]", "{}", "set()", "dict()", "list()", "OrderedDict()", "collections.OrderedDict()"} {
		if bytes.HasPrefix(rest, []byte(empty)) {
			return true
		}
	}
	return false
}
