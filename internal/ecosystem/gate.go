package main

import (
	"fmt"
	"os"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/rules"
)

// enough is how many findings of a rule must have been read, if there are as many.
const enough = 30

// right is the share of true ones that each severity demands.
var right = map[string]float64{"error": 0.98, "warning": 0.85, "info": 0.70}

// severities in the order of the table.
var severities = []string{"error", "warning", "info"}

// A tally counts one rule's findings of one severity.
type tally struct{ found, right, wrong int }

func (t tally) read() int { return t.right + t.wrong }

// A record is what is known of one rule's findings, or of its forms that are on
// or have to be asked for: a rule may have both.
type record struct {
	by map[string]*tally // by severity
}

// passes says whether RULES 1.5 lets the findings be reported unasked.
func (r record) passes() bool {
	found, read := 0, 0
	for sev, t := range r.by {
		found, read = found+t.found, read+t.read()
		if t.read() > 0 && float64(t.right) < right[sev]*float64(t.read()) {
			return false
		}
	}
	return found > 0 && read >= min(found, enough)
}

// gateHead is the text above the table.
const gateHead = `# The gate

Written by ` + "`go run ./internal/ecosystem -gate docs/evidence/gate.md`" + ` from what is found in the packages of
[ecosystem.txt](ecosystem.txt) and what readers said of it in [verdicts.tsv](verdicts.tsv); not to be edited. A rule
leaves preview when %d of its findings, or all there are, were read, and these shares were right: errors 98 %%,
warnings 85 %%, infos 70 %%. It goes back when the share falls.

*On* counts what is reported by default, *asked* what is only with ` + "`--preview`" + ` or ` + "`--select`" + `; a rule may have forms
of both. A rule with no finding there has shown nothing: it stays as it is, on the evidence of its page and fixtures.

%d findings in %d packages, %d of them read; reported by default are %s.

| rule | state | form | severity | found | true | false | right | gate |
|---|---|---|---|---|---|---|---|---|
`

// gate writes the table.
func gate(file, bin string, args []string, pkgs []pack, known []verdict) error {
	on, asked := map[string]record{}, map[string]record{}
	total, read := 0, 0
	byDefault := map[string]*tally{}
	for _, p := range pkgs {
		all, err := check(bin, args, p.dir)
		if err != nil {
			return err
		}
		unasked, err := check(bin, nil, p.dir)
		if err != nil {
			return err
		}
		shown := map[finding]bool{}
		for _, f := range unasked {
			shown[f] = true
		}
		judged := of(known, p.name)
		for _, f := range all {
			v, ok := judged[f.place]
			total++
			if ok {
				read++
			}
			if shown[f] {
				count(on, f, v, ok)
				one := record{byDefault}
				one.count(f.severity, v, ok)
			} else {
				count(asked, f, v, ok)
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, gateHead, enough, total, len(pkgs), read, summary(byDefault))
	for _, r := range rules.All {
		if r.Late {
			continue // about comments, not about threads
		}
		rows(&b, r, "on", on[r.Name])
		rows(&b, r, "asked", asked[r.Name])
		if len(on[r.Name].by)+len(asked[r.Name].by) == 0 {
			fmt.Fprintf(&b, "| %s | %s | | | 0 | | | | |\n", r.Name, r.State)
		}
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

func count(to map[string]record, f finding, v verdict, ok bool) {
	r, there := to[f.rule]
	if !there {
		r = record{map[string]*tally{}}
		to[f.rule] = r
	}
	r.count(f.severity, v, ok)
}

func (r record) count(severity string, v verdict, ok bool) {
	t := r.by[severity]
	if t == nil {
		t = &tally{}
		r.by[severity] = t
	}
	t.found++
	switch {
	case ok && v.right:
		t.right++
	case ok:
		t.wrong++
	}
}

// summary says in words what the tallies hold.
func summary(by map[string]*tally) string {
	var out []string
	for _, sev := range severities {
		if t := by[sev]; t != nil {
			out = append(out, fmt.Sprintf("%d of %d %ss right", t.right, t.read(), sev))
		}
	}
	return strings.Join(out, ", ")
}

// rows writes one line a severity, and on the first what the gate says.
func rows(b *strings.Builder, r *analyzer.Rule, form string, rec record) {
	says := verdictOf(form, rec)
	for _, sev := range severities {
		t := rec.by[sev]
		if t == nil {
			continue
		}
		share := "not read"
		if t.read() > 0 {
			share = fmt.Sprintf("%d %%", t.right*100/t.read())
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %d | %d | %d | %s | %s |\n", r.Name, r.State, form, sev, t.found, t.right, t.wrong, share, says)
		says = ""
	}
}

// verdictOf is the gate's word on a rule's form.
func verdictOf(form string, rec record) string {
	switch {
	case rec.passes() && form == "on":
		return "holds"
	case rec.passes():
		return "passes"
	case form == "on":
		return "falls"
	}
	return "stays"
}
