package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// python is the interpreter whose pip fetches, and whose library is `cpython`.
const python = "python3.11"

// A pack is one package at one version, in a folder once it was fetched.
type pack struct {
	name, version string
	source        bool // there is no wheel
	dir           string
}

// print shows lines under the name of the package, and nothing without lines.
func (p pack) print(w io.Writer, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(w, strings.TrimSpace(p.name+" "+p.version))
	for _, l := range lines {
		fmt.Fprintln(w, "  "+l)
	}
}

// list reads a list of packages, `NAME==VERSION` a line, with `source` behind it
// where there is no wheel. `cpython` is the library of the interpreter itself.
func list(file string) ([]pack, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []pack
	for i, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		name, version, ok := strings.Cut(words[0], "==")
		if !ok || len(words) > 2 || len(words) == 2 && words[1] != "source" || strings.ContainsAny(name+version, `/\`) {
			return nil, fmt.Errorf("%s:%d: not NAME==VERSION", file, i+1)
		}
		out = append(out, pack{name: name, version: version, source: len(words) == 2})
	}
	return out, nil
}

// folders are the sub-folders of a folder, each as a package.
func folders(dir string) ([]pack, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []pack
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, pack{name: e.Name(), dir: filepath.Join(dir, e.Name())})
		}
	}
	return out, nil
}

// fetch finds the package's files in the cache, after bringing them there.
func (p *pack) fetch(cache string) error {
	if p.dir != "" {
		return nil
	}
	if p.name == "cpython" {
		said, err := output("", python, "-c", "import platform, sysconfig; print(platform.python_version(), sysconfig.get_path('stdlib'))")
		if err != nil {
			return err
		}
		version, dir, _ := strings.Cut(strings.TrimSpace(said), " ")
		p.version, p.dir = version, dir // another patch release has other lines: it is named where findings are printed
		return nil
	}
	dir := filepath.Join(cache, p.name+"-"+p.version)
	if _, err := os.Stat(dir); err == nil {
		p.dir = dir
		return nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(cache, "fetching-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	kind := "--only-binary=:all:"
	if p.source {
		kind = "--no-binary=:all:"
	}
	fmt.Fprintln(os.Stderr, "fetching", p.name, p.version)
	if _, err := output("", python, "-m", "pip", "download", "--quiet", "--no-deps", kind, "--dest", temp, p.name+"=="+p.version); err != nil {
		return err
	}
	files, err := os.ReadDir(temp)
	if err != nil || len(files) != 1 {
		return errors.Join(err, fmt.Errorf("pip left %d files", len(files)))
	}
	fresh := filepath.Join(temp, "files")
	archive := filepath.Join(temp, files[0].Name())
	if strings.HasSuffix(archive, ".whl") || strings.HasSuffix(archive, ".zip") {
		err = unzip(archive, fresh)
	} else {
		err = untar(archive, fresh)
	}
	if err != nil {
		return err
	}
	p.dir = dir
	return os.Rename(fresh, dir)
}

// wanted says whether a file of an archive is text that check may read.
func wanted(name string) bool {
	switch filepath.Ext(name) {
	case ".py", ".pyi", ".pyw", ".ipynb", ".md", ".toml":
		return filepath.IsLocal(name)
	}
	return false
}

func unzip(archive, dir string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		if !wanted(f.Name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return err
		}
		err = write(filepath.Join(dir, f.Name), r)
		r.Close()
		if err != nil {
			return err
		}
	}
	return os.MkdirAll(dir, 0o755)
}

func untar(archive, dir string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if err == io.EOF {
			return os.MkdirAll(dir, 0o755)
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeReg && wanted(h.Name) {
			if err := write(filepath.Join(dir, h.Name), t); err != nil {
				return err
			}
		}
	}
}

func write(name string, r io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o644)
}

// binary is a binary by its name, or one that is built from a revision.
func binary(temp, name string) (string, error) {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		return filepath.Abs(name)
	}
	return build(temp, name)
}

// build builds a revision of the repository, the working tree for "".
func build(temp, rev string) (string, error) {
	dir, bin := "", filepath.Join(temp, "threadlsp-new")
	if rev != "" {
		dir, bin = filepath.Join(temp, "tree"), filepath.Join(temp, "threadlsp-old")
		archive := filepath.Join(temp, "tree.tar")
		if _, err := output("", "git", "archive", "--format=tar", "--output", archive, rev); err != nil {
			return "", err
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		if _, err := output("", "tar", "-xf", archive, "-C", dir); err != nil {
			return "", err
		}
	}
	_, err := output(dir, "go", "build", "-o", bin, "./cmd/threadlsp")
	return bin, err
}

// output runs a program and returns what it printed; what it complained of is part of the error.
func output(dir, name string, args ...string) (string, error) {
	var out, complaint bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &complaint
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(complaint.String()))
	}
	return out.String(), nil
}
