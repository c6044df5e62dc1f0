package main

import (
	"bufio"
	"fmt"

	"github.com/spf13/cobra"

	"threadlsp/analyzer/source"
	"threadlsp/internal/report"
)

// mapCommand prints what the model believes.
func (a *app) mapCommand() *cobra.Command {
	var f programFlags
	var format string
	c := &cobra.Command{
		Use:   "map [PATHS]",
		Short: "Print the threads of a program",
		Long: `Prints each thread of the projects that the paths belong to: where it starts,
what it runs, where it is joined.` + "\n" + exitCodes,
		Example: `  threadlsp map
  threadlsp map --format text worker.py`,
		RunE: func(c *cobra.Command, paths []string) error {
			if format != "text" {
				return fmt.Errorf("--format %s: must be text", format)
			}
			programs, err := a.analyse(c.Context(), &f, paths)
			if err != nil {
				return err
			}
			return a.printMaps(programs)
		},
	}
	f.register(c)
	c.Flags().StringVar(&format, "format", "text", "text")
	return c
}

// printMaps prints one map for each project.
func (a *app) printMaps(programs []*program) error {
	w := bufio.NewWriter(a.stdout)
	for _, p := range programs {
		if p.result.Model == nil {
			continue
		}
		err := p.result.Model.WriteMap(w, func(key string, span source.Span) string {
			file := p.result.Files[key]
			if file == nil {
				return report.Path(p.path(key))
			}
			return fmt.Sprintf("%s:%s:%d", report.Path(p.path(file.Doc.Path)), file.Spot(span.Start), file.Position(span.Start).Column)
		})
		if err != nil {
			return outputError(err)
		}
	}
	if err := w.Flush(); err != nil {
		return outputError(err)
	}
	return nil
}
