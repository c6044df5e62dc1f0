package main

import (
	"bytes"
	"slices"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/source"
	"threadlsp/analyzer/threads"
)

// A fault is one way to break a program, and the rule that is for it.
type fault struct {
	rule string
	what string
	find func(*ground) []planting
}

// faults is every fault, in order of the rules' codes.
var faults = []fault{
	{"args-not-tuple", "drop the comma of a tuple of one", dropComma},
	{"args-not-tuple", "the argument made text, without the comma", textArgument},
	{"arguments-mismatch", "drop the last argument", dropArgument},
	{"target-called", "parentheses after the target", callTarget},
	{"coroutine-target", "make the target a coroutine function", asyncTarget},
	{"misplaced-target", "target= dropped", dropKeyword},
	{"missing-super-init", "drop super().__init__()", dropSuper},
	{"thread-attribute-overridden", "store _started after super().__init__()", storeStarted},
	{"run-signature", "a parameter more for run()", widenRun},
	{"loop-variable-captured", "a lambda around the target in a loop", captureVariable},
	{"unpicklable-process-target", "a lambda for a pool of processes", lambdaForPool},
	{"misspelt-thread-attribute", "daemon misspelt", misspellDaemon},
	{"missing-join", "drop the join before what the thread writes is read", dropJoin},
	{"run-instead-of-start", "start turned into run", runNotStart},
	{"started-twice", "start() again", startTwice},
	{"never-started", "drop the start()", dropStart},
	{"start-result-used", "t = Thread(...).start()", chainStart},
	{"daemon-set-after-start", "daemon = True behind start()", daemonLate},
	{"join-timeout-unchecked", "a timeout for the join before a read", shortJoin},
	{"join-timeout-unchecked", "a timeout for the join before a close", shortJoinThenClose},
	{"daemon-thread-loses-work", "a daemon with work at the end of a script", killedAtEnd},
	{"executor-not-shutdown", "a pool that nothing ends", leakPool},
	{"future-result-ignored", "submit() and no more", dropFuture},
	{"serial-submit", "wait in the loop that starts", waitInLoop},
	{"join-before-start-or-self", "join() before start()", joinFirst},
	{"endless-non-daemon-thread", "a loop without end in the target", endlessTarget},
	{"exit-in-thread", "sys.exit() in the target", exitFirst},
	{"stop-without-join", "close in place of join()", closeNotJoin},
	{"stop-without-join", "close what a loop reads", closedUnderIt},
	{"thread-handle-lost", "an endless thread at each call", endlessEachCall},
	{"started-before-initialized", "an attribute assigned behind the start", lateAttribute},
	{"method-not-called", "start without parentheses", dropCall},
	{"executor-unused", "call in place of submit", callNotSubmit},
	{"empty-join-loop", "drop the append of the thread", dropAppend},
	{"cpu-bound-thread", "compute in the target", computeInTarget},
	{"busy-wait", "spin on is_alive() in place of join()", spinNotJoin},
	{"sleep-polling", "poll is_alive() in place of join()", pollNotJoin},
	{"sleep-as-synchronization", "sleep in place of join()", sleepNotJoin},
	{"uninterruptible-sleep", "sleep in place of a wait on the Event", sleepNotWait},
	{"empty-recv-ignored", "recv() in a loop that looks at nothing", endlessRecv},
	{"acquire-result-ignored", "a timeout for acquire()", timedAcquire},
	{"lock-per-call", "with a new lock", newLock},
	{"wait-without-loop", "if in place of while before wait()", ifNotWhile},
	{"acquire-without-release", "acquire(), open(), release()", leakLock},
	{"self-deadlock", "acquire() in the with", takeTwice},
	{"condition-without-lock", "notify() behind the with", notifyFree},
	{"release-unheld", "release in the with", releaseInside},
	{"queue-empty-then-get", "several consumers that trust empty()", emptyThenGet},
	{"missing-task-done", "get() and no task_done()", neverDone},
	{"sentinel-shortage", "one marker for three", oneMarker},
	{"barrier-mismatch", "more parties", moreParties},
	{"barrier-mismatch", "a barrier for more", meetInTarget},
	{"with-acquire", "with lock.acquire()", withAcquire},
	{"with-boolean-locks", "with lock and lock", withAnd},
	{"lost-update", "count in the target", countInTarget},
	{"thread-local-misuse", "a thread-local set at import", onlyHere},
	{"semaphore-over-release", "release() twice in the with", releasePermit},
	{"semaphore-over-release", "release() in except and finally", permitTwice},
	{"lock-rebound", "a new lock in a method", rebindLock},
	{"live-view-escapes-lock", "drop the copy", dropCopy},
	{"test-before-lock", "if and with swapped", testFirst},
	{"lock-across-await", "await under a thread's lock", awaitUnderLock},
	{"preexec-fn", "preexec_fn for a child process", addPreexec},
	{"process-queue-join-deadlock", "join() before get()", joinThenGet},
	{"thread-object-in-process", "a thread's lock for a process", lockForProcess},
	{"process-start-without-guard", "if True in place of the guard", dropGuard},
	{"process-start-without-guard", "a process at the end of a script", processAtEnd},
	{"deprecated-name", "a name of old", oldName},
	{"unused-suppression", "a silencer with nothing to silence", uselessSilencer},
	{"unknown-rule-in-suppression", "a silencer of a rule misspelt", misspeltSilencer},
}

