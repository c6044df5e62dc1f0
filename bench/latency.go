package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Each contender's server gets the same file and the same edits, one after the
// other, as somebody types them, and is asked for nothing: it pushes diagnostics.
const (
	typedLines = 5000 // of the file that is edited
	typedEdits = 500
	typedSeed  = 1
)

// A typing is what one server did with all edits.
type typing struct {
	first    time.Duration   // from the start of the process to the first diagnostics
	again    time.Duration   // the same of a second session, which may find what the one before kept
	answers  []time.Duration // from didChange to the diagnostics of that version, sorted
	cpu      time.Duration   // of all edits, user and system
	resident int64           // bytes, the most there ever were
}

// latency measures both servers n times in turns and prints the best run of each.
func latency(out io.Writer, n int, built, ruff, version string) error {
	text, err := typedText()
	if err != nil {
		return err
	}
	edits := typedChanges(text)
	names := []string{"threadlsp", version}
	commands := [][]string{{built, "lsp"}, {ruff, "server"}}
	best := make([]*typing, len(names))
	for range n {
		for i, c := range commands {
			t, err := typeInto(c, text, edits)
			if err != nil {
				return fmt.Errorf("%s: %w", names[i], err)
			}
			best[i] = t.better(best[i])
		}
	}
	fmt.Fprintf(out, "\n%d edits of a file of %d lines, best of %d runs in turns\n", len(edits), typedLines, n)
	fmt.Fprintf(out, "%-16s %14s %12s %12s %12s %12s %12s\n", "", "CPU/edit, ms", "p50, ms", "p99, ms", "first, ms", "again, ms", "peak, MB")
	for i, t := range best {
		fmt.Fprintf(out, "%-16s %14.1f %12.1f %12.1f %12.1f %12.1f %12.0f\n", names[i], ms(t.cpu)/float64(len(edits)),
			ms(t.at(50)), ms(t.at(99)), ms(t.first), ms(t.again), float64(t.resident)/1e6)
	}
	return acrossFiles(out, n, built)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (t *typing) at(percent int) time.Duration { return t.answers[(len(t.answers)-1)*percent/100] }

// better joins the best figure of each kind of two runs.
func (t *typing) better(o *typing) *typing {
	if o == nil {
		return t
	}
	b := *t
	b.first, b.again = min(t.first, o.first), min(t.again, o.again)
	b.cpu, b.resident = min(t.cpu, o.cpu), min(t.resident, o.resident)
	if o.at(99) < t.at(99) {
		b.answers = o.answers
	}
	return &b
}

// typedText is real Python: modules of the standard library that use threads, one
// behind the other, whole functions of them, and blank lines for the rest.
func typedText() ([]string, error) {
	lib, err := output("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))")
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, name := range []string{"threading", "queue", "concurrent/futures/thread", "concurrent/futures/process", "socketserver", "subprocess", "logging/__init__", "logging/handlers", "multiprocessing/pool", "multiprocessing/managers"} {
		text, err := os.ReadFile(filepath.Join(lib, filepath.FromSlash(name)+".py"))
		if err != nil {
			return nil, err
		}
		lines = append(lines, strings.Split(string(text), "\n")...)
	}
	lines = lines[:min(len(lines), typedLines)]
	whole := len(lines) - 1
	for whole > 0 && !strings.HasPrefix(strings.TrimLeft(lines[whole], " "), "def ") {
		whole--
	}
	for whole > 0 && strings.HasPrefix(strings.TrimLeft(lines[whole-1], " "), "@") {
		whole--
	}
	for i := whole; i < len(lines); i++ {
		lines[i] = ""
	}
	return lines, nil
}

// A change is one edit of a line: text put in before its last character column, or taken away.
type change struct {
	line, from, to int
	text           string
}

// typedChanges types words into comments and code, opens brackets and quotes,
// and takes each of them back some edits later.
func typedChanges(lines []string) []change {
	r := rand.New(rand.NewSource(typedSeed))
	var out, undo []change
	width := make([]int, len(lines))
	for i, l := range lines {
		width[i] = len(l) // ASCII up to its end is all that is used
	}
	pieces := []string{"  # note", "x", "(", "\"", ".", " = 1", "[", "  # then", ":", "y"}
	for len(out) < typedEdits {
		if len(undo) > 3 || len(undo) > 0 && r.Intn(2) == 0 {
			u := undo[len(undo)-1]
			undo = undo[:len(undo)-1]
			out = append(out, u)
			width[u.line] -= u.to - u.from
			continue
		}
		line, piece := r.Intn(len(lines)), pieces[r.Intn(len(pieces))]
		if strings.ContainsFunc(lines[line], func(c rune) bool { return c > 126 }) {
			continue
		}
		out = append(out, change{line, width[line], width[line], piece})
		undo = append(undo, change{line, width[line], width[line] + len(piece), ""})
		width[line] += len(piece)
	}
	return out
}

// typeInto runs one server through all edits, after a session that begins with
// nothing kept and another that begins with what that one has kept.
func typeInto(command, lines []string, edits []change) (*typing, error) {
	dir, err := os.MkdirTemp("", "threadlsp-typing")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "typed.py")
	text := strings.Join(lines, "\n")
	config := "[tool.ruff.lint]\nselect = [\"B023\"]\n"
	for path, text := range map[string]string{name: text, filepath.Join(dir, "pyproject.toml"): config} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	kept, err := os.MkdirTemp("", "threadlsp-kept")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(kept)
	uri := "file://" + name
	t := &typing{}
	for _, first := range []*time.Duration{&t.first, &t.again} {
		begin := time.Now()
		s, err := opened(command, dir, kept, uri, text)
		if err != nil {
			return nil, err
		}
		*first = time.Since(begin)
		time.Sleep(2 * time.Second) // until all is quiet, and kept by whoever keeps anything
		s.stop()
	}
	s, err := opened(command, dir, kept, uri, text)
	if err != nil {
		return nil, err
	}
	defer s.stop()
	before := s.cpu()
	for i, e := range edits {
		sent := time.Now()
		s.send("textDocument/didChange", 0, map[string]any{
			"textDocument": map[string]any{"uri": uri, "version": i + 1},
			"contentChanges": []any{map[string]any{"text": e.text, "range": map[string]any{
				"start": map[string]int{"line": e.line, "character": e.from}, "end": map[string]int{"line": e.line, "character": e.to},
			}}},
		})
		if err := s.awaitVersion(i + 1); err != nil {
			return nil, err
		}
		t.answers = append(t.answers, time.Since(sent))
	}
	t.cpu, t.resident = s.cpu()-before, s.resident()
	slices.Sort(t.answers)
	return t, nil
}

