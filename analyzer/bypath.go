package analyzer

import (
	"fmt"
	"path"

	"threadlsp/analyzer/threads"
	"threadlsp/internal/glob"
)

// names says whether the pattern names a file, by its path in the project. A
// pattern that is none names nothing: whoever reads settings refuses it.
func (b *ByPath) names(p *glob.Pattern, file string) bool {
	return p != nil && p.Covers(path.Join(b.Within, file)) != p.Negated
}

// A perFile is rules that are not shown in some files.
type perFile struct {
	ByPath
	pattern *glob.Pattern
	rules   map[*Rule]bool
}

// ignoreIn notes rules that are not shown in some files.
func (s *Selection) ignoreIn(rules []*Rule, b ByPath) error {
	p := perFile{ByPath: b, rules: map[*Rule]bool{}}
	var err error
	if p.pattern, err = glob.Compile(b.Pattern); err != nil {
		return fmt.Errorf("%q: %w", clip(b.Pattern), err)
	}
	for _, word := range b.Words {
		if err := s.known(rules, word); err != nil {
			return err
		}
		for _, r := range RulesNamed(rules, word) {
			p.rules[r] = true
		}
	}
	s.perFile = append(s.perFile, p)
	return nil
}

// In says whether findings of r are shown in a file.
func (s *Selection) In(file string, r *Rule) bool {
	for i := range s.perFile {
		if p := &s.perFile[i]; p.rules[r] && p.names(p.pattern, documentOf(file)) {
			return false
		}
	}
	return true
}

// level notes the severity of the rules that a word names; the closest word wins.
func (s *Selection) level(rules []*Rule, word, level string) error {
	if err := s.known(rules, word); err != nil {
		return err
	}
	for _, r := range rules {
		n := named(r, word)
		c := s.chosen[r]
		if n == notNamed || n < c.levelled {
			continue
		}
		c.levelled, c.off = n, level == "off"
		s.chosen[r] = c
		if s.levels == nil {
			s.levels = map[*Rule]Severity{}
		}
		delete(s.levels, r)
		if l, ok := SeverityNamed(level); ok {
			s.levels[r] = l
		}
	}
	return nil
}

// known is the error of a word that names no rule.
func (s *Selection) known(rules []*Rule, word string) error {
	return s.apply(rules, word, func(*choice, specificity) {})
}

// contexts is the contexts of files, as the settings say; nil where they say nothing.
func (s *Settings) contexts() func(file string) threads.Context {
	if len(s.Contexts) == 0 {
		return nil
	}
	patterns := make([]*glob.Pattern, len(s.Contexts))
	for i, b := range s.Contexts {
		patterns[i], _ = glob.Compile(b.Pattern)
	}
	return func(file string) threads.Context {
		for i := range s.Contexts {
			if b := &s.Contexts[i]; b.names(patterns[i], documentOf(file)) {
				return threads.ContextNamed(b.Words[0])
			}
		}
		return threads.UnknownContext
	}
}
