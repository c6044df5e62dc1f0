package lsp

import (
	"encoding/json"
	"testing"
)

type lens struct {
	Range   span `json:"range"`
	Command struct {
		Title     string            `json:"title"`
		Command   string            `json:"command"`
		Arguments []json.RawMessage `json:"arguments"`
	} `json:"command"`
}

// lenses are those of a document.
func (c *client) lenses(uri string) []lens {
	c.t.Helper()
	m := c.call("textDocument/codeLens", map[string]any{"textDocument": map[string]any{"uri": uri}})
	var out []lens
	if err := json.Unmarshal(m.Result, &out); err != nil || m.Error != nil {
		c.t.Fatalf("%v: %+v", err, m)
	}
	return out
}

const startsOne = "import threading\ndef f(): print(1)\nt = threading.Thread(target=f)\nt.start()\nt.join()\n"

func TestLensShowsItsPlaces(t *testing.T) {
	c := start(t, realOptions(), nil, capabilities("utf-16"))
	c.open("untitled:a", "python", startsOne)
	all := c.lenses("untitled:a")
	same(t, "lenses", len(all), 2)
	l := all[0]
	same(t, "command", l.Command.Command, "threadlsp.showReferences")
	var uri string
	var at position
	var places []location
	for i, into := range []any{&uri, &at, &places} {
		if err := json.Unmarshal(l.Command.Arguments[i], into); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "document", uri, "untitled:a")
	same(t, "position", at, position{2, 4})
	same(t, "places", places, []location{
		{"untitled:a", span{position{1, 4}, position{1, 5}}}, {"untitled:a", span{position{4, 0}, position{4, 8}}},
	})
}

func TestLensesCanBeSwitchedOff(t *testing.T) {
	caps := capabilities("utf-16")
	caps["workspace"].(map[string]any)["codeLens"] = map[string]any{"refreshSupport": true}
	c := start(t, realOptions(), nil, caps)
	c.open("untitled:a", "python", startsOne)
	same(t, "on by default", len(c.lenses("untitled:a")), 2)
	set := func(on any) {
		c.mu.Lock()
		before := c.lensRefreshes
		c.mu.Unlock()
		c.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"threadlsp": map[string]any{"codeLens": on}}})
		c.until("a refresh", func() bool { return c.lensRefreshes > before })
	}
	set(false)
	same(t, "off", len(c.lenses("untitled:a")), 0)
	set(true)
	same(t, "on", len(c.lenses("untitled:a")), 2)
}
