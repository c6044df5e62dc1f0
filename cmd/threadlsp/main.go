// Command threadlsp finds the threading pitfalls of Python programs, in the
// terminal, in CI and in editors.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"threadlsp/analyzer"
	"threadlsp/internal/nearest"
	"threadlsp/internal/report"
	"threadlsp/rules"
)

//go:generate go run threadlsp/internal/generate ../..

// Exit statuses. They are part of the interface.
const (
	statusOK       = 0
	statusFindings = 1   // at or over --fail-on
	statusUsage    = 2   // usage, configuration, or a file that was named and cannot be read
	statusInternal = 3   // a bug in threadlsp; the other results are printed
	statusStopped  = 130 // interrupted
)

// exitCodes is the part of every help text that scripts are written against.
const exitCodes = `
Exit status: 0 no findings, 1 findings at or over --fail-on, 2 wrong usage or
configuration or a named file that cannot be read, 3 a bug in threadlsp (the
other results are printed), 130 interrupted.`

// An app is the process as the subcommands see it, so that tests can be one.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	dir            string // working directory, absolute
	terminal       bool   // stdout is one
	watched        bool   // stderr is one
	patience       time.Duration
	rules          []*analyzer.Rule

	status int // what the subcommand ended with
}

// abs is a path that the user wrote, taken from the working directory.
func (a *app) abs(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(a.dir, path)
}

func main() { os.Exit(run()) }

// run is main without the exit.
func run() int {
	// With the signal ignored, writing to a closed pipe is an error like any
	// other: `threadlsp check | head` stops quietly, and so does the server.
	signal.Ignore(syscall.SIGPIPE)
	// A large program's model is some hundred megabytes: near the limit the
	// collector runs more often instead of letting the heap double.
	debug.SetMemoryLimit(420 << 20)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "threadlsp: the working directory cannot be found:", err)
		return statusUsage
	}
	a := &app{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv,
		dir: dir, terminal: isTerminal(os.Stdout), watched: isTerminal(os.Stderr), patience: patience, rules: rules.All,
	}
	return a.execute(ctx, os.Args[1:])
}

// execute runs a command line and returns the exit status.
func (a *app) execute(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return a.status
	case errors.Is(err, syscall.EPIPE): // the reader has seen enough
		return a.status
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.stderr, "threadlsp: interrupted")
		return statusStopped
	}
	a.sayError(err)
	return statusUsage
}

// sayError prints an error, each of its lines as one of threadlsp's.
func (a *app) sayError(err error) {
	for line := range strings.Lines(strings.TrimSpace(err.Error())) {
		fmt.Fprintln(a.stderr, "threadlsp:", report.Sentence(strings.TrimRight(line, "\n")))
	}
}

// root is the command itself.
func (a *app) root() *cobra.Command {
	var asked bool
	root := &cobra.Command{
		Use:   "threadlsp",
		Short: "Finds the threading pitfalls of Python programs",
		Long: `threadlsp finds the threading pitfalls of Python programs: forgotten joins and
commas, busy waiting, threads that cannot be faster, races and deadlocks.`,
		Example: `  threadlsp check                      this project
  threadlsp check worker.py            one file, as part of its project
  threadlsp explain args-not-tuple     a rule
  threadlsp explain gil                a concept`,
		SilenceErrors: true, SilenceUsage: true,
		DisableSuggestions: true, // unknownCommand makes its own, in one line
		CompletionOptions:  cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args:               unknownCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked {
				return a.printVersion()
			}
			return c.Help()
		},
	}
	root.Flags().BoolVar(&asked, "version", false, "print the version and exit")
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.checkCommand(), a.explainCommand(), a.rulesCommand(), a.mapCommand(), a.factsCommand(), a.configCommand(), a.versionCommand(), a.lspCommand(), a.cleanCommand())
	return root
}

// unknownCommand refuses a subcommand that does not exist and offers the nearest.
func unknownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	if near, ok := nearest.Word(args[0], names); ok {
		return fmt.Errorf("unknown command %q: did you mean %q?", args[0], near)
	}
	return fmt.Errorf("unknown command %q: `threadlsp --help` lists them", args[0])
}

// flagError adds the flag that was meant to the error about one that does not exist.
func flagError(c *cobra.Command, err error) error {
	hint := fmt.Sprintf("`%s --help` lists the options", c.CommandPath())
	name, found := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !found {
		return fmt.Errorf("%w (%s)", err, hint)
	}
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near, ok := nearest.Word(name, names); ok {
		hint = fmt.Sprintf("did you mean --%s?", near)
	}
	return fmt.Errorf("unknown option --%s: %s", name, hint)
}
