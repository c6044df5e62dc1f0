// Package baseline sets old findings aside: a file lists what was there when a
// team began, and only what is new counts.
//
// Entries are fingerprints, not lines. A finding takes the entry of its rule,
// path, function and text; else one of another path, since the file may have
// been renamed; else one of another function, since it may have been moved.
package baseline

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// header is the first line of a baseline.
const header = `{"threadlsp-baseline":1}`

// maxSize bounds what is read as a baseline, in bytes.
const MaxSize = 64 << 20

// A Baseline is the entries of a file: an entry twice counts for two findings.
type Baseline struct{ Entries []Fingerprint }

// Parse reads a baseline. The error is one line that quotes nothing of the file.
func Parse(data []byte) (*Baseline, error) {
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, 1<<20)
	var head map[string]int
	switch {
	case !s.Scan() || json.Unmarshal(s.Bytes(), &head) != nil || head["threadlsp-baseline"] == 0:
		return nil, errors.New("not a baseline of threadlsp")
	case head["threadlsp-baseline"] != 1:
		return nil, errors.New("a baseline of a newer threadlsp")
	}
	b := &Baseline{}
	for n := 2; s.Scan(); n++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var e Fingerprint
		d := json.NewDecoder(bytes.NewReader(s.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil || e.Rule == "" || e.Path == "" {
			return nil, fmt.Errorf("line %d is no entry of a baseline", n)
		}
		b.Entries = append(b.Entries, e)
	}
	if s.Err() != nil {
		return nil, errors.New("a line is too long for a baseline")
	}
	return b, nil
}

// Bytes is the baseline as a file: an entry a line, sorted, so that two
// branches merge.
func (b *Baseline) Bytes() []byte {
	sorted := slices.Clone(b.Entries)
	slices.SortFunc(sorted, func(a, b Fingerprint) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Rule, b.Rule), strings.Compare(a.In, b.In), strings.Compare(a.Text, b.Text))
	})
	out := []byte(header + "\n")
	for _, e := range sorted {
		line, err := json.Marshal(e)
		if err != nil {
			continue // strings only: it cannot fail
		}
		out = append(append(out, line...), '\n')
	}
	return out
}

// Match says for each finding whether an entry stands for it, and lists the
// entries that stand for none.
func (b *Baseline) Match(found []Fingerprint) (known []bool, left []Fingerprint) {
	known = make([]bool, len(found))
	taken := make([]bool, len(b.Entries))
	for _, same := range []func(Fingerprint) Fingerprint{
		func(p Fingerprint) Fingerprint { return p },
		func(p Fingerprint) Fingerprint { p.Path = ""; return p },
		func(p Fingerprint) Fingerprint { p.Path, p.In = "", ""; return p },
	} {
		entries := map[Fingerprint][]int{}
		for i, e := range b.Entries {
			if !taken[i] {
				entries[same(e)] = append(entries[same(e)], i)
			}
		}
		for i, p := range found {
			if list := entries[same(p)]; !known[i] && len(list) > 0 {
				known[i], taken[list[0]] = true, true
				entries[same(p)] = list[1:]
			}
		}
	}
	for i, e := range b.Entries {
		if !taken[i] {
			left = append(left, e)
		}
	}
	return known, left
}
