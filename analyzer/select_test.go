package analyzer

import "testing"

var catalogue = []*Rule{
	{Name: "args-not-tuple", Code: "TH101", State: On, Severity: Error},
	{Name: "missing-join", Code: "TH201", State: On, Severity: Warning},
	{Name: "join-timeout-unchecked", Code: "TH210", State: Preview, Severity: Warning},
	{Name: "noisy", Code: "TH299", State: Off, Severity: Info},
	{Name: "race-without-gil", Code: "TH701", State: FreeThreaded, Severity: Warning},
}

// shown lists the codes of the rules whose findings of the given state are shown.
func shown(t *testing.T, s Settings, state State) string {
	t.Helper()
	sel, err := ResolveSelection(catalogue, s)
	if err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, r := range catalogue {
		if sel.Shows(Finding{Rule: r, State: state}) {
			out += r.Code[2:] + " "
		}
	}
	return out
}

func TestSelection(t *testing.T) {
	for _, c := range []struct {
		why  string
		s    Settings
		want string
	}{
		{"defaults are the rules that are on", Settings{}, "101 201 "},
		{"preview adds the rules in preview", Settings{Preview: true}, "101 201 210 "},
		{"a free-threaded target adds its rules", Settings{FreeThreaded: true}, "101 201 701 "},
		{"ALL is every rule, those that are off too", Settings{Select: []string{"ALL"}}, "101 201 210 299 701 "},
		{"a name selects alone", Settings{Select: []string{"noisy"}}, "299 "},
		{"a code is an alias, in any case", Settings{Select: []string{"th101"}}, "101 "},
		{"a prefix selects its group", Settings{Select: []string{"TH2"}}, "201 210 299 "},
		{"ignore leaves the other defaults", Settings{Ignore: []string{"missing-join"}}, "101 "},
		{"ignore wins over an equally close select", Settings{Select: []string{"TH101"}, Ignore: []string{"args-not-tuple"}}, ""},
		{"the closer word wins", Settings{Select: []string{"TH201"}, Ignore: []string{"TH2"}}, "201 "},
		{"the longer prefix wins", Settings{Select: []string{"TH2"}, Ignore: []string{"TH21"}}, "201 299 "},
	} {
		if got := shown(t, c.s, RuleState); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
	}
}

func TestStateOfAFindingWinsOverItsRule(t *testing.T) {
	if got := shown(t, Settings{}, Preview); got != "" {
		t.Errorf("preview findings of %q shown without --preview", got)
	}
	if got := shown(t, Settings{Select: []string{"TH101"}}, Off); got != "101 " {
		t.Errorf("a rule selected by hand shows all its findings: got %q", got)
	}
}

func TestUnknownRuleOffersTheNearest(t *testing.T) {
	for word, want := range map[string]string{
		"args-not-tupel": `unknown rule "args-not-tupel": did you mean "args-not-tuple"?`,
		"TH1O1":          `unknown rule "TH1O1": did you mean "TH101"?`,
		"zzzzzzzzz":      "unknown rule \"zzzzzzzzz\": `threadlsp rules` lists them",
	} {
		for _, s := range []Settings{{Select: []string{word}}, {Ignore: []string{word}}} {
			if _, err := ResolveSelection(catalogue, s); err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}
