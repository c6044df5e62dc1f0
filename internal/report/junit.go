package report

import (
	"bufio"
	"encoding/xml"
	"fmt"

	"threadlsp/analyzer"
)

// The elements of a JUnit report as pytest and Jenkins' xunit plugin know it
// (junit-10.xsd).
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		Failure   *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit is a suite for each file with a failed case for each finding; a run
// without findings has one case that passes.
func junit(w *bufio.Writer, all *findings, _ Style) {
	var out junitSuites
	for i := range all.items {
		it := &all.items[i]
		if n := len(out.Suites); n == 0 || out.Suites[n-1].Name != Printable(it.path) {
			out.Suites = append(out.Suites, junitSuite{Name: Printable(it.path)})
		}
		s := &out.Suites[len(out.Suites)-1]
		s.Tests, s.Failures = s.Tests+1, s.Failures+1
		s.Cases = append(s.Cases, junitCase{
			Name:      it.Rule.Name + it.spot(),
			ClassName: Printable(it.path),
			Failure:   &junitFailure{Message: Sentence(it.Msg), Type: it.Level().String(), Text: junitText(it)},
		})
	}
	if len(out.Suites) == 0 {
		out.Suites = []junitSuite{{Name: "threadlsp", Tests: 1, Cases: []junitCase{{Name: "no findings", ClassName: "threadlsp"}}}}
	}
	w.WriteString(xml.Header)
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return // the writer keeps its error; strings and numbers always encode
	}
	w.WriteByte('\n')
}

// junitText is the finding with its reasons, and where to read more.
func junitText(it *item) string {
	return it.lines(fmt.Sprintf("%s: %s", it.Level(), Sentence(it.Msg))) + "\n" + explainHint(it.Rule)
}

// explainHint is where to read more.
func explainHint(r *analyzer.Rule) string {
	return fmt.Sprintf("threadlsp explain %s (%s)", r.Name, r.Code)
}
