// Command bench measures threadlsp beside ruff: a cold check of CPython's
// library by each, in turns, each with one process and an empty cache.
//
//	go run ./bench [-n 5] [DIR]
//	go run ./bench -typing [-n 3]
//
// DIR is the library of python3 by default. Ruff is taken from the path, else
// installed into a temporary folder. The time is what the process used of the
// processors (user and system), since wall time depends on what else runs.
package main

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	n := flag.Int("n", 5, "runs of each; the best counts")
	typed := flag.Bool("typing", false, "measure the language servers instead, while somebody types")
	flag.Parse()
	if err := run(os.Stdout, *n, flag.Arg(0), *typed); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A contender is a program that checks the directory, and what its runs cost.
type contender struct {
	name   string
	args   []string
	cpu    []time.Duration // user and system, one a run
	memory int64           // bytes, the most of any run; 0 where the system does not say
	said   string          // standard error of the last run
}

// run measures and prints.
func run(out io.Writer, n int, dir string, typed bool) error {
	temp, err := os.MkdirTemp("", "threadlsp-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if dir == "" {
		if dir, err = output("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"); err != nil {
			return err
		}
	}
	built := filepath.Join(temp, "threadlsp")
	if _, err := output("go", "build", "-trimpath", "-o", built, "./cmd/threadlsp"); err != nil {
		return err
	}
	ruff, err := findRuff(temp)
	if err != nil {
		return err
	}
	version, err := output(ruff, "--version")
	if err != nil {
		return err
	}
	if typed {
		return latency(out, n, built, ruff, version)
	}
	ours := &contender{name: "threadlsp", args: []string{built, "check", "--exit-zero", "--format", "concise", "--verbose", dir}}
	theirs := &contender{name: version, args: []string{ruff, "check", "--isolated", "--select", "B023", "--no-cache", "--exit-zero", "--quiet", dir}}
	for range n {
		for _, c := range []*contender{ours, theirs} {
			if err := c.measure(); err != nil {
				return err
			}
		}
	}
	return table(out, ours, theirs)
}

// measure runs the program once.
func (c *contender) measure() error {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c.name, err, &stderr)
	}
	c.cpu = append(c.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	c.memory = max(c.memory, peakMemory(cmd.ProcessState))
	c.said = stderr.String()
	return nil
}

// table prints both side by side.
func table(out io.Writer, ours, theirs *contender) error {
	fmt.Fprintf(out, "%-16s %10s %10s %10s   %s\n", "", "best, s", "median, s", "peak, MB", "CPU time of each run, user + system, s")
	for _, c := range []*contender{ours, theirs} {
		var all []string
		for _, d := range c.cpu {
			all = append(all, fmt.Sprintf("%.2f", d.Seconds()))
		}
		sorted := slices.Sorted(slices.Values(c.cpu))
		fmt.Fprintf(out, "%-16s %10.2f %10.2f %10.0f   %s\n", c.name, sorted[0].Seconds(), sorted[len(sorted)/2].Seconds(),
			float64(c.memory)/1e6, strings.Join(all, " "))
	}
	fmt.Fprintf(out, "%-16s %10.2f\n", "ratio", slices.Min(ours.cpu).Seconds()/slices.Min(theirs.cpu).Seconds())
	effort := regexp.MustCompile(`(?m)^(Read .*)$`).FindString(ours.said)
	_, err := fmt.Fprintln(out, cmp.Or(effort, "threadlsp did not say how much it read"))
	return err
}

// findRuff is ruff on the path, else one installed into a folder.
func findRuff(temp string) (string, error) {
	if path, err := exec.LookPath("ruff"); err == nil {
		return path, nil
	}
	venv := filepath.Join(temp, "venv")
	if _, err := output("python3", "-m", "venv", venv); err != nil {
		return "", err
	}
	bin := filepath.Join(venv, "bin")
	if _, err := os.Stat(bin); err != nil {
		bin = filepath.Join(venv, "Scripts")
	}
	if _, err := output(filepath.Join(bin, "python"), "-m", "pip", "install", "--quiet", "ruff"); err != nil {
		return "", err
	}
	return filepath.Join(bin, "ruff"), nil
}

// output runs a command and returns the line it prints.
func output(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return "", fmt.Errorf("%s: %w\n%s", name, err, failed.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}
