package syntax

import (
	"bytes"
	"context"
	"math/rand"
	"slices"
	"testing"
)

// TestTypingFindsTheTreeOfTheText types into real Python at random, breaks it
// and takes that back: the tree is the one that a fresh parser finds, unless it
// says that it need not be.
func TestTypingFindsTheTreeOfTheText(t *testing.T) {
	start := benchmarkText(t)
	start = start[:bytes.LastIndex(start[:20_000], []byte("\nclass "))]
	fresh, typing := NewParser(DefaultLimits()), NewTypingParser(DefaultLimits())
	defer fresh.Close()
	defer typing.Close()
	r := rand.New(rand.NewSource(1))
	pieces := []string{"x", "(", "\"", "'''", ":", "\n", "  # é", "if x:\n    pass\n", "def f():\n    pass\n", "y = [1,\n", ".a"}
	text, exact := start, 0
	for range 150 {
		at := r.Intn(len(text) - 200)
		at += bytes.IndexByte(text[at:], '\n') + r.Intn(2)
		end := at + r.Intn(2)*r.Intn(20)
		text = slices.Concat(text[:at], []byte(pieces[r.Intn(len(pieces))]), text[end:])
		got, err := typing.Parse(context.Background(), text)
		if err != nil {
			t.Fatal(err)
		}
		if got.Inexact {
			text = start // taken back, as most of what breaks a file is
			continue
		}
		exact++
		want, err := fresh.Parse(context.Background(), text)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Nodes, want.Nodes) {
			t.Fatalf("after an edit at %d the trees differ", at)
		}
	}
	if exact < 20 {
		t.Errorf("only %d texts were whole", exact)
	}
}
