package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"threadlsp/analyzer"
)

// slowest is how many rules --verbose names.
const slowest = 10

// effort is lines on how much was read, how much of it was parsed (files that
// cannot matter to any rule are not), and where the time went. Megabytes are decimal.
func effort(programs []*program) []string {
	var seen, parsed int64
	var spent analyzer.Spent
	files, byRule := 0, map[*analyzer.Rule]time.Duration{}
	for _, p := range programs {
		r := p.result
		seen, parsed, files = seen+r.Seen, parsed+r.Parsed, files+len(r.Files)
		spent.Read, spent.Parse = spent.Read+r.Spent.Read, spent.Parse+r.Spent.Parse
		spent.Link, spent.Ask = spent.Link+r.Spent.Link, spent.Ask+r.Spent.Ask
		for rule, d := range r.Spent.Rules {
			byRule[rule] += d
		}
	}
	out := []string{
		fmt.Sprintf("Read %.2f MB, parsed %.2f MB (files: %d)", float64(seen)/1e6, float64(parsed)/1e6, files),
		fmt.Sprintf("Time: read %s, parse %s, link %s, rules %s", ms(spent.Read), ms(spent.Parse), ms(spent.Link), ms(spent.Ask)),
	}
	var rules []*analyzer.Rule
	for r := range byRule {
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b *analyzer.Rule) int {
		return cmp.Or(cmp.Compare(byRule[b], byRule[a]), cmp.Compare(a.Code, b.Code))
	})
	for _, r := range rules[:min(slowest, len(rules))] {
		out = append(out, fmt.Sprintf("  %9s  %s", ms(byRule[r]), r.Name))
	}
	return out
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
