package lsp

import (
	"path/filepath"
	"testing"
)

func TestFoldersComeAndGo(t *testing.T) {
	one, uriOne := project(t, map[string]string{"a.py": bad})
	two, uriTwo := project(t, map[string]string{"b.py": bad, "sub/c.py": bad})
	c := workspace(t, capabilities("utf-16"), "workspace", nil, one)
	c.files(uriOne("a.py"))
	change := func(added, removed []any) {
		c.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": added, "removed": removed}})
	}
	none := []any{}
	change([]any{folderOf(filepath.Join(two, "sub"))}, none) // a part of a project: what checking the folder reports
	want := []string{uriOne("a.py"), uriTwo("sub/c.py")}
	if want[0] > want[1] {
		want[0], want[1] = want[1], want[0]
	}
	c.files(want...)
	change(none, []any{folderOf(one)})
	c.files(uriTwo("sub/c.py"))
	c.open(uriTwo("b.py"), "python", bad)
	change([]any{folderOf(one)}, []any{folderOf(filepath.Join(two, "sub"))})
	want = []string{uriOne("a.py"), uriTwo("b.py")} // what is open stays
	if want[0] > want[1] {
		want[0], want[1] = want[1], want[0]
	}
	c.files(want...)
}

// A phase may end while its program is given up, and report afterwards.
func TestALateReportOfAProgramThatHasEndedSaysNothing(t *testing.T) {
	one, uriOne := project(t, map[string]string{"a.py": bad})
	two, uriTwo := project(t, map[string]string{"b.py": bad})
	var s *server
	c := workspace(t, capabilities("utf-16"), "workspace", func(made *server) { s = made }, one)
	c.files(uriOne("a.py"))
	p := s.allPrograms()[0]
	late := p.known()
	c.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{}, "removed": []any{folderOf(one)}}})
	c.files()
	s.report(p, late, true)
	c.notify("workspace/didChangeWorkspaceFolders", map[string]any{"event": map[string]any{"added": []any{folderOf(two)}, "removed": []any{}}})
	c.files(uriTwo("b.py"))
}

func TestModeIsTheFoldersOwn(t *testing.T) {
	one, uriOne := project(t, map[string]string{"a.py": bad})
	two, uriTwo := project(t, map[string]string{"b.py": bad})
	caps := capabilities("utf-16")
	caps["workspace"].(map[string]any)["configuration"] = true
	caps["workspace"].(map[string]any)["didChangeConfiguration"] = map[string]any{"dynamicRegistration": true}
	c := connect(t, fakeOpts, withFake)
	whole := fileURI(one, onWindows) // guarded by c.mu
	c.settings = func(scope string) any {
		if scope == whole {
			return map[string]any{"diagnosticMode": "workspace"}
		}
		return map[string]any{"diagnosticMode": "openFilesOnly"}
	}
	c.begin(caps, nil, one, two)
	c.files(uriOne("a.py"))
	c.mu.Lock()
	whole = fileURI(two, onWindows)
	c.mu.Unlock()
	c.notify("workspace/didChangeConfiguration", map[string]any{"settings": nil})
	c.files(uriTwo("b.py"))
}

func TestModeOfAClientThatCannotBeAsked(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	c := workspace(t, capabilities("utf-16"), "openFilesOnly", nil, dir)
	set := func(mode any) {
		c.notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"threadlsp": map[string]any{"diagnosticMode": mode}}})
	}
	set("workspace")
	c.files(uri("a.py"))
	set("openFilesOnly")
	c.files()
	set("everything")
	c.until("a message", func() bool { return len(c.messages) == 1 })
}

func TestRootURIIsAFolder(t *testing.T) {
	dir, uri := project(t, map[string]string{"a.py": bad})
	c := connect(t, fakeOpts, withFake)
	c.call("initialize", map[string]any{
		"processId": nil, "rootUri": fileURI(dir, onWindows), "capabilities": capabilities("utf-16"),
		"initializationOptions": map[string]any{"settings": map[string]any{"diagnosticMode": "workspace"}},
	})
	c.notify("initialized", map[string]any{})
	c.files(uri("a.py"))
}
