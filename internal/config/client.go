package config

// A ClientKey is a setting that an editor's extension acts on itself, since it
// says how the server is started or spoken to. The server never asks for it.
type ClientKey struct {
	Name    string
	Types   []string // as in a JSON schema; an array holds strings
	Default any
	Doc     string
	Values  []string // of a string that is one of some words

	// Folder says that folders of one workspace may differ.
	Folder bool
	// Machine says that the value belongs to a machine rather than to a project.
	Machine bool
	// Trusted says that a workspace may set it only once the user trusts it: it
	// names a program to run or a file to write.
	Trusted bool
}

// LogLevels are how much the server can be told to log, most first.
var LogLevels = []string{"debug", "info", "warn", "error"}

// Client is the setting as an extension declares it.
func (k *EditorKey) Client() ClientKey {
	c := ClientKey{Name: k.Name, Types: []string{"string"}, Default: k.Default, Doc: k.Doc, Values: k.Values, Folder: true}
	if k.turn != nil {
		c.Types, c.Default, c.Values = []string{"boolean"}, k.Default == "true", nil
	}
	return c
}

// ClientKeys is every such setting, in the order of the documentation.
var ClientKeys = []ClientKey{
	{
		Name: "path", Types: []string{"string", "array"}, Default: []string{}, Machine: true, Trusted: true,
		Doc: "The server: a program, or a command line, such as `\"${workspaceFolder}/.venv/bin/threadlsp\"`. " +
			"`${workspaceFolder}`, `${workspaceFolder:NAME}`, `${userHome}`, `${cwd}`, `${env:NAME}` and a leading `~` are replaced; " +
			"a relative path starts at the first folder. Empty: the server of the extension, else the one on the `PATH`. Ignored in untrusted workspaces.",
	}, {
		Name: "markdown", Types: []string{"boolean"}, Default: true,
		Doc: "Check the Python blocks of open Markdown documents.",
	}, {
		Name: "logLevel", Types: []string{"string"}, Default: "info", Values: LogLevels,
		Doc: "How much the server logs.",
	}, {
		Name: "logFile", Types: []string{"string"}, Default: "", Machine: true, Trusted: true,
		Doc: "A file to which the server's log is appended, too, and which is put aside as `.1` at 16 MB; the variables are those of `threadlsp.path`.",
	}, {
		Name: "trace.server", Types: []string{"string"}, Default: "off", Values: []string{"off", "messages", "verbose"},
		Doc: "Log the messages between the editor and the server.",
	},
}
