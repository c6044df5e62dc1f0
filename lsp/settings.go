package lsp

import (
	"bytes"
	"errors"
	"maps"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/config"
	"threadlsp/internal/load"
)

// configurationCode is the code of a diagnostic in a configuration file.
const configurationCode = "configuration"

// openDisk looks at a project's files and settings anew. Where these are broken
// the last ones that were right stay in force.
func (s *server) openDisk(root string) *disk {
	beside := map[string]load.Stamp{}
	for _, path := range load.SettingsFiles(root) {
		beside[path] = load.StampOf(path)
	}
	c, faults := s.settings(root)
	o := load.Options{Exclude: c.Exclude, Include: c.Include, Markdown: c.Markdown}
	if c.Path != "" {
		o.ExcludeBase = filepath.Dir(c.Path)
	}
	for _, path := range c.Sources { // what is extended, too
		beside[path] = load.StampOf(path)
	}
	d := newDisk(load.New(root, o), load.Chosen(c, root))
	d.least, _ = analyzer.SeverityNamed(c.MinSeverity)
	d.from, d.options, d.beside, d.faults = c.Path, o, beside, faults
	return d
}

// renew has a program look at its files and settings again; see replaceDisk. The
// caller has the turn.
func (s *server) renew(p *program, changed func(path string) bool) {
	d := s.openDisk(p.root)
	s.setFaults(p.root, d.faults)
	p.replaceDisk(d, changed)
}

// settings is what a project's configuration says, or said when it was right,
// and what is wrong with it.
func (s *server) settings(root string) (*config.Config, []*config.Error) {
	c, skipped, err := load.Settings(root)
	for _, x := range skipped {
		s.log.Warn("skipped", zap.String("path", x.Path), zap.String("reason", x.Reason))
	}
	var faults []*config.Error
	var fault *config.Error
	switch {
	case errors.As(err, &fault):
		text, _ := load.ReadSettings(fault.Path) // it may have changed since
		if c, faults = config.Understood(fault.Path, text); len(faults) == 0 {
			c, faults = nil, []*config.Error{fault}
		}
		if c != nil {
			faults = append(faults, s.unknownRules(c)...)
		}
	case err != nil:
		s.log.Warn("settings", zap.String("root", root), zap.Error(err))
	default:
		faults = s.unknownRules(c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(faults) == 0 && err == nil {
		s.good[root] = c
		return c, nil
	}
	if last := s.good[root]; last != nil {
		return last, faults
	}
	if c == nil {
		return &config.Config{}, faults
	}
	known := *c // never right so far: what can be understood counts
	known.Select, known.Ignore = s.knownRules(c.Select), s.knownRules(c.Ignore)
	known.Severity = maps.Clone(c.Severity)
	maps.DeleteFunc(known.Severity, func(w, _ string) bool { return s.checkRule(w) != nil })
	known.PerFileIgnores = nil
	for _, r := range c.PerFileIgnores {
		known.PerFileIgnores = append(known.PerFileIgnores, config.Row{Name: r.Name, Values: s.knownRules(r.Values)})
	}
	return &known, faults
}

// unknownRules are the words that should name rules and do not.
func (s *server) unknownRules(c *config.Config) []*config.Error {
	return c.RuleFaults(s.checkRule)
}

func (s *server) checkRule(word string) error {
	_, err := analyzer.ResolveSelection(s.opts.Rules, analyzer.Settings{Select: []string{word}})
	return err
}

func (s *server) knownRules(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return s.checkRule(w) != nil })
}

// setFaults notes what is wrong with the configuration of a root, and shows or
// takes back the diagnostics in the files concerned. These are pushed to every
// client: one that asks asks for Python documents only.
func (s *server) setFaults(root string, faults []*config.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	paths := map[string]bool{}
	for _, f := range append(slices.Clone(s.faults[root]), faults...) {
		paths[f.Path] = true
	}
	if len(faults) == 0 {
		delete(s.faults, root)
	} else {
		s.faults[root] = faults
	}
	for path := range paths {
		s.publishFaultsLocked(path)
	}
	s.status.poke()
}

// publishFaultsLocked sends the faults of one file; several roots may share it.
func (s *server) publishFaultsLocked(path string) {
	var here []*config.Error
	for _, faults := range s.faults {
		for _, f := range faults {
			if f.Path == path && !slices.ContainsFunc(here, func(g *config.Error) bool { return *g == *f }) {
				here = append(here, f)
			}
		}
	}
	slices.SortFunc(here, func(a, b *config.Error) int { return a.Line - b.Line })
	text, err := load.ReadSettings(path)
	if err != nil {
		text = nil
	}
	p := &protocol.PublishDiagnosticsParams{URI: s.configURI(path)}
	for _, f := range here {
		s.log.Warn(f.Error())
		p.Diagnostics = append(p.Diagnostics, protocol.Diagnostic{
			Range: s.faultRange(text, f.Place), Severity: protocol.DiagnosticSeverityError, Code: protocol.String(configurationCode),
			Source: protocol.NewOptional(sourceName), Message: protocol.String(f.Msg),
		})
	}
	s.pub.put(p)
}

// configURI is the client's spelling of a configuration file that is open.
func (s *server) configURI(path string) uri.URI {
	for _, b := range *s.docs.Load() {
		if at, ok := filePath(b.shown, onWindows); ok && filepath.Clean(at) == path {
			return uri.URI(b.shown)
		}
	}
	return uri.URI(fileURI(path, onWindows))
}

// faultRange is a place of a configuration file as the client counts it. One
// without a length is the rest of its line.
func (s *server) faultRange(text []byte, at config.Place) protocol.Range {
	if at.Line == 0 {
		return protocol.Range{}
	}
	start := 0
	for range at.Line - 1 {
		i := bytes.IndexByte(text[start:], '\n')
		if i < 0 {
			break
		}
		start += i + 1
	}
	start = min(start+max(at.Column-1, 0), len(text))
	end := start + at.Len
	if at.Len == 0 {
		end = indexEOL(text, start)
	}
	file := source.New("threadlsp.toml", string(text))
	return s.rangeIn(file, source.Span{Start: uint32(start), End: uint32(min(end, len(text)))})
}
