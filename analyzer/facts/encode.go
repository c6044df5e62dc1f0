package facts

import (
	"encoding/binary"
	"errors"
	"sync"

	"github.com/klauspost/compress/zstd"

	"threadlsp/analyzer/source"
)

// The encoded form is columns: all kinds of all expressions, then all their
// spans, and so on. Numbers in a column are alike (they grow by little from row
// to row), so they are written as differences, seven bits a byte, and the whole
// is compressed once more. Nothing in it depends on where the file lies.

// ErrEncoding says that bytes are not facts of this Version.
var ErrEncoding = errors.New("not encoded facts of this version")

// magic begins every encoding; the byte after it is the Version.
const magic = "tlsp"

// Encode gives the plain bytes of a file's facts; Path, FirstLine and Cells are not part of them.
func Encode(f *File) []byte {
	w := &columns{out: make([]byte, 0, 64*1024)}
	f.code(w)
	return append([]byte(magic+string(rune(Version))), packer().EncodeAll(w.out, nil)...)
}

// Decode reads what Encode wrote. The error is ErrEncoding.
func Decode(b []byte) (f *File, err error) {
	head := magic + string(rune(Version))
	if len(b) < len(head) || string(b[:len(head)]) != head {
		return nil, ErrEncoding
	}
	plain, err := unpacker().DecodeAll(b[len(head):], nil)
	if err != nil {
		return nil, ErrEncoding
	}
	w := &columns{in: plain, reading: true}
	f = &File{}
	f.code(w)
	if w.failed || w.left() != 0 || !f.sound() {
		return nil, ErrEncoding
	}
	return f, nil
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
)

// columns writes or reads, by the same calls, so that the two cannot differ.
type columns struct {
	out     []byte
	in      []byte
	at      int // in in
	reading bool
	failed  bool
}

// number reads one number; most are a byte long, which is worth a path of its own.
func (c *columns) number() int64 {
	if c.at < len(c.in) {
		if b := c.in[c.at]; b < 0x80 {
			c.at++
			return int64(b>>1) ^ -int64(b&1)
		}
	}
	return c.long()
}

func (c *columns) long() int64 {
	n, size := binary.Varint(c.in[c.at:])
	if size <= 0 {
		c.fail()
		return 0
	}
	c.at += size
	return n
}

func (c *columns) fail() { c.failed, c.at = true, len(c.in) }

// left is how many bytes are still to be read.
func (c *columns) left() int { return len(c.in) - c.at }

// uint32 codes a number as the difference from what it is expected to be.
func (c *columns) uint32(v, expected uint32) uint32 {
	if c.reading {
		return expected + uint32(c.number())
	}
	c.out = binary.AppendVarint(c.out, int64(int32(v-expected)))
	return v
}

// length codes the length of a slice; what is read is bounded by what is left.
func (c *columns) length(n int) int {
	if !c.reading {
		c.out = binary.AppendVarint(c.out, int64(n))
		return n
	}
	m := c.number()
	if m < 0 || m > int64(c.left()) {
		c.fail()
		return 0
	}
	return int(m)
}

// text codes a string.
func (c *columns) text(s *string) {
	n := c.length(len(*s))
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	*s = string(c.in[c.at : c.at+n])
	c.at += n
}

// texts codes many strings: their lengths, then their bytes in one piece that
// they share when read.
func (c *columns) texts(list *[]string) {
	all := rows(c, list)
	lengths, size := make([]int, len(all)), 0
	for i := range all {
		lengths[i] = c.length(len(all[i]))
		size += lengths[i]
	}
	if !c.reading {
		for _, s := range all {
			c.out = append(c.out, s...)
		}
		return
	}
	if size > c.left() {
		c.fail()
		return
	}
	blob := string(c.in[c.at : c.at+size])
	c.at += size
	for i, n := range lengths {
		all[i], blob = blob[:n], blob[n:]
	}
}

// integer is any of the index types.
type integer interface {
	~int32 | ~uint32 | ~int
}

// column codes one field of all rows as differences from the last row that has
// a value: 0 stays 0, and a difference of 0 or more is written as one more.
func column[T any, N integer](c *columns, rows []T, field func(*T) *N) {
	prev := int64(0)
	if c.reading {
		for i := range rows {
			switch d := c.number(); {
			case d > 0:
				prev += d - 1
				*field(&rows[i]) = N(prev)
			case d < 0:
				prev += d
				*field(&rows[i]) = N(prev)
			}
		}
		return
	}
	for i := range rows {
		v := int64(*field(&rows[i]))
		d := v - prev
		switch {
		case v == 0:
			c.out = append(c.out, 0)
			continue
		case d >= 0:
			d++
		}
		c.out = binary.AppendVarint(c.out, d)
		prev = v
	}
}

// plain codes one field of all rows as it is.
func plain[T any, N integer](c *columns, rows []T, field func(*T) *N) {
	for i := range rows {
		if p := field(&rows[i]); c.reading {
			*p = N(c.number())
		} else {
			c.out = binary.AppendVarint(c.out, int64(*p))
		}
	}
}

// near codes one field of all rows as the distance from the row's own index; 0
// stays 0, and a distance of 0 or more is written as one more.
func near[T any, N integer](c *columns, rows []T, field func(*T) *N) {
	if c.reading {
		for i := range rows {
			switch d := c.number(); {
			case d > 0:
				*field(&rows[i]) = N(d - 1 + int64(i))
			case d < 0:
				*field(&rows[i]) = N(d + int64(i))
			}
		}
		return
	}
	for i := range rows {
		v := int64(*field(&rows[i]))
		d := v - int64(i)
		switch {
		case v == 0:
			c.out = append(c.out, 0)
			continue
		case d >= 0:
			d++
		}
		c.out = binary.AppendVarint(c.out, d)
	}
}

// bytesOf codes one field of a byte a row.
func bytesOf[T any, B ~uint8](c *columns, rows []T, field func(*T) *B) {
	if !c.reading {
		for i := range rows {
			c.out = append(c.out, byte(*field(&rows[i])))
		}
		return
	}
	if c.left() < len(rows) {
		c.fail()
		return
	}
	for i, b := range c.in[c.at : c.at+len(rows)] {
		*field(&rows[i]) = B(b)
	}
	c.at += len(rows)
}

// bools codes one truth value of all rows.
func bools[T any](c *columns, rows []T, field func(*T) *bool) {
	for i := range rows {
		p := field(&rows[i])
		switch {
		case c.reading:
			*p = c.number() != 0
		case *p:
			c.out = binary.AppendVarint(c.out, 1)
		default:
			c.out = append(c.out, 0)
		}
	}
}

// rows codes the number of rows and makes them when reading.
func rows[T any](c *columns, s *[]T) []T {
	if n := c.length(len(*s)); c.reading && n > 0 {
		*s = make([]T, n)
	}
	return *s
}

// spans codes a span of all rows: the start from row to row, then the length.
func spans[T any](c *columns, rows []T, field func(*T) *source.Span) {
	column(c, rows, func(r *T) *uint32 { return &field(r).Start })
	for i := range rows {
		if s := field(&rows[i]); c.reading {
			s.End = s.Start + uint32(c.number())
		} else {
			c.out = binary.AppendVarint(c.out, int64(s.End)-int64(s.Start))
		}
	}
}
