package threadmap

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	stdjson "encoding/json"
	"fmt"
	stdhtml "html"
	"reflect"
	"strings"

	"threadlsp/analyzer/threads"
	"threadlsp/internal/report"
)

// pageScript and pageStyle are made of page/src by page/build.sh.
var (
	//go:embed page.js
	pageScript string
	//go:embed page.css
	pageStyle string
)

// What the page's script is given: page/src/data.ts says the same.
type (
	pageData struct {
		Version  string        `json:"version"`
		Projects []pageProject `json:"projects"`
	}
	pageProject struct {
		Name string `json:"name"`
		*threads.Map
		Picture *picture                  `json:"picture"`
		Sources map[string]map[int]string `json:"sources"` // lines by document
	}
)

// html is one page that needs nothing else. Its policy lets no other script run
// than its own, which makes text of whatever stands in a name or in a line.
func html(w *bufio.Writer, all []Project, s Style) {
	data := pageData{s.Version, []pageProject{}}
	title := "threads"
	for _, p := range all {
		data.Projects = append(data.Projects, pageProject{p.Name, p.Map, p.picture(), p.sources()})
		title = p.Name + ": threads"
	}
	raw, err := stdjson.Marshal(data) // escapes what ends a script
	if err != nil {
		return // made of strings and numbers only: it cannot fail
	}
	script, style, nonce := hashed(pageScript), hashed(pageStyle), ""
	if s.Nonce != "" {
		script = "'nonce-" + s.Nonce + "'"
		style, nonce = script, fmt.Sprintf(" nonce=%q", stdhtml.EscapeString(s.Nonce))
	}
	fmt.Fprintf(w, `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src %s; style-src %s">
<title>%s</title>
<style%s>%s</style>
</head>
<body>
<noscript>The picture needs JavaScript; threadlsp map prints the same as text.</noscript>
<script type="application/json" id="data">%s</script>
<script%s>%s</script>
</body>
</html>
`, stdhtml.EscapeString(script), stdhtml.EscapeString(style), stdhtml.EscapeString(report.Sentence(title)), nonce, pageStyle, report.Inert(raw), nonce, pageScript)
}

// hashed is a source of a policy: this text and no other.
func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

const (
	around   = 3   // lines of source before and behind a place
	maxWidth = 160 // characters of a line that the page has
)

// sources is the lines around every place of the map.
func (p Project) sources() map[string]map[int]string {
	out := map[string]map[int]string{}
	eachPlace(reflect.ValueOf(p.Map), func(at threads.Place) {
		file := p.files[at.Key]
		if file == nil {
			return
		}
		document := at.Path + inCell(at)
		if out[document] == nil {
			out[document] = map[int]string{}
		}
		line := file.Position(at.Span.Start).Line
		_, first, last := file.Page(line)
		for n := max(first, line-around); n <= min(last, line+around); n++ {
			out[document][n-first+1] = sourceLine(file.Line(n))
		}
	})
	return out
}

// sourceLine is a line of source as the page shows it.
func sourceLine(line []byte) string {
	s := report.Printable(strings.ReplaceAll(string(bytes.TrimRight(line, "\r\n")), "\t", "    "))
	if r := []rune(s); len(r) > maxWidth {
		return string(r[:maxWidth-1]) + "…"
	}
	return s
}

// eachPlace calls do with every place in a value.
func eachPlace(v reflect.Value, do func(threads.Place)) {
	if at, ok := v.Interface().(threads.Place); ok {
		do(at)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachPlace(v.Elem(), do)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachPlace(v.Index(i), do)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachPlace(v.Field(i), do)
			}
		}
	}
}
