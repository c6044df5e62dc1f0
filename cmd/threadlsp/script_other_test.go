//go:build !unix

package main

import "github.com/rogpeppe/go-internal/testscript"

// scriptCommands: the scripts that need them say [unix].
var scriptCommands map[string]func(*testscript.TestScript, bool, []string)
