// Command bench measures threadlsp beside ruff: a cold check of CPython's
// library by each, without a cache, and a warm one in which nothing has changed, in turns.
//
//	go run ./bench [-n 5] [DIR]
//	go run ./bench -typing [-n 3]
//	go run ./bench -engine [DIR]
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
	engine := flag.Bool("engine", false, "measure a check whose facts are actions of Bazel instead")
	flag.Parse()
	measure := library
	switch {
	case *typed:
		measure = servers
	case *engine:
		measure = engines
	}
	if err := run(os.Stdout, *n, flag.Arg(0), measure); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A contender is a program that checks the directory, and what its runs cost.
type contender struct {
	name   string
	args   []string
	cpu    []time.Duration // user and system, one a run
	wall   []time.Duration
	memory int64  // bytes, the most of any run; 0 where the system does not say
	said   string // standard error of the last run
}

// A setting is what is measured where.
type setting struct {
	out   io.Writer
	n     int    // runs of each
	dir   string // what is checked
	temp  string // a folder to work in
	built string // threadlsp
}

// run builds, measures and prints.
func run(out io.Writer, n int, dir string, measure func(*setting) error) error {
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
	return measure(&setting{out, n, dir, temp, built})
}

// ruff is the path of ruff, and its version.
func (s *setting) ruff() (path, version string, err error) {
	if path, err = findRuff(s.temp); err == nil {
		version, err = output(path, "--version")
	}
	return path, version, err
}

// servers measures the language servers.
func servers(s *setting) error {
	ruff, version, err := s.ruff()
	if err != nil {
		return err
	}
	return latency(s.out, s.n, s.built, ruff, version)
}

// library measures checks of a library.
func library(s *setting) error {
	ruff, version, err := s.ruff()
	if err != nil {
		return err
	}
	check := []string{s.built, "check", "--exit-zero", "--format", "concise", "--verbose", s.dir}
	rule := []string{ruff, "check", "--isolated", "--select", "B023", "--exit-zero", "--quiet", s.dir}
	all := []*contender{
		{name: "threadlsp", args: append(slices.Clone(check), "--no-cache")},
		{name: version, args: append(slices.Clone(rule), "--no-cache")},
		{name: "threadlsp, warm", args: append(slices.Clone(check), "--cache-dir", filepath.Join(s.temp, "ours"))},
		{name: "ruff, warm", args: append(slices.Clone(rule), "--cache-dir", filepath.Join(s.temp, "theirs"))},
	}
	for _, c := range all[2:] { // fills the caches
		if err := c.measure(); err != nil {
			return err
		}
		c.cpu, c.wall, c.memory = nil, nil, 0
	}
	for range s.n {
		for _, c := range all {
			if err := c.measure(); err != nil {
				return err
			}
		}
	}
	return table(s.out, all)
}

// measure runs the program once.
func (c *contender) measure() error {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", c.name, err, &stderr)
	}
	c.wall = append(c.wall, time.Since(began))
	c.cpu = append(c.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	c.memory = max(c.memory, peakMemory(cmd.ProcessState))
	c.said = stderr.String()
	return nil
}

// table prints all side by side: ours and theirs, cold and warm.
func table(out io.Writer, all []*contender) error {
	fmt.Fprintf(out, "%-16s %10s %10s %10s %10s   %s\n", "", "best, s", "median, s", "clock, s", "peak, MB", "CPU time of each run, user + system, s")
	for _, c := range all {
		var runs []string
		for _, d := range c.cpu {
			runs = append(runs, fmt.Sprintf("%.2f", d.Seconds()))
		}
		sorted := slices.Sorted(slices.Values(c.cpu))
		fmt.Fprintf(out, "%-16s %10.2f %10.2f %10.2f %10.0f   %s\n", c.name, sorted[0].Seconds(), sorted[len(sorted)/2].Seconds(),
			slices.Min(c.wall).Seconds(), float64(c.memory)/1e6, strings.Join(runs, " "))
	}
	best := func(i int) float64 { return slices.Min(all[i].cpu).Seconds() }
	fmt.Fprintf(out, "ratio to ruff %.2f; warm to cold %.2f\n", best(0)/best(1), best(2)/best(0))
	effort := regexp.MustCompile(`(?m)^(Read .*)$`).FindString(all[0].said)
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
