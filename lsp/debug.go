package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/go-json-experiment/json"
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// commandDebug answers with what a bug report should hold, as Markdown.
const commandDebug = "threadlsp.debugInformation"

// ExecuteCommand runs one of our commands.
func (s *server) ExecuteCommand(_ context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	if p.Command != commandDebug {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "unknown command %q", p.Command)
	}
	return json.Marshal(s.debugInformation())
}

// debugInformation quotes no source text.
func (s *server) debugInformation() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# threadlsp\n\n- version: %s\n- Go: %s, %s/%s, %d processors\n", s.opts.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	for _, dep := range []string{"github.com/smacker/go-tree-sitter", "github.com/tree-sitter/tree-sitter-python", "go.lsp.dev/protocol"} {
		if v := versionOf(dep); v != "" {
			fmt.Fprintf(&b, "- %s: %s\n", dep, v)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(&b, "- memory: %d MB in use, %d MB from the system; %d goroutines\n", m.HeapAlloc>>20, m.Sys>>20, runtime.NumGoroutine())
	fmt.Fprintf(&b, "- client: %s\n- positions: %s; diagnostics: %s; files: %s\n", s.clientName,
		[...]string{source.UTF8: "utf-8", source.UTF16: "utf-16", source.UTF32: "utf-32"}[s.can.encoding],
		either(s.can.pulls, "pulled", "pushed"), either(s.can.watches, "watched by the client", "polled"))
	fmt.Fprintf(&b, "- open documents: %d\n", len(*s.docs.Load()))
	s.turn.Lock()
	for _, f := range s.folders {
		fmt.Fprintf(&b, "- folder: `%s`, diagnosticMode: %s\n", f.path, either(f.editor.Workspace, "workspace", "openFilesOnly"))
	}
	s.turn.Unlock()
	for _, p := range s.allPrograms() {
		p.debugInformation(&b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for root, faults := range s.faults {
		for _, f := range faults {
			fmt.Fprintf(&b, "\nConfiguration of `%s` is wrong: %s\n", root, f)
		}
	}
	return b.String()
}

func (p *program) debugInformation(b *strings.Builder) {
	p.mu.Lock()
	files := p.disk.files // this may walk the disk: not with the lock
	p.mu.Unlock()
	n := len(files())
	p.mu.Lock()
	defer p.mu.Unlock()
	name := p.root
	if name == "" {
		name = "(a document of its own)"
	}
	findings := 0
	for _, v := range p.knownLocked() {
		findings += len(v.findings)
	}
	fmt.Fprintf(b, "\n## %s\n\n- files: %d, %d read; open: %d; reported although closed: %d\n- findings: %d; checks: %d%s\n",
		name, n, p.disk.reads.Load(), len(p.docs), len(p.beyond), findings, p.checked, either(p.failed, ", the last one failed", ""))
	fmt.Fprintf(b, "- settings: %s\n", settingsText(p.disk.settings, p.disk.least))
	if p.disk.from != "" {
		fmt.Fprintf(b, "- from: `%s`\n", filepath.ToSlash(p.disk.from))
	}
}

// settingsText is the settings that are not the defaults.
func settingsText(s analyzer.Settings, least analyzer.Severity) string {
	var out []string
	add := func(name string, value any, set bool) {
		if set {
			out = append(out, fmt.Sprintf("`%s = %q`", name, fmt.Sprint(value)))
		}
	}
	add("select", strings.Join(s.Select, " "), len(s.Select) > 0)
	add("ignore", strings.Join(s.Ignore, " "), len(s.Ignore) > 0)
	add("target-version", s.Target, s.Target != "")
	add("preview", true, s.Preview)
	add("free-threaded", true, s.FreeThreaded)
	add("profile", "learn", s.Learn)
	add("require-reason", true, s.RequireReason)
	add("min-severity", least, least > analyzer.Info)
	add("severity", fmt.Sprint(s.Severity), len(s.Severity) > 0)
	for _, x := range []struct {
		name string
		of   []analyzer.ByPath
	}{{"per-file-ignores", s.PerFile}, {"contexts", s.Contexts}} {
		for _, b := range x.of {
			add(x.name, b.Pattern+": "+strings.Join(b.Words, " "), true)
		}
	}
	if len(out) == 0 {
		return "the defaults"
	}
	return strings.Join(out, ", ")
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// versionOf is a module's version as built in; "" in tests.
func versionOf(module string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, d := range info.Deps {
		if d.Path == module {
			return d.Version
		}
	}
	return ""
}
