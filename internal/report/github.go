package report

import (
	"bufio"
	"fmt"
	"strings"

	"threadlsp/analyzer"
)

// github is a workflow command for each finding, which GitHub Actions shows as an
// annotation of the line. What stands in a name or message is escaped as the
// runner unescapes it, so that none of it can be a command of its own.
//
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func github(w *bufio.Writer, all *findings, _ Style) {
	for i := range all.items {
		it := &all.items[i]
		start, end := it.onDisk() // the runner marks lines of the file
		fmt.Fprintf(w, "::%s title=%s,file=%s,line=%d", githubLevel(it.Level()), githubProperty(it.Rule.Code+" "+it.Rule.Name),
			githubProperty(Printable(it.path)), start.Line)
		if end.Line == start.Line { // columns across lines are refused
			fmt.Fprintf(w, ",col=%d,endColumn=%d", start.Column, end.Column)
		} else {
			fmt.Fprintf(w, ",endLine=%d", end.Line)
		}
		fmt.Fprintf(w, "::%s\n", githubData(it.lines(Sentence(it.Msg))))
	}
}

// githubLevel is the command of a severity.
func githubLevel(s analyzer.Severity) string {
	if s == analyzer.Info {
		return "notice"
	}
	return s.String()
}

func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
