package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"os"
	"slices"
	"strings"
)

// A pack begins with the magic, the build, the number of entries and a sum over
// its index; the index follows, then the values. Numbers are little endian.
//
//	magic[8] build[32] count[4] sum[4]  count × (key[32] offset[8] length[4] sum[4])  values
const (
	magic     = "tlspack1"
	headSize  = len(magic) + sha256.Size + 8
	entrySize = sha256.Size + 16
	maxCount  = 1 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A pack is an open file of entries.
type pack struct {
	path    string
	file    *os.File
	size    int64
	made    int64 // when it was written, in nanoseconds
	entries map[Key]place
}

// A place is where a value lies in its pack.
type place struct {
	offset int64
	length uint32
	sum    uint32 // Castagnoli's
}

// openPack opens a pack of a build; nil if the file is anything else.
func openPack(path string, build Key) *pack {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	p := &pack{path: path, file: f}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		p.size, p.made = info.Size(), info.ModTime().UnixNano()
		if p.readIndex(build) {
			return p
		}
	}
	f.Close()
	return nil
}

// readIndex reads and checks everything before the values.
func (p *pack) readIndex(build Key) bool {
	head := make([]byte, headSize)
	if _, err := p.file.ReadAt(head, 0); err != nil || string(head[:len(magic)]) != magic || !bytes.Equal(head[len(magic):len(magic)+sha256.Size], build[:]) {
		return false
	}
	count := binary.LittleEndian.Uint32(head[headSize-8:])
	sum := binary.LittleEndian.Uint32(head[headSize-4:])
	start := int64(headSize) + int64(count)*int64(entrySize)
	if count > maxCount || start > p.size {
		return false
	}
	index := make([]byte, int(count)*entrySize)
	if _, err := p.file.ReadAt(index, int64(headSize)); err != nil || crc32.Checksum(index, castagnoli) != sum {
		return false
	}
	p.entries = make(map[Key]place, count)
	for ; len(index) > 0; index = index[entrySize:] {
		at := place{int64(binary.LittleEndian.Uint64(index[sha256.Size:])), binary.LittleEndian.Uint32(index[sha256.Size+8:]), binary.LittleEndian.Uint32(index[sha256.Size+12:])}
		if at.offset < start || at.offset > p.size-int64(at.length) {
			return false
		}
		p.entries[Key(index[:sha256.Size])] = at
	}
	return true
}

// get reads a value; a damaged one is not there.
func (p *pack) get(k Key) ([]byte, bool) {
	at, ok := p.entries[k]
	if !ok {
		return nil, false
	}
	b := make([]byte, at.length)
	if _, err := p.file.ReadAt(b, at.offset); err != nil || crc32.Checksum(b, castagnoli) != at.sum {
		return nil, false
	}
	return b, true
}

func (p *pack) close() { p.file.Close() }

// packed is the bytes of a pack.
func packed(build Key, values map[Key][]byte) []byte {
	keys := slices.SortedFunc(maps.Keys(values), func(a, b Key) int { return bytes.Compare(a[:], b[:]) })
	var index, all []byte
	offset := int64(headSize) + int64(len(keys))*int64(entrySize)
	for _, k := range keys {
		v := values[k]
		index = append(index, k[:]...)
		index = binary.LittleEndian.AppendUint64(index, uint64(offset))
		index = binary.LittleEndian.AppendUint32(index, uint32(len(v)))
		index = binary.LittleEndian.AppendUint32(index, crc32.Checksum(v, castagnoli))
		offset += int64(len(v))
	}
	all = append(append(all, magic...), build[:]...)
	all = binary.LittleEndian.AppendUint32(all, uint32(len(keys)))
	all = binary.LittleEndian.AppendUint32(all, crc32.Checksum(index, castagnoli))
	all = append(all, index...)
	for _, k := range keys {
		all = append(all, values[k]...)
	}
	return all
}

// writePack writes a pack under a name of its own.
func writePack(dir string, build Key, values map[Key][]byte) (err error) {
	f, err := os.CreateTemp(dir, prefix+"*"+temporary)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(packed(build, values)); err != nil {
		f.Close()
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), strings.TrimSuffix(f.Name(), temporary)+extension)
}
