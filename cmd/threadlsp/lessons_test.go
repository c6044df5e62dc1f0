package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"threadlsp/rules"
)

// checked is what `threadlsp check --exit-zero` with more arguments prints in a folder.
func checked(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, dir: dir,
		getenv: noCache(t), rules: rules.All,
	}
	if status := a.execute(context.Background(), append([]string{"check", "--exit-zero"}, args...)); status != statusOK {
		t.Fatalf("status %d\n%s", status, &stderr)
	}
	return stdout.String()
}

// TestFirstFilesOfAStudentGetTheirAnswer checks examples/ as the README's first command does.
func TestFirstFilesOfAStudentGetTheirAnswer(t *testing.T) {
	want := []string{
		"busy_wait.py:12:1: warning: `while t.is_alive(): pass` burns a core until `download` ends, and takes GIL turns away from it [busy-wait]",
		"comma_missing.py:10:31: error: args=(\"John\") is the string \"John\", not a tuple: `work` is called with 4 arguments, 'J', 'o', 'h', 'n' [args-not-tuple]",
		"countdown.py:11:20: warning: 2 threads run `countdown`, a pure Python loop: the GIL lets one compute at a time, so they are no faster than one [cpu-bound-thread]",
		"counter.py:9:9: warning: `counter += 1` by 4 threads without a lock can lose updates: it looks right on CPython 3.10+ only because the GIL is not handed over here [lost-update]",
		"cpu_bound.py:10:30: warning: 2 threads run `fib`, a pure Python recursion: the GIL lets one compute at a time, so they are no faster than one [cpu-bound-thread]",
		"input_without_comma.py:10:32: error: args=(input(\"Your name: \")) is a string, not a tuple: `greet` gets one argument a character [args-not-tuple]",
		"join_missing.py:18:1: warning: thread `t1` is joined but `t2` is not: the lines after join() run before `walk` is done [missing-join]",
		"run_not_start.py:11:1: warning: `t.run()` runs `cook` in the calling thread: no new thread starts and the caller waits [run-instead-of-start]",
		"target_called.py:10:19: error: `target=work()` runs `work` now, in this thread, and passes its result None: the new thread has nothing to do [target-called]",
		"url_without_comma.py:14:46: error: args=(url) is a string, not a tuple: `fetch` gets one argument a character [args-not-tuple]",
	}
	dir, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(checked(t, dir, "--format", "concise")), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("examples give\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A lesson breaks one thing in the chapter's third snippet.
type lesson struct {
	name, old, new string
	want           string // the rule that finds it
	fix            string // what the full format shows of its fix
}

const (
	firstJoin  = "t1.join() # wait for the thread to finish, before continuing for the rest of the program\n"
	secondJoin = "t2.join() # The main thread waiting\n"
)

var lessons = []lesson{
	{"the comma is gone", `("John",)`, `("John")`, "args-not-tuple", `+ t1 = Thread(target=work, args= ("John",))`},
	{"a string stands for the tuple", `("John",)`, `"John"`, "args-not-tuple", `+ t1 = Thread(target=work, args= ("John",))`},
	{"the second join is gone", secondJoin, "", "missing-join", "+ t2.join()"},
	{"both joins are gone", firstJoin + secondJoin, "", "missing-join", "+ t1.join()"},
	{"the target is called", "target=walk", "target=walk()", "target-called", "+ t2 = Thread(target=walk)"},
	{"a spin in place of the join", "t1.join() #", "while t1.is_alive(): pass #", "busy-wait", "+ t1.join() #"},
}

// TestChapterIsUnderlinedWhereALessonIsBroken checks the lecture notes
// themselves: as they stand, and with one lesson of snippet 3 broken at a time,
// each with and without the colon of `def walk()`.
func TestChapterIsUnderlinedWhereALessonIsBroken(t *testing.T) {
	chapter, err := os.ReadFile("../../analyzer/source/testdata/chapter.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, colon := range []string{"", ":"} {
		text := strings.Replace(string(chapter), "def walk()\n", "def walk()"+colon+"\n", 1)
		t.Run("as it stands"+colon, func(t *testing.T) { checkLesson(t, text, lesson{}) })
		for _, l := range lessons {
			t.Run(l.name+colon, func(t *testing.T) {
				broken := strings.Replace(text, l.old, l.new, 1)
				if broken == text {
					t.Fatal("the chapter has another text")
				}
				checkLesson(t, broken, l)
			})
		}
	}
}

func checkLesson(t *testing.T, text string, l lesson) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "chapter.md"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var rule []string
	for line := range strings.Lines(checked(t, dir, "--format", "concise", "chapter.md")) {
		rule = append(rule, line[strings.LastIndexByte(line, '[')+1:strings.LastIndexByte(line, ']')])
	}
	// Snippets 1 and 2 stand before the third in the notes.
	want := []string{"missing-join", "busy-wait"}
	if l.want != "" {
		want = append(want, l.want)
	}
	if !slices.Equal(rule, want) {
		t.Errorf("findings of %v, not %v", rule, want)
	}
	frames := strings.Split(strings.TrimSpace(checked(t, dir, "--format", "full", "chapter.md")), "\n\n")
	if last := frames[len(frames)-1]; !strings.Contains(last, l.fix) {
		t.Errorf("no %q in\n%s", l.fix, last)
	}
}
