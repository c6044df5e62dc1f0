package facts

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"
)

// fill sets every field of v, in slices those of three elements, to a value
// that is mostly not zero.
func fill(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
		if v.Type().Name() == "Span" {
			v.Field(1).SetUint(v.Field(0).Uint() + v.Field(1).Uint())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range 3 {
			fill(v.Index(i), r)
		}
	case reflect.Int, reflect.Int32:
		v.SetInt(r.Int64N(6) - 1) // small, so that an index may be the row's own
	case reflect.Uint32:
		v.SetUint(1 + r.Uint64N(1000))
	case reflect.Uint8:
		v.SetUint(1 + r.Uint64N(200))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		v.SetString(string(rune('a' + r.IntN(26))))
	default:
		panic(v.Kind())
	}
}

func TestEncodingKeepsEveryField(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		f := &File{}
		fill(reflect.ValueOf(f).Elem(), r)
		w := &coder{}
		f.code(w)
		got := &File{Path: f.Path, FirstLine: f.FirstLine, Cells: f.Cells}
		in := &coder{reading: true, column: w.column, plain: make([]byte, 10000)}
		got.code(in)
		if in.short() {
			t.Fatal("not read to the end")
		}
		if !reflect.DeepEqual(got, f) {
			t.Fatalf("got %+v\nwant %+v", got, f)
		}
	}
}

func TestForeignBytesAreRefused(t *testing.T) {
	f := &File{Strings: []string{""}, Exprs: make([]Expr, 1), Funcs: make([]Func, 1), Symbols: make([]Symbol, 1), Blocks: make([]Block, 1)}
	good := Encode(f)
	if _, err := Decode(good); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{nil, []byte("x"), []byte("tlsp"), append([]byte("tlsp\x7f"), good[5:]...), good[:len(good)-3], append(good[:len(good):len(good)], 1)} {
		if _, err := Decode(b); !errors.Is(err, ErrEncoding) {
			t.Errorf("%q: %v", b, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	x := &File{Strings: []string{""}, Exprs: make([]Expr, 1), Funcs: make([]Func, 1), Symbols: make([]Symbol, 1), Blocks: make([]Block, 1)}
	f.Add(Encode(x))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := Decode(b); err == nil && len(got.Funcs) == 0 {
			t.Error("facts without a module")
		}
	})
}
