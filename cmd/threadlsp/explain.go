package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"threadlsp/docs"
	"threadlsp/internal/doc"
	"threadlsp/internal/nearest"
	"threadlsp/rules"
)

// explainCommand prints the page of a rule or a concept.
func (a *app) explainCommand() *cobra.Command {
	var colour string
	c := &cobra.Command{
		Use:   "explain NAME|CODE|CONCEPT",
		Short: "Explain a rule or a concept",
		Long: `Prints the page of a rule, by name or code, or of a concept. Without an
argument it lists what can be explained.`,
		Example: `  threadlsp explain args-not-tuple
  threadlsp explain TH101
  threadlsp explain gil`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.explainable()
			}
			coloured, err := a.colour(colour)
			if err != nil {
				return err
			}
			page, err := a.findPage(args[0])
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.stdout, doc.Terminal(string(page), coloured))
			return err
		},
	}
	c.Flags().StringVar(&colour, "color", "auto", "auto, always or never")
	return c
}

// explainable lists rules and concepts.
func (a *app) explainable() error {
	var names []string
	for _, r := range a.rules {
		names = append(names, r.Name)
	}
	_, err := fmt.Fprintf(a.stdout, "rules:    %s\nconcepts: %s\n", strings.Join(names, " "), strings.Join(docs.Concepts(), " "))
	return err
}

// findPage is the page of a rule's name or code, or of a concept.
func (a *app) findPage(word string) ([]byte, error) {
	var names []string
	for _, r := range a.rules {
		if strings.EqualFold(word, r.Name) || strings.EqualFold(word, r.Code) {
			return rules.Page(r), nil
		}
		names = append(names, r.Name, r.Code)
	}
	if page, ok := docs.Concept(strings.ToLower(word)); ok {
		return page, nil
	}
	if near, ok := nearest.Word(word, append(names, docs.Concepts()...)); ok {
		return nil, fmt.Errorf("no rule or concept %q: did you mean %q?", word, near)
	}
	return nil, fmt.Errorf("no rule or concept %q: `threadlsp explain` lists them", word)
}
