package pylib

import (
	"slices"
	"strings"
	"sync"
)

// TellsVersion says whether a library object tells which Python runs: what is
// conditional on it is there for other versions.
func TellsVersion(name string) bool {
	switch Canonical(name) {
	case "sys.version_info", "sys.hexversion", "sys.version", "platform.python_version", "platform.python_version_tuple",
		"six.PY2", "six.PY3", "six.PY34":
		return true
	}
	return false
}

// NamesVersion says whether a name of a variable promises to tell which Python
// runs: PY2, IS_PY3, PYTHON3.
func NamesVersion(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for _, version := range []string{"py2", "py3", "python2", "python3"} {
		if strings.Contains(name, version) {
			return true
		}
	}
	return false
}

// ExpectsWarning says whether a function, by its last name, makes a context in
// which a DeprecationWarning is expected or switched off.
func ExpectsWarning(name string) bool {
	switch name {
	case "assertWarns", "assertWarnsRegex", "warns", "deprecated_call", "catch_warnings":
		return true
	}
	return false
}

// OldNames lists the last names of functions and methods that are deprecated or
// gone and have a new name, sorted. The slice must not be changed.
var OldNames = sync.OnceValue(func() []string {
	var out []string
	for name, c := range tables().calls {
		if c.IsOld() {
			out = append(out, name[strings.LastIndexByte(name, '.')+1:])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
})

// IsOld says whether a function or method is deprecated or gone in some version
// and only its name is: Instead names the same thing in the same place.
func (c *Call) IsOld() bool {
	return (c.Old != "" || c.Removed != "") && c.Instead != "" && !strings.Contains(c.Instead, ".")
}

// Minor is the number after the dot of "3.10"; 0 for a version before 3 or none.
func Minor(version string) int {
	n := 0
	if rest, ok := strings.CutPrefix(version, "3."); ok {
		for _, r := range rest {
			n = n*10 + int(r-'0')
		}
	}
	return n
}
