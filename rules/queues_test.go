package rules

import (
	"strings"
	"testing"
	"unicode/utf8"

	"threadlsp/analyzer"
)

// TestLongNamesKeepQueueMessagesShort gives the rules about queues, pools and
// conditions names that do not fit into a message.
func TestLongNamesKeepQueueMessagesShort(t *testing.T) {
	const long = "a_name_that_is_much_longer_than_anybody_would_want_to_write_it_down_but_some_do"
	const text = `
import multiprocessing, queue, socket, threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextvars import ContextVar
NAME_local = threading.local()
NAME_local.NAME_attr = 1
NAME_var = ContextVar("x")
NAME_stop = object()
def NAME_read():
    return NAME_local.NAME_attr
def NAME_var_reader():
    return NAME_var.get()
def NAME_var_start():
    NAME_var.set(1)
    threading.Thread(target=NAME_var_reader).start()
def NAME_each():
    NAME_own = threading.local()
    NAME_own.x = 1
    return NAME_own.x
def NAME_fails(n):
    raise ValueError(n)
def NAME_pool(NAME_items):
    NAME_executor = ThreadPoolExecutor()
    NAME_executor.submit(NAME_fails, 1)
    NAME_executor.map(NAME_fails, NAME_items)
    NAME_futures = [NAME_executor.submit(NAME_fails, 1) for NAME_x in NAME_items]
    wait(NAME_futures)
def NAME_never():
    NAME_q = queue.Queue()
    def NAME_work():
        while True:
            print(NAME_q.get())
    threading.Thread(target=NAME_work).start()
    NAME_q.join()
def NAME_skip():
    NAME_q = queue.Queue()
    def NAME_work():
        while True:
            NAME_item = NAME_q.get()
            if NAME_item > 2:
                continue
            NAME_q.task_done()
    threading.Thread(target=NAME_work).start()
    NAME_q.join()
def NAME_vain():
    NAME_q = queue.Queue()
    try:
        NAME_q.get_nowait()
    finally:
        NAME_q.task_done()
def NAME_markers():
    NAME_q = queue.Queue()
    def NAME_work():
        while True:
            NAME_item = NAME_q.get()
            if NAME_item is NAME_stop:
                break
    for _ in range(12345):
        threading.Thread(target=NAME_work).start()
    NAME_q.put(NAME_stop)
    NAME_q.put(NAME_stop)
def NAME_empty():
    NAME_q = queue.Queue()
    def NAME_work():
        while not NAME_q.empty():
            NAME_q.get()
    for _ in range(3):
        threading.Thread(target=NAME_work).start()
NAME_cond = threading.Condition()
NAME_list = []
def NAME_once():
    with NAME_cond:
        if not NAME_list:
            NAME_cond.wait()
        NAME_list.pop()
class NAME_Class:
    def __init__(self):
        self.NAME_lock = threading.Lock()
    def NAME_method(self):
        with ProcessPoolExecutor() as NAME_p:
            NAME_p.submit(self.NAME_method)
def NAME_outer():
    class NAME_Local:
        def NAME_m(self):
            pass
    with ProcessPoolExecutor() as NAME_p:
        NAME_p.submit(NAME_Local().NAME_m)
def NAME_child(NAME_q, NAME_lines):
    for NAME_line in NAME_lines:
        NAME_q.put(NAME_line)
def NAME_join(NAME_lines):
    NAME_q = multiprocessing.Queue()
    NAME_process = multiprocessing.Process(target=NAME_child, args=(NAME_q, NAME_lines))
    NAME_process.start()
    NAME_process.join()
    NAME_q.get()
def NAME_receive():
    NAME_sock = socket.create_connection(("", 1))
    while True:
        print(NAME_sock.recv(1))
`
	res := program{"a.py": strings.ReplaceAll(text, "NAME", long)}.check(t, analyzer.Settings{Select: []string{"ALL"}})
	seen := map[string]int{}
	for _, f := range res.Findings {
		seen[f.Rule.Name]++
		if n := utf8.RuneCountInString(f.Msg); n > 160 {
			t.Errorf("%d characters: %s: %s", n, f.Rule.Name, f.Msg)
		}
	}
	for name, n := range map[string]int{"thread-local-misuse": 3, "executor-not-shutdown": 1, "future-result-ignored": 3, "missing-task-done": 3, "sentinel-shortage": 1,
		"queue-empty-then-get": 1, "wait-without-loop": 1, "unpicklable-process-target": 2, "process-queue-join-deadlock": 1, "empty-recv-ignored": 1} {
		if seen[name] != n {
			t.Errorf("%d findings of %s, not %d", seen[name], name, n)
		}
	}
}
