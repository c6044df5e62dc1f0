package analyzer

import "context"

// Extract puts into the request's store what a Check with that store does not
// make again: the outlines of the documents to report on, and the facts of those
// that a Check parses without being led to them; with AllFiles the facts of all.
// Nothing else of the project is read. What could not be read is skipped. The
// error is ctx's.
func (s *Session) Extract(ctx context.Context, r Request) ([]Skip, error) {
	r.Project = unlisted{r.Project}
	c := s.check(r)
	if err := c.read(ctx); err != nil {
		return nil, err
	}
	c.chooseFirst()
	return c.res.Skipped, c.parse(ctx)
}

// unlisted is a project of which nothing is read but what is to be reported on.
type unlisted struct{ Project }

// Files lists nothing.
func (unlisted) Files() []string { return nil }