// one is a planting of edits at a span.
func one(at source.Span, edits ...analyzer.Edit) planting {
	return planting{edits: edits, places: []source.Span{at}}
}

func dropComma(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		e, kids := g.tuple(s)
		if len(kids) != 1 {
			continue
		}
		v := g.Eval(kids[0])
		text, known := g.TextOf(kids[0])
		if v.Kind != threads.Instance || v.Maybe || known && text == "" {
			continue
		}
		if t := v.LibType(); v.Lib != "builtins.str" && v.Lib != "builtins.bytes" && (v.Class != nil || t == nil || !t.NoIter) {
			continue // what is not proven is not judged
		}
		tail := source.Span{Start: g.span(kids[0]).End, End: g.span(e).End}
		if i := strings.IndexByte(g.between(tail), ','); i >= 0 {
			comma := tail.Start + uint32(i)
			out = append(out, one(g.span(s.Call.Expr), analyzer.Edit{Span: source.Span{Start: comma, End: comma + 1}}))
		}
	}
	return out
}

// textArgument plants args=(str(x)) for args=(x,): few arguments of real code
// are proven to be no sequence.
func textArgument(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		e, kids := g.tuple(s)
		if len(kids) == 1 && !strings.Contains(g.src(kids[0]), "\n") {
			out = append(out, one(g.span(s.Call.Expr), g.swap(g.span(e), "(str("+g.src(kids[0])+"))")))
		}
	}
	return out
}

func dropArgument(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		e, kids := g.tuple(s)
		n := len(kids)
		a, ok := s.Passed()
		if n == 0 || !ok || len(a.Pos) != n || s.Target.Func == nil || !s.Target.Func.Plain() {
			continue
		}
		var kw []string
		for _, k := range a.Kw {
			kw = append(kw, k.Name)
		}
		if s.Target.Mismatch(n, kw) != "" || s.Target.Mismatch(n-1, kw) == "" {
			continue
		}
		edit := g.swap(g.span(e), "()")
		if n > 1 {
			edit = g.swap(source.Span{Start: g.span(kids[n-2]).End, End: g.span(e).End}, ",)")
		}
		out = append(out, one(g.span(s.Call.Expr), edit))
	}
	return out
}

// ordinary says whether the target of a spawn is a function of the file that
// runs as it is called.
func (g *ground) ordinary(s *threads.Spawn) bool {
	fn := s.Target.Func
	return !s.Super && s.Sub == nil && s.TargetExpr > 0 && fn != nil && fn.File == g.File && fn.Plain() && s.Target.Class == nil &&
		fn.Facts().Flags&(facts.AsyncFunc|facts.GeneratorFunc|facts.LambdaFunc) == 0
}

