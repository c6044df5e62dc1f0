package facts

import "encoding/binary"

// A string is expected to be what followed its predecessor the last time, or the
// next one that was not used yet; a name's symbol is expected to be the one that
// the name had last, or the next one of that name: the name of another scope.

// What a string is, where it follows another.
const (
	aName int32 = iota
	anAttr
	aLiteral
	aParam
	uses
)

// How a string is written: as what followed its predecessor the last time, as
// the one after that which was last new, or by its number.
const (
	sameWord = iota
	nextWord
	otherWord
)

// string codes a string by what it follows.
func (c *coder) string(v *StrID, use int32) {
	k, same := &c.column[colWord], &c.after[c.word*uses+use]
	if c.reading {
		switch n := k.unsigned(); n {
		case sameWord:
			*v = StrID(*same)
		case nextWord:
			*v = StrID(c.fresh)
		default:
			*v = StrID(n - otherWord)
		}
	} else {
		switch int32(*v) {
		case *same:
			k.b = append(k.b, sameWord)
		case c.fresh:
			k.b = append(k.b, nextWord)
		default:
			k.b = binary.AppendUvarint(k.b, uint64(uint32(*v))+otherWord)
		}
	}
	n := int32(*v)
	*same = n
	if uint(n) < uint(len(c.seen)) {
		c.word = n
		if c.seen[n] == 0 {
			c.seen[n] = 1
			for n++; int(n) < len(c.seen) && c.seen[n] != 0; n++ {
			}
			c.fresh = n
		}
	}
}

// symbol codes the symbol of a name: mostly that which the name had last, or
// the next one of the name.
func (c *coder) symbol(name StrID, v *SymbolID) {
	if name < 0 || int(name) >= len(c.using) {
		number(c, colSame, v, 0)
		return
	}
	last := c.using[name]
	if k := &c.column[colSame]; c.reading && k.at < len(k.b) && k.b[k.at] == 0 {
		k.at++
		*v = SymbolID(last)
		return
	}
	top, how := c.newest[name], int32(2)
	fresh := c.next[top]
	if top == 0 {
		fresh = c.lengths[name]
	}
	switch int32(*v) {
	case last:
		how = 0
	case fresh:
		how = 1
	}
	number(c, colSame, &how, 0)
	switch how {
	case 0:
		*v = SymbolID(last)
	case 1:
		*v = SymbolID(fresh)
		c.newest[name] = fresh
	default:
		number(c, colRest, v, SymbolID(last))
	}
	c.using[name] = int32(*v)
}

// chainSymbols links the symbols of a name.
func (f *File) chainSymbols(c *coder) {
	c.ints(&c.using, len(f.Strings))
	c.ints(&c.newest, len(f.Strings))
	c.ints(&c.lengths, len(f.Strings))
	c.ints(&c.next, max(1, len(f.Symbols)))
	c.ints(&c.seen, len(f.Strings))
	c.ints(&c.after, max(1, len(f.Strings))*int(uses))
	c.restart()
	for i := len(f.Symbols) - 1; i > 0; i-- {
		if n := f.Symbols[i].Name; n >= 0 && int(n) < len(f.Strings) {
			c.next[i], c.lengths[n] = c.lengths[n], int32(i)
		}
	}
}

// restart goes back to the first string.
func (c *coder) restart() {
	c.word, c.fresh = 0, 1
	for int(c.fresh) < len(c.seen) && c.seen[c.fresh] != 0 {
		c.fresh++
	}
}
