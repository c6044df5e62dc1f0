package analyzer

import (
	"context"

	"threadlsp/analyzer/source"
	"threadlsp/analyzer/syntax"
)

// Damage is how much of a document is no Python, to compare two forms of it.
type Damage struct {
	Regions int // that no repair makes readable
	Bytes   int // in them
	Repairs int // places that are read as if they were written otherwise
	Unread  int // parts of the document that are skipped whole
}

// Damage is how much of a document a check of it has to leave out or to mend. All
// that is broken counts, not only where it begins, which is what Result.Repaired
// tells people: thus damage is noticed that is done to a broken document.
func (r *Request) Damage(ctx context.Context, doc *source.Document) (Damage, error) {
	p := syntax.NewParser(r.limits())
	defer p.Close()
	var d Damage
	for _, f := range doc.Files() {
		tree, err := p.Parse(ctx, f.Text)
		if ctx.Err() != nil {
			return d, ctx.Err()
		}
		if skips(err) {
			d.Unread++
			continue
		}
		if err != nil {
			return d, err
		}
		d.Regions += len(tree.Damaged)
		for _, s := range tree.Damaged {
			d.Bytes += int(s.End - s.Start)
		}
		d.Repairs += len(invalid(tree.Repairs))
	}
	return d, nil
}

// Exceeds says whether something is broken that was not at an earlier time.
func (d Damage) Exceeds(earlier Damage) bool {
	return d.Regions > earlier.Regions || d.Bytes > earlier.Bytes || d.Repairs > earlier.Repairs || d.Unread > earlier.Unread
}
