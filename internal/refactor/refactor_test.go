package refactor

import (
	"os/exec"
	"strings"
	"testing"

	"threadlsp/analyzer/source"
)

// A rewriteCase is a text with its selection between « and » (or a cursor, ‸),
// and what it becomes; want is "" where nothing may be offered.
type rewriteCase struct{ name, text, want string }

// rewrites runs cases of one refactoring, and CPython over all they make.
func rewrites(t *testing.T, title string, cases []rewriteCase) {
	t.Helper()
	var made []string
	defer func() { compiles(t, made) }()
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			text := strings.NewReplacer("«", "", "»", "", "‸", "").Replace(x.text)
			var sel source.Span
			if i := strings.Index(x.text, "‸"); i >= 0 {
				sel = source.Span{Start: uint32(i), End: uint32(i)}
			} else {
				i := strings.Index(x.text, "«")
				sel = source.Span{Start: uint32(i), End: uint32(strings.Index(x.text, "»") - len("«"))}
			}
			for _, c := range Rewrites(linked(t, text), []byte(text), sel) {
				if !strings.Contains(c.Title, title) {
					continue
				}
				got := apply(t, text, c)
				made = append(made, got)
				same(t, got, x.want)
				return
			}
			if x.want != "" {
				t.Error("not offered")
			}
		})
	}
}

