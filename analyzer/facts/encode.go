package facts

import (
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"

	"threadlsp/analyzer/source"
)

// The encoded form is columns: all kinds of all expressions, then all their
// names, and so on. A number is written as what it is beyond what the facts
// read before it let one expect (see the code_*.go files): mostly 0, in a byte.
// The tables with most rows have a byte a row that says which fields are not as
// expected; the others are not written at all. Then the columns are compressed,
// those that are alike together. Nothing in it depends on where the file lies.
//
// One function for each table both writes and reads, so that the two cannot
// differ; where time matters, a function named usual reads the commonest rows
// once more without its questions. What is expected is a guess only: any facts
// come back as they were, if their offsets are below 1<<30.
//
// What a row is expected to be may be told only by what is read before it. In
// particular, the spans of functions and classes come after those of all else.

// ErrEncoding says that bytes are not facts of this Version.
var ErrEncoding = errors.New("not encoded facts of this version")

// magic begins every encoding; the byte after it is the Version.
const magic = "tlsp"

// A col is one column. Columns of a group are compressed together.
type col uint8

const (
	colText col = iota // the bytes of all strings

	colWord // strings of expressions
	colKind
	colGap
	colEvent
	colStmtKind
	colArity

	colCount // numbers of rows
	colLength
	colSame
	colShape
	colKid
	colOp
	colExpr
	colSubtree
	colStmtShape
	colStmt
	colClimb
	colStmtStart
	colStmtEnd
	colHeader
	colLine
	colEventX
	colEventY
	colEventStmt
	colBlock
	colBlockEvents
	colBlockEdges
	colBlockStmt
	colEdge
	colEdgeKind
	colScope
	colSymbol
	colSymbolScope
	colSymbolFlags
	colSymbolBinds
	colSymbolBind
	colBind
	colBindRest
	colFlow
	colFunc
	colFuncParams
	colFuncBlocks
	colParam
	colParamSym
	colMade
	colClass
	colRest
	cols
)

// groupEnds is the column after the last of each group.
var groupEnds = [...]col{colWord, colCount, cols}

// A coder writes or reads the columns.
type coder struct {
	reading bool
	bad     bool
	column  [cols]column
	plain   []byte // the columns of a group in one piece; read, those of all groups
	packed  []byte
	scratch
}

// scratch is what the coder knows of the rows coded so far; it is used again.
type scratch struct {
	lengths  []int32 // of strings; then the first symbol of each
	using    []int32 // of a string: the symbol that it last named
	newest   []int32 // of a string: the last symbol that it has named
	next     []int32 // of a symbol: the next one of that name
	seen     []int32 // of a string: 1 when it was coded
	after    []int32 // of a string, by use: the string that followed last
	fresh    int32   // the string that is expected to be coded next for the first time
	word     int32   // the string that was coded last
	nodes    []node  // of expressions
	later    []int32 // expressions whose spans are those of what they stand for
	limit    []int32 // of a statement: where its expressions end
	target   []int32 // of a def or class: the name that it binds
	ends     []int32 // of a statement: past its subtree
	indents  []int32 // of a statement
	paramRef []int32 // of a parameter: the expression that stands for it
	imports  []int32 // of an import: the expression that stands for it
	lambdas  []int32 // of a function: the expression, if it is a lambda
	defs     []int32 // of a function: its statement
	scopeOf  []int32 // of a function
	blocks   []int32 // of a function: its first block; of a block: where exceptions leave
	sizes    []int32 // of a function: how many blocks
	stack    []int32
	used     []int32 // of a symbol: bindings found
	stores   []int32 // of a binding: the event, +1
	params   []int32 // of a binding: the parameter, +1
}

// A column is the bytes of one column; at is how far they are read.
type column struct {
	b  []byte
	at int
}

// Encode gives the plain bytes of a file's facts; Path, FirstLine and Cells are not part of them.
func Encode(f *File) []byte {
	c := writers.Get().(*coder)
	defer writers.Put(c)
	for i := range c.column {
		c.column[i].b = c.column[i].b[:0]
	}
	f.code(c)
	out := append(make([]byte, 0, 1024), magic+string(rune(Version))...)
	first := col(0)
	for _, end := range groupEnds {
		plain := c.plain[:0]
		for i := first; i < end; i++ {
			plain = binary.AppendUvarint(plain, uint64(len(c.column[i].b)))
		}
		for i := first; i < end; i++ {
			plain = append(plain, c.column[i].b...)
		}
		packed := packer().EncodeAll(plain, c.packed[:0])
		out = append(binary.AppendUvarint(out, uint64(len(packed))), packed...)
		c.plain, c.packed, first = plain, packed, end
	}
	return out
}

