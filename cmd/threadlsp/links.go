package main

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// linking are terminals that are known to follow links (OSC 8), by a variable
// that they set and, where others set it too, its values.
var linking = []struct {
	name   string
	values []string
}{
	{"WT_SESSION", nil}, {"KONSOLE_VERSION", nil}, {"KITTY_WINDOW_ID", nil}, {"WEZTERM_PANE", nil}, {"DOMTERM", nil},
	{"TERM_PROGRAM", []string{"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio"}},
	{"TERM", []string{"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour"}},
}

// links says whether places are written as links: where a person looks on at a
// terminal that is known to follow them, and escape sequences are wanted at all.
// FORCE_HYPERLINK decides otherwise, as for other tools.
func (a *app) links(coloured bool) bool {
	if force := a.getenv("FORCE_HYPERLINK"); force != "" {
		return force != "0"
	}
	if !a.terminal || !coloured || a.getenv("CI") != "" {
		return false
	}
	if term := a.getenv("TERM"); strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux") {
		return false // what stands around them decides, and cannot be asked
	}
	if vte, err := strconv.Atoi(a.getenv("VTE_VERSION")); err == nil && vte > 5000 { // 0.50.0 crashes on them
		return true
	}
	for _, t := range linking {
		if v := a.getenv(t.name); v != "" && (t.values == nil || slices.Contains(t.values, v)) {
			return true
		}
	}
	return false
}

// link is the address of a file that is shown by a path; "" for standard input.
// The host tells a terminal on another machine that the file is not its own.
func (a *app) link(path string) string {
	abs := filepath.ToSlash(a.abs(filepath.FromSlash(path)))
	if strings.HasPrefix(filepath.Base(abs), "<") {
		return ""
	}
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/...
	}
	host, err := os.Hostname()
	if err != nil || strings.ContainsAny(host, "/?#@:[] ") {
		host = ""
	}
	return (&url.URL{Scheme: "file", Host: host, Path: abs}).String()
}
