package lsp

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"
)

// spellingKey is the context key of a document's URI as the client spells it.
type spellingKey struct{}

// withSpelling keeps the client's own spelling of the URI in the parameters of
// didOpen. Decoding makes every URI canonical ("a(1).py" becomes "a%281%29.py"),
// and clients that compare strings would not recognise their own document.
func withSpelling(ctx context.Context, params []byte) context.Context {
	var p struct {
		TextDocument struct {
			URI string `json:"uri"`
		} `json:"textDocument"`
	}
	if json.Unmarshal(params, &p) != nil {
		return ctx
	}
	return context.WithValue(ctx, spellingKey{}, p.TextDocument.URI)
}

// spelling is the client's spelling, or canonical where there is none.
func spelling(ctx context.Context, canonical string) string {
	if s, ok := ctx.Value(spellingKey{}).(string); ok && s != "" {
		return s
	}
	return strings.Clone(canonical) // decoding aliases the whole message
}

// filePath is the path that a file URI names, as the operating system writes
// it; ok is false for a URI of another kind and for a path no file can have.
// The drive letter of a Windows path is upper case, however the client writes it.
func filePath(uri string, windows bool) (path string, ok bool) {
	rest, ok := strings.CutPrefix(uri, "file://")
	if !ok {
		return "", false
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	host, path, found := strings.Cut(rest, "/")
	if !found {
		return "", false
	}
	path = unescape("/" + path)
	if strings.IndexByte(path, 0) >= 0 {
		return "", false
	}
	if host == "localhost" {
		host = ""
	}
	if !windows {
		return path, host == "" && path != "/"
	}
	switch {
	case host != "": // \\host\share\a.py
		path = "//" + host + path
	case len(path) >= 3 && isLetter(path[1]) && path[2] == ':': // /c:/a.py
		path = strings.ToUpper(path[1:2]) + path[2:]
	default:
		return "", false
	}
	return strings.ReplaceAll(path, "/", `\`), true
}

// fileURI is the URI of an absolute path, in the spelling that VS Code uses.
func fileURI(path string, windows bool) string {
	host := ""
	if windows {
		path = strings.ReplaceAll(path, `\`, "/")
		if unc, ok := strings.CutPrefix(path, "//"); ok {
			host, path, _ = strings.Cut(unc, "/")
			path = "/" + path
		} else if len(path) >= 2 && isLetter(path[0]) && path[1] == ':' {
			path = "/" + strings.ToLower(path[:1]) + path[1:]
		}
	}
	return "file://" + host + escape(path)
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

const hexDigits = "0123456789ABCDEF"

// escape percent-encodes every byte that is neither unreserved nor a slash.
func escape(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if isLetter(c) || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}

// unescape decodes percent-encoding. A percent sign that begins none stands for
// itself: some clients escape nothing.
func unescape(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
