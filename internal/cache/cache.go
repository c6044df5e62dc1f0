// Package cache keeps values on disk from run to run.
//
// A cache is a folder of packs. A pack is written once, under another name, and
// renamed, so that it is whole or not there; each run that has something new
// writes one. Two processes at once cannot hurt each other: the worst is that
// one finds nothing. What is not as this build of threadlsp wrote it is left
// out, entry by entry, and made anew.
package cache

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Key names all that a value depends on.
type Key = [sha256.Size]byte

// Limits of a cache, in bytes and in packs. What other builds wrote may have as many bytes again.
const (
	maxBytes = 256 << 20
	maxPacks = 8
)

// abandoned is the age at which nobody writes a temporary file any more.
const abandoned = 10 * time.Minute

// The name of a pack begins and ends so, and that of one which is being written.
const (
	prefix    = "facts-"
	extension = ".pack"
	temporary = ".tmp"
)

// A Cache is open for one run. It may be used by many goroutines.
type Cache struct {
	dir   string
	build Key
	packs []*pack

	mu    sync.Mutex // guards what follows
	fresh map[Key][]byte
	used  map[Key]bool
}

// Open opens the cache in a folder, for values that a build of threadlsp made.
// There is no error: what cannot be read is not there.
func Open(dir string, build Key) *Cache {
	c := &Cache{dir: dir, build: build, fresh: map[Key][]byte{}, used: map[Key]bool{}}
	for _, name := range filesIn(dir, extension) {
		if p := openPack(filepath.Join(dir, name), build); p != nil {
			c.packs = append(c.packs, p)
		}
	}
	slices.SortStableFunc(c.packs, func(a, b *pack) int { return cmp.Compare(b.made, a.made) }) // the newest first
	return c
}

// filesIn is the names of the cache's regular files in a folder that end so.
func filesIn(dir, ending string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), ending) {
			out = append(out, e.Name())
		}
	}
	return out
}

// Get is the value under a key. It must not be changed.
func (c *Cache) Get(k Key) ([]byte, bool) {
	c.mu.Lock()
	c.used[k] = true
	b, ok := c.fresh[k]
	c.mu.Unlock()
	if ok {
		return b, true
	}
	for _, p := range c.packs {
		if b, ok := p.get(k); ok {
			return b, true
		}
	}
	return nil, false
}

// Put keeps a value until Close writes it.
func (c *Cache) Put(k Key, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fresh[k], c.used[k] = value, true
}

// Close writes what is new, and brings the packs together where they are too
// many or too large: what this run asked for stays first. The error says what
// could not be written; nothing is lost by it but time.
func (c *Cache) Close() error {
	defer func() {
		for _, p := range c.packs {
			p.close()
		}
	}()
	if len(c.fresh) == 0 {
		return nil
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return err
	}
	c.sweep()
	size := int64(0)
	for _, p := range c.packs {
		size += p.size
	}
	for _, v := range c.fresh {
		size += int64(len(v))
	}
	if len(c.packs) < maxPacks && size <= maxBytes {
		return writePack(c.dir, c.build, c.fresh)
	}
	if err := writePack(c.dir, c.build, c.gathered()); err != nil {
		return err
	}
	for _, p := range c.packs {
		p.close()
		os.Remove(p.path) // another process may have been quicker, or still read it
	}
	return nil
}

// gathered is the values that one pack is to hold: the new ones, those that this
// run asked for, then others, newest first, while there is room.
func (c *Cache) gathered() map[Key][]byte {
	out, size := c.fresh, int64(0)
	for _, v := range out {
		size += int64(len(v))
	}
	for _, asked := range []bool{true, false} {
		for _, p := range c.packs {
			for k := range p.entries {
				if _, have := out[k]; have || c.used[k] != asked {
					continue
				}
				if v, ok := p.get(k); ok && size+int64(len(v)) <= maxBytes/2 {
					out[k] = v
					size += int64(len(v))
				}
			}
		}
	}
	return out
}

// sweep removes what nobody will use: temporary files of runs that were killed, and, where
// those of other builds have too many bytes together, the oldest of their packs.
func (c *Cache) sweep() {
	for _, name := range filesIn(c.dir, temporary) {
		path := filepath.Join(c.dir, name)
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > abandoned {
			os.Remove(path)
		}
	}
	var foreign []fs.FileInfo
	for _, name := range filesIn(c.dir, extension) {
		path := filepath.Join(c.dir, name)
		ours := slices.ContainsFunc(c.packs, func(p *pack) bool { return p.path == path })
		if info, err := os.Stat(path); err == nil && !ours {
			foreign = append(foreign, info)
		}
	}
	slices.SortFunc(foreign, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	size := int64(0)
	for _, f := range foreign {
		if size += f.Size(); size > maxBytes {
			os.Remove(filepath.Join(c.dir, f.Name()))
		}
	}
}

// Clean removes the packs of a folder, unfinished ones too, and, where it is empty
// then, the folder. It says how many files that were.
func Clean(dir string) (removed int, err error) {
	for _, name := range slices.Concat(filesIn(dir, extension), filesIn(dir, temporary)) {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, err
		}
		removed++
	}
	os.Remove(dir) // stays where somebody else's files are in it
	return removed, nil
}