// compiles has CPython compile texts.
func compiles(t *testing.T, texts []string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	cmd := exec.Command(python, "-c", "import sys\nfor text in sys.stdin.read().split('\\0'):\n    try: compile(text, 'a.py', 'exec')\n    except SyntaxError as e: sys.exit(f'{e}\\n{text}')")
	cmd.Stdin = strings.NewReader(strings.Join(texts, "\x00"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("not valid Python: %s", out)
	}
}

const locked = "import threading\nlock = threading.Lock()\n"

func TestWrapInLock(t *testing.T) {
	rewrites(t, "with lock:", []rewriteCase{
		{"one statement", locked + "def f():\n    «n = 1»\n", locked + "def f():\n    with lock:\n        n = 1\n"},
		{"whole lines", locked + "def f():\n«    a = 1\n    b = 2\n»    c = 3\n", locked + "def f():\n    with lock:\n        a = 1\n        b = 2\n    c = 3\n"},
		{"comments and blank lines", locked + "def f():\n    «a = 1\n\n    # why\n    b = [\n        2,\n    ]  # b»\n", locked + "def f():\n    with lock:\n        a = 1\n\n        # why\n        b = [\n            2,\n        ]  # b\n"},
		{"a compound statement", locked + "«for x in y:\n    if x:\n        z()\n    else:\n        pass»\n", locked + "with lock:\n    for x in y:\n        if x:\n            z()\n        else:\n            pass\n"},
		{"tabs", locked + "def f():\n\t«a = 1»\n", locked + "def f():\n\twith lock:\n\t\ta = 1\n"},
		{"CRLF", "import threading\r\nlock = threading.Lock()\r\n«a = 1»\r\n", "import threading\r\nlock = threading.Lock()\r\nwith lock:\r\n    a = 1\r\n"},
		{"no line end", locked + "«a = 1»", locked + "with lock:\n    a = 1"},
		{"local", "import threading\ndef f():\n    lock = threading.RLock()\n    «a = 1»\n", "import threading\ndef f():\n    lock = threading.RLock()\n    with lock:\n        a = 1\n"},
		{"of an outer function", "import threading\ndef g():\n    lock = threading.Lock()\n    def f():\n        «a = 1»\n", "import threading\ndef g():\n    lock = threading.Lock()\n    def f():\n        with lock:\n            a = 1\n"},
		{"strings side by side", locked + "«a = ('x'\n     'y')»\n", locked + "with lock:\n    a = ('x'\n         'y')\n"},

		{"only a cursor", locked + "a ‸= 1\n", ""},
		{"part of a statement", locked + "a = «1»\n", ""},
		{"part of the header too", locked + "«if x:\n    a» = 1\n", ""},
		{"from within a statement", locked + "a = «1\nb = 2»\n", ""},
		{"into a statement", locked + "«a = 1\nb =» 2\n", ""},
		{"a clause", locked + "if x:\n    a = 1\n«else:\n    a = 2»\n", ""},
		{"from the body into the else", locked + "if x:\n    «a = 1\nelse:\n    a = 2»\n", ""},
		{"another statement on the line", locked + "«a = 1»; b = 2\n", ""},
		{"on the header's line", locked + "if x: «a = 1»\n", ""},
		{"a string over several lines", locked + "«a = '''x\ny'''»\n", ""},
		{"a string with a backslash", locked + "«a = 'x\\\ny'»\n", ""},
		{"a definition", locked + "«def f():\n    pass»\n", ""},
		{"await", locked + "async def f():\n    «await g()»\n", ""},
		{"yield", locked + "def f():\n    «yield 1»\n", ""},
		{"held already", locked + "with lock:\n    «a = 1»\n", ""},
		{"taken inside", locked + "«with lock:\n    a = 1»\n", ""},
		{"made later", "import threading\n«a = 1»\nlock = threading.Lock()\n", ""},
		{"the lock itself", "import threading\n«lock = threading.Lock()»\n", ""},
		{"made on one way", "import threading\nif x:\n    lock = threading.Lock()\n«a = 1»\n", ""},
		{"bound twice", locked + "lock = None\n«a = 1»\n", ""},
		{"hidden by a parameter", locked + "def f(lock):\n    «a = 1»\n", ""},
		{"no lock", "import threading\nlock = threading.Event()\n«a = 1»\n", ""},
		{"unknown", "from x import lock\n«a = 1»\n", ""},
		{"in a class's body", locked + "class A:\n    «a = 1»\n", ""},
		{"from __future__", "import threading\n«from __future__ import annotations»\n", ""},
		{"broken", locked + "def f():\n    «a = (1»\n", ""},
	})
	const class = "import threading\nclass A:\n    def __init__(self):\n        self._lock = threading.Lock()\n        self.n = 0\n    "
	rewrites(t, "with self._lock:", []rewriteCase{
		{"attribute", class + "def f(self):\n        «self.n += 1»\n", class + "def f(self):\n        with self._lock:\n            self.n += 1\n"},
		{"in __init__, below", strings.Replace(class, "self.n = 0", "«self.n = 0»", 1) + "pass\n", strings.Replace(class, "        self.n = 0", "        with self._lock:\n            self.n = 0", 1) + "pass\n"},
		{"a static method", class + "@staticmethod\n    def f(self):\n        «self.n += 1»\n", ""},
		{"a class method", class + "@classmethod\n    def f(cls):\n        «cls.n += 1»\n", ""},
		{"another class", class + "pass\nclass B:\n    def f(self):\n        «self.n += 1»\n", ""},
	})
}

const flagged = "import threading, time\nevent = threading.Event()\n"

func TestPollBecomesWait(t *testing.T) {
	rewrites(t, "polling loop", []rewriteCase{
		{"as usual", flagged + "while ‸not event.is_set():\n    time.sleep(0.1)\nprint()\n", flagged + "event.wait()\nprint()\n"},
		{"on one line", flagged + "def f():\n    while not event.is_set(): time.slee‸p(1)\n", flagged + "def f():\n    event.wait()\n"},
		{"an attribute", "import threading, time\nclass A:\n    def __init__(self):\n        self.e = threading.Event()\n    def f(self):\n        while‸ not (self.e.is_set()):\n            time.sleep(1)\n",
			"import threading, time\nclass A:\n    def __init__(self):\n        self.e = threading.Event()\n    def f(self):\n        self.e.wait()\n"},
		{"a comment behind", flagged + "while not ‸event.is_set():\n    time.sleep(0.1)  # why\n", flagged + "event.wait()  # why\n"},

		{"away from it", flagged + "while not event.is_set():\n    time.sleep(0.1)\nprint(‸)\n", ""},
		{"more in the body", flagged + "while not ‸event.is_set():\n    time.sleep(0.1)\n    work()\n", ""},
		{"an else", flagged + "while not ‸event.is_set():\n    time.sleep(0.1)\nelse:\n    pass\n", ""},
		{"a comment would be lost", flagged + "while not ‸event.is_set():  # why\n    time.sleep(0.1)\n", ""},
		{"the other way round", flagged + "while ‸event.is_set():\n    time.sleep(0.1)\n", ""},
		{"another condition", flagged + "while not ‸event.is_set() and x:\n    time.sleep(0.1)\n", ""},
		{"no event", "import time\nwhile not ‸event.is_set():\n    time.sleep(0.1)\n", ""},
		{"a plain flag", "import time\nflag = False\nwhile not ‸flag:\n    time.sleep(0.1)\n", ""},
		{"perhaps None", "import threading, time\nevent = None\nif x:\n    event = threading.Event()\nwhile not ‸event.is_set():\n    time.sleep(0.1)\n", ""},
		{"the time is worked out", flagged + "while not ‸event.is_set():\n    time.sleep(tick())\n", ""},
		{"no sleep", flagged + "while not ‸event.is_set():\n    work(1)\n", ""},
	})
}

const crowded = "from threading import Thread\n"
const pooled = "from concurrent.futures import ThreadPoolExecutor\n"

func TestListOfThreadsBecomesAPool(t *testing.T) {
	rewrites(t, "thread pool", []rewriteCase{
		{"made and started", crowded + "threads‸ = []\nfor x in xs:\n    t = Thread(target=f, args=(x, 1))\n    t.start()\n    threads.append(t)\nfor t in threads:\n    t.join()\nprint()\n",
			pooled + crowded + "with ThreadPoolExecutor() as pool:\n    for x in xs:\n        pool.submit(f, x, 1)\nprint()\n"},
		{"started later", crowded + "def g():\n    threads = []\n    for x in xs:\n        x = x + 1\n        # one each\n        t = Thread(\n            target=f,\n            args=(x,),\n        )\n        threads.append(t)\n\n    for t in threads:\n        t.start()\n    for t in ‸threads: t.join()\n",
			pooled + crowded + "def g():\n    with ThreadPoolExecutor() as pool:\n        for x in xs:\n            x = x + 1\n            # one each\n            pool.submit(f, x)\n\n"},
		{"appended at once", crowded + "ts = []\nfor _ in range(3):\n    ts.append(Thread(target=self.f))\nfor t in ts:\n    t.start()\nfor t in ts:\n    ‸t.join()\n",
			pooled + crowded + "with ThreadPoolExecutor() as pool:\n    for _ in range(3):\n        pool.submit(self.f)\n"},
		{"a comprehension", crowded + "ts = [Thread(target=f, args=[a, *b]) for a, b in‸ xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n",
			pooled + crowded + "with ThreadPoolExecutor() as pool:\n    for a, b in xs:\n        pool.submit(f, a, *b)\n"},
		{"imported already", "import concurrent.futures\n" + crowded + "pool = 1\nts = [Thread(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ‸ts:\n    t.join()\n",
			"import concurrent.futures\n" + crowded + "pool = 1\nwith concurrent.futures.ThreadPoolExecutor() as executor:\n    for a in xs:\n        executor.submit(f)\n"},

		{"a name", crowded + "ts = ‸[Thread(target=f, name='x') for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n", ""},
		{"daemons", crowded + "ts = ‸[Thread(target=f, daemon=True) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n", ""},
		{"a time limit", crowded + "ts = ‸[Thread(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join(1)\n", ""},
		{"used afterwards", crowded + "ts = ‸[Thread(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\nprint(len(ts))\n", ""},
		{"work in between", crowded + "ts = ‸[Thread(target=f) for a in xs]\nfor t in ts:\n    t.start()\nwork()\nfor t in ts:\n    t.join()\n", ""},
		{"never started", crowded + "ts = ‸[Thread(target=f) for a in xs]\nfor t in ts:\n    t.join()\n", ""},
		{"the thread is used", crowded + "ts = ‸[]\nfor x in xs:\n    t = Thread(target=f)\n    t.start()\n    ts.append(t)\n    print(t)\nfor t in ts:\n    t.join()\n", ""},
		{"something between", crowded + "ts = ‸[]\nfor x in xs:\n    t = Thread(target=f)\n    print()\n    t.start()\n    ts.append(t)\nfor t in ts:\n    t.join()\n", ""},
		{"a comment would be lost", crowded + "ts = ‸[]\nfor x in xs:\n    t = Thread(target=f)\n    t.start()  # now\n    ts.append(t)\nfor t in ts:\n    t.join()\n", ""},
		{"more in the list", crowded + "ts = ‸[u]\nfor x in xs:\n    t = Thread(target=f)\n    t.start()\n    ts.append(t)\nfor t in ts:\n    t.join()\n", ""},
		{"a subclass", crowded + "class T(Thread):\n    pass\nts = ‸[T(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n", ""},
		{"processes", "from multiprocessing import Process\nts = ‸[Process(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n", ""},
		{"the variable is another", crowded + "a = 1\nts = ‸[Thread(target=f) for a in xs]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\nprint(a)\n", ""},
		{"a condition", crowded + "ts = ‸[Thread(target=f) for a in xs if a]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n", ""},
		{"two names", crowded + "ts = us = ‸[]\nfor x in xs:\n    t = Thread(target=f)\n    t.start()\n    ts.append(t)\nfor t in ts:\n    t.join()\n", ""},
		{"seen by a function", crowded + "ts = ‸[]\nfor x in xs:\n    t = Thread(target=f)\n    t.start()\n    ts.append(t)\nfor t in ts:\n    t.join()\ndef f():\n    return ts\n", ""},
	})
}

func TestParenthesesBecomeATuple(t *testing.T) {
	rewrites(t, "one-element tuple", []rewriteCase{
		{"a parameter", crowded + "def g(x):\n    Thread(target=f, args=(‸x)).start()\n", crowded + "def g(x):\n    Thread(target=f, args=(x,)).start()\n"},
		{"a call", crowded + "Thread(target=f, a‸rgs=((h(1)))).start()\n", crowded + "Thread(target=f, args=((h(1),))).start()\n"},
		{"in its place", "from threading import Timer\ndef g(x):\n    Timer(1, f, (x‸))\n", "from threading import Timer\ndef g(x):\n    Timer(1, f, (x,))\n"},

		{"without parentheses", crowded + "Thread(target=f, args=‸x).start()\n", ""},
		{"a tuple", crowded + "x = (1, 2)\nThread(target=f, args=(‸x)).start()\n", ""},
		{"a sum", crowded + "Thread(target=f, args=(‸x + y)).start()\n", ""},
		{"a choice", crowded + "Thread(target=f, args=(‸x if y else z)).start()\n", ""},
		{"a finding", crowded + "Thread(target=f, args=(‸'x')).start()\n", ""},
		{"on the target", crowded + "Thread(target=‸f, args=(x)).start()\n", ""},
		{"handed on", crowded + "class T(Thread):\n    def __init__(self, args):\n        super().__init__(args=(‸args))\n", ""},
	})
}
