// Run by node's own runner through tsx: npm test
import assert from "node:assert/strict";
import { test } from "node:test";
import { Inputs, resolveServer, substitute } from "../src/resolve";

const base: Inputs = {
  configured: [],
  bundled: "/extension/bin/threadlsp",
  workspaceFolder: "/ws",
  home: "/home/u",
  env: { X: "1" },
  logLevel: "info",
};
const flags = ["lsp", "--log-level", "info"];

test("without a setting the bundled server runs", () => assert.deepEqual(resolveServer(base), ["/extension/bin/threadlsp", ...flags]));

test("without a bundled server the one on the PATH runs", () =>
  assert.deepEqual(resolveServer({ ...base, bundled: undefined }), ["threadlsp", ...flags]));

test("a setting of one element names the program", () =>
  assert.deepEqual(resolveServer({ ...base, configured: ["${workspaceFolder}/.venv/bin/threadlsp"] }), ["/ws/.venv/bin/threadlsp", ...flags]));

test("a longer setting is the whole command", () =>
  assert.deepEqual(resolveServer({ ...base, configured: ["python3", "~/server.py"] }), ["python3", "/home/u/server.py"]));

test("a setting that comes out empty counts as none", () =>
  assert.deepEqual(resolveServer({ ...base, configured: ["${env:UNSET}"] }), ["/extension/bin/threadlsp", ...flags]));

test("variables are replaced by their value as it is", () => {
  assert.equal(substitute("${env:X}${userHome}${env:UNSET}", base), "1/home/u");
  assert.equal(substitute("${userHome}", { ...base, home: "C:\\$&" }), "C:\\$&");
  assert.equal(substitute("a~", base), "a~");
});
