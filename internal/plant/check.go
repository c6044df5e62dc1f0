package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
	"threadlsp/internal/fix"
	"threadlsp/rules"
)

// program is the name of the only file of each checked program.
const program = "program.py"

// A lone is a project of one file.
type lone struct{ doc *source.Document }

func (l lone) Files() []string                       { return []string{program} }
func (l lone) Read(string) (*source.Document, error) { return l.doc, nil }

// An outcome is what a check of one text gave.
type outcome struct {
	model    *threads.Model
	findings []analyzer.Finding
	valid    bool // the text is valid Python
}

// check runs every rule on a text.
func check(text []byte) outcome {
	res, err := analyzer.NewSession(rules.All, 1).Check(context.Background(), analyzer.Request{
		Project: lone{source.DecodeText(program, string(text))}, Report: []string{program},
		Settings: analyzer.Settings{Select: []string{"ALL"}, AllFiles: true},
	})
	if err != nil || res.Model.File(program) == nil {
		return outcome{}
	}
	return outcome{res.Model, res.Findings, len(res.Repaired) == 0 && len(res.Skipped) == 0 && len(res.Panics) == 0}
}

// says whether a rule has a finding on the line of a place already: a fault
// planted there would not be told from the one that it has.
func (o *outcome) says(rule string, text []byte, at source.Span) bool {
	return slices.ContainsFunc(o.findings, func(f analyzer.Finding) bool {
		return f.Rule.Name == rule && line(text, f.Span.Start) == line(text, at.Start)
	})
}

// A result is what came of one site.
type result struct {
	valid     bool // the edited text is valid Python
	found     bool
	elsewhere []string // new findings that have nothing to do with the place
}

// try plants the fault at the site and checks the copy. Edits keep the lines of
// the file where they are, so that findings before and after are told apart by line.
func (s *site) try() result {
	text, err := fix.Apply(s.file.text, s.plant.edits)
	if err != nil {
		return result{}
	}
	now := check(text)
	if !now.valid {
		return result{}
	}
	places, behind := map[int]bool{}, len(text) // the line from which on a place is everything
	for _, span := range s.plant.places {
		for l := line(s.file.text, span.Start); l <= line(s.file.text, span.End); l++ {
			places[l] = true
		}
		if int(span.Start) >= len(s.file.text) {
			behind = line(s.file.text, span.Start)
		}
	}
	type key struct {
		rule string
		line int
	}
	before := map[key]int{}
	for _, f := range s.old.findings {
		before[key{f.Rule.Name, line(s.file.text, f.Span.Start)}]++
	}
	r := result{valid: true}
	for _, f := range now.findings {
		k := key{f.Rule.Name, line(text, f.Span.Start)}
		if before[k] > 0 {
			before[k]--
			continue
		}
		near := places[k.line] || k.line >= behind
		for _, n := range f.Because {
			near = near || places[line(text, n.Span.Start)]
		}
		switch {
		case near && k.rule == s.fault.rule:
			r.found = true
		case !near:
			r.elsewhere = append(r.elsewhere, fmt.Sprintf("%d: %s [%s]", k.line, f.Msg, k.rule))
		}
	}
	return r
}

// line is the 1-based line of an offset.
func line(text []byte, off uint32) int {
	return bytes.Count(text[:min(int(off), len(text))], []byte("\n")) + 1
}
