package main

import (
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"threadlsp/docs"
	"threadlsp/lsp"
	"threadlsp/rules"
)

// lspCommand starts the language server.
func (a *app) lspCommand() *cobra.Command {
	var file, level string
	var asked bool
	var kept cacheFlags
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
				Cache: func() lsp.Cache { return kept.forServer(a) },
			})
			return nil
		},
	}
	kept.register(c)
	c.Flags().Bool("stdio", true, "use standard input and output; there is nothing else, but many clients say so")
	c.Flags().BoolVar(&asked, "version", false, "print the version and exit")
	c.Flags().StringVar(&file, "log-file", "", "append the log to this file, too, a JSON object a line, put aside as .1 at 16 MB; ~ and $NAME are expanded")
	c.Flags().StringVar(&level, "log-level", "info", "debug, info, warn or error")
	return c
}

// collectLater lets the heap grow to 16 MB instead of 4 before it is first looked
// through: somebody waits for the first document's diagnostics.
func collectLater() {
	usual := debug.SetGCPercent(400)
	runtime.AddCleanup(new([64]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// stdio is the wire. Nobody closes it: the process ends with the connection.
type stdio struct {
	io.Reader
	io.Writer
}

// Close does nothing.
func (stdio) Close() error { return nil }
