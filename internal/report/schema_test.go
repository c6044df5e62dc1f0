package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// whole is a run with everything that a report can tell of.
func whole() Part {
	p := sample()
	f := p.Result.Files["b.py"]
	p.Result.Skipped = []analyzer.Skip{{Path: "c d.py", Reason: "cannot be decoded"}}
	p.Result.Repaired = []analyzer.Skip{{Path: "b.py", Reason: "1: not valid Python, the rest was checked"}}
	p.Result.Panics = []analyzer.Panic{{Rule: "missing-join", Path: "b.py", Value: "boom"}}
	p.Result.Silenced = []analyzer.Silenced{{
		Finding: analyzer.Finding{Rule: missingJoin, Path: "b.py", Span: in(f, "print", 0), Msg: "silent"}, Comment: in(f, "(name)", 1),
	}}
	return p
}

func TestSARIFIsValidByItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("testdata", "sarif-schema-2.1.0.json")) // as OASIS publishes it
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Part{whole(), part(nil), race()} {
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(show(t, "sarif", Style{Version: "1"}, p)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(log); err != nil {
			t.Error(err)
		}
	}
	if err := schema.Validate(map[string]any{"version": "2.1.0"}); err == nil {
		t.Error("a log without runs is valid: the schema demands nothing")
	}
}

func TestSARIFTellsWhatARunDidNotCheckAndWhatIsSilenced(t *testing.T) {
	var log sarifFile
	if err := json.Unmarshal([]byte(show(t, "sarif", Style{}, whole())), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	var notes []string
	for _, n := range run.Invocations[0].Notifications {
		notes = append(notes, n.Level+" "+n.Locations[0].Physical.Artifact.URI+" "+n.Message.Text)
	}
	want := "warning c%20d.py skipped: cannot be decoded\nnote b.py line 1: not valid Python, the rest was checked\nerror b.py rule missing-join failed: boom"
	if got := strings.Join(notes, "\n"); got != want || run.Invocations[0].Successful {
		t.Errorf("notifications\n%s\nwant\n%s", got, want)
	}
	if len(run.Results) != 3 || len(run.Results[0].Suppressions) != 0 || run.Results[2].Suppressions[0].Justification != "(name)" {
		t.Errorf("%d results", len(run.Results))
	}
	if flow := run.Results[0].CodeFlows[0].ThreadFlows[0].Locations; len(flow) != 3 || flow[0].Location.Physical.Artifact.URI != "b.py" {
		t.Errorf("a flow of %d places", len(flow))
	}
}

// race is a finding with reasons of two threads.
func race() Part {
	f := source.New("a.py", "def get():\n    if jobs:\n        jobs.pop()\nThread(target=get).start()\nThread(target=drop).start()\ndef drop():\n    jobs.clear()\n")
	note := func(what, msg, thread string) analyzer.Note {
		return analyzer.Note{Path: "a.py", Span: in(f, what, 0), Msg: msg, Thread: thread}
	}
	return part([]analyzer.Finding{{
		Rule: missingJoin, Path: "a.py", Span: in(f, "jobs", 0), Msg: "two at once", Thread: "a thread that runs `get`",
		Because: []analyzer.Note{
			note("Thread(target=drop)", "starts it", "a thread that runs `drop`"), note("Thread(target=get)", "starts the other", ""),
			note("jobs.clear()", "empties it", "a thread that runs `drop`"), note("jobs.pop()", "relies on it", ""),
		},
	}}, f)
}

func TestSARIFHasAFlowForEachThread(t *testing.T) {
	var log sarifFile
	if err := json.Unmarshal([]byte(show(t, "sarif", Style{}, race())), &log); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, flow := range log.Runs[0].Results[0].CodeFlows[0].ThreadFlows {
		got = append(got, flow.ID+"|"+flow.Message.Text)
		for _, l := range flow.Locations {
			got = append(got, fmt.Sprintf("  %d %s", l.Location.Physical.Region.StartLine, l.Location.Message.Text))
		}
	}
	const want = "a thread that runs `get`|a thread that runs `get`\n  4 starts the other\n  3 relies on it\n  2 two at once\n" +
		"a thread that runs `drop`|a thread that runs `drop`\n  5 starts it\n  7 empties it"
	if strings.Join(got, "\n") != want {
		t.Errorf("flows\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestHTMLShowsBothSidesOfARaceInCode(t *testing.T) {
	page := show(t, "html", Style{}, race())
	at := 0
	for _, want := range []string{
		"<h4>a thread that runs `get`</h4>", "if <mark>jobs</mark>:", "<mark>jobs.pop()</mark>",
		"<h4>a thread that runs `drop`</h4>", "<mark>Thread(target=drop)</mark>", "<mark>jobs.clear()</mark>",
	} {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("%s is not there, or not in its order:\n%s", want, page)
		}
		at += i + len(want)
	}
}

func TestURIsRoundTrip(t *testing.T) {
	for path, want := range map[string]string{
		"a b/ü%.py": "a%20b/%C3%BC%25.py", "/x/é.py": "file:///x/%C3%A9.py", "c:d.py": "./c:d.py", "a#b?.py": "a%23b%3F.py",
	} {
		if got := uriOf(path); got != want {
			t.Errorf("%s becomes %s, want %s", path, got, want)
		}
	}
}

// gitlabFields is what GitLab demands of each entry.
func TestGitLabReportHasEveryDemandedField(t *testing.T) {
	same := source.New("a.py", "x = 1\nx = 1\n")
	find := func(nth int) analyzer.Finding {
		return analyzer.Finding{Rule: argsNotTuple, Path: "a.py", Span: in(same, "x", nth), Msg: "m"}
	}
	var all []struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin, End int }
		}
	}
	if err := json.Unmarshal([]byte(show(t, "gitlab", Style{}, part([]analyzer.Finding{find(0), find(1)}, same))), &all); err != nil {
		t.Fatal(err)
	}
	for i, x := range all {
		if x.Description != "m" || x.CheckName != "args-not-tuple" || x.Severity != "major" || x.Location.Path != "a.py" || x.Location.Lines.Begin != i+1 {
			t.Errorf("%+v", x)
		}
	}
	if len(all) != 2 || all[0].Fingerprint == all[1].Fingerprint {
		t.Errorf("%d entries, or two of one fingerprint", len(all))
	}
	if got := strings.TrimSpace(show(t, "gitlab", Style{}, part(nil))); got != "[]" {
		t.Errorf("no findings give %s", got)
	}
}