// Decode reads what Encode wrote. The error is ErrEncoding.
func Decode(b []byte) (*File, error) {
	head := magic + string(rune(Version))
	if len(b) < len(head) || string(b[:len(head)]) != head {
		return nil, ErrEncoding
	}
	c := readers.Get().(*coder)
	defer readers.Put(c)
	c.bad = false
	if !c.unpack(b[len(head):]) {
		return nil, ErrEncoding
	}
	f := &File{}
	f.code(c)
	if c.short() || !f.sound() {
		return nil, ErrEncoding
	}
	return f, nil
}

// short says whether the columns did not hold what was read from them, or more.
func (c *coder) short() bool {
	for i := range c.column {
		c.bad = c.bad || c.column[i].at != len(c.column[i].b)
	}
	return c.bad
}

// unpack cuts bytes into columns.
func (c *coder) unpack(b []byte) bool {
	plain, first := c.plain[:0], col(0)
	for _, end := range groupEnds {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return false
		}
		from := len(plain)
		var err error
		if plain, err = unpacker().DecodeAll(b[size:size+int(n)], plain); err != nil {
			return false
		}
		b = b[size+int(n):]
		if !c.cut(plain[from:], first, end) {
			return false
		}
		first = end
	}
	c.plain = plain
	return len(b) == 0
}

// cut gives the columns of one group their bytes.
func (c *coder) cut(plain []byte, first, end col) bool {
	var lengths [cols]int
	for i := first; i < end; i++ {
		n, size := binary.Uvarint(plain)
		if size <= 0 || n > uint64(len(plain)-size) {
			return false
		}
		lengths[i], plain = int(n), plain[size:]
	}
	for i := first; i < end; i++ {
		if lengths[i] > len(plain) {
			return false
		}
		c.column[i] = column{b: plain[:lengths[i]:lengths[i]]}
		plain = plain[lengths[i]:]
	}
	return len(plain) == 0
}

// packer and unpacker are made once; both may be used by many goroutines.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		w, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1)) // fails on bad options only
		return w
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		r, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<28)) // as above
		return r
	})
	writers = sync.Pool{New: func() any { return &coder{} }}
	readers = sync.Pool{New: func() any { return &coder{reading: true} }}
)

// put writes a number: seven bits a byte, those near 0 in one.
func (k *column) put(v int32) {
	u := uint32(v)<<1 ^ uint32(v>>31)
	if u < 0x80 {
		k.b = append(k.b, byte(u))
		return
	}
	k.b = binary.AppendUvarint(k.b, uint64(u))
}

// get reads what put wrote.
func (k *column) get() int32 {
	if n, ok := k.small(); ok {
		return n
	}
	return k.long()
}

// small reads a number of one byte, if the next one is that. It is short enough
// to be inlined where time matters.
func (k *column) small() (int32, bool) {
	if k.at < len(k.b) && k.b[k.at] < 0x80 {
		k.at++
		return int32(unfold[k.b[k.at-1]]), true
	}
	return 0, false
}

// unfold is the number that each byte below 0x80 stands for.
var unfold = func() (t [256]int8) {
	for i := range 0x80 {
		t[i] = int8(i>>1) ^ -int8(i&1)
	}
	return t
}()

// unsigned reads a number that is written without a sign.
func (k *column) unsigned() uint64 {
	if k.at < len(k.b) && k.b[k.at] < 0x80 {
		k.at++
		return uint64(k.b[k.at-1])
	}
	return k.longUnsigned()
}

func (k *column) longUnsigned() uint64 {
	if k.at < len(k.b) {
		if u, size := binary.Uvarint(k.b[k.at:]); size > 0 {
			k.at += size
			return u
		}
	}
	k.at = len(k.b) + 1
	return 0
}