// opened is a server that has told its diagnostics of one document.
func opened(command []string, dir, kept, uri, text string) (*server, error) {
	s, err := startServer(command, dir, kept)
	if err != nil {
		return nil, err
	}
	if err := s.initialize(dir); err != nil {
		return nil, err
	}
	s.send("textDocument/didOpen", 0, map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "python", "version": 0, "text": text}})
	return s, s.awaitVersion(0)
}

// A server is a running language server.
type server struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params struct {
		URI         string            `json:"uri"`
		Version     *int              `json:"version"`
		Diagnostics []json.RawMessage `json:"diagnostics"`
	} `json:"params"`
}

func startServer(command []string, dir, kept string) (*server, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "THREADLSP_CACHE_DIR="+kept)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &server{cmd, in, bufio.NewReaderSize(out, 1<<16)}, cmd.Start()
}

// initialize starts the session of a client that cannot pull diagnostics.
func (s *server) initialize(dir string) error {
	s.send("initialize", 1, map[string]any{
		"processId": os.Getpid(), "rootUri": "file://" + dir, "workspaceFolders": []any{map[string]any{"uri": "file://" + dir, "name": "w"}},
		"capabilities": map[string]any{"textDocument": map[string]any{"publishDiagnostics": map[string]any{"versionSupport": true}}},
	})
	if err := s.await(func(m *message) bool { return string(m.ID) == "1" }); err != nil {
		return err
	}
	s.send("initialized", 0, map[string]any{})
	return nil
}

func (s *server) stop() {
	s.in.Close()
	_ = s.cmd.Process.Kill() // it may have ended by itself
	_ = s.cmd.Wait()
}

// send writes a request, or a notification where id is 0.
func (s *server) send(method string, id int, params any) {
	m := map[string]any{"jsonrpc": "2.0", "method": method, "params": params}
	if id != 0 {
		m["id"] = id
	}
	s.write(m)
}

func (s *server) write(m map[string]any) {
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	fmt.Fprintf(s.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
}

// await reads up to the message that is meant. What the server asks meanwhile is answered with null.
func (s *server) await(is func(*message) bool) error {
	for {
		length := 0
		for {
			line, err := s.out.ReadString('\n')
			if err != nil {
				return err
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(v)
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(s.out, body); err != nil {
			return err
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			return err
		}
		if m.Method != "" && m.ID != nil {
			s.write(map[string]any{"jsonrpc": "2.0", "id": m.ID, "result": nil})
		}
		if is(&m) {
			return nil
		}
	}
}

func (s *server) awaitVersion(v int) error {
	return s.await(func(m *message) bool {
		return m.Method == "textDocument/publishDiagnostics" && m.Params.Version != nil && *m.Params.Version == v
	})
}

// cpu is the processor time of the server so far, as the kernel counts it.
func (s *server) cpu() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // USER_HZ is 100 on Linux
}

// resident is the most memory that the server ever had.
func (s *server) resident() int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(v)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}
