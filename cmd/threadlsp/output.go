package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/doc"
	"threadlsp/internal/report"
	"threadlsp/rules"
)

// outputFlags say in which forms the findings are written, and where to.
type outputFlags struct {
	format     string
	outputs    []string // FORMAT=FILE
	colour     string
	statistics bool
	quiet      bool
	verbose    bool
}

func (f *outputFlags) register(c *cobra.Command) {
	flags, names := c.Flags(), strings.Join(report.Formats(), ", ")
	flags.StringVar(&f.format, "format", report.Formats()[0], "output format: "+names)
	flags.StringArrayVar(&f.outputs, "output", nil, "also write a report to a file, as FORMAT=FILE; may be given more than once")
	flags.StringVar(&f.colour, "color", "auto", "auto, always or never (NO_COLOR, FORCE_COLOR and, for links, FORCE_HYPERLINK count, too)")
	flags.BoolVar(&f.statistics, "statistics", false, "count the findings of each rule instead of printing them")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print the findings and errors alone: no summary, no notices, no progress")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "also say how much was read and parsed, and where the time went")
}

// An output is a report to be written.
type output struct {
	print report.Printer
	file  string // "" = standard output
	style report.Style
}

// prepare reads the flags. The error is one of usage.
func (f *outputFlags) prepare(a *app) ([]output, error) {
	coloured, err := a.colour(f.colour)
	if err != nil {
		return nil, err
	}
	style := report.Style{Version: version, Help: pageOf}
	main, err := printer("--format", f.format)
	if err != nil {
		return nil, err
	}
	if f.statistics {
		main = report.Statistics
	}
	var out []output
	for _, o := range f.outputs {
		name, file, ok := strings.Cut(o, "=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--output %s: must be FORMAT=FILE", o)
		}
		print, err := printer("--output", name)
		if err != nil {
			return nil, err
		}
		if file = filepath.Clean(file); slices.ContainsFunc(out, func(o output) bool { return o.file == file }) {
			return nil, fmt.Errorf("--output %s: another report is written to that file", o)
		}
		out = append(out, output{print, file, style})
	}
	if style.Colour = coloured; a.links(coloured) {
		style.Link = a.link
	}
	return append(out, output{main, "", style}), nil
}

// printer finds a format.
func printer(flag, name string) (report.Printer, error) {
	if p, ok := report.ByName(name); ok {
		return p, nil
	}
	return nil, fmt.Errorf("%s %s: must be one of %s", flag, name, strings.Join(report.Formats(), ", "))
}

// write writes a report.
func (o *output) write(a *app, parts []report.Part) error {
	if o.file == "" {
		if err := o.print(a.stdout, parts, o.style); err != nil {
			return outputError(err)
		}
		return nil
	}
	var b bytes.Buffer
	if err := o.print(&b, parts, o.style); err != nil {
		return outputError(err)
	}
	if err := os.WriteFile(a.abs(o.file), b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("cannot write the report: %w", err)
	}
	return nil
}

// pageOf is what a rule's page says, for reports.
func pageOf(r *analyzer.Rule) (summary, markdown string) {
	page := rules.Page(r)
	read, err := doc.ParseRule(page)
	if err != nil {
		return r.Name, string(page) // a test holds every page to its form
	}
	return read.Summary, read.Hover(true)
}
