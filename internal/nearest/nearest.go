// Package nearest finds what a mistyped word was meant to be, for the
// did-you-mean of rules, settings and subcommands alike.
package nearest

// Word returns the candidate that is closest to word, and whether it is close
// enough to be worth offering: at most one edit for each three letters, two at
// least. Of equally close candidates the first wins, so that the order of
// candidates decides and the answer is the same on every run.
func Word(word string, candidates []string) (string, bool) {
	limit := max(2, len(word)/3)
	best, found := limit+1, ""
	for _, c := range candidates {
		if d := Distance(word, c); d < best && d < max(len(c), 2) {
			best, found = d, c
		}
	}
	return found, found != ""
}

// Distance counts the insertions, deletions, replacements and exchanges of two
// neighbouring bytes that turn a into b (optimal string alignment).
func Distance(a, b string) int {
	if len(a) > 100 || len(b) > 100 { // no name is that long; keeps hostile input cheap
		return max(len(a), len(b))
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
