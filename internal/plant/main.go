// Command plant measures recall by planted faults. In real Python files it looks
// for sites where a small edit breaks a program in the way that a rule is for: a
// comma dropped, a join forgotten, start turned into run. Each site is planted
// alone in a copy in memory, and the copy is checked: the rule must report at the
// planted place, and nothing new may appear elsewhere.
//
//	go run ./internal/plant [-rule NAME,...] [-min 20] [-max 40] [-v] DIR...
//
// Each file is a program of its own, named program.py, so that a run takes
// minutes and the name of a file gives it no context. Sites are chosen evenly over
// the sorted list of all. A rule passes with at least -min sites, 90 % of them
// found and nothing new elsewhere; the last line is 'N passed, N failed'.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"threadlsp/internal/load"
)

func main() {
	var o options
	flag.StringVar(&o.rule, "rule", "", "plant only the faults of these rules (with commas between)")
	flag.IntVar(&o.least, "min", 20, "sites that a rule needs to pass")
	flag.IntVar(&o.most, "max", 40, "sites that are planted of a fault")
	flag.BoolVar(&o.verbose, "v", false, "list the sites that were not found, and what is new elsewhere")
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	files, err := readAll(flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "plant:", err)
		os.Exit(2)
	}
	if failed := run(os.Stdout, files, o); failed > 0 {
		os.Exit(1)
	}
}

// options are the command's flags.
type options struct {
	rule        string
	least, most int
	verbose     bool
}

// A file is one real file: a name to show and its text.
type file struct {
	name string
	text []byte
}

// about are words without one of which no fault can be planted in a file.
var about = [][]byte{
	[]byte("threading"), []byte("_thread"), []byte("multiprocessing"), []byte("concurrent"), []byte("asyncio"), []byte("subprocess"),
}

// readAll reads the Python files of directories that may have a site, in order of name.
func readAll(dirs []string) ([]file, error) {
	var out []file
	for _, dir := range dirs {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(abs); err != nil {
			return nil, err
		}
		p := load.New(abs, load.Options{})
		for _, path := range p.Files() {
			doc, err := p.Read(path)
			if err != nil {
				continue // what is no text has no sites
			}
			if slices.ContainsFunc(about, func(w []byte) bool { return bytes.Contains(doc.Text, w) }) {
				out = append(out, file{filepath.ToSlash(filepath.Join(filepath.Base(abs), path)), doc.Text})
			}
		}
	}
	return out, nil
}

// A site is a place where a fault can be planted.
type site struct {
	file  *file
	fault *fault
	plant planting
	old   outcome // of the file as it stands
}

// run plants, prints the table and returns how many rules failed.
func run(out io.Writer, files []file, o options) int {
	chosen := map[string][]site{}
	for _, f := range faults {
		if o.rule != "" && !slices.Contains(strings.Split(o.rule, ","), f.rule) {
			continue
		}
		chosen[f.rule] = nil
	}
	for _, s := range sites(files, chosen) {
		chosen[s.fault.rule] = append(chosen[s.fault.rule], s)
	}
	fmt.Fprintf(out, "%-30s %7s %7s %7s %7s\n", "rule", "sites", "planted", "found", "new elsewhere")
	passed, failed := 0, 0
	var notes []string
	for _, rule := range ruleNames() {
		all, ok := chosen[rule]
		if !ok {
			continue
		}
		t := plantAll(all, o.most)
		fmt.Fprintf(out, "%-30s %7d %7d %7d %7d\n", rule, len(all), t.planted, t.found, t.elsewhere)
		if t.planted >= o.least && t.found*10 >= t.planted*9 && t.elsewhere == 0 {
			passed++
		} else {
			failed++
		}
		notes = append(notes, t.notes...)
	}
	if o.verbose {
		for _, n := range notes {
			fmt.Fprintln(out, n)
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	return failed
}

// ruleNames is the rules that have a fault, in the order of the list.
func ruleNames() []string {
	var out []string
	for _, f := range faults {
		if !slices.Contains(out, f.rule) {
			out = append(out, f.rule)
		}
	}
	return out
}

// sites finds every site of the chosen rules, in order of file and fault.
func sites(files []file, chosen map[string][]site) []site {
	found := make([][]site, len(files))
	each(len(files), func(i int) {
		old := check(files[i].text)
		if !old.valid {
			return // a file that is mended to parse is no ground to plant in
		}
		for j := range faults {
			f := &faults[j]
			if _, ok := chosen[f.rule]; !ok {
				continue
			}
			for _, p := range f.find(&ground{File: old.model.File(program), text: files[i].text}) {
				if !old.says(f.rule, files[i].text, p.at()) {
					found[i] = append(found[i], site{&files[i], f, p, outcome{findings: old.findings, valid: true}})
				}
			}
		}
	})
	return slices.Concat(found...)
}

// A tally is what came of the sites of one rule.
type tally struct {
	planted, found, elsewhere int
	notes                     []string
}

// plantAll plants at most n of the sites, spread evenly over them. A site whose
// edit gives no valid Python is left out and another takes its place.
func plantAll(all []site, n int) tally {
	order := spread(len(all))
	results := make([]result, len(order))
	var t tally
	for done := 0; done < len(order) && t.planted < n; {
		batch := order[done:min(len(order), done+n-t.planted)]
		each(len(batch), func(i int) { results[done+i] = all[batch[i]].try() })
		for i, k := range batch {
			t.add(&all[k], results[done+i])
		}
		done += len(batch)
	}
	return t
}

// add counts one site.
func (t *tally) add(s *site, r result) {
	if !r.valid {
		return
	}
	t.planted++
	where := fmt.Sprintf("%s:%d: %s (%s)", s.file.name, line(s.file.text, s.plant.at().Start), s.fault.rule, s.fault.what)
	if r.found {
		t.found++
	} else {
		t.notes = append(t.notes, where+": not found")
	}
	t.elsewhere += len(r.elsewhere)
	for _, e := range r.elsewhere {
		t.notes = append(t.notes, where+": new elsewhere: "+e)
	}
}

// spread is the numbers below n in an order whose every beginning is spread over all.
func spread(n int) []int {
	var out []int
	seen := make([]bool, n)
	for step := n; len(out) < n; step = max(1, step/2) {
		for i := step / 2; i < n; i += step {
			if !seen[i] {
				seen[i] = true
				out = append(out, i)
			}
		}
		if step == 1 {
			break
		}
	}
	for i := range n {
		if !seen[i] {
			out = append(out, i)
		}
	}
	return out
}

// each runs work for the numbers below n on all processors.
func each(n int, work func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
