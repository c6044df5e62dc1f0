package analyzer

import (
	"context"
	"slices"

	"threadlsp/analyzer/source"
)

// Extract puts into the request's store what a Check with that store does not
// make again: the outlines of the documents to report on, and the facts of those
// that a Check parses without being led to them; with AllFiles the facts of all.
// Nothing else of the project is read. What could not be read is skipped. The
// error is ctx's.
func (s *Session) Extract(ctx context.Context, r Request) ([]Skip, error) {
	r.Project = only{r.Project, r.Report}
	c := &check{s: s, r: r, report: map[string]bool{}, res: &Result{Files: map[string]*source.File{}}}
	for _, p := range r.Report {
		c.report[p] = true
	}
	if err := c.read(ctx); err != nil {
		return nil, err
	}
	c.chooseFirst()
	return c.res.Skipped, c.parse(ctx)
}

// only is some documents of a project.
type only struct {
	Project
	paths []string
}

// Files lists them.
func (o only) Files() []string { return slices.Clone(o.paths) }