func callTarget(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		args, ok := g.inner(s)
		if !ok || !g.ordinary(s) || s.ArgsExpr() == 0 && s.Handoff.Pass != pylib.PassTuple || s.KwargsExpr() > 0 || s.Target.Pre > 0 {
			continue
		}
		k := g.Expr(s.TargetExpr).Kind
		result := slices.ContainsFunc(s.Target.Func.Results(), func(r threads.Site) bool { return r.Valid() })
		if k != facts.Name && k != facts.Attr || result {
			continue
		}
		out = append(out, one(g.span(s.Call.Expr), after(g.span(s.TargetExpr).End, "("+strings.ReplaceAll(args, "\n", " ")+")")))
	}
	return out
}

func asyncTarget(g *ground) (out []planting) {
	seen := map[*threads.Func]bool{}
	for _, s := range g.Spawns() {
		if fn := s.Target.Func; g.ordinary(s) && !seen[fn] && !s.Handoff.Coros && s.Handoff.On == pylib.NewThread {
			seen[fn] = true
			p := one(g.span(s.Call.Expr), after(fn.Facts().Span.Start, "async "))
			for _, other := range fn.Callers {
				if other.File == g.File {
					p.places = append(p.places, g.span(other.Expr))
				}
			}
			for _, other := range g.Model().SpawnsOf(fn) {
				p.places = append(p.places, g.span(other.Call.Expr))
			}
			out = append(out, p)
		}
	}
	return out
}

func dropKeyword(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		a := g.ArgsOf(s.Call.Expr)
		if s.Super || s.Sub != nil || s.Handoff == nil || s.Handoff.Reserved == "" || len(a.Pos) > 0 || len(a.Kw) == 0 || a.Kw[0].Name != s.Handoff.Param {
			continue
		}
		out = append(out, one(g.span(s.Call.Expr), g.swap(source.Span{Start: g.span(a.Kw[0].Expr).Start, End: g.span(a.Kw[0].Value).Start}, "")))
	}
	return out
}

// baseInits is the calls of a base's __init__ in the constructors of thread classes.
func (g *ground) baseInits(use func(c *threads.Class, init *threads.Func, call *threads.CallSite)) {
	for _, c := range g.threadClasses() {
		init := c.OwnMethod("__init__")
		if init == nil || len(init.Params()) == 0 {
			continue
		}
		for _, call := range init.Calls() {
			if call.Method() == "__init__" && g.alone(call) {
				use(c, init, call)
			}
		}
	}
}

func dropSuper(g *ground) (out []planting) {
	g.baseInits(func(c *threads.Class, init *threads.Func, call *threads.CallSite) {
		p := one(g.stmt(call.Stmt), g.swap(g.stmt(call.Stmt), "pass"))
		p.places = append(p.places, init.Facts().Header, c.Facts().Header)
		out = append(out, p)
	})
	return out
}

func storeStarted(g *ground) (out []planting) {
	g.baseInits(func(_ *threads.Class, init *threads.Func, call *threads.CallSite) {
		self := g.Text(init.Params()[0].Name)
		out = append(out, one(g.stmt(call.Stmt), after(g.stmt(call.Stmt).End, "; "+self+"._started = False")))
	})
	return out
}

func widenRun(g *ground) (out []planting) {
	for _, c := range g.threadClasses() {
		if run := c.OwnMethod("run"); run != nil && len(run.Params()) == 1 && run.Plain() {
			out = append(out, one(run.Facts().Header, after(run.Params()[0].Span.End, ", planted")))
		}
	}
	return out
}

func captureVariable(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		e := s.TargetExpr
		if e <= 0 || s.Super || s.Sub != nil || s.Handoff.On == pylib.Process || g.Expr(e).Kind != facts.Name && g.Expr(e).Kind != facts.Attr {
			continue // a process has a copy of the variable
		}
		if v := g.loopVariable(s); v != "" {
			with := "lambda *planted, **named: (" + v + ", " + g.src(e) + ")[1](*planted, **named)"
			out = append(out, one(g.span(s.Call.Expr), g.swap(g.span(e), with)))
		}
	}
	return out
}

