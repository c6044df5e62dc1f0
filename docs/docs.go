// Package docs holds the pages that teach what a thread, a lock or a join is.
package docs

import (
	"embed"
	"strings"
)

// concepts is one page for each construct. A page's first paragraph is the hover.
//
//go:embed concepts
var concepts embed.FS

// Concepts lists the names of all pages, sorted.
func Concepts() []string {
	entries, err := concepts.ReadDir("concepts")
	if err != nil {
		return nil // the folder is compiled in
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".md"); ok {
			names = append(names, name)
		}
	}
	return names
}

// Concept is the page of a construct; false if there is none of that name.
func Concept(name string) ([]byte, bool) {
	page, err := concepts.ReadFile("concepts/" + name + ".md")
	return page, err == nil
}