// TestJUnitIsValidByItsSchema asks libxml2, since no Go library reads XSD: the schema
// is that of Jenkins' xunit plugin (MIT, the notice stands in it), by which pytest tests, too.
func TestJUnitIsValidByItsSchema(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("no xmllint (Debian: libxml2-utils; ./test installs it)")
	}
	valid := func(report string) (string, error) {
		cmd := exec.Command(xmllint, "--noout", "--nonet", "--schema", filepath.Join("testdata", "junit-10.xsd"), "-")
		cmd.Stdin = strings.NewReader(report)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, p := range []Part{whole(), part(nil), race()} {
		if out, err := valid(show(t, "junit", Style{}, p)); err != nil {
			t.Error(out)
		}
	}
	if _, err := valid(`<testsuites><testcase/></testsuites>`); err == nil {
		t.Error("a case without a suite is valid: the schema demands nothing")
	}
}

func TestJUnitOfARunWithoutFindingsPasses(t *testing.T) {
	for _, p := range []Part{part(nil), whole()} {
		var got junitSuites
		if err := xml.Unmarshal([]byte(show(t, "junit", Style{}, p)), &got); err != nil {
			t.Fatal(err)
		}
		tests, failures := 0, 0
		for _, s := range got.Suites {
			tests, failures = tests+s.Tests, failures+s.Failures
		}
		if n := len(p.Result.Findings); failures != n || tests != max(n, 1) {
			t.Errorf("%d tests, %d failures for %d findings", tests, failures, n)
		}
	}
}
