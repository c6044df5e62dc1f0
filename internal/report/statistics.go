package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"

	"threadlsp/analyzer"
)

// Statistics is a line for each rule that found something: how often, how often
// with a fix, the rule. The most frequent come first.
func Statistics(w io.Writer, parts []Part, s Style) error {
	type count struct {
		rule           *analyzer.Rule
		found, fixable int
	}
	var all []count
	for _, p := range parts {
		for i := range p.Result.Findings {
			f := &p.Result.Findings[i]
			n := slices.IndexFunc(all, func(c count) bool { return c.rule == f.Rule })
			if n < 0 {
				n, all = len(all), append(all, count{rule: f.Rule})
			}
			all[n].found++
			if f.Fix != nil {
				all[n].fixable++
			}
		}
	}
	slices.SortFunc(all, func(a, b count) int {
		return cmp.Or(cmp.Compare(b.found, a.found), cmp.Compare(a.rule.Code, b.rule.Code))
	})
	b, p := bufio.NewWriter(w), palette(s)
	for _, c := range all {
		fmt.Fprintf(b, "%5d  %s  %s", c.found, c.rule.Code, p.paint(p.bold, c.rule.Name))
		if c.fixable > 0 {
			fmt.Fprintf(b, "  (%d fixable)", c.fixable)
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}
