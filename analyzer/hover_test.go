package analyzer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"threadlsp/analyzer"
	"threadlsp/analyzer/source"
)

// oneFile is a program of one file.
type oneFile string

func (p oneFile) Files() []string { return []string{"a.py"} }

func (p oneFile) Read(path string) (*source.Document, error) {
	if path != "a.py" {
		return nil, errors.New("no such file")
	}
	return source.Decode(path, []byte(p))
}

// hoverAt is the hover on the place that ^ marks in text.
func hoverAt(t *testing.T, text string) *analyzer.Hover {
	t.Helper()
	at := strings.IndexByte(text, '^')
	if at < 0 {
		t.Fatal("no ^ in the text")
	}
	text = text[:at] + text[at+1:]
	res, err := analyzer.NewSession(nil, 1).Check(context.Background(), analyzer.Request{Project: oneFile(text), Report: []string{"a.py"}})
	if err != nil {
		t.Fatal(err)
	}
	return res.Hover("a.py", uint32(at))
}

// hoverCases is every construct in every spelling. In each the target is
// `fetch`, which sleeps: the hover names it and says where it runs, and is the
// page of the concept.
var hoverCases = map[string]struct {
	concept string
	spelled map[string]string
}{
	"the creation of a thread": {"thread", map[string]string{
		"alias":      "import threading as th\nth.Th^read(target=fetch).start()",
		"attribute":  "import threading\nclass A:\n    def go(self):\n        self.t = threading.Th^read(target=self.fetch)\n        self.t.start()\n    def fetch(self):\n        time.sleep(1)",
		"subclass":   "import threading\nclass W(threading.Thread):\n    def run(self):\n        fetch()\nW^().start()",
		"positional": "from threading import Thread\nTh^read(None, fetch).start()",
	}},
	"the target": {"thread", map[string]string{
		"alias":      "from threading import Thread as T\nT(tar^get=fetch).start()",
		"attribute":  "import threading\nclass A:\n    def go(self):\n        threading.Thread(tar^get=self.fetch).start()\n    def fetch(self):\n        time.sleep(1)",
		"subclass":   "import threading\nclass W(threading.Thread):\n    pass\nW(tar^get=fetch).start()",
		"positional": "import threading\nthreading.Thread(None, fet^ch).start()",
	}},
	"args": {"args", map[string]string{
		"alias":      "from threading import Thread as T\nT(target=fetch, ar^gs=(1,)).start()",
		"attribute":  "import threading\nclass A:\n    def go(self):\n        threading.Thread(target=self.fetch, ar^gs=(1,)).start()\n    def fetch(self, n):\n        time.sleep(n)",
		"subclass":   "import threading\nclass W(threading.Thread):\n    pass\nW(target=fetch, ar^gs=(1,)).start()",
		"positional": "import threading\nthreading.Thread(None, fetch, None, (^1,)).start()",
	}},
	"daemon": {"daemon", map[string]string{
		"alias":      "import threading as th\nth.Thread(target=fetch, dae^mon=True).start()",
		"attribute":  "import threading\nt = threading.Thread(target=fetch)\nt.dae^mon = True\nt.start()",
		"subclass":   "import threading\nclass W(threading.Thread):\n    def run(self):\n        fetch()\nw = W()\nw.dae^mon = True\nw.start()",
		"old method": "import threading\nt = threading.Thread(target=fetch)\nt.setDae^mon(True)\nt.start()",
	}},
	"start": {"start", map[string]string{
		"alias":     "import threading as th\nt = th.Thread(target=fetch)\nt.sta^rt()",
		"attribute": "import threading\nclass A:\n    def go(self):\n        self.t = threading.Thread(target=self.fetch)\n        self.t.sta^rt()\n    def fetch(self):\n        time.sleep(1)",
		"subclass":  "import threading\nclass W(threading.Thread):\n    def run(self):\n        fetch()\nw = W()\nw.sta^rt()",
		"chained":   "from threading import Thread\nThread(target=fetch).sta^rt()",
	}},
	"join": {"join", map[string]string{
		"alias":     "import threading as th\nt = th.Thread(target=fetch)\nt.start()\nt.jo^in()",
		"attribute": "import threading\nclass A:\n    def go(self):\n        self.t = threading.Thread(target=self.fetch)\n        self.t.start()\n        self.t.jo^in()\n    def fetch(self):\n        time.sleep(1)",
		"subclass":  "import threading\nclass W(threading.Thread):\n    def run(self):\n        fetch()\nw = W()\nw.start()\nw.jo^in()",
		"timeout":   "from threading import Thread\nt = Thread(target=fetch)\nt.start()\nt.jo^in(timeout=2)",
	}},
	"a timer": {"thread", map[string]string{
		"alias":      "import threading as th\nth.Ti^mer(5, fetch).start()",
		"attribute":  "import threading\nclass A:\n    def go(self):\n        self.t = threading.Ti^mer(5, self.fetch)\n        self.t.start()\n    def fetch(self):\n        time.sleep(1)",
		"keyword":    "from threading import Timer\nTi^mer(interval=5, function=fetch).start()",
		"positional": "from threading import Timer\nTi^mer(5, fetch).start()",
	}},
	"a task of a pool": {"thread", map[string]string{
		"alias":      "import concurrent.futures as cf\nwith cf.ThreadPoolExecutor() as pool:\n    pool.sub^mit(fetch)",
		"attribute":  "from concurrent.futures import ThreadPoolExecutor\nclass A:\n    def __init__(self):\n        self.pool = ThreadPoolExecutor()\n    def go(self):\n        self.pool.sub^mit(self.fetch)\n    def fetch(self):\n        time.sleep(1)",
		"map":        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n    list(pool.m^ap(fetch, [1, 2]))",
		"positional": "from concurrent.futures import ThreadPoolExecutor as P\npool = P(2)\npool.sub^mit(fetch, 1)\npool.shutdown()",
	}},
	"a task handed over by a coroutine": {"thread", map[string]string{
		"alias":     "import asyncio as aio\nasync def main():\n    await aio.to_th^read(fetch)",
		"attribute": "import asyncio\nclass A:\n    async def go(self):\n        await asyncio.to_th^read(self.fetch)\n    def fetch(self):\n        time.sleep(1)",
		"imported":  "from asyncio import to_thread\nasync def main():\n    await to_th^read(fetch)",
		"executor":  "import asyncio\nasync def main():\n    loop = asyncio.get_running_loop()\n    await loop.run_in_exec^utor(None, fetch)",
	}},
	"the low-level start": {"thread", map[string]string{
		"alias":      "import _thread as t\nt.start_new_th^read(fetch, ())",
		"attribute":  "import _thread\nclass A:\n    def go(self):\n        _thread.start_new_th^read(self.fetch, ())\n    def fetch(self):\n        time.sleep(1)",
		"imported":   "from _thread import start_new_thread\nstart_new_th^read(fetch, ())",
		"positional": "import _thread\n_thread.start_new_th^read(fetch, (1,))",
	}},
	"the function itself": {"", map[string]string{
		"alias":     "import threading as th\nth.Thread(target=work).start()\ndef wo^rk():\n    fetch()",
		"attribute": "import threading\nclass A:\n    def go(self):\n        threading.Thread(target=self.fetch).start()\n    def fet^ch(self):\n        time.sleep(1)",
		"subclass":  "import threading\nclass W(threading.Thread):\n    def ru^n(self):\n        fetch()\nW().start()",
		"called":    "import threading\ndef helper():\n    fetch()\nthreading.Thread(target=helper).start()\ndef nothing(): pass\nx = hel^per",
	}},
	"a call that waits": {"gil", map[string]string{
		"alias":     "import threading, time as tm\ndef fetch(n=0):\n    tm.sle^ep(1)\nthreading.Thread(target=fetch).start()",
		"attribute": "import threading\nclass A:\n    def go(self):\n        threading.Thread(target=self.fetch).start()\n    def fetch(self):\n        time.sle^ep(1)",
		"subclass":  "import threading\nclass W(threading.Thread):\n    def run(self):\n        time.sle^ep(1)\nW().start()",
		"imported":  "import threading\nfrom time import sleep\ndef fetch(n=0):\n    sle^ep(1)\nthreading.Thread(target=fetch).start()",
	}},
}

func TestHoverNamesTargetAndRootInEverySpelling(t *testing.T) {
	if len(hoverCases) != 12 {
		t.Errorf("%d constructs", len(hoverCases))
	}
	for construct, c := range hoverCases {
		if len(c.spelled) != 4 {
			t.Errorf("%s: %d spellings", construct, len(c.spelled))
		}
		for spelling, text := range c.spelled {
			t.Run(construct+"/"+spelling, func(t *testing.T) {
				text = "import time\ndef fetch(n=0):\n    time.sleep(1)\n" + text + "\n"
				h := hoverAt(t, text)
				if h == nil {
					t.Fatal("no hover")
				}
				if h.Concept != c.concept {
					t.Errorf("page %q, want %q", h.Concept, c.concept)
				}
				said := strings.Join(h.Lines, "\n")
				if !containsAny(said, "`fetch`", "`A.fetch`", "`W.run`", "`work`", "`helper`") {
					t.Errorf("the target is not named: %q", said)
				}
				if !containsAny(said, "on a new thread", "on a thread of the pool", "runs on") {
					t.Errorf("the root is not named: %q", said)
				}
			})
		}
	}
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
