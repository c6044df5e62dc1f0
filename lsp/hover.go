package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"threadlsp/analyzer"
	"threadlsp/internal/doc"
)

// Hover says what is known of the place under the cursor: the findings there,
// what the model says of the construct, and the page that explains it.
func (s *server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	v, err := s.viewOf(ctx, string(p.TextDocument.URI))
	if v == nil || err != nil {
		return nil, err
	}
	_, files := v.buf.decoded()
	for _, file := range files {
		off, ok := file.Offset(p.Position.Line, p.Position.Character, s.can.encoding)
		if !ok || v.result.Files[file.Path] == nil {
			continue
		}
		h := v.result.Hover(file.Path, off)
		if h == nil {
			continue
		}
		text := s.hoverText(h)
		if text == "" {
			continue
		}
		kind := protocol.MarkupKindMarkdown
		if !s.can.markdown {
			kind = protocol.MarkupKindPlainText
		}
		return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: text}, Range: ptr(s.rangeIn(file, h.Span))}, nil
	}
	return nil, nil
}

// viewOf waits for what is known of the document as it was when the request
// came; nil where nothing is, or nothing any more.
func (s *server) viewOf(ctx context.Context, uri string) (*view, error) {
	b := frozen(ctx)[uri]
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
