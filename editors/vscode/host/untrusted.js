// In a workspace that is not trusted, whose settings name a program to run and a
// file to write; then the user trusts it.
const assert = require("assert");
const fs = require("fs");
const vscode = require("vscode");
const { extension, file, open, ours, play, until } = require("./suite");

const tests = {
  async "the extension's own server runs, without the workspace's log file"() {
    assert.equal(vscode.workspace.isTrusted, false);
    const server = await extension().activate();
    assert.equal(server.from, "the extension");
    assert.ok(server.argv[0].startsWith(extension().extensionPath), server.argv[0]);
    assert.ok(!server.argv.includes("--log-file"), server.argv.join(" "));
  },

  async "findings are shown"() {
    const document = await open(file(0, "app.py"));
    await until("finding", () => ours(document.uri).includes("args-not-tuple"));
  },

  async "the workspace's program has not run"() {
    assert.ok(!fs.existsSync(file(0, "ran")) && !fs.existsSync(file(0, "server.log")), fs.readdirSync(file(0, ".")).join(" "));
  },

  async "once trusted, the workspace's program runs, once, with its log file"() {
    const server = extension().exports;
    await vscode.commands.executeCommand("workbench.trust.manage"); // host.js presses the button
    await until("trust", () => vscode.workspace.isTrusted);
    await until("the workspace's server", () => server.from === "threadlsp.path" && server.client?.isRunning());
    assert.equal(server.argv[0], file(0, "evil"));
    assert.equal(fs.readFileSync(file(0, "ran"), "utf8"), "ran\n");
    assert.ok(fs.existsSync(file(0, "server.log")));
    const document = await open(file(0, "app.py"));
    await until("finding", () => ours(document.uri).includes("args-not-tuple"));
  },
};

exports.run = () => play(tests);
