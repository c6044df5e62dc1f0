// Run by node's own runner through tsx: npm test
import assert from "node:assert/strict";
import { test } from "node:test";
import { Inputs, Nothing, onPath, resolveServer, substitute } from "../src/resolve";

const bundled = "/extension/bin/threadlsp";

// inputs is a trusted workspace of two folders, in which the named files exist.
function inputs(change: Partial<Inputs> = {}, ...files: string[]): Inputs {
  return {
    configured: [],
    trusted: true,
    bundled,
    folders: [
      { name: "ws", path: "/ws" },
      { name: "other", path: "/o" },
    ],
    home: "/home/u",
    cwd: "/cwd",
    env: { X: "1", PATH: "/usr/bin:bin::/opt" },
    platform: "linux",
    isFile: (path) => files.includes(path),
    logLevel: "info",
    logFile: "",
    ...change,
  };
}
const flags = ["lsp", "--log-level", "info"];
const argv = (configured: string | string[], ...files: string[]) => resolveServer(inputs({ configured }, ...files)).argv;

test("without a setting the extension's server runs", () => {
  assert.deepEqual(resolveServer(inputs({}, bundled)), { argv: [bundled, ...flags], from: "the extension", warning: undefined });
  assert.deepEqual(argv("", bundled), [bundled, ...flags]);
  assert.deepEqual(argv(["", " "], bundled), [bundled, ...flags]);
});

test("without one of its own the one on the PATH runs", () => {
  const c = resolveServer(inputs({}, "/opt/threadlsp"));
  assert.deepEqual([c.argv[0], c.from], ["/opt/threadlsp", "the PATH"]);
});

test("without any there is nothing to start", () => assert.throws(() => resolveServer(inputs()), Nothing));

test("a setting of one word names the program", () => {
  assert.deepEqual(argv("${workspaceFolder}/.venv/bin/threadlsp", "/ws/.venv/bin/threadlsp"), ["/ws/.venv/bin/threadlsp", ...flags]);
  assert.deepEqual(argv(["/a b/threadlsp"], "/a b/threadlsp"), ["/a b/threadlsp", ...flags]);
});

test("a setting of more words is the whole command", () =>
  assert.deepEqual(argv(["python3", "~/server.py", "${workspaceFolder:other}"], "/usr/bin/python3"), ["/usr/bin/python3", "/home/u/server.py", "/o"]));

test("relative paths start at the first folder", () => {
  for (const s of [".venv/bin/threadlsp", "./.venv/bin/threadlsp", "../ws/.venv/bin/threadlsp"]) {
    assert.equal(argv(s, "/ws/.venv/bin/threadlsp")[0], "/ws/.venv/bin/threadlsp");
  }
  const alone = inputs({ configured: "./threadlsp", folders: [] }, "/cwd/threadlsp");
  assert.equal(resolveServer(alone).argv[0], "/cwd/threadlsp");
});

test("a bare name is looked for on the PATH alone", () => {
  assert.equal(argv("tl", "/opt/tl", "/ws/tl", "/cwd/tl")[0], "/opt/tl");
  assert.equal(onPath("tl", inputs({}, "/ws/bin/tl", "/ws/tl", "bin/tl", "tl")), undefined, "relative directories of the PATH are the workspace's");
});

test("what is not there is said, and another server runs", () => {
  const c = resolveServer(inputs({ configured: "${env:UNSET}/threadlsp" }, bundled));
  assert.deepEqual([c.argv[0], c.from], [bundled, "the extension"]);
  assert.equal(c.warning, "threadlsp.path: /threadlsp is not there");
  assert.equal(resolveServer(inputs({ configured: "tl" }, "/opt/threadlsp")).warning, "threadlsp.path: tl is not there");
  assert.equal(resolveServer(inputs({ configured: "${env:UNSET}" }, bundled)).warning, "threadlsp.path: ${env:UNSET} is not there");
  assert.throws(() => resolveServer(inputs({ configured: "tl" })), /tl is not there/);
});

