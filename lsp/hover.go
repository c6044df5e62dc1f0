package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
	"threadlsp/internal/config"
	"threadlsp/internal/doc"
)

// Hover says what is known of the place under the cursor: the findings there,
// what the model says of the construct, and the page that explains it.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	if b := frozen(ctx)[string(p.TextDocument.URI)]; b != nil && b.program == nil && b.cells == nil {
		return s.hoverSetting(b, p.Position), nil
	}
	v, err := s.viewOf(ctx, string(p.TextDocument.URI))
	if v == nil || err != nil {
		return nil, err
	}
	_, files := v.buf.decoded()
	for _, file := range files {
		off, ok := v.buf.offset(string(p.TextDocument.URI), file, p.Position, s.can.encoding)
		if !ok || v.result.Files[file.Path] == nil {
			continue
		}
		if text, span := s.hoverAt(v, file, off); text != "" {
			return s.shownHover(file, text, span), nil
		}
	}
	return nil, nil
}

// shownHover is a hover as the client can show it.
func (s *server) shownHover(file *source.File, text string, span source.Span) *protocol.Hover {
	kind := protocol.MarkupKindMarkdown
	if !s.can.markdown {
		kind = protocol.MarkupKindPlainText
	}
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: text}, Range: ptr(s.rangeIn(file, span))}
}

// hoverAt is what is known of a place in Python code, and what it is about.
func (s *server) hoverAt(v *view, file *source.File, off uint32) (string, source.Span) {
	var blocks []string
	var about source.Span
	if h := v.result.Hover(file.Path, off); h != nil {
		about = h.Span
		if text := s.hoverText(h); text != "" {
			blocks = append(blocks, text)
		}
	}
	if r, span := s.silenced(v, file.Path, off); r != nil {
		about = span
		blocks = append(blocks, s.named(r))
	}
	return strings.Join(blocks, "\n\n"), about
}

// silenced is the rule whose name stands at a place in a silencing comment.
func (s *server) silenced(v *view, path string, off uint32) (r *analyzer.Rule, at source.Span) {
	v.result.Look(path, func(f *analyzer.File) {
		if f == nil {
			return
		}
		for i := range f.Directives {
			for _, n := range f.Directives[i].Names {
				if n.Span.Start <= off && off < n.Span.End {
					r, at = analyzer.RuleNamed(s.opts.Rules, n.Name), n.Span
					return
				}
			}
		}
	})
	return r, at
}

// named introduces a rule where its name stands.
func (s *server) named(r *analyzer.Rule) string {
	return fmt.Sprintf("**%s** (%s)\n\n%s", r.Name, r.Code, s.ruleHelp(r, false))
}

// maxNamed is how many rules a hover lists of those that one word stands for.
const maxNamed = 30

// hoverSetting explains a setting, or the rules that a value names, in an open
// configuration file. Such a document is kept for that and not checked as Python.
func (s *server) hoverSetting(b *buffer, p protocol.Position) *protocol.Hover {
	path, _ := filePath(b.shown, onWindows)
	name := filepath.Base(path)
	if !config.IsFile(name) {
		return nil
	}
	at, ok := config.At(name, []byte(b.text), uint32(offsetIn(b.text, p, s.can.encoding)))
	if !ok {
		return nil
	}
	text := doc.Setting(at.Key)
	if at.Value != "" && at.Key.Rules {
		switch rules := analyzer.RulesNamed(s.opts.Rules, at.Value); {
		case len(rules) == 0:
			text = "There is no rule of this name."
		case len(rules) == 1:
			text = s.named(rules[0])
		default:
			text = fmt.Sprintf("%d rules:\n", len(rules))
			for _, r := range rules[:min(len(rules), maxNamed)] {
				text += fmt.Sprintf("\n- %s (%s)", r.Name, r.Code)
			}
			if len(rules) > maxNamed {
				text += "\n- ..."
			}
		}
	}
	return s.shownHover(source.New(name, b.text), text, at.Span)
}

// viewOf waits for what is known of the document as it was when the request
// came; nil where nothing is, or nothing any more.
func (s *server) viewOf(ctx context.Context, uri string) (*view, error) {
	b := frozen(ctx).find(uri)
	if b == nil || b.program == nil {
		return nil, nil
	}
	v, err := b.program.await(ctx, b)
	if err != nil || v == nil || v.result == nil {
		return nil, err
	}
	return v, nil
}

// hoverText renders a hover: blocks with an empty line between them. What the
// finding's message and notes say is not said again: editors show them with the
// diagnostic, many in the same window. Markdown reads well as plain text too, but
// for its fences.
func (s *server) hoverText(h *analyzer.Hover) string {
	var blocks []string
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			blocks = append(blocks, text)
		}
	}
	drawn := false
	for i := range h.Findings {
		f := &h.Findings[i]
		add(fmt.Sprintf("**%s** (%s)", f.Rule.Name, f.Rule.Code))
		if len(f.Timeline) > 0 {
			add(s.drawing(f.Timeline))
			drawn = true
		}
		add(s.ruleHelp(f.Rule, h.Long))
	}
	add(strings.Join(h.Lines, "\n\n"))
	if !drawn && len(h.Timeline) > 0 {
		add(s.drawing(h.Timeline))
	}
	add(s.conceptHelp(h.Concept))
	return strings.Join(blocks, "\n\n")
}

// drawing keeps a timeline's columns: a client's font is not its own in prose.
func (s *server) drawing(lines []string) string {
	text := strings.Join(lines, "\n")
	if !s.can.markdown {
		return text
	}
	return "```text\n" + text + "\n```"
}

// ruleHelp is what a rule's page has for a hover; tests hold every page to its
// form, so one that cannot be read is only logged.
func (s *server) ruleHelp(r *analyzer.Rule, long bool) string {
	page, err := doc.ParseRule(s.opts.Page(r))
	if err != nil {
		s.log.Error("page", zap.String("rule", r.Name), zap.Error(err))
		return ""
	}
	return page.Hover(long)
}

func (s *server) conceptHelp(name string) string {
	text, ok := s.opts.Concept(name)
	if !ok {
		return ""
	}
	page, err := doc.ParseConcept(text)
	if err != nil {
		s.log.Error("page", zap.String("concept", name), zap.Error(err))
		return ""
	}
	return page.Lead
}
