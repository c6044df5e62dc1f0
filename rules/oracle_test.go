//go:build unix

package rules

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"threadlsp/internal/doc"
)

// A page's example says what running it shows by one marker at the end of a line:
//
//	# run: ok              it ends, with status 0
//	# run: TypeError       an exception (or warning) of that name is shown; A|B: one of them
//	# run: hang            it has not ended after two seconds
//	# run: spin            this line runs a thousand times and more without a wait
//	# run: main thread     this line runs, and in the main thread alone
//
// `<3.13` or `>=3.11` after it limits the versions of which that is said, and
// `after CODE` is appended to an example that only defines what to run.
var runMarker = regexp.MustCompile(`# run: ([A-Za-z| ]+?)(?: (<|>=)3\.(\d+))?(?: after (.+))?\s*$`)

// A claim is what a page says of running one of its examples.
type claim struct {
	name     string // "args-not-tuple/wrong-1"
	text     string
	line     int
	what     string
	op       string // "", "<" or ">="
	minor    int
	appended string
}

// claims reads those of all pages.
func claims(t *testing.T) []claim {
	var out []claim
	for _, r := range All {
		page, err := doc.ParseRule(Page(r))
		if err != nil {
			continue // TestAll fails
		}
		for kind, section := range map[string]string{"wrong": page.Wrong, "right": page.Right} {
			for i, text := range doc.Blocks(section) {
				c := claim{name: fmt.Sprintf("%s/%s-%d", r.Name, kind, i+1), text: text}
				for n, line := range strings.Split(text, "\n") {
					if !strings.Contains(line, "# run:") {
						continue
					}
					m := runMarker.FindStringSubmatch(line)
					if m == nil || c.what != "" {
						t.Errorf("%s: the marker # run is not well formed, or there are two", c.name)
						continue
					}
					c.line, c.what, c.op, c.appended = n+1, m[1], m[2], m[4]
					c.minor, _ = strconv.Atoi(m[3])
				}
				if c.what != "" {
					out = append(out, c)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b claim) int { return strings.Compare(a.name, b.name) })
	return out
}

// A python is an interpreter to ask.
type python struct {
	path  string
	minor int
}

// pythons is the interpreters of CPython from 3.9 on: python3.11 and those that pyenv has.
func pythons() []python {
	root := os.Getenv("PYENV_ROOT")
	if home, err := os.UserHomeDir(); root == "" && err == nil {
		root = filepath.Join(home, ".pyenv")
	}
	list, _ := filepath.Glob(filepath.Join(root, "versions", "3.*", "bin", "python"))
	for _, name := range []string{"python3.11", "python3"} {
		if p, err := exec.LookPath(name); err == nil {
			list = append(list, p)
		}
	}
	byVersion := map[int]string{}
	for _, p := range list {
		out, err := exec.Command(p, "-c", "import sys; print(sys.version_info[1])").Output()
		minor, bad := strconv.Atoi(strings.TrimSpace(string(out)))
		if err == nil && bad == nil && minor >= 9 && byVersion[minor] == "" {
			byVersion[minor] = p
		}
	}
	var out []python
	for minor, p := range byVersion {
		out = append(out, python{p, minor})
	}
	slices.SortFunc(out, func(a, b python) int { return a.minor - b.minor })
	return out
}

// traced runs an example and looks at one line of it: it ends with status 0
// where that ran in the main thread alone, or as often as a loop that waits
// would not do it.
const traced = `
import os, sys, threading
path, line, spins = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "spin"
seen, times = set(), 0
def trace(frame, event, arg):
    global times
    if frame.f_code.co_filename != path:
        return None
    if event == "line" and frame.f_lineno == line:
        seen.add(threading.current_thread() is threading.main_thread())
        times += 1
        if spins and times > 1000:
            os._exit(0)
    return trace
threading.settrace(trace)
sys.settrace(trace)
exec(compile(open(path).read(), path, "exec"), {"__name__": "__main__"})
sys.settrace(None)
for t in threading.enumerate():
    if t is not threading.current_thread():
        t.join()
sys.exit(0 if seen == {True} and not spins else "the line ran %d times, in the main thread: %s" % (times, seen))
`

const (
	patience = 2 * time.Second  // after which an example hangs
	limit    = 60 * time.Second // of one that should end, on a machine that is busy
)

// run asks one interpreter and says what is wrong with the claim; "" if nothing is.
func (c *claim) run(dir string, p python) string {
	path := filepath.Join(dir, "example.py")
	if err := os.WriteFile(path, []byte(c.text+"\n"+c.appended+"\n"), 0o666); err != nil {
		return err.Error()
	}
	stuck := c.what == "hang"
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	if stuck {
		ctx, cancel = context.WithTimeout(context.Background(), patience)
	}
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, "-W", "always", path)
	counts := c.what == "main thread" || c.what == "spin"
	if counts {
		cmd = exec.CommandContext(ctx, p.path, "-c", traced, path, strconv.Itoa(c.line), c.what)
	}
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // its children, too
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	late := ctx.Err() != nil
	switch {
	case cmd.ProcessState == nil:
		return err.Error()
	case stuck && !late:
		return fmt.Sprintf("it ended: %v\n%s", err, stderr.String())
	case stuck:
	case late:
		return "it did not end\n" + stderr.String()
	case c.what == "ok" || counts:
		if err != nil {
			return fmt.Sprintf("%v\n%s", err, stderr.String())
		}
	default:
		if !regexp.MustCompile(`(?m)(?:^|[ .])(?:` + c.what + `)(?::|$)`).MatchString(stderr.String()) {
			return "it showed none\n" + stderr.String()
		}
	}
	return ""
}

// holds says whether a claim is made of a version.
func (c *claim) holds(minor int) bool {
	switch c.op {
	case "<":
		return minor < c.minor
	case ">=":
		return minor >= c.minor
	}
	return true
}

// TestOracle asks CPython whether the pages' examples do what they say: 3.11
// and every other version that pyenv has. What hangs is looked at for two
// seconds, many at a time; with -short under one version only.
func TestOracle(t *testing.T) {
	versions := pythons()
	if len(versions) == 0 {
		t.Skip("no CPython from 3.9 on")
	}
	var names []string
	for _, p := range versions {
		names = append(names, fmt.Sprintf("3.%d (%s)", p.minor, p.path))
	}
	t.Logf("asked: %s", strings.Join(names, ", "))
	all := claims(t)
	if len(all) < 30 {
		t.Errorf("only %d examples say what running them shows", len(all))
	}
	// What hangs only sleeps, so many may do that at once.
	asleep, awake := make(chan struct{}, 16), make(chan struct{}, 4)
	var wait sync.WaitGroup
	for _, c := range all {
		slots := awake
		if c.what == "hang" {
			slots = asleep
		}
		for _, p := range versions {
			if !c.holds(p.minor) || testing.Short() && p != versions[len(versions)/2] {
				continue
			}
			dir := t.TempDir()
			wait.Add(1)
			go func() {
				defer wait.Done()
				slots <- struct{}{}
				defer func() { <-slots }()
				if said := c.run(dir, p); said != "" {
					t.Errorf("%s: line %d says %q, Python 3.%d disagrees: %s", c.name, c.line, c.what, p.minor, said)
				}
			}()
		}
	}
	wait.Wait()
}
