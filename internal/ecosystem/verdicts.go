package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

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

// of are the verdicts on one package, by place.
func of(all []verdict, pkg string) map[place]verdict {
	out := map[place]verdict{}
	for _, v := range all {
		if v.pkg == pkg {
			out[v.place] = v
		}
	}
	return out
}

// readVerdicts reads the table from its file.
func readVerdicts(file string) ([]verdict, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	all, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return all, nil
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
