package report

import (
	"fmt"
	"strings"
	"time"

	"threadlsp/analyzer"
)

// Summary is the closing line of a run.
func Summary(parts []Part, spent time.Duration) string {
	total, fixable, safe, files, skipped, aside := 0, 0, 0, 0, 0, 0
	for _, p := range parts {
		aside += len(p.Aside)
		files += p.Result.Checked
		skipped += len(p.Result.Skipped)
		total += len(p.Result.Findings)
		for i := range p.Result.Findings {
			if f := &p.Result.Findings[i]; f.Fix != nil {
				fixable++
				if f.Fix.Safe {
					safe++
				}
			}
		}
	}
	var b strings.Builder
	if total == 0 {
		fmt.Fprintf(&b, "No findings in %s", Count(files, "file"))
	} else {
		fmt.Fprintf(&b, "Found %s", tally(parts))
		if fixable > 0 {
			fmt.Fprintf(&b, ", %d fixable (%d safe)", fixable, safe)
		}
		fmt.Fprintf(&b, ", in %s", Count(files, "file"))
	}
	if aside > 0 {
		fmt.Fprintf(&b, "; %d more in the baseline", aside)
	}
	if skipped > 0 {
		fmt.Fprintf(&b, "; %d skipped", skipped)
	}
	fmt.Fprintf(&b, "; %.2f s", spent.Seconds())
	return b.String()
}

// tally is how many findings of each severity there are.
func tally(parts []Part) string {
	var count [analyzer.Error + 1]int
	total := 0
	for _, p := range parts {
		for i := range p.Result.Findings {
			total++
			count[p.Result.Findings[i].Level()]++
		}
	}
	var by []string
	for s := analyzer.Error; s >= analyzer.Info; s-- {
		if count[s] > 0 {
			by = append(by, fmt.Sprintf("%d %s", count[s], s))
		}
	}
	return fmt.Sprintf("%s (%s)", Count(total, "finding"), strings.Join(by, ", "))
}

// Count is a count of things: "1 file", "2 files".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Notices are the lines for standard error: what was skipped and why, which
// files are not valid Python, and internal errors.
func Notices(parts []Part) []string {
	var skipped, repaired, panics []string
	for _, p := range parts {
		for _, s := range p.Result.Skipped {
			skipped = append(skipped, fmt.Sprintf("threadlsp: skipped %s: %s", Path(p.Path(s.Path)), middle(Printable(s.Reason), 120)))
		}
		for _, s := range p.Result.Repaired {
			repaired = append(repaired, fmt.Sprintf("%s:%s", Path(p.Path(s.Path)), Sentence(s.Reason)))
		}
		for _, x := range p.Result.Panics {
			panics = append(panics, fmt.Sprintf("threadlsp: rule %s on %s: %s (a bug in threadlsp; the other results are complete)",
				x.Rule, Path(p.Path(x.Path)), middle(Printable(x.Value), 120)))
		}
	}
	return append(append(skipped, repaired...), panics...)
}
