package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGenerated is red when a derived file is stale.
func TestGenerated(t *testing.T) {
	const root = "../.."
	outputs, err := derive(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outputs {
		old, err := os.ReadFile(filepath.Join(root, o.path))
		if err != nil || !bytes.Equal(old, o.text) {
			t.Errorf("%s is stale: run `go generate ./...` (%v)", o.path, err)
		}
	}
}
