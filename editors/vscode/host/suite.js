// What the suites share: they run in the extension host, with the real `vscode`,
// and write what they found to $TEST_OUT, which ends with 'N passed, N failed'.
const fs = require("fs");
const path = require("path");
const vscode = require("vscode");

const deadline = 60000;

// until asks again and again until the answer is one, and returns it.
exports.until = async (what, ask) => {
  for (const end = Date.now() + deadline; ; ) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${deadline / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

exports.extension = () => vscode.extensions.getExtension("threadlsp.threadlsp");

// folder is the path of a workspace folder, file of a file in it.
exports.file = (folder, name) => path.join(vscode.workspace.workspaceFolders[folder].uri.fsPath, name);

exports.open = async (file) => {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, { preview: false, viewColumn: vscode.ViewColumn.One });
  return document;
};

// ours are the names of the rules whose findings stand in a document.
exports.ours = (uri) =>
  vscode.languages
    .getDiagnostics(uri)
    .filter((d) => d.source === "threadlsp")
    .map((d) => (typeof d.code === "object" ? d.code.value : d.code));

exports.set = (name, value) => vscode.workspace.getConfiguration("threadlsp").update(name, value, vscode.ConfigurationTarget.Global);

exports.play = async (tests) => {
  const lines = [`vscode ${vscode.version}, ${vscode.env.appName}, node ${process.version}`];
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    const begin = Date.now();
    try {
      await test();
      lines.push(`ok   ${name} (${Date.now() - begin} ms)`);
    } catch (error) {
      failed++;
      lines.push(`FAIL ${name}: ${error.stack}`);
    }
  }
  lines.push(`${Object.keys(tests).length - failed} passed, ${failed} failed`, "");
  fs.writeFileSync(`${process.env.TEST_OUT}.part`, lines.join("\n"));
  fs.renameSync(`${process.env.TEST_OUT}.part`, process.env.TEST_OUT);
};