// long reads a number of several bytes. Behind the end it is 0, and at says so.
func (k *column) long() int32 {
	u := uint32(k.longUnsigned())
	return int32(u>>1) ^ -int32(u&1)
}

// octet reads one byte as it is.
func (k *column) octet() byte {
	if k.at < len(k.b) {
		k.at++
		return k.b[k.at-1]
	}
	k.at = len(k.b) + 1
	return 0
}

// integer is any of the index types and offsets.
type integer interface{ ~int32 | ~uint32 }

// number codes one number as what it is beyond the expected.
func number[N integer](c *coder, k col, v *N, expected N) {
	p := &c.column[k]
	if !c.reading {
		p.put(int32(*v - expected))
		return
	}
	n, ok := p.small()
	if !ok {
		n = p.long()
	}
	*v = expected + N(n)
}

// rows codes the number of rows and makes them when reading. Each row has a
// byte somewhere, or is a child of a row that has: that bounds what is made.
func rows[T any](c *coder, s *[]T) []T {
	if !c.reading {
		c.column[colCount].put(int32(len(*s)))
	} else if n := int(c.column[colCount].get()); n < 0 || n > len(c.plain) {
		c.bad = true
	} else if n > 0 {
		*s = make([]T, n)
	}
	return *s
}

// octets codes one field of a byte a row.
func octets[T any, B ~uint8](c *coder, k col, rows []T, field func(*T) *B) {
	for i := range rows {
		if p := field(&rows[i]); c.reading {
			*p = B(c.column[k].octet())
		} else {
			c.column[k].b = append(c.column[k].b, byte(*p))
		}
	}
}

// bools codes one truth value of all rows.
func bools[T any](c *coder, k col, rows []T, field func(*T) *bool) {
	for i := range rows {
		truth(c, k, field(&rows[i]))
	}
}

// truth codes one truth value.
func truth(c *coder, k col, v *bool) {
	n := int32(0)
	if *v {
		n = 1
	}
	number(c, k, &n, 0)
	*v = n != 0
}

// growing codes one field of all rows as what it is beyond that of the row before.
func growing[T any, N integer](c *coder, k col, rows []T, field func(*T) *N) {
	last := N(0)
	for i := range rows {
		p := field(&rows[i])
		number(c, k, p, last)
		last = *p
	}
}

// plain codes one field of all rows as it is.
func plain[T any, N integer](c *coder, k col, rows []T, field func(*T) *N) {
	for i := range rows {
		number(c, k, field(&rows[i]), 0)
	}
}

// spans codes a span of all rows: the start from row to row, then the length.
func spans[T any](c *coder, k col, rows []T, field func(*T) *source.Span) {
	last := uint32(0)
	for i := range rows {
		s := field(&rows[i])
		number(c, k, &s.Start, last)
		number(c, k, &s.End, s.Start)
		last = s.Start
	}
}

// text codes a string among what is rare.
func (c *coder) text(s *string) {
	n := int32(len(*s))
	number(c, colRest, &n, 0)
	c.bytes(s, n)
}

// bytes codes the bytes of a string of known length.
func (c *coder) bytes(s *string, n int32) {
	k := &c.column[colText]
	switch {
	case !c.reading:
		k.b = append(k.b, *s...)
	case n < 0 || int(n) > len(k.b)-k.at:
		c.bad = true
	default:
		*s = string(k.b[k.at : k.at+int(n)])
		k.at += int(n)
	}
}

// texts codes many strings: their lengths, then their bytes in one piece that
// they share when read.
func (c *coder) texts(list *[]string) {
	all, size := rows(c, list), int32(0)
	lengths := c.ints(&c.lengths, len(all))
	for i := range all {
		lengths[i] = int32(len(all[i]))
		number(c, colLength, &lengths[i], 0)
		if size += lengths[i]; lengths[i] < 0 || size < 0 {
			c.bad = true
			return
		}
	}
	if !c.reading {
		for i := range all {
			c.bytes(&all[i], 0)
		}
		return
	}
	blob := ""
	if c.bytes(&blob, size); c.bad {
		return
	}
	for i, n := range lengths {
		all[i], blob = blob[:n], blob[n:]
	}
}

// ints makes a scratch slice of n zeros.
func (c *coder) ints(s *[]int32, n int) []int32 {
	if cap(*s) < n {
		*s = make([]int32, n+n/4)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}
