package analyzer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"threadlsp/internal/nearest"
)

// A Selection says which findings are shown. It is made from the user's
// settings once and then only read.
type Selection struct {
	chosen       map[*Rule]choice
	explicit     bool // the user selected rules by hand, so the defaults do not count
	preview      bool
	freeThreaded bool
	levels       map[*Rule]Severity
	perFile      []perFile
}

// A choice is how closely a rule was named: the closer word wins, so that
// `select = ["ALL"], ignore = ["TH2"]` and `select = ["TH201"], ignore = ["TH2"]`
// both mean what they say.
type choice struct {
	selected, ignored, levelled specificity
	off                         bool
}

// A specificity orders the spellings of a selector.
type specificity uint8

const (
	notNamed specificity = iota
	byAll
	byPrefix             // longer prefixes are closer: byPrefix + length
	byName   specificity = 255
)

// ResolveSelection reads the names, codes, code prefixes and ALL of select and
// ignore. An empty select means the defaults: rules that are on, with Preview
// those in preview, with FreeThreaded those for free-threaded Pythons. A rule
// that is selected by hand shows all its findings, whatever their state. The
// error names a selector that matches no rule, with the nearest one that does.
func ResolveSelection(rules []*Rule, s Settings) (*Selection, error) {
	sel := &Selection{
		chosen:   make(map[*Rule]choice, len(rules)),
		explicit: len(s.Select) > 0, preview: s.Preview, freeThreaded: s.FreeThreaded,
	}
	for _, word := range s.Select {
		if err := sel.apply(rules, word, func(c *choice, n specificity) { c.selected = max(c.selected, n) }); err != nil {
			return nil, err
		}
	}
	for _, word := range s.Ignore {
		if err := sel.apply(rules, word, func(c *choice, n specificity) { c.ignored = max(c.ignored, n) }); err != nil {
			return nil, err
		}
	}
	for _, word := range slices.Sorted(maps.Keys(s.Severity)) {
		if err := sel.level(rules, word, s.Severity[word]); err != nil {
			return nil, err
		}
	}
	for _, p := range s.PerFile {
		if err := sel.ignoreIn(rules, p); err != nil {
			return nil, err
		}
	}
	return sel, nil
}

// apply marks every rule that word names.
func (s *Selection) apply(rules []*Rule, word string, mark func(*choice, specificity)) error {
	found := false
	for _, r := range rules {
		if n := named(r, word); n != notNamed {
			c := s.chosen[r]
			mark(&c, n)
			s.chosen[r] = c
			found = true
		}
	}
	if found || strings.EqualFold(word, "ALL") {
		return nil
	}
	names := make([]string, 0, 2*len(rules)+1)
	for _, r := range rules {
		names = append(names, r.Name)
	}
	for _, r := range rules {
		names = append(names, r.Code)
	}
	if near, ok := nearest.Word(word, append(names, "ALL")); ok {
		return fmt.Errorf("unknown rule %q: did you mean %q?", clip(word), near)
	}
	return fmt.Errorf("unknown rule %q: `threadlsp rules` lists them", clip(word))
}

// named says how closely word names r.
func named(r *Rule, word string) specificity {
	switch {
	case strings.EqualFold(word, "ALL"):
		return byAll
	case strings.EqualFold(word, r.Name) || strings.EqualFold(word, r.Code):
		return byName
	case len(word) >= 2 && len(word) < len(r.Code) && strings.EqualFold(word, r.Code[:len(word)]):
		return byPrefix + specificity(len(word))
	}
	return notNamed
}

// clip keeps a mistyped word short enough for one line.
func clip(word string) string {
	if len(word) > 60 {
		return word[:57] + "..."
	}
	return word
}

// Runs says whether any finding of r can be shown, so that rules nobody asked
// for cost nothing.
func (s *Selection) Runs(r *Rule) bool {
	c := s.chosen[r]
	if c.ignored != notNamed && c.ignored >= c.selected || c.off {
		return false
	}
	if c.selected != notNamed {
		return true
	}
	return !s.explicit && (r.FormsOn || s.shows(r.State))
}

// shows says whether what is in a state is shown though nobody named the rule.
func (s *Selection) shows(state State) bool {
	switch state {
	case On:
		return true
	case Preview:
		return s.preview
	case FreeThreaded:
		return s.freeThreaded
	}
	return false
}

// Shows says whether a finding is shown: by its own state, else by its rule's.
// The driver must have stamped the rule on it.
func (s *Selection) Shows(f Finding) bool {
	if !s.Runs(f.Rule) {
		return false
	}
	if s.chosen[f.Rule].selected != notNamed {
		return true
	}
	state := f.State
	if state == RuleState {
		state = f.Rule.State
	}
	return s.shows(state)
}

// Level is the finding's severity: its own, else its rule's.
func (f *Finding) Level() Severity {
	if f.Severity != RuleSeverity || f.Rule == nil {
		return f.Severity
	}
	return f.Rule.Severity
}

// RuleNamed is the rule of a name or code, in any case; nil if there is none.
func RuleNamed(rules []*Rule, name string) *Rule { return ruleNamed(rules, name) }

// RulesNamed is the rules that a word in a selection stands for: one by its name
// or code, several by the beginning of their codes, or all.
func RulesNamed(rules []*Rule, word string) []*Rule {
	var out []*Rule
	for _, r := range rules {
		if named(r, word) != notNamed {
			out = append(out, r)
		}
	}
	return out
}