// loopVariable is the variable of the loop or comprehension that a spawn stands
// in and that waits for nothing; "" for none.
func (g *ground) loopVariable(s *threads.Spawn) string {
	v, loop := facts.ExprID(0), g.InLoop(s.Call.Stmt)
	for e := g.Parent(s.Call.Expr); e > 0; e = g.Parent(e) {
		if g.Expr(e).Kind == facts.ListComp && len(g.KidsOf(e)) == 1 {
			v = g.Expr(g.KidsOf(e)[0]).A
		}
	}
	if v == 0 && loop != 0 && g.Stmts[loop].Kind == facts.For && !g.waitsIn(loop) {
		v = g.Stmts[loop].X
	}
	if v == 0 || g.Expr(v).Kind != facts.Name {
		return ""
	}
	return g.src(v)
}

// waitsIn says whether a loop waits for what it starts, or leaves after it.
func (g *ground) waitsIn(loop facts.StmtID) bool {
	for _, c := range g.Calls() {
		if g.Within(c.Stmt, loop) && (c.Does(pylib.Joins) || c.MayWait()) {
			return true
		}
	}
	for s := loop; s < g.Stmts[loop].End; s++ {
		if k := g.Stmts[s].Kind; k == facts.Break || k == facts.Return {
			return true
		}
	}
	return false
}

func misspellDaemon(g *ground) (out []planting) {
	if bytes.Contains(g.text, []byte("deamon")) {
		return nil
	}
	for _, d := range g.DaemonStores() {
		if g.Expr(d.Expr).Kind == facts.Attr && strings.HasSuffix(g.src(d.Expr), ".daemon") {
			end := g.span(d.Expr).End
			out = append(out, one(g.stmt(d.Stmt), g.swap(source.Span{Start: end - 6, End: end}, "deamon")))
		}
	}
	return out
}

func oldName(g *ground) (out []planting) {
	for _, d := range g.DaemonStores() {
		st := &g.Stmts[d.Stmt]
		if g.Expr(d.Expr).Kind == facts.Attr && st.Kind == facts.Assign && st.X == d.Expr && g.endsLine(st.Span) && g.Eval(d.Object).LibClass() != pylib.ProcessClass {
			out = append(out, one(st.Span, g.swap(st.Span, g.src(d.Object)+".setDaemon("+g.src(d.Value)+")")))
		}
	}
	old := map[string]string{"is_set": "isSet", "notify_all": "notifyAll", "current_thread": "currentThread", "active_count": "activeCount"}
	for _, c := range g.Calls() {
		if to := old[c.Method()]; to != "" && strings.HasPrefix(c.Lib(), "threading.") && !bytes.Contains(g.text, []byte(to)) {
			callee, _ := g.callee(c)
			name := source.Span{Start: callee.End - uint32(len(c.Method())), End: callee.End}
			out = append(out, one(g.span(c.Expr), g.swap(name, to)))
		}
	}
	return out
}

func addPreexec(g *ground) (out []planting) {
	for _, c := range g.Calls() {
		a := g.ArgsOf(c.Expr)
		if c.Row == nil || !slices.Contains(c.Row.Slots, "preexec_fn") || a.DoubleStar || a.Star || len(a.Pos) == 0 || a.Keyword("preexec_fn") != 0 {
			continue
		}
		end := g.span(c.Expr).End - 1
		with := ", preexec_fn=print"
		if bytes.HasSuffix(bytes.TrimSpace(g.text[:end]), []byte(",")) {
			with = with[1:]
		}
		out = append(out, one(g.span(c.Expr), after(end, with)))
	}
	return out
}

// plantedLock is a lock at the end of a module.
const plantedLock = "import threading as planted_threading\nplanted_lock = planted_threading.Lock()\n"

// lockForProcess hands a thread's lock to a process, which may hand it on to
// another: that is a fault as well.
func lockForProcess(g *ground) (out []planting) {
	for _, s := range g.Spawns() {
		if _, kids := g.tuple(s); len(kids) > 0 && s.Handoff.On == pylib.Process {
			p := one(g.span(s.Call.Expr), g.swap(g.span(kids[len(kids)-1]), "planted_lock"), g.atEnd(plantedLock))
			for _, next := range g.Spawns() {
				if fn := s.Target.Func; fn != nil && next.Call.In == fn {
					p.places = append(p.places, g.span(next.Call.Expr))
				}
			}
			out = append(out, p)
		}
	}
	return out
}