test("a variable without a value is no path", () => {
  const c = resolveServer(inputs({ configured: "${workspaceFolder}/threadlsp", folders: [] }, bundled, "/threadlsp"));
  assert.deepEqual([c.argv[0], c.warning], [bundled, "threadlsp.path: ${workspaceFolder}/threadlsp has no value here"]);
  assert.match(resolveServer(inputs({ configured: ["sh", "${workspaceFolder:none}"] }, bundled, "/usr/bin/sh")).warning ?? "", /none/);
});

test("in an untrusted workspace only the extension's server runs", () => {
  const untrusted = (...files: string[]) => resolveServer(inputs({ trusted: false, configured: "/ws/evil", logFile: "/home/u/.bashrc" }, ...files));
  assert.deepEqual(untrusted(bundled, "/ws/evil", "/opt/threadlsp").argv, [bundled, ...flags]);
  assert.throws(() => untrusted("/ws/evil", "/opt/threadlsp"), Nothing);
});

test("the log file is an absolute path", () => {
  const at = (logFile: string) => resolveServer(inputs({ logFile }, bundled)).argv.slice(4);
  assert.deepEqual(at("~/t.log"), ["--log-file", "/home/u/t.log"]);
  assert.deepEqual(at("t.log"), ["--log-file", "/ws/t.log"]);
  assert.deepEqual(at("${workspaceFolder:none}/t.log"), []);
});

test("variables are replaced by their value as it is", () => {
  const is = (s: string, want: string | undefined, change: Partial<Inputs> = {}) => assert.equal(substitute(s, inputs(change)), want, s);
  is("${env:X}${userHome}${env:UNSET}", "1/home/u");
  is("${workspaceFolder}|${workspaceFolder:other}|${cwd}", "/ws|/o|/cwd");
  is("${userHome}", "C:\\$&", { home: "C:\\$&" });
  is("${env:A}", "${env:X}", { env: { A: "${env:X}", X: "1" } }); // a value is not looked into
  is("~", "/home/u");
  is("~\\x", "/home/u\\x");
  is("a~", "a~");
  is("~user/x", "~user/x");
  is("${unknown}", "${unknown}");
  is("${env:}", undefined);
  is("${cwd:x}", undefined);
  is("${workspaceFolder:}", undefined);
  is("$workspaceFolder ${", "$workspaceFolder ${");
});

test("Windows: case of variables, endings, backslashes", () => {
  const windows = (configured: string, ...files: string[]) =>
    resolveServer(
      inputs(
        { configured, platform: "win32", bundled: "C:\\e\\threadlsp.exe", folders: [{ name: "ws", path: "D:\\ws" }], home: "C:\\Users\\u", env: { Path: "C:\\bin;bin", userprofile: "C:\\U" } },
        "C:\\e\\threadlsp.exe",
        ...files,
      ),
    ).argv[0];
  assert.equal(windows("tl", "C:\\bin\\tl.exe", "D:\\ws\\tl.exe"), "C:\\bin\\tl.exe");
  assert.equal(windows("tl", "D:\\ws\\tl.exe", "D:\\ws\\bin\\tl.exe"), "C:\\e\\threadlsp.exe");
  assert.equal(windows("tl", "C:\\bin\\tl.cmd"), "C:\\e\\threadlsp.exe", "scripts need a shell, which is not used");
  assert.equal(windows("${workspaceFolder}\\.venv\\Scripts\\threadlsp", "D:\\ws\\.venv\\Scripts\\threadlsp.exe"), "D:\\ws\\.venv\\Scripts\\threadlsp.exe");
  assert.equal(windows(".venv/Scripts/threadlsp.exe", "D:\\ws\\.venv\\Scripts\\threadlsp.exe"), "D:\\ws\\.venv\\Scripts\\threadlsp.exe");
  assert.equal(windows("${env:USERPROFILE}\\t.exe", "C:\\U\\t.exe"), "C:\\U\\t.exe");
});
