package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// A finding is one line of check's output, as far as it is compared.
type finding struct {
	place
	severity, message string
}

func (f finding) String() string { return fmt.Sprintf("%s: %s: %s", f.place, f.severity, f.message) }

// check runs a binary over a package, in its folder.
func check(bin string, args []string, dir string) ([]finding, error) {
	said, err := output(dir, bin, append([]string{"check", "--exit-zero", "--format", "jsonl"}, append(args, ".")...)...)
	if err != nil {
		return nil, err
	}
	var out []finding
	for d := json.NewDecoder(strings.NewReader(said)); ; {
		var f struct {
			Path, Rule, Severity, Message string
			Line                          int
		}
		if err := d.Decode(&f); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", bin, err)
		}
		out = append(out, finding{place{filepath.ToSlash(f.Path), f.Line, f.Rule}, f.Severity, f.Message})
	}
}

// A change is what one finding was and is; an empty one is none.
type change struct{ old, new finding }

// changes pairs the findings of two builds: by place and text first, then, of
// what is left, by place, since a finding in other words is no finding more.
func changes(older, newer []finding) []change {
	left := map[finding]int{}
	for _, f := range older {
		left[f]++
	}
	added := map[place][]finding{}
	for _, f := range newer {
		if left[f] > 0 {
			left[f]--
		} else {
			added[f.place] = append(added[f.place], f)
		}
	}
	var out []change
	for _, f := range older {
		if left[f] == 0 {
			continue
		}
		left[f]--
		c := change{old: f}
		if rest := added[f.place]; len(rest) > 0 {
			c.new, added[f.place] = rest[0], rest[1:]
		}
		out = append(out, c)
	}
	for _, rest := range added {
		for _, f := range rest {
			out = append(out, change{new: f})
		}
	}
	slices.SortStableFunc(out, func(a, b change) int {
		p, q := a.place(), b.place()
		return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line), cmp.Compare(p.rule, q.rule))
	})
	return out
}

func (c change) place() place {
	if c.new == (finding{}) {
		return c.old.place
	}
	return c.new.place
}

// compare prints what the newer build finds that the older does not, and the
// reverse, package by package, and the counts by rule.
func compare(w io.Writer, older, newer string, args []string, pkgs []pack, known []verdict) error {
	var before, after []finding
	var added, removed, reworded int
	for _, p := range pkgs {
		was, err := check(older, args, p.dir)
		if err != nil {
			return err
		}
		is, err := check(newer, args, p.dir)
		if err != nil {
			return err
		}
		before, after = append(before, was...), append(after, is...)
		judged := of(known, p.name)
		var lines []string
		for _, c := range changes(was, is) {
			switch {
			case c.old == finding{}:
				added++
				lines = append(lines, "+ "+c.new.String())
			case c.new == finding{}:
				removed++
				lines = append(lines, "- "+c.old.String())
			default:
				reworded++
				lines = append(lines, "~ "+c.old.String(), "  now: "+c.new.severity+": "+c.new.message)
			}
			if v, ok := judged[c.place()]; ok {
				lines = append(lines, fmt.Sprintf("  judged %t: %s", v.right, v.why))
			}
		}
		p.print(w, lines)
	}
	counts(w, before, after)
	fmt.Fprintf(w, "%d findings in %d packages before, %d after: %d added, %d removed, %d changed\n",
		len(before), len(pkgs), len(after), added, removed, reworded)
	return nil
}

// counts prints how often each rule speaks, before and after.
func counts(w io.Writer, before, after []finding) {
	was, is := map[string]int{}, map[string]int{}
	for _, f := range before {
		was[f.rule]++
	}
	names := maps.Clone(was)
	for _, f := range after {
		is[f.rule]++
		names[f.rule]++
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		moved := ""
		if d := is[name] - was[name]; d != 0 {
			moved = fmt.Sprintf(" (%+d)", d)
		}
		fmt.Fprintf(w, "%-32s %4d -> %d%s\n", name, was[name], is[name], moved)
	}
}