func awaitUnderLock(g *ground) (out []planting) {
	for s := facts.StmtID(1); int(s) < len(g.Stmts); s++ {
		st := &g.Stmts[s]
		if st.Kind == facts.ExprStmt && st.X > 0 && g.Expr(st.X).Kind == facts.Await && g.startsLine(s) && g.endsLine(st.Span) {
			out = append(out, one(st.Span, after(st.Span.Start, "with planted_lock: "), g.atEnd(plantedLock)))
		}
	}
	return out
}

// dropGuard takes the main guard away from a start of a process, or from a call
// that leads to one.
func dropGuard(g *ground) (out []planting) {
	for s := range g.Stmts {
		st := &g.Stmts[s]
		if st.Kind != facts.If || st.Flags&facts.MainGuard == 0 {
			continue
		}
		for _, c := range g.Calls() { // one under a condition may have a guard of its own
			if g.Within(c.Stmt, facts.StmtID(s)) && g.Enclosing(c.Stmt, facts.If, facts.Elif) == facts.StmtID(s) && g.leadsToProcess(c, 3) {
				out = append(out, one(st.Span, g.dedent(facts.StmtID(s))...))
				break
			}
		}
	}
	return out
}

// processAtEnd starts a process behind the guard of a script, since few scripts
// of packages start one inside it. One that asks for a start method may ask for fork.
func processAtEnd(g *ground) []planting {
	if g.quiet(g.Funcs[0]) || !g.IsScript() || bytes.Contains(g.text, []byte("fork")) {
		return nil
	}
	for s := range g.Stmts {
		if st := &g.Stmts[s]; st.Kind == facts.If && st.Flags&facts.MainGuard != 0 {
			end := source.Span{Start: uint32(len(g.text)), End: uint32(len(g.text))}
			p := one(st.Span, g.atEnd("import multiprocessing as planted; planted.Process(target=print).start()\n"))
			p.places = append(p.places, end)
			return []planting{p}
		}
	}
	return nil
}

// leadsToProcess says whether a call starts a process, or calls a function of
// the file that does so, at most depth calls away.
func (g *ground) leadsToProcess(c *threads.CallSite, depth int) bool {
	if c.Does(pylib.Starts) && g.Eval(c.Receiver()).LibClass() == pylib.ProcessClass || c.Does(pylib.Forks) && g.Eval(c.Expr).LibClass() == pylib.ProcessPoolClass {
		return true
	}
	if c.Target == nil || c.Target.File != g.File || depth == 0 {
		return false
	}
	return slices.ContainsFunc(c.Target.Calls(), func(d *threads.CallSite) bool { return g.leadsToProcess(d, depth-1) })
}

// dedent replaces the header of a block by pass and moves its body out of it.
func (g *ground) dedent(block facts.StmtID) []analyzer.Edit {
	st := &g.Stmts[block]
	first := g.stmt(block + 1).Start
	begin := uint32(bytes.LastIndexByte(g.text[:first], '\n') + 1)
	indent := g.text[begin:first]
	out := []analyzer.Edit{g.swap(source.Span{Start: st.Header.Start, End: g.lineEnd(st.Header.Start)}, "pass")}
	for at := begin; at < st.Span.End; at = g.lineEnd(at) + 1 {
		if bytes.HasPrefix(g.text[at:], indent) {
			out = append(out, g.swap(source.Span{Start: at, End: at + uint32(len(indent))}, ""))
		}
	}
	return out
}

// lineEnd is where the line of an offset ends.
func (g *ground) lineEnd(off uint32) uint32 {
	if i := bytes.IndexByte(g.text[off:], '\n'); i >= 0 {
		return off + uint32(i)
	}
	return uint32(len(g.text))
}

func uselessSilencer(g *ground) []planting {
	return g.silencers("# threadlsp: ignore[args-not-tuple] planted")
}

func misspeltSilencer(g *ground) []planting {
	return g.silencers("# threadlsp: ignore[args-not-tupel] planted")
}

// silencers puts a comment behind each start() that has none.
func (g *ground) silencers(comment string) (out []planting) {
	for _, c := range g.calls(pylib.Starts) {
		if end := g.stmt(c.Stmt).End; int(end) < len(g.text) && g.text[end] == '\n' {
			out = append(out, one(g.stmt(c.Stmt), after(end, "  "+comment)))
		}
	}
	return out
}
