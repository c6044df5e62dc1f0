package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// The server's log. An editor that does not read its standard error must not stop
// the server, and a log file that is forgotten must not fill the disk.

const (
	maxQueued  = 1000             // lines that wait for who reads standard error
	maxLogFile = 16 << 20         // bytes; what was before it is kept beside it, once
	logParting = time.Second / 10 // how long the last lines may take
)

// logger writes to stderr, since stdout is the wire, and to a file if one is named.
func logger(stderr io.Writer, file, level string) (*zap.Logger, func(), error) {
	at, err := zapcore.ParseLevel(level)
	if err != nil || at < zap.DebugLevel || at > zap.ErrorLevel {
		return nil, nil, fmt.Errorf("--log-level %s: must be debug, info, warn or error", level)
	}
	people := zap.NewDevelopmentEncoderConfig()
	people.EncodeTime = zapcore.TimeEncoderOfLayout(time.TimeOnly)
	out := newLateWriter(stderr)
	core := zapcore.NewCore(zapcore.NewConsoleEncoder(people), zapcore.AddSync(out), at)
	if file == "" {
		return zap.New(core), out.end, nil
	}
	f, err := openLogFile(expanded(file), maxLogFile)
	if err != nil {
		out.end()
		return nil, nil, fmt.Errorf("--log-file: %w", err)
	}
	machines := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), f, at)
	return zap.New(zapcore.NewTee(core, machines)), func() { out.end(); f.close() }, nil
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

// A lateWriter takes lines without ever waiting and writes them on a goroutine of
// its own. What does not fit into its queue is dropped, and the reader told so.
type lateWriter struct {
	w       io.Writer
	lines   chan []byte
	dropped atomic.Int64
	quit    chan struct{}
	done    chan struct{}
	once    sync.Once
}

func newLateWriter(w io.Writer) *lateWriter {
	l := &lateWriter{w: w, lines: make(chan []byte, maxQueued), quit: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

// Write queues a copy of a line.
func (l *lateWriter) Write(line []byte) (int, error) {
	select {
	case l.lines <- bytes.Clone(line):
	default:
		l.dropped.Add(1)
	}
	return len(line), nil
}

func (l *lateWriter) run() {
	defer close(l.done)
	for {
		select {
		case line := <-l.lines:
			l.pass(line)
			continue
		default:
		}
		select {
		case line := <-l.lines:
			l.pass(line)
		case <-l.quit:
			return
		}
	}
}

// pass writes a line on. Who has stopped listening is no reason to stop.
func (l *lateWriter) pass(line []byte) {
	if n := l.dropped.Swap(0); n > 0 {
		_, _ = fmt.Fprintf(l.w, "%d lines of the log were dropped: nobody read them\n", n)
	}
	_, _ = l.w.Write(line)
}

// end waits a little for the last lines.
func (l *lateWriter) end() {
	l.once.Do(func() { close(l.quit) })
	select {
	case <-l.done:
	case <-time.After(logParting):
	}
}

// A logFile is appended to. When it is full it is put aside under a name that ends
// in .1, in place of what was put aside before, and begun anew.
type logFile struct {
	path  string
	limit int64

	mu   sync.Mutex // guards what follows
	f    *os.File   // nil where it could not be begun anew
	size int64
}

func openLogFile(path string, limit int64) (*logFile, error) {
	l := &logFile{path: path, limit: limit}
	return l, l.openLocked()
}

func (l *logFile) openLocked() error {
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600) // it may quote source text
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	l.f, l.size = f, info.Size()
	return nil
}

// Write appends a line.
func (l *logFile) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != nil && l.size > 0 && l.size+int64(len(line)) > l.limit {
		err := errors.Join(l.f.Close(), os.Rename(l.path, l.path+".1"))
		if l.f = nil; err == nil {
			err = l.openLocked()
		}
		if err != nil {
			return 0, err
		}
	}
	if l.f == nil {
		return 0, os.ErrClosed
	}
	n, err := l.f.Write(line)
	l.size += int64(n)
	return n, err
}

// Sync is zap's; the system keeps what was written.
func (l *logFile) Sync() error { return nil }

func (l *logFile) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != nil {
		_ = l.f.Close()
		l.f = nil
	}
}
