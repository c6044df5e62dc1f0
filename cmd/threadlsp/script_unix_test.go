//go:build unix

package main

import (
	"os"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCommands are what the scripts cannot do otherwise.
//
//	mkfifo NAME            makes a FIFO
//	rename-to NAME 'GO'    renames NAME to a name with escapes: \x1b, \n
//	bytes NAME 'GO'        writes a file of bytes with escapes
//	join-files A B C       writes the text of A and B to C
//	no-control-characters  fails when a text would steer a terminal
var scriptCommands = map[string]func(*testscript.TestScript, bool, []string){
	"mkfifo": func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o666))
	},
	"rename-to": func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(os.Rename(ts.MkAbs(args[0]), ts.MkAbs(unescape(args[1]))))
	},
	"bytes": func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(unescape(args[1])), 0o666))
	},
	"join-files": func(ts *testscript.TestScript, _ bool, args []string) {
		ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(ts.ReadFile(args[0])+ts.ReadFile(args[1])), 0o666))
	},
	"no-control-characters": func(ts *testscript.TestScript, _ bool, args []string) {
		for _, name := range args {
			if text := ts.ReadFile(name); strings.ContainsAny(text, "\x1b\x07\r\u202e\u009b\x7f") {
				ts.Fatalf("%s: %q", name, text)
			}
		}
	},
}

// unescape reads \xNN, \n, \r and \u of a script's argument.
func unescape(s string) string {
	return strings.NewReplacer(`\x00`, "\x00", `\x1b`, "\x1b", `\x07`, "\x07", `\n`, "\n", `\r`, "\r", `\xe9`, "\xe9", `\xff`, "\xff", `\u202e`, "\u202e", `\bom`, "\ufeff").Replace(s)
}
