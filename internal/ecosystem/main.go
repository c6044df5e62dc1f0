// Command ecosystem says what threadlsp finds in real code: CPython's library
// and packages of PyPI, each pinned to a version in docs/evidence/ecosystem.txt.
//
//	go run ./internal/ecosystem -old REV|BINARY [-new BINARY]   what a change adds, removes and rewords
//	go run ./internal/ecosystem                                 what nobody has judged yet
//	go run ./internal/ecosystem -gate docs/evidence/gate.md     the table of RULES 1.5
//
// A revision is built from the repository; without -new the working tree is.
// Packages are fetched once with pip, into -cache, and unpacked, never installed
// and never run. -packages names another list, or a folder of which each
// sub-folder is a package. Every finding stands beside its verdict of
// docs/evidence/verdicts.tsv, where somebody has read it.
//
// The status is 0 whatever is found, 2 when the comparison could not be made.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	var o options
	flag.StringVar(&o.old, "old", "", "a revision or a binary to compare with")
	flag.StringVar(&o.new, "new", "", "the binary in question (default: built from the working tree)")
	flag.StringVar(&o.packages, "packages", "docs/evidence/ecosystem.txt", "a list of packages, or a folder of them")
	flag.StringVar(&o.only, "only", "", "only these packages (with commas between)")
	flag.StringVar(&o.cache, "cache", "", "where fetched packages are kept (default: the user's cache folder)")
	flag.StringVar(&o.args, "args", "--preview --select ALL", "what check is asked for")
	flag.StringVar(&o.verdicts, "verdicts", "docs/evidence/verdicts.tsv", "what was judged")
	flag.StringVar(&o.gate, "gate", "", "write the table of the gate to this file")
	flag.Parse()
	if flag.NArg() > 0 || o.gate != "" && o.old != "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "ecosystem:", err)
		os.Exit(2)
	}
}

// options are the command's flags.
type options struct {
	old, new, packages, only, cache, args, verdicts, gate string
}

// run does what the options ask for.
func run(w io.Writer, o options) error {
	known, err := readVerdicts(o.verdicts)
	if err != nil {
		return err
	}
	pkgs, err := listed(o)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "threadlsp-ecosystem")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	newer := o.new
	if newer == "" {
		if newer, err = build(temp, ""); err != nil {
			return err
		}
	}
	if newer, err = filepath.Abs(newer); err != nil {
		return err
	}
	args := strings.Fields(o.args)
	switch {
	case o.gate != "":
		return gate(o.gate, newer, args, pkgs, known)
	case o.old != "":
		older, err := binary(temp, o.old)
		if err != nil {
			return err
		}
		return compare(w, older, newer, args, pkgs, known)
	}
	return unjudged(w, newer, args, pkgs, known)
}

// listed are the packages that the options name.
func listed(o options) ([]pack, error) {
	info, err := os.Stat(o.packages)
	if err != nil {
		return nil, err
	}
	var pkgs []pack
	if info.IsDir() {
		pkgs, err = folders(o.packages)
	} else if pkgs, err = list(o.packages); err == nil && o.cache == "" {
		o.cache, err = os.UserCacheDir()
		o.cache = filepath.Join(o.cache, "threadlsp-ecosystem")
	}
	if err != nil {
		return nil, err
	}
	if o.only != "" {
		names := strings.Split(o.only, ",")
		pkgs = slices.DeleteFunc(pkgs, func(p pack) bool { return !slices.Contains(names, p.name) })
	}
	for i := range pkgs {
		if err := pkgs[i].fetch(o.cache); err != nil {
			return nil, fmt.Errorf("%s: %w", pkgs[i].name, err)
		}
	}
	return pkgs, nil
}

// unjudged lists, package by package, the findings without a verdict, those that
// were judged false, and the true ones that are not found any more.
func unjudged(w io.Writer, bin string, args []string, pkgs []pack, known []verdict) error {
	var total struct{ found, fresh, wrong, gone int }
	for _, p := range pkgs {
		found, err := check(bin, args, p.dir)
		if err != nil {
			return err
		}
		judged := of(known, p.name)
		total.found += len(found)
		seen := map[place]bool{}
		var lines []string
		for _, f := range found {
			if v, ok := judged[f.place]; !ok {
				total.fresh++
				lines = append(lines, "new   "+f.String())
			} else if !v.right && !seen[f.place] {
				total.wrong++
				lines = append(lines, fmt.Sprintf("false %s: %s", f.place, v.why))
			}
			seen[f.place] = true
		}
		for _, v := range known {
			if v.pkg == p.name && v.right && !seen[v.place] {
				total.gone++
				lines = append(lines, fmt.Sprintf("gone  %s: %s", v.place, v.why))
			}
		}
		p.print(w, lines)
	}
	fmt.Fprintf(w, "%d findings in %d packages: %d without a verdict, %d judged false; %d true ones are gone\n",
		total.found, len(pkgs), total.fresh, total.wrong, total.gone)
	return nil
}
