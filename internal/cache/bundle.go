package cache

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// BundleExtension ends the name of a file of facts that were made elsewhere.
const BundleExtension = ".facts"

// A Bundle gathers values for one file. It may be used by many goroutines.
type Bundle struct {
	mu     sync.Mutex // guards values
	values map[Key][]byte
}

// NewBundle makes an empty bundle.
func NewBundle() *Bundle { return &Bundle{values: map[Key][]byte{}} }

// Get finds nothing: a bundle is for others.
func (b *Bundle) Get(Key) ([]byte, bool) { return nil, false }

// Put adds a value.
func (b *Bundle) Put(k Key, value []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.values[k] = value
}

// Bytes is the file: the same for the same values, in whatever order they came.
func (b *Bundle) Bytes(build Key) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return packed(build, b.values)
}

// Bundles are files of facts that were made elsewhere. They may be used by many
// goroutines. No file is held open: there may be more than a process may open.
type Bundles struct {
	at map[Key]held
}

// held is a value in a file.
type held struct {
	path string
	place
}

// OpenBundles reads what the bundles in a folder and below hold, symbolic links
// to files followed: an engine's sandbox is made of them. Those that another
// build made, or that are damaged, are foreign and hold nothing. The error is
// about a folder.
func OpenBundles(dir string, build Key) (b *Bundles, foreign []string, err error) {
	b = &Bundles{at: map[Key]held{}}
	// The folder itself may be a link, as bazel-bin is: behind the separator it is followed.
	err = filepath.WalkDir(dir+string(filepath.Separator), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !strings.HasSuffix(path, BundleExtension) {
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return nil
		}
		p := openPack(path, build)
		if p == nil {
			foreign = append(foreign, path)
			return nil
		}
		p.close()
		for k, at := range p.entries {
			b.at[k] = held{path, at}
		}
		return nil
	})
	return b, foreign, err
}

// Get is the value under a key. It must not be changed.
func (b *Bundles) Get(k Key) ([]byte, bool) {
	h, ok := b.at[k]
	if !ok {
		return nil, false
	}
	f, err := os.Open(h.path)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	p := pack{file: f, entries: map[Key]place{k: h.place}}
	return p.get(k)
}
