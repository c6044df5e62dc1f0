package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"threadlsp/analyzer"
	"threadlsp/internal/doc"
	"threadlsp/rules"
)

// rulesCommand lists the catalogue.
func (a *app) rulesCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Long: `Lists every rule: its name, its code (an alias), its severity and whether it
runs without being asked for.`,
		Example: `  threadlsp rules
  threadlsp rules --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "text":
				return a.rulesText()
			case "json":
				return a.rulesJSON()
			}
			return fmt.Errorf("--format %s: must be text or json", format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// rulesText prints a table.
func (a *app) rulesText() error {
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tCODE\tSEVERITY\tDEFAULT")
	for _, r := range a.rules {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.Name, r.Code, r.Severity, r.State)
	}
	return w.Flush()
}

// rulesJSON prints an array.
func (a *app) rulesJSON() error {
	type row struct {
		Name     string `json:"name"`
		Code     string `json:"code"`
		Severity string `json:"severity"`
		State    string `json:"state"`
		Since    string `json:"since"`
		Summary  string `json:"summary"`
	}
	out := make([]row, 0, len(a.rules))
	for _, r := range a.rules {
		out = append(out, row{r.Name, r.Code, r.Severity.String(), r.State.String(), r.Since, summary(r)})
	}
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// summary is the first sentence of a rule's page.
func summary(r *analyzer.Rule) string {
	p, err := doc.ParseRule(rules.Page(r))
	if err != nil {
		return "" // a test of the rules holds every page to its form
	}
	return p.Summary
}
