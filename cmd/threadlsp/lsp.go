package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"threadlsp/docs"
	"threadlsp/lsp"
	"threadlsp/rules"
)

// lspCommand starts the language server.
func (a *app) lspCommand() *cobra.Command {
	var file, level string
	var asked bool
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Start the language server on standard input and output",
		Long: `Starts the language server on standard input and output, as editors do. It
reads the settings of the project that a document belongs to.

Exit status: 0 after shutdown and exit, 1 when the client has gone without them,
2 wrong usage.`,
		Example: `  threadlsp lsp
  threadlsp lsp --log-level debug --log-file server.log`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked {
				return a.printVersion()
			}
			log, done, err := logger(a.stderr, file, level)
			if err != nil {
				return err
			}
			defer done()
			collectLater()
			a.status = lsp.Serve(c.Context(), stdio{a.stdin, a.stdout}, lsp.Options{
				Rules: rules.All, Version: version, Log: log, Page: rules.Page, Concept: docs.Concept,
			})
			return nil
		},
	}
	c.Flags().Bool("stdio", true, "use standard input and output; there is nothing else, but many clients say so")
	c.Flags().BoolVar(&asked, "version", false, "print the version and exit")
	c.Flags().StringVar(&file, "log-file", "", "append the log to this file, too, a JSON object a line; ~ and $NAME are expanded")
	c.Flags().StringVar(&level, "log-level", "info", "debug, info, warn or error")
	return c
}

// collectLater lets the heap grow to 16 MB instead of 4 before it is first looked
// through: somebody waits for the first document's diagnostics.
func collectLater() {
	usual := debug.SetGCPercent(400)
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// logger writes to stderr, since stdout is the wire, and to a file if one is named.
func logger(stderr io.Writer, file, level string) (*zap.Logger, func(), error) {
	at, err := zapcore.ParseLevel(level)
	if err != nil || at < zap.DebugLevel || at > zap.ErrorLevel {
		return nil, nil, fmt.Errorf("--log-level %s: must be debug, info, warn or error", level)
	}
	people := zap.NewDevelopmentEncoderConfig()
	people.EncodeTime = zapcore.TimeEncoderOfLayout(time.TimeOnly)
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(people), zapcore.Lock(zapcore.AddSync(stderr)), at)
	if file == "" {
		return zap.New(core), func() {}, nil
	}
	f, err := os.OpenFile(expanded(file), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) // it may quote source text
	if err != nil {
		return nil, nil, fmt.Errorf("--log-file: %w", err)
	}
	machines := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.Lock(f), at)
	log := zap.New(zapcore.NewTee(core, machines))
	return log, func() { _ = errors.Join(log.Sync(), f.Close()) }, nil
}

// expanded is a path with ~ and $NAME replaced, as a shell does: editors start
// the server without one.
func expanded(path string) string {
	path = os.ExpandEnv(path)
	rest, ok := strings.CutPrefix(path, "~")
	home, err := os.UserHomeDir()
	if !ok || err != nil || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	return filepath.Join(home, rest)
}

// stdio is the wire. Nobody closes it: the process ends with the connection.
type stdio struct {
	io.Reader
	io.Writer
}

// Close does nothing.
func (stdio) Close() error { return nil }
