package extract

import (
	"context"
	"testing"

	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// factsOf extracts the facts of a text.
func factsOf(t testing.TB, text string) *facts.File {
	t.Helper()
	p := syntax.NewParser(syntax.DefaultLimits())
	defer p.Close()
	src := source.New("a.py", text)
	tree, err := p.Parse(context.Background(), src.Text)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	return File(src, tree)
}
