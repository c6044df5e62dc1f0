package rules

import (
	"strings"
	"testing"
	"unicode/utf8"

	"threadlsp/analyzer"
)

// TestSeverityOfProcesses holds the rules about processes to what happens under
// the target's way to start them, and to whether the program has threads.
func TestSeverityOfProcesses(t *testing.T) {
	const start = "from multiprocessing import Process\np = Process(target=print)\np.start()\n"
	const preexec = "import os, subprocess\nsubprocess.run([], preexec_fn=os.setpgrp)\n"
	const queued = "import queue\nfrom multiprocessing import Process\nq = queue.Queue()\nProcess(target=print, args=(q,))\n"
	for _, c := range []struct {
		name, text, rule, target string
		severity                 analyzer.Severity
		msg, fix                 string
	}{
		{"a process of a script is forked by default", start, "process-start-without-guard", "3.13", analyzer.Info, "", ""},
		{"from 3.14 on it is not", start, "process-start-without-guard", "3.14", analyzer.Error, "", ""},
		{"a script may ask for spawn", "import multiprocessing\nmultiprocessing.set_start_method('spawn')\n" + start, "process-start-without-guard", "3.9", analyzer.Error, "", ""},
		{"preexec_fn without threads is worth knowing", preexec, "preexec-fn", "3.10", analyzer.Info, "", ""},
		{"with threads it may deadlock", preexec + "import threading\nthreading.Thread(target=print).start()\n", "preexec-fn", "3.10", analyzer.Warning, "", ""},
		{"setpgrp has an argument from 3.11 on", preexec, "preexec-fn", "3.11", analyzer.Info, "", "process_group=0"},
		{"a queue of threads is copied by fork", queued, "thread-object-in-process", "3.13", analyzer.Error,
			"`q` is a queue.Queue: the child process gets a copy, so what one side puts the other never gets", "import multiprocessing\n"},
		{"and cannot be pickled without", queued, "thread-object-in-process", "3.14", analyzer.Error,
			"`q` is a queue.Queue: it cannot be pickled for the child process, start() raises TypeError", "import multiprocessing\n"},
		{"a number for blocking raises up to 3.11", "import threading\nthreading.Lock().acquire(0.5)\n", "acquire-result-ignored", "3.11", analyzer.Warning,
			"`threading.Lock().acquire(0.5)` is no timeout: 0.5 stands for `blocking`, so TypeError up to Python 3.11, later it waits for ever", "timeout="},
		{"and waits from 3.12 on", "import threading\nthreading.Lock().acquire(0.5)\n", "acquire-result-ignored", "3.12", analyzer.Warning,
			"`threading.Lock().acquire(0.5)` is no timeout: 0.5 stands for `blocking`, so it waits for ever", "timeout="},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := program{"a.py": c.text}.check(t, analyzer.Settings{Select: []string{c.rule}, Target: c.target})
			if len(res.Findings) != 1 {
				t.Fatalf("%d findings", len(res.Findings))
			}
			f := res.Findings[0]
			if f.Severity != c.severity {
				t.Errorf("severity %s", f.Severity)
			}
			if c.msg != "" && f.Msg != c.msg {
				t.Errorf("message %q", f.Msg)
			}
			if c.rule == "process-start-without-guard" {
				return
			}
			if fix := ""; f.Fix != nil {
				if fix = f.Fix.Edits[0].New; fix != c.fix {
					t.Errorf("the fix writes %q", fix)
				}
			} else if c.fix != "" {
				t.Error("no fix")
			}
		})
	}
}

// TestLongNamesKeepMessagesShort gives the rules about locks and processes names
// that do not fit into a message.
func TestLongNamesKeepMessagesShort(t *testing.T) {
	const long = "a_name_that_is_much_longer_than_anybody_would_want_to_write_it_down_but_some_do"
	const text = `
import asyncio, concurrent.futures, multiprocessing, threading
NAME = threading.Lock()
NAME_2 = threading.Lock()
NAME_3 = threading.Semaphore(2)
NAME_4 = concurrent.futures.ThreadPoolExecutor()
NAME_5 = 12.345
def NAME_f():
    NAME_3.acquire(timeout=1)
    NAME_3.release()
    NAME_3.acquire(NAME_5)
    with NAME and NAME_2 and NAME_3:
        pass
    with NAME.acquire(timeout=1):
        pass
    NAME_lock = threading.BoundedSemaphore(value=1)
    with NAME_lock:
        pass
def NAME_r():
    with NAME:
        NAME.release()
async def NAME_g():
    with NAME:
        await NAME_f(NAME)
    with NAME_2:
        async for x in NAME_f(NAME):
            pass
    with NAME_2:
        async with NAME_f(NAME):
            pass
    with NAME_2:
        yield NAME_f(NAME)
NAME_p = multiprocessing.Process(target=NAME_f, args=(NAME_4,))
NAME_p.start()
`
	source := strings.ReplaceAll(text, "NAME", long)
	res := program{"a.py": source}.check(t, analyzer.Settings{Select: []string{"ALL"}, Target: "3.14"})
	seen := map[string]bool{}
	for _, f := range res.Findings {
		seen[f.Rule.Name] = true
		if n := utf8.RuneCountInString(f.Msg); n > 160 {
			t.Errorf("%d characters: %s: %s", n, f.Rule.Name, f.Msg)
		}
	}
	for _, name := range []string{"acquire-result-ignored", "with-boolean-locks", "with-acquire", "lock-per-call", "release-unheld", "lock-across-await", "thread-object-in-process", "process-start-without-guard"} {
		if !seen[name] {
			t.Errorf("no finding of %s", name)
		}
	}
}
