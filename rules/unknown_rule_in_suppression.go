package rules

import (
	"fmt"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
)

var unknownRuleInSuppression = &analyzer.Rule{
	Name:     "unknown-rule-in-suppression",
	Code:     "TH902",
	Since:    "0.1.0",
	State:    analyzer.On,
	Severity: analyzer.Warning,
	Late:     true,
	Check:    checkUnknownRuleInSuppression,
}

// checkUnknownRuleInSuppression reports names in silencing comments that no
// rule has, and comments that begin like one but cannot be read. Codes of
// other tools in a noqa comment are not ours to judge.
func checkUnknownRuleInSuppression(p *analyzer.Pass) {
	for _, s := range p.Silencers {
		for _, n := range s.Names {
			if n.Rule != nil {
				continue
			}
			f := analyzer.Finding{Span: n.Span, Msg: fmt.Sprintf("there is no rule `%s`: the comment silences nothing", clip(n.Name, 60))}
			if n.Nearest != "" {
				f.Msg = fmt.Sprintf("there is no rule `%s`: did you mean `%s`?", clip(n.Name, 60), n.Nearest)
				f.Fix = &analyzer.Fix{Title: fmt.Sprintf("Write `%s`", n.Nearest), Safe: oneEdit(n.Name, n.Nearest),
					Edits: []analyzer.Edit{{Span: n.Span, New: n.Nearest}}}
			}
			p.Report(f)
		}
	}
	for i := range p.File.Directives {
		if d := &p.File.Directives[i]; d.Kind == facts.Malformed {
			p.Report(analyzer.Finding{Span: d.Span, Msg: "this comment cannot be read: write `# threadlsp: ignore[rule-name] reason`"})
		}
	}
}

// oneEdit says whether two words differ by one letter added, dropped or changed.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return a != b && a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
