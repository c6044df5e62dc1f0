package report

import "threadlsp/analyzer"

// colours are escape sequences; all empty without colour.
type colours struct {
	bold, dim, red, yellow, blue, green, rail, reset string
}

// palette is the colours of a style.
func palette(s Style) colours {
	if !s.Colour {
		return colours{}
	}
	return colours{
		bold: "\x1b[1m", dim: "\x1b[2m", red: "\x1b[1;31m", yellow: "\x1b[1;33m", blue: "\x1b[1;36m",
		green: "\x1b[32m", rail: "\x1b[34m", reset: "\x1b[0m",
	}
}

// paint puts a colour around text that is printable already.
func (c colours) paint(colour, text string) string {
	if colour == "" || text == "" {
		return text
	}
	return colour + text + c.reset
}

// level is the colour of a severity.
func (c colours) level(s analyzer.Severity) string {
	switch s {
	case analyzer.Error:
		return c.red
	case analyzer.Warning:
		return c.yellow
	}
	return c.blue
}
