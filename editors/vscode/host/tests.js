// The extension in a trusted workspace of two folders; the first has app.py and
// many.py, the second worker.py, which is never opened, and a notebook.
const assert = require("assert");
const fs = require("fs");
const vscode = require("vscode");
const { extension, file, open, ours, play, set, until } = require("./suite");

const run = (command, ...args) => vscode.commands.executeCommand(command, ...args);
let server;

const ready = () => until("status ready", () => server.status.state === "ready");
const pid = () => server.client?._serverProcess?.pid;

// insertion is an edit that puts a text at the beginning of a document.
function insertion(uri, text) {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  return edit;
}

// wrongCells is how many cells have a finding that can be mended.
const wrongCells = (notebook) => notebook.getCells().filter((c) => ours(c.document.uri).includes("args-not-tuple")).length;

// documentOf waits until a document of a kind is shown, and gives its text.
async function documentOf(what, matches) {
  const editor = await until(what, () => vscode.window.visibleTextEditors.find((e) => matches(e.document)));
  return editor.document;
}

const tests = {
  async "activates, and the server is that of the extension"() {
    server = await extension().activate();
    assert.ok(extension().isActive);
    assert.equal(server.from, "the extension");
    await ready();
  },

  async "every command of the manifest is there"() {
    const there = await vscode.commands.getCommands(true);
    const { commands } = extension().packageJSON.contributes;
    const missing = [...commands.map((c) => c.command), "threadlsp.showReferences"].filter((c) => !there.includes(c));
    assert.deepEqual(missing, []);
  },

  async "a finding has code, range, severity and a page"() {
    const document = await open(file(0, "app.py"));
    await until("finding", () => ours(document.uri).length === 1);
    const [d] = vscode.languages.getDiagnostics(document.uri);
    assert.equal(d.range.start.line, 7);
    assert.equal(d.severity, vscode.DiagnosticSeverity.Error);
    assert.ok(d.message.includes("tuple"), d.message);
  },

  async "a hover explains"() {
    const { document } = vscode.window.activeTextEditor;
    const hovers = await run("vscode.executeHoverProvider", document.uri, new vscode.Position(7, 37));
    const text = hovers.flatMap((h) => h.contents.map((c) => c.value ?? c)).join("\n");
    assert.ok(text.includes("make no tuple"), text);
  },

  async "a quick fix mends, and the finding goes"() {
    const { document } = vscode.window.activeTextEditor;
    const [d] = vscode.languages.getDiagnostics(document.uri);
    const actions = await run("vscode.executeCodeActionProvider", document.uri, d.range, "quickfix", 10);
    const fix = actions.find((a) => /tuple/.test(a.title));
    assert.ok(fix?.edit, actions.map((a) => a.title).join("; "));
    assert.ok(fix.isPreferred, "the fix is preferred");
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.ok(document.lineAt(7).text.includes('("world",)'), document.lineAt(7).text);
    await until("no finding", () => ours(document.uri).length === 0);
  },

  async "the server starts anew, and the finding comes back"() {
    const before = pid();
    await run("undo");
    await run("threadlsp.restart");
    assert.notEqual(pid(), before);
    const { document } = vscode.window.activeTextEditor;
    await until("finding", () => ours(document.uri).length === 1);
  },

  async "fix all mends all"() {
    const document = await open(file(0, "many.py"));
    await until("findings", () => ours(document.uri).filter((c) => c === "args-not-tuple").length === 2);
    await run("threadlsp.fixAll");
    await until("no findings", () => !ours(document.uri).includes("args-not-tuple"));
    assert.ok(document.getText().includes('("apple",)') && document.getText().includes('("pear",)'), document.getText());
    await run("workbench.action.files.revert");
  },

  async "the status counts findings"() {
    await until("findings", () => server.status.state === "ready" && server.status.findings > 0 && server.status.files > 0);
  },

  async "in the mode workspace closed files of every folder are reported, else not"() {
    const closed = vscode.Uri.file(file(1, "worker.py"));
    assert.deepEqual(ours(closed), []);
    await set("diagnosticMode", "workspace");
    await until("finding in a closed file", () => ours(closed).includes("args-not-tuple"));
    await set("diagnosticMode", undefined);
    await until("no finding in a closed file", () => ours(closed).length === 0);
  },

  async "one server serves all folders"() {
    const before = pid();
    const document = await open(file(1, "second.py"));
    await until("finding", () => ours(document.uri).length === 1);
    assert.equal(pid(), before);
  },

  async "the thread map is a tab, of the texts in the editor"() {
    const document = await open(file(0, "app.py"));
    await vscode.workspace.applyEdit(insertion(document.uri, "import threading; threading.Thread(target=print, name='typed').start()\n"));
    await run("threadlsp.showMap");
    const tab = () => vscode.window.tabGroups.activeTabGroup.activeTab;
    await until("the tab", () => tab()?.input instanceof vscode.TabInputWebview && tab().label === "Threads of first");
    await run("workbench.action.closeActiveEditor");
    const page = await server.threadMap(document.uri, "abcdefghijklmnop0123456789", new vscode.CancellationTokenSource().token);
    assert.ok(page.html.includes('"name":"greet"') && page.html.includes('nonce="abcdefghijklmnop0123456789"'), page.html.slice(0, 500));
    assert.equal(vscode.Uri.parse(page.uris["app.py"]).fsPath, file(0, "app.py"));
    await run("undo");
  },

  async "debug information tells both sides"() {
    await run("threadlsp.showDebugInformation");
    const document = await documentOf("report", (d) => d.isUntitled && d.languageId === "markdown");
    const text = document.getText();
    for (const part of ["extension: threadlsp.threadlsp", "2 folders, trusted", "from the extension", "positions: utf-16", "diagnostics: pulled"]) assert.ok(text.includes(part), `${part} in\n${text}`);
  },

  async "places of a code lens are shown"() {
    const document = await open(file(0, "app.py"));
    const at = { line: 3, character: 4 };
    await run("threadlsp.showReferences", document.uri.toString(), at, [{ uri: document.uri.toString(), range: { start: at, end: at } }]);
  },

  async "wrong settings are a diagnostic in their file"() {
    const toml = file(0, "pyproject.toml");
    const before = fs.readFileSync(toml, "utf8");
    fs.writeFileSync(toml, "[tool.threadlsp]\nselct = []\n");
    const uri = vscode.Uri.file(toml);
    await until("diagnostic", () => vscode.languages.getDiagnostics(uri).some((d) => d.message.includes("selct")));
    await until("status error", () => server.status.state === "error");
    fs.writeFileSync(toml, before);
    await until("no diagnostic", () => vscode.languages.getDiagnostics(uri).length === 0);
    await ready();
  },

  async "a killed server is started again"() {
    const before = pid();
    const document = await open(file(0, "app.py"));
    process.kill(before, "SIGKILL");
    await until("another server", () => pid() !== undefined && pid() !== before && server.client.isRunning());
    await vscode.window.activeTextEditor.edit((e) => e.insert(new vscode.Position(0, 0), "\n"));
    await until("finding one line down", () => vscode.languages.getDiagnostics(document.uri).some((d) => d.range.start.line === 8));
    await run("workbench.action.files.revert");
  },

  async "a finding in a notebook lies in its cell"() {
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file(1, "lesson.ipynb")));
    await vscode.window.showNotebookDocument(notebook);
    const [first, second] = notebook.getCells().filter((c) => c.kind === vscode.NotebookCellKind.Code);
    await until("finding in the second cell", () => ours(second.document.uri).includes("args-not-tuple"));
    assert.deepEqual(ours(first.document.uri), []);
    const [d] = vscode.languages.getDiagnostics(second.document.uri);
    const actions = await run("vscode.executeCodeActionProvider", second.document.uri, d.range, "quickfix", 10);
    const fix = actions.find((a) => /tuple/.test(a.title));
    assert.ok(fix?.edit, actions.map((a) => a.title).join("; "));
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until("no finding", () => ours(second.document.uri).length === 0);
  },

  async "the thread map of a notebook is that of its folder"() {
    await run("threadlsp.showMap");
    await until("the tab", () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === "Threads of second");
    await run("workbench.action.closeActiveEditor");
  },

  async "fix all mends all cells of a notebook, also where none is being edited"() {
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file(1, "many.ipynb")));
    await vscode.window.showNotebookDocument(notebook);
    await until("findings in two cells", () => wrongCells(notebook) === 2);
    await run("notebook.cell.quitEdit");
    await run("threadlsp.fixAll");
    await until("no findings", () => wrongCells(notebook) === 0);
    const text = notebook.getCells().map((c) => c.document.getText()).join("\n");
    assert.ok(text.includes('("apple",)') && text.includes('("pear",)'), text);
  },

  async "a notebook is mended when it is saved"() {
    const settings = vscode.workspace.getConfiguration("notebook");
    for (const kind of ["notebook.source.fixAll.threadlsp", "source.fixAll.threadlsp"]) {
      const path = file(1, `${kind}.ipynb`);
      fs.copyFileSync(file(1, "many.ipynb"), path);
      await settings.update("codeActionsOnSave", { [kind]: "explicit" }, vscode.ConfigurationTarget.Global);
      const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
      await vscode.window.showNotebookDocument(notebook);
      await until("findings in two cells", () => wrongCells(notebook) === 2);
      await vscode.workspace.applyEdit(insertion(notebook.cellAt(0).document.uri, "# changed\n"));
      await until("dirty", () => notebook.isDirty);
      await run("workbench.action.files.save");
      await until(`saved with fixes, ${kind}`, () => /apple[\\]",\)/.test(fs.readFileSync(path, "utf8")) && /pear[\\]",\)/.test(fs.readFileSync(path, "utf8")));
      await settings.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Global);
    }
  },

  async "code lenses tell of threads, and can be switched off"() {
    const document = await open(file(0, "app.py"));
    const lenses = async () => (await run("vscode.executeCodeLensProvider", document.uri, 10)).filter((l) => l.command);
    await until("lenses", async () => (await lenses()).length > 0);
    await set("codeLens", false);
    await until("no lenses", async () => (await lenses()).length === 0);
    await set("codeLens", undefined);
  },

  async "threadlsp.path names another server; one that is not there is said"() {
    await set("path", ["${userHome}/none", "lsp"]);
    await until("the extension's server", () => server.from === "the extension" && server.client?.isRunning());
    const copy = file(0, "other-server");
    fs.copyFileSync(server.argv[0], copy);
    fs.chmodSync(copy, 0o755);
    await set("path", "./other-server");
    await until("the other server", () => server.from === "threadlsp.path" && server.client?.isRunning());
    assert.equal(server.argv[0], copy);
    await set("path", undefined);
    await until("the extension's server", () => server.from === "the extension" && server.client?.isRunning());
    await ready();
  },

  async "a program that never answers, or ends at once, is replaced when the setting is mended"() {
    await set("path", ["/bin/sleep", "1000"]);
    await until("a start without an answer", () => server.argv?.[0] === "/bin/sleep" && pid() !== undefined);
    const hung = pid();
    await set("path", ["/bin/false"]);
    await until("the error", () => server.status.state === "error" && server.status.message.includes("/bin/false does not start"));
    assert.throws(() => process.kill(hung, 0), "the program that did not answer has ended");
    await set("path", undefined);
    await until("the extension's server", () => server.from === "the extension" && server.client?.isRunning());
    await ready();
  },

  async "a folder that the path names may be added later"() {
    const third = file(0, "../third");
    fs.mkdirSync(third);
    fs.copyFileSync(server.argv[0], `${third}/server`);
    fs.chmodSync(`${third}/server`, 0o755);
    await set("path", "${workspaceFolder:third}/server");
    await until("the extension's server", () => server.from === "the extension" && server.client?.isRunning());
    // VS Code drops what it is asked for while it has not confirmed what came before.
    await until("the folder's server", () => {
      if (vscode.workspace.workspaceFolders.length === 2) vscode.workspace.updateWorkspaceFolders(2, 0, { uri: vscode.Uri.file(third) });
      return server.from === "threadlsp.path" && server.client?.isRunning();
    });
    await until("the extension's server", () => {
      if (vscode.workspace.workspaceFolders.length > 2) vscode.workspace.updateWorkspaceFolders(2, 1);
      return server.from === "the extension" && server.client?.isRunning();
    });
    await set("path", undefined);
    await ready();
  },

  async "an example opens with its finding"() {
    await run("threadlsp.openExample");
    const { document } = vscode.window.activeTextEditor;
    await until("finding", () => ours(document.uri).includes("args-not-tuple"));
  },
};

exports.run = () => play(tests);
