package main

import (
	"bytes"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// Faults in the use of queues, conditions, pools and of what each thread has
// for itself. Most need more around them than a file has; they are a function
// of their own behind it.

// behind plants a function at the end of the file. With fresh it is planted
// outside of tests only, where the rule speaks.
func behind(code string, fresh bool) func(*ground) []planting {
	return func(g *ground) []planting {
		if len(bytes.TrimSpace(g.text)) == 0 || fresh && (g.Context == threads.TestFile || g.Context == threads.Benchmark) {
			return nil
		}
		end := source.Span{Start: uint32(len(g.text)), End: uint32(len(g.text))}
		return []planting{one(end, g.atEnd(code))}
	}
}

// atEndOf is behind for the files that a question picks, where the rule speaks.
func atEndOf(picks func(*ground) bool, code string) func(*ground) []planting {
	plant := behind(code, true)
	return func(g *ground) []planting {
		if !picks(g) {
			return nil
		}
		return plant(g)
	}
}

func lessons(g *ground) bool { return g.Context.Lessons() }

func libraries(g *ground) bool { return g.Context == threads.Library }

var (
	neverDone = behind(`def planted():
    import queue, threading
    jobs = queue.Queue()
    def work():
        while True:
            print(jobs.get())
    threading.Thread(target=work, daemon=True).start()
    jobs.put(1)
    jobs.join()
`, false)
	oneMarker = behind(`def planted():
    import queue, threading
    jobs = queue.Queue()
    def work():
        while True:
            item = jobs.get()
            if item is None:
                break
            print(item)
    for _ in range(3):
        threading.Thread(target=work).start()
    jobs.put(None)
`, false)
	emptyThenGet = behind(`def planted():
    import queue, threading
    jobs = queue.Queue()
    def work():
        while not jobs.empty():
            print(jobs.get())
    for _ in range(3):
        threading.Thread(target=work).start()
`, false)
	joinThenGet = behind(`def planted(lines):
    import multiprocessing
    jobs = multiprocessing.Queue()
    p = multiprocessing.Process(target=planted_work, args=(jobs, lines))
    p.start()
    p.join()
    print(jobs.get())
def planted_work(jobs, lines):
    for line in lines:
        jobs.put(line)
`, false)
	leakPool = behind(`def planted(items):
    from concurrent.futures import ThreadPoolExecutor
    pool = ThreadPoolExecutor(4)
    return list(pool.map(print, items))
`, true)
	dropFuture = behind(`def planted(n):
    from concurrent.futures import ThreadPoolExecutor
    def work(n):
        if n < 0:
            raise ValueError(n)
    with ThreadPoolExecutor(4) as pool:
        pool.submit(work, n)
`, true)
	onlyHere = behind(`import threading as planted_threading
planted_local = planted_threading.local()
planted_local.user = None
def planted():
    return planted_local.user
`, false)
	endlessRecv = behind(`def planted():
    import socket, threading
    sock = socket.create_connection(("localhost", 80))
    def work():
        while True:
            print(sock.recv(1024))
    threading.Thread(target=work).start()
`, false)
	killedAtEnd = atEndOf(lessons, `def planted_save():
    print("saved", open("planted").read())
import threading as planted_threading
planted_threading.Thread(target=planted_save, daemon=True).start()
`)
	endlessEachCall = atEndOf(libraries, `def planted(line):
    import threading, time
    def work():
        while True:
            time.sleep(30)
            print(line)
    threading.Thread(target=work, daemon=True).start()
`)
	permitTwice = behind(`import threading as planted_threading
planted_gate = planted_threading.Semaphore(2)
def planted(job):
    planted_gate.acquire()
    try:
        job()
    except ValueError:
        planted_gate.release()
    finally:
        planted_gate.release()
`, false)
	closedUnderIt = behind(`import threading as planted_threading
class Planted:
    def __init__(self, path):
        self.on = True
        self.out = open(path)
        self.thread = planted_threading.Thread(target=self.work)
        self.thread.start()
    def work(self):
        while self.on:
            print(self.out.read())
    def close(self):
        self.on = False
        self.out.close()
`, true)
	lambdaForPool = behind(`def planted(items):
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor() as pool:
        return list(pool.map(lambda item: item, items))
`, false)
)

// waitOnce is there since loops of the kind that ifNotWhile breaks are rare.
var waitOnce = behind(`def planted(items):
    import threading
    ready = threading.Condition()
    def work():
        with ready:
            if not items:
                ready.wait()
            print(items[0])
    threading.Thread(target=work).start()
`, false)

// ifNotWhile makes an if of each loop around nothing but a wait for a condition.
func ifNotWhile(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		loop := g.InLoop(c.Stmt)
		if loop == 0 || g.Stmts[loop].Kind != facts.While || g.Stmts[c.Stmt].Parent != loop || g.Stmts[loop].End != c.Stmt+1 || !g.alone(c) ||
			!c.Does(pylib.Waits) || c.Does(pylib.UserCode) || g.Expr(c.Expr).NKids > 0 || g.Eval(c.Receiver()).LibClass() != pylib.ConditionClass || !g.takesAfter(loop, c) {
			continue
		}
		at := g.stmt(loop)
		p := one(g.stmt(c.Stmt), analyzer.Edit{Span: source.Span{Start: at.Start, End: at.Start + uint32(len("while"))}, New: "if"})
		out = append(out, p)
	}
	return append(out, waitOnce(g)...)
}

// takesAfter says whether something that the loop tests is taken from after it.
func (g *ground) takesAfter(loop facts.StmtID, wait *threads.CallSite) bool {
	for _, c := range g.Calls() {
		if c.In == wait.In && c.Does(pylib.Takes) && g.Reaches(wait.Event, c.Event) && c.Stmt > loop && !g.Swallowed(c.Stmt) &&
			bytes.Contains([]byte(g.src(g.Stmts[loop].X)), []byte(g.src(c.Receiver()))) {
			return true
		}
	}
	return false
}
