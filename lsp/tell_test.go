package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
	"threadlsp/analyzer"
)

func TestOldestLinesGoWhenTheClientDoesNotKeepUp(t *testing.T) {
	q := newTalk()
	log := withClient(zap.New(zapcore.NewNopCore()).WithOptions(zap.WrapCore(func(zapcore.Core) zapcore.Core {
		core, _ := observer.New(zap.DebugLevel)
		return core
	})), q)
	log.Debug("not for the client")
	for i := range maxWaiting + 5 {
		log.With(zap.String("root", "/x")).Warn(fmt.Sprint("line ", i), zap.Int("n", i))
	}
	var got []string
	for l, ok := q.take(); ok; l, ok = q.take() {
		got = append(got, l.log.Message)
	}
	same(t, "lines", len(got), maxWaiting+1)
	same(t, "first", got[0], "5 earlier messages were dropped: the client does not keep up")
	same(t, "second", got[1], "line 5, root: /x, n: 5")
}

func TestLogIsShownByTheClientFromItsLevelUp(t *testing.T) {
	core, _ := observer.New(zap.WarnLevel)
	opts := fakeOpts
	opts.Log = zap.New(core)
	c := connect(t, opts, func(s *server) {
		withFake(s)
		s.log.Info("too little")
		s.log.Error("enough")
	})
	c.begin(capabilities("utf-16"), nil)
	c.until("a message", func() bool { return len(c.heard["window/logMessage"]) > 0 })
	c.mu.Lock()
	defer c.mu.Unlock()
	same(t, "message", c.heard["window/logMessage"][0], `{"type":1,"message":"enough"}`)
}

func TestTrace(t *testing.T) {
	c := start(t, fakeOpts, withFake, capabilities("utf-16"))
	traced := func(method string) (p protocol.LogTraceParams) {
		c.until("trace of "+method, func() bool {
			for _, raw := range c.heard["$/logTrace"] {
				p = protocol.LogTraceParams{}
				if json.Unmarshal([]byte(raw), &p) == nil && strings.HasPrefix(p.Message, method+": ") {
					return true
				}
			}
			return false
		})
		return p
	}
	hover := map[string]any{"textDocument": map[string]any{"uri": "untitled:a"}, "position": position{}}
	c.call("textDocument/hover", hover) // before anybody asked
	c.notify("$/setTrace", map[string]any{"value": "messages"})
	c.open("untitled:a", "python", "")
	if p := traced("textDocument/didOpen"); p.Verbose != nil {
		t.Errorf("verbose: %s", *p.Verbose)
	}
	c.notify("$/setTrace", map[string]any{"value": "verbose"})
	c.open("untitled:b", "python", strings.Repeat("# é\n", 1000))
	c.call("shutdown", nil)
	if p := traced("shutdown"); p.Verbose == nil || *p.Verbose != "" {
		t.Errorf("parameters of shutdown: %v", p.Verbose)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	all := strings.Join(c.heard["$/logTrace"], "\n")
	if strings.Contains(all, "hover") {
		t.Error("traced before it was wanted")
	}
	if !strings.Contains(all, `languageId`) || !strings.Contains(all, "... (") || len(all) > 4000 {
		t.Errorf("not cut short: %s", all)
	}
}

// statuses are those sent so far; the caller is in until.
func (c *client) statuses() []serverStatus {
	var out []serverStatus
	for _, raw := range c.heard[methodStatus] {
		var s serverStatus
		if json.Unmarshal([]byte(raw), &s) == nil {
			out = append(out, s)
		}
	}
	return out
}

func (c *client) state(want serverStatus) {
	c.t.Helper()
	c.until(fmt.Sprintf("status %+v", want), func() bool {
		all := c.statuses()
		return len(all) > 0 && all[len(all)-1] == want
	})
}

func TestStatusSaysWhatIsGoingOn(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad, "b.py": ""})
	caps := capabilities("utf-16")
	caps["experimental"] = map[string]any{"statusNotification": true}
	release := make(chan struct{})
	c := workspace(t, caps, "workspace", func(s *server) {
		s.newCheck = func() checkFunc {
			return func(ctx context.Context, r analyzer.Request) (*analyzer.Result, error) {
				<-release
				return fakeCheck(ctx, r)
			}
		}
	}, dir)
	c.state(serverStatus{"busy", "checking " + filepath.Base(dir), 0, 0})
	close(release)
	c.state(serverStatus{"ready", "", 2, 1})
	write(t, filepath.Join(dir, "threadlsp.toml"), "selct = []\n")
	c.tellChanged(uri("threadlsp.toml"), 1)
	c.state(serverStatus{"error", `threadlsp.toml: unknown key "selct": did you mean "select"?`, 2, 1})
	write(t, filepath.Join(dir, "threadlsp.toml"), "")
	c.tellChanged(uri("threadlsp.toml"), 2)
	c.state(serverStatus{"ready", "", 2, 1})
}

