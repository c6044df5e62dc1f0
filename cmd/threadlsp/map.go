package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/internal/threadmap"
)

// mapCommand prints what the model believes.
func (a *app) mapCommand() *cobra.Command {
	var f programFlags
	var format string
	c := &cobra.Command{
		Use:   "map [PATHS]",
		Short: "Print or draw the threads of a program",
		Long: `Shows the threads of the projects that the paths belong to: where each is made,
started and joined, what it runs, which locks it takes in which order, what it
shares with whom, and how that is guarded.

  text     for the terminal
  json     all of it, for programs (keys: docs/map.md)
  mermaid  a picture for Markdown
  dot      a picture for Graphviz
  html     a page with a picture to search and click through, source lines included` + "\n" + exitCodes,
		Example: `  threadlsp map
  threadlsp map --format text worker.py
  threadlsp map --format html > threads.html
  threadlsp map --format dot | dot -Tsvg > threads.svg`,
		RunE: func(c *cobra.Command, paths []string) error {
			print, err := mapPrinter(format)
			if err != nil {
				return err
			}
			programs, err := a.analyse(c.Context(), &f, paths)
			if err != nil {
				return err
			}
			if err := print(a.stdout, mapsOf(programs), threadmap.Style{Version: version}); err != nil {
				return outputError(err)
			}
			return nil
		},
	}
	f.register(c)
	c.Flags().StringVar(&format, "format", threadmap.Formats()[0], strings.Join(threadmap.Formats(), ", "))
	return c
}

// mapPrinter finds a format.
func mapPrinter(format string) (threadmap.Printer, error) {
	if print, ok := threadmap.ByName(format); ok {
		return print, nil
	}
	return nil, fmt.Errorf("--format %s: must be one of %s", format, strings.Join(threadmap.Formats(), ", "))
}

// mapsOf is one map for each project.
func mapsOf(programs []*program) []threadmap.Project {
	var out []threadmap.Project
	for _, p := range programs {
		if p.result.Model != nil {
			out = append(out, threadmap.Of(filepath.Base(p.target.Project.Root()), p.result.Model, p.result.Files, p.path))
		}
	}
	return out
}
