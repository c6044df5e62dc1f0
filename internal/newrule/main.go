// Command newrule writes the three files of a new rule: its code, its page and
// its fixture.
//
//	go run ./internal/newrule -code TH101 args-not-tuple
//
// What is left to do by hand is their content and one line in rules.All.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

func main() {
	code := flag.String("code", "", "the rule's code, from the catalogue: TH101")
	root := flag.String("root", ".", "the project's root")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/newrule -code TH101 NAME")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	written, err := scaffold(*root, flag.Arg(0), *code)
	for _, name := range written {
		fmt.Println(name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(1)
	}
	fmt.Printf("next: add %s to rules.All, fill the three files, go generate ./... && go test ./rules\n", variable(flag.Arg(0)))
}

var (
	nameForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	codeForm = regexp.MustCompile(`^TH[0-9]{3}$`)
)

// A file of the scaffold. Paths are relative to the root.
type file struct{ path, text string }

// scaffold writes the files and returns their names. It writes nothing when one
// of them exists.
func scaffold(root, name, code string) ([]string, error) {
	if !nameForm.MatchString(name) {
		return nil, fmt.Errorf("%q: a name is words of lower-case letters with hyphens, such as args-not-tuple", name)
	}
	if !codeForm.MatchString(code) {
		return nil, fmt.Errorf("-code %q: a code is TH and three digits, from the catalogue", code)
	}
	files, err := render(name, code)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(root, f.path)); !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s exists already", f.path)
		}
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(root, f.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return written, err
		}
		if err := os.WriteFile(path, []byte(f.text), 0o666); err != nil {
			return written, err
		}
		written = append(written, f.path)
	}
	return written, nil
}

// variable is the Go name of a rule: argsNotTuple.
func variable(name string) string {
	words := strings.Split(name, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "")
}

// render fills the templates.
func render(name, code string) ([]file, error) {
	v := variable(name)
	data := map[string]string{
		"Name": name, "Code": code, "Var": v, "Check": "check" + strings.ToUpper(v[:1]) + v[1:],
		"Snake": strings.ReplaceAll(name, "-", "_"), "Fence": "```",
	}
	files := []file{
		{"rules/" + data["Snake"] + ".go", goFile},
		{"rules/" + name + ".md", page},
		{"testdata/rules/" + name + "/" + data["Snake"] + ".py", fixture},
	}
	for i := range files {
		t, err := template.New(files[i].path).Parse(files[i].text)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, data); err != nil {
			return nil, err
		}
		files[i].text = strings.TrimLeft(b.String(), "\n")
	}
	code2, err := format.Source([]byte(files[0].text))
	files[0].text = string(code2)
	return files, err
}

const goFile = `
package rules

import "threadlsp/analyzer"

var {{.Var}} = &analyzer.Rule{
	Name:     "{{.Name}}",
	Code:     "{{.Code}}",
	State:    analyzer.Preview,
	Severity: analyzer.Warning,
	Check:    {{.Check}},
}

// {{.Check}} reports ... : what happens at run time.
//
// ... is left alone: no evidence, no finding.
func {{.Check}}(p *analyzer.Pass) {
	f := p.Model.File(p.File.Path)
	for _, s := range f.Spawns() {
		if e := s.ArgsExpr(); e > 0 {
			p.Report(analyzer.Finding{Span: f.Expr(e).Span, Msg: "the message"})
		}
	}
}
`

const page = `
# {{.Name}} ({{.Code}})

One sentence: the fault.

## Why it is wrong

What happens at run time, and why.

## Wrong

{{.Fence}}python
import threading  # want {{.Name}} "the message"
{{.Fence}}

## Right

{{.Fence}}python
import threading
{{.Fence}}

## When it is not a bug

What is left alone, and how to silence the rest.

## What it cannot see

The known misses.
`

const fixture = `
import threading


def {{.Snake}}_bad():
    t = threading.Thread(target=print)  # want {{.Name}} "the message"
    t.start()
    t.join()


def {{.Snake}}_ok():
    t = threading.Thread(target=print)
    t.start()
    t.join()


def {{.Snake}}_near():
    t = threading.Thread(target=print)
    t.start()
    t.join()
`
