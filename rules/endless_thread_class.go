package rules

import (
	"fmt"
	"strings"

	"threadlsp/analyzer"
	"threadlsp/analyzer/facts"
	"threadlsp/analyzer/pylib"
	"threadlsp/analyzer/threads"
)

// checkEndlessThreadClass reports a thread class that a library has for others
// to make: its run goes round until an error ends it, no method and no flag tells
// it to, and it is no daemon unless who makes it says so.
func checkEndlessThreadClass(p *analyzer.Pass, f *threads.File) {
	if f.Context != threads.Library || leavesHard(f) {
		return
	}
	for _, r := range p.Model.Roots() {
		k := r.Class
		if k == nil || k.File != f || len(r.Spawns) > 0 || strings.HasPrefix(k.Name, "_") || k.UnknownBase() || k.DaemonDefault() != threads.Unset || !r.Func.Plain() || !onlyRuns(k) {
			continue
		}
		loop := endlessLoop(r.Func)
		if loop == 0 || !f.EndsByError(loop) || len(f.StopTests(loop)) > 0 || !sleepsOnly(r.Func, loop) || len(r.Joins()) > 0 {
			continue
		}
		p.Report(analyzer.Finding{
			Span: k.Facts().NameAt, Label: "nothing tells it to end",
			Msg:     fmt.Sprintf("thread class `%s` is no daemon, and its `run` ends only when something in it fails: a program that starts one hangs at exit", clip(k.Name, 30)),
			Because: []analyzer.Note{{Path: f.Path, Span: f.Stmts[loop].Header, Msg: "nothing but an exception leads out of this loop"}},
		})
	}
}

// onlyRuns says whether a thread class and its bases in the program have no
// method by which somebody could tell the thread to end.
func onlyRuns(k *threads.Class) bool {
	for _, c := range k.MRO() {
		for _, fn := range c.File.Funcs {
			if fn.Class == c && fn.Name != "run" && !strings.HasPrefix(fn.Name, "_") && !calledBy(c, fn) {
				return false
			}
		}
	}
	return true
}

// calledBy says whether the class itself calls a method.
func calledBy(c *threads.Class, fn *threads.Func) bool {
	for _, site := range c.File.Calls() {
		if site.Target == fn && site.In.Class == c {
			return true
		}
	}
	return false
}

// sleepsOnly says whether a loop sleeps, and waits for nothing else that is
// known: what it blocks on could be closed to end it.
func sleepsOnly(fn *threads.Func, loop facts.StmtID) bool {
	sleeps := false
	for _, c := range fn.Calls() {
		if c.File.Within(c.Stmt, loop) && c.Does(pylib.Blocks) {
			if !c.Does(pylib.Sleeps) {
				return false
			}
			sleeps = true
		}
	}
	return sleeps
}
