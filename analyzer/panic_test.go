package analyzer

import (
	"context"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// broken is a project whose second file cannot be read without a bug.
type broken struct{}

func (broken) Files() []string { return []string{"a.py", "b.py"} }

func (broken) Read(path string) (*source.Document, error) {
	if path == "b.py" {
		panic("boom")
	}
	return source.DecodeText(path, "x = 1\n"), nil
}

func TestPanicInAWorkerReachesTheCaller(t *testing.T) {
	defer func() {
		if x := recover(); x == nil || !strings.HasPrefix(x.(string), "boom\n") {
			t.Errorf("recovered %v, want the worker's panic and its stack", x)
		}
	}()
	_, err := NewSession(nil, 4).Check(context.Background(), Request{Project: broken{}, Report: []string{"a.py"}})
	t.Errorf("Check returned %v", err)
}
