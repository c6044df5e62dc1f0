package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// bazelRules are what a user of Bazel writes once.
//
//go:embed engine/threadlsp.bzl
var bazelRules string

// engines measures a check whose facts are made by actions of Bazel, one for each
// folder of the directory, with 1, 2 and 4 of them at once, and after an edit of one
// file. What it says must be what one check says.
func engines(s *setting) error {
	w := &workspace{dir: filepath.Join(s.temp, "workspace"), state: filepath.Join(s.temp, "bazel")}
	if err := w.make(s); err != nil {
		return err
	}
	defer w.bazel("shutdown")
	fmt.Fprintf(s.out, "%d files in %d folders, %.1f MB\n", len(w.files), len(w.folders), float64(w.bytes)/1e6)
	began := time.Now()
	want, err := w.plain()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%-28s %6.2f s\n", "one check", time.Since(began).Seconds())
	for _, workers := range []int{1, 2, 4} {
		if _, err := w.bazel("clean"); err != nil {
			return err
		}
		if err := w.build(s, fmt.Sprintf("Bazel, %d at once", workers), workers, want); err != nil {
			return err
		}
	}
	facts, err := w.factsBytes()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%-28s %6.2f MB\n", "facts, all that moves", float64(facts)/1e6)
	edited := filepath.Join(w.dir, "src", w.files[len(w.files)/2])
	text, err := os.ReadFile(edited)
	if err != nil {
		return err
	}
	if err := os.WriteFile(edited, append(text, "\n\ndef one_more():\n    pass\n"...), 0o666); err != nil {
		return err
	}
	if want, err = w.plain(); err != nil {
		return err
	}
	return w.build(s, "Bazel, one file edited", 2, want)
}

// A workspace is Bazel's.
type workspace struct {
	dir, state string
	files      []string // below src
	folders    []string
	bytes      int64
}

// make copies the Python files and writes a target for each folder of them.
func (w *workspace) make(s *setting) error {
	if err := w.copy(s.dir); err != nil {
		return err
	}
	var build, names strings.Builder
	build.WriteString("load(\":threadlsp.bzl\", \"threadlsp_check\", \"threadlsp_facts\")\n")
	for i, folder := range w.folders {
		fmt.Fprintf(&build, "threadlsp_facts(name = \"facts%d\", srcs = glob([%q]))\n", i, filepath.ToSlash(filepath.Join("src", folder, "*.py")))
		fmt.Fprintf(&names, "\"facts%d\", ", i)
	}
	fmt.Fprintf(&build, "threadlsp_check(name = \"check\", root = \"src\", srcs = glob([\"src/**/*.py\"]), facts = [%s])\n", &names)
	tool, err := os.ReadFile(s.built)
	if err != nil {
		return err
	}
	for name, text := range map[string]string{
		"WORKSPACE": "workspace(name = \"bench\")\n", "threadlsp.bzl": bazelRules, "BUILD": build.String(),
		"tool/BUILD": "exports_files([\"threadlsp\"])\n", "tool/threadlsp": string(tool), "src/threadlsp.toml": "",
	} {
		if err := write(filepath.Join(w.dir, name), []byte(text), 0o777); err != nil {
			return err
		}
	}
	return nil
}

// copy copies the Python files of a directory.
func (w *workspace) copy(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && slices.Contains([]string{"site-packages", "__pycache__"}, d.Name()) {
			return skipped(err)
		}
		if !d.Type().IsRegular() || filepath.Ext(path) != ".py" || strings.ContainsAny(path, " \"*") {
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		w.files, w.bytes = append(w.files, rel), w.bytes+int64(len(text))
		if folder := filepath.Dir(rel); !slices.Contains(w.folders, folder) {
			w.folders = append(w.folders, folder)
		}
		return write(filepath.Join(w.dir, "src", rel), text, 0o666)
	})
}

// skipped is the error of a walk, or that a folder is left out.
func skipped(err error) error {
	if err != nil {
		return err
	}
	return fs.SkipDir
}

// write writes a file and the folders that it needs.
func write(path string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, data, mode)
}

// plain is what one check says.
func (w *workspace) plain() ([]byte, error) {
	cmd := exec.Command("tool/threadlsp", "check", "--no-cache", "--exit-zero", "--format", "jsonl", "src")
	cmd.Dir = w.dir
	return cmd.Output()
}

// build builds and prints what that took. The findings must be those of one check.
func (w *workspace) build(s *setting, name string, workers int, want []byte) error {
	began := time.Now()
	said, err := w.bazel("build", "//:check", "--spawn_strategy=local", fmt.Sprintf("--jobs=%d", workers))
	if err != nil {
		return err
	}
	took := time.Since(began)
	got, err := os.ReadFile(filepath.Join(w.dir, "bazel-bin", "check.jsonl"))
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s: the findings are not those of one check", name)
	}
	fmt.Fprintf(s.out, "%-28s %6.2f s   %s\n", name, took.Seconds(), processes.FindString(said))
	return nil
}

// processes is Bazel's line on the actions that it ran.
var processes = regexp.MustCompile(`\d+ process(es)?: .*`)

// factsBytes is the size of all facts.
func (w *workspace) factsBytes() (n int64, err error) {
	all, err := filepath.Glob(filepath.Join(w.dir, "bazel-bin", "*.facts"))
	for _, path := range all {
		info, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		n += info.Size()
	}
	return n, err
}

// bazel runs a command of Bazel, and gives what it said.
func (w *workspace) bazel(args ...string) (string, error) {
	cmd := exec.Command("bazel", append([]string{"--output_user_root=" + w.state}, args...)...)
	cmd.Dir = w.dir
	said, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("bazel %s: %w\n%s", args[0], err, said)
	}
	return string(said), nil
}
