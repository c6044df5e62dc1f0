package main

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

// isTerminal says whether a person looks at the file.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// colour decides whether to colour: as --color says, else NO_COLOR before
// FORCE_COLOR before whether the output is a terminal.
func (a *app) colour(when string) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		switch {
		case a.getenv("NO_COLOR") != "":
			return false, nil
		case a.getenv("FORCE_COLOR") != "" && a.getenv("FORCE_COLOR") != "0":
			return true, nil
		}
		return a.terminal && a.getenv("TERM") != "dumb", nil
	}
	return false, fmt.Errorf("--color %s: must be auto, always or never", when)
}
