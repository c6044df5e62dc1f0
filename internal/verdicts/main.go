// Command verdicts says which findings of a run on real code nobody has judged
// yet, beside docs/evidence/verdicts.tsv. It reads the findings of one package
// from standard input:
//
//	threadlsp check --exit-zero --format jsonl . | go run ./internal/verdicts -package NAME
//
// A line begins with "new" for a finding without a verdict, with "false" for one
// that was judged a false alarm, and with "gone" for a true one that is not found
// any more; the others are right and not shown. The status is 1 if a line is shown.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() {
	table := flag.String("table", "docs/evidence/verdicts.tsv", "the verdicts")
	pkg := flag.String("package", "", "the package that was checked, by its name in the table")
	flag.Parse()
	if *pkg == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	shown, err := run(*table, *pkg, os.Stdin, os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "verdicts:", err)
		os.Exit(2)
	case shown > 0:
		os.Exit(1)
	}
}

// header is the first line of the table.
const header = "package\tversion\tfile\tline\trule\tverdict\twhy"

// A verdict is one line of the table: what a reader, judging as the package's
// maintainer would, said of one finding.
type verdict struct {
	pkg, version string
	place
	right bool
	why   string
}

// A place is a finding as far as the table knows it.
type place struct {
	file string // relative to the directory that was checked
	line int
	rule string
}

func (p place) String() string { return fmt.Sprintf("%s:%d: %s", p.file, p.line, p.rule) }

// run compares the findings in r with the package's verdicts; it says how many lines it wrote.
func run(table, pkg string, r io.Reader, w io.Writer) (shown int, err error) {
	text, err := os.ReadFile(table)
	if err != nil {
		return 0, err
	}
	all, err := parse(string(text))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", table, err)
	}
	known := map[place]verdict{}
	for _, v := range all {
		if v.pkg == pkg {
			known[v.place] = v
		}
	}
	show := func(word string, p place, why string) {
		shown++
		fmt.Fprintf(w, "%-5s %s: %s\n", word, p, why)
	}
	seen := map[place]bool{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20) // a finding carries its fix
	for lines.Scan() {
		var f struct {
			Path, Rule, Severity, Message string
			Line                          int
		}
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return shown, err
		}
		p := place{f.Path, f.Line, f.Rule}
		if v, ok := known[p]; !ok {
			show("new", p, f.Severity+": "+f.Message)
		} else if !v.right && !seen[p] {
			show("false", p, v.why)
		}
		seen[p] = true
	}
	for _, v := range all {
		if v.pkg == pkg && v.right && !seen[v.place] {
			show("gone", v.place, v.why)
		}
	}
	return shown, lines.Err()
}

// parse reads the table.
func parse(text string) ([]verdict, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != header {
		return nil, fmt.Errorf("the first line is not %q", header)
	}
	var out []verdict
	for i, line := range lines[1:] {
		c := strings.Split(line, "\t")
		if len(c) != 7 || slices.Contains(c, "") || c[5] != "true" && c[5] != "false" {
			return nil, fmt.Errorf("line %d: not seven filled columns with a verdict true or false", i+2)
		}
		n, err := strconv.Atoi(c[3])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		out = append(out, verdict{c[0], c[1], place{c[2], n, c[4]}, c[5] == "true", c[6]})
	}
	return out, nil
}
