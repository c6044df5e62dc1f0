package syntax

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// What the public cursor says of a tree is what the copy says, which reads the runtime's own
// memory: of whole files and of pieces that break off anywhere.
func TestCopyIsTheCursors(t *testing.T) {
	var texts [][]byte
	for _, pattern := range []string{"testdata/pep/*.py", "../../testdata/rules/*/*.py"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal("no files: ", pattern, err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text, text[len(text)/3:len(text)/2])
		}
	}
	p := NewParser(DefaultLimits())
	defer p.Close()
	public := sitter.NewParser()
	public.SetLanguage(sitter.NewLanguage(python.Language()))
	for _, text := range texts {
		parsed, err := p.parse(context.Background(), bytes.Clone(text))
		if err != nil {
			t.Fatal(err)
		}
		tree, err := public.ParseCtx(context.Background(), nil, text)
		if err != nil {
			t.Fatal(err)
		}
		compareCopy(t, p.flatten(parsed), tree.RootNode())
		tree.Close()
	}
}

// compareCopy walks the public tree beside the copy.
func compareCopy(t *testing.T, got *Tree, root *sitter.Node) {
	t.Helper()
	cursor := sitter.NewTreeCursor(root)
	defer cursor.Close()
	at, above := int32(0), int32(-1)
	for {
		n := cursor.CurrentNode()
		if int(at) >= len(got.Nodes) {
			t.Fatalf("the copy ends at node %d, before %s at %d", at, n.Type(), n.StartByte())
		}
		want := Node{Kind: KindError, Field: got.Nodes[at].Field, Named: n.IsNamed(), Missing: n.IsMissing(), HasError: n.HasError(),
			Start: n.StartByte(), End: n.EndByte(), Parent: above, Next: got.Nodes[at].Next}
		if !n.IsError() {
			want.Kind = kindOf[n.Symbol()]
		}
		field := cursor.CurrentFieldName()
		ours := got.Nodes[at].Field.String()
		if got.Nodes[at] != want || field != ours && (field != "alias" || ours != "value") { // translate reads "except A, B" as Python 3.14 does
			t.Fatalf("node %d is %+v %s, the cursor says %+v %s", at, got.Nodes[at], ours, want, field)
		}
		if cursor.GoToFirstChild() {
			above, at = at, at+1
			continue
		}
		for at++; !cursor.GoToNextSibling(); above = got.Nodes[above].Parent {
			if !cursor.GoToParent() {
				if int(at) != len(got.Nodes) {
					t.Fatalf("the copy has %d nodes, the tree %d", len(got.Nodes), at)
				}
				return
			}
			if got.Nodes[above].Next != at {
				t.Fatalf("the node behind %d is %d, not %d", above, got.Nodes[above].Next, at)
			}
		}
	}
}
