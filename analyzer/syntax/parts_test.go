package syntax

import (
	"context"
	"slices"
	"testing"
)

// TestPartsAreTheWhole compares the trees of CPython's own tests, parsed in parts
// and as a whole.
func TestPartsAreTheWhole(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 40 MB")
	}
	whole := NewParser(DefaultLimits())
	defer whole.Close()
	cutFiles := 0
	for path, doc := range libTest(t, newestPython(t)) {
		var trees []*Tree
		for _, part := range cut(doc.Text, 4) {
			q, err := whole.Parse(context.Background(), part)
			if err != nil || q.Nodes[0].HasError || q.Deep || len(q.Repairs) > 0 {
				q = nil
			} else {
				q.Nodes = slices.Clone(q.Nodes) // the next text writes over them
			}
			trees = append(trees, q)
		}
		got := joinedTree(doc.Text, trees)
		if len(trees) < 2 || got == nil {
			continue
		}
		cutFiles++
		want, err := whole.Parse(context.Background(), doc.Text)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Nodes, want.Nodes) {
			for i := range want.Nodes {
				if i >= len(got.Nodes) || got.Nodes[i] != want.Nodes[i] {
					t.Errorf("%s: node %d of %d/%d is %+v, in the whole %+v", path, i, len(got.Nodes), len(want.Nodes), got.Nodes[min(i, len(got.Nodes)-1)], want.Nodes[i])
					break
				}
			}
		}
	}
	t.Logf("%d files were cut", cutFiles)
	if cutFiles < 100 {
		t.Errorf("only %d files were cut", cutFiles)
	}
}
