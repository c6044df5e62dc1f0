package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/changed"
	"threadlsp/internal/report"
)

// newFlags say that only what a change brought counts.
type newFlags struct{ rev string }

func (f *newFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.rev, "new-from", "", "report only what concerns lines that differ from this git revision")
}

// leave takes the findings out of the results that concern no changed line: neither
// where they are nor what they come from.
func (f *newFlags) leave(ctx context.Context, programs []*program) error {
	if f.rev == "" {
		return nil
	}
	for _, p := range programs {
		base, err := changed.Since(ctx, p.target.Project.Root(), f.rev)
		if err != nil {
			return fmt.Errorf("--new-from %s: %w", report.Sentence(f.rev), err)
		}
		lines := map[string][][2]int{} // by key of a file
		concerns := func(key string, from, to int) (bool, error) {
			file := p.result.Files[key]
			if file == nil {
				return false, nil
			}
			have, ok := lines[key]
			if !ok {
				var err error
				if have, err = base.Lines(p.target.Project.Abs(document(key)), file.Doc.Text, decoder(file.Doc.Path)); err != nil {
					return false, fmt.Errorf("--new-from %s: %w", report.Sentence(f.rev), err)
				}
				lines[key] = have
			}
			for _, r := range have {
				if from <= r[1] && r[0] <= to {
					return true, nil
				}
			}
			return false, nil
		}
		r := *p.result
		r.Findings = nil
		for i := range p.result.Findings {
			x := &p.result.Findings[i]
			is, err := concern(x, p.result, concerns)
			if err != nil {
				return err
			}
			if is {
				r.Findings = append(r.Findings, *x)
			}
		}
		p.result = &r
	}
	return nil
}

// decoder makes text of earlier bytes of a document, as they are where they cannot be read.
func decoder(path string) func(raw []byte) []byte {
	return func(raw []byte) []byte {
		if doc, err := source.Decode(path, raw); err == nil {
			return doc.Text
		}
		return raw
	}
}

// concern asks about a finding's own lines, and those of its reasons.
func concern(x *analyzer.Finding, res *analyzer.Result, ask func(key string, from, to int) (bool, error)) (bool, error) {
	notes := append([]analyzer.Note{{Path: x.Path, Span: x.Span}}, x.Because...)
	for _, n := range notes {
		key := n.Path
		if key == "" {
			key = x.Path
		}
		file := res.Files[key]
		if file == nil {
			continue
		}
		if is, err := ask(key, file.Position(n.Span.Start).Line, file.Position(n.Span.End).Line); is || err != nil {
			return is, err
		}
	}
	return false, nil
}