func TestFirstCheckIsShownAsProgress(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	caps := capabilities("utf-16")
	caps["window"] = map[string]any{"workDoneProgress": true}
	c := workspace(t, caps, "workspace", nil, dir)
	c.until("the end of the progress", func() bool {
		all := c.heard["$/progress"]
		return len(all) > 1 && strings.Contains(all[0], `"kind":"begin"`) && strings.Contains(all[len(all)-1], `"message":"1 findings"`)
	})
	c.open(uri("a.py"), "python", bad)
	c.diagnostics(uri("a.py"), "one", count(1))
	c.mu.Lock()
	defer c.mu.Unlock()
	same(t, "progresses", len(c.heard["window/workDoneProgress/create"]), 1)
}

func TestNothingIsShownToAClientThatDoesNotAsk(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.files(uri("a.py"))
	c.call("textDocument/hover", map[string]any{"textDocument": map[string]any{"uri": uri("a.py")}, "position": position{}})
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, method := range []string{methodStatus, "$/progress", "window/workDoneProgress/create", "$/logTrace", "workspace/diagnostic/refresh"} {
		same(t, method, len(c.heard[method]), 0)
	}
}

func TestDebugInformation(t *testing.T) {
	dir, uri := project(t, map[string]string{"threadlsp.toml": "ignore = ['deprecated-name']\npreview = true\n", "a.py": bad})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, dir)
	c.files(uri("a.py"))
	m := c.call("workspace/executeCommand", map[string]any{"command": "threadlsp.debugInformation"})
	text := decoded[string](t, m)
	for _, part := range []string{
		"- version: test\n", "- memory: ", "utf-16; diagnostics: pushed; files: watched by the client", "diagnosticMode: workspace",
		"## " + dir + "\n\n- files: 1, ", "- findings: 1; ", "`ignore = \"deprecated-name\"`, `preview = \"true\"`", "- from: `" + filepath.ToSlash(dir) + "/threadlsp.toml`",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
	if m := c.call("workspace/executeCommand", map[string]any{"command": "rm"}); m.Error == nil || m.Error.Code != -32602 {
		t.Errorf("an unknown command: %+v", m)
	}
}

func TestServerDoesNotWaitForAClientThatNeverAnswers(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	caps := capabilities("utf-16")
	caps["workspace"].(map[string]any)["configuration"] = true
	caps["window"] = map[string]any{"workDoneProgress": true}
	c := connect(t, fakeOpts, withFake)
	c.mute = true
	c.begin(caps, map[string]any{"diagnosticMode": "workspace"}, dir)
	c.files(uri("a.py"))
	begin := time.Now()
	c.call("shutdown", nil)
	c.notify("exit", nil)
	same(t, "exit status", <-c.exit, 0)
	if took := time.Since(begin); took > farewell {
		t.Errorf("leaving took %v", took)
	}
}
