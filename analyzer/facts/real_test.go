package facts_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"threadlsp/analyzer/extract"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// realFacts gives the facts of the golden sources, and of damaged copies of them.
func realFacts(t *testing.T, damaged int, use func(name string, f *facts.File)) {
	paths, err := filepath.Glob("../extract/testdata/golden/*.py")
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden sources", err)
	}
	p := syntax.NewParser(syntax.DefaultLimits())
	defer p.Close()
	r := rand.New(rand.NewPCG(3, 4))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range damaged + 1 {
			cut := text
			if i > 0 {
				at := r.IntN(len(text))
				cut = bytes.Join([][]byte{text[:at], text[min(len(text), at+1+r.IntN(20)):]}, nil)
			}
			src := source.New(filepath.Base(path), string(cut))
			tree, err := p.Parse(context.Background(), src.Text)
			if err != nil || tree == nil {
				continue
			}
			use(path, extract.File(src, tree))
		}
	}
}

func TestRealFactsComeBackAsTheyWere(t *testing.T) {
	realFacts(t, 20, func(name string, f *facts.File) {
		got, err := facts.Decode(facts.Encode(f))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		a, b := reflect.ValueOf(f).Elem(), reflect.ValueOf(got).Elem()
		for i := range a.NumField() {
			field, x, y := a.Type().Field(i).Name, a.Field(i), b.Field(i)
			switch {
			case field == "Path":
			case x.Kind() == reflect.Slice && x.Len() == 0 && y.Len() == 0:
			case !reflect.DeepEqual(x.Interface(), y.Interface()):
				t.Errorf("%s: %s: got %+v\nwant %+v", name, field, y, x)
			}
		}
	})
}

// TestCorruptColumnsDoNotPanic changes what lies under the check sums.
func TestCorruptColumnsDoNotPanic(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	realFacts(t, 1, func(name string, f *facts.File) {
		b := facts.Encode(f)
		if _, ok := facts.Mangle(b, func(c []byte) []byte { return c }); !ok {
			t.Fatalf("%s: not read when nothing was changed", name)
		}
		for i := range 200 {
			facts.Mangle(b, func(c []byte) []byte {
				if len(c) == 0 || r.IntN(4) != 0 {
					return c
				}
				c = bytes.Clone(c)
				for range 1 + i/20 {
					c[r.IntN(len(c))] = byte(r.IntN(256))
				}
				return c[:len(c)-r.IntN(2)]
			})
		}
	})
}

func TestCutBytesAreRefused(t *testing.T) {
	realFacts(t, 0, func(name string, f *facts.File) {
		b := facts.Encode(f)
		for i := 0; i < len(b); i += 1 + len(b)/200 {
			if _, err := facts.Decode(b[:i]); err == nil {
				t.Fatalf("%s: %d of %d bytes were read", name, i, len(b))
			}
			c := bytes.Clone(b)
			c[i] ^= 1 << (i % 8)
			if got, err := facts.Decode(c); err == nil && !bytes.Equal(facts.Encode(got), b) {
				t.Fatalf("%s: read with byte %d changed", name, i)
			}
		}
	})
}
