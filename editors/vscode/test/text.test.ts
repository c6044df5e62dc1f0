import assert from "node:assert/strict";
import { test } from "node:test";
import { Lines, Status, asked, parseLine, report, shown } from "../src/text";

test("the status bar says what the server says", () => {
  const is = (s: Status, want: string) => {
    const { text, detail, severity, busy } = shown(s);
    assert.equal([text, detail, severity, busy].join("|"), want);
  };
  is({ state: "ready", files: 12, findings: 3 }, "threadlsp: 3|3 findings in 12 files|information|false");
  is({ state: "ready", files: 1, findings: 1 }, "threadlsp: 1|1 finding in 1 file|information|false");
  is({ state: "ready", files: 2, findings: 0 }, "threadlsp|0 findings in 2 files|information|false");
  is({ state: "ready" }, "threadlsp|ready|information|false");
  is({ state: "busy", message: "checking shop" }, "threadlsp|checking shop|information|true");
  is({ state: "busy" }, "threadlsp|checking|information|true");
  is({ state: "error", message: "pyproject.toml: unknown key" }, "$(error) threadlsp|pyproject.toml: unknown key|error|false");
  is({ state: "error" }, "$(error) threadlsp|see the log|error|false");
  is({ state: "new" } as unknown as Status, "threadlsp|ready|information|false");
});

test("lines of the server's log have a level, others have none", () => {
  assert.deepEqual(parseLine("12:34:56\tDEBUG\thandled\t{}"), { level: "debug", text: "handled\t{}" });
  assert.deepEqual(parseLine("12:34:56\tERROR\tpanic"), { level: "error", text: "panic" });
  assert.deepEqual(parseLine("panic: runtime error"), { text: "panic: runtime error" });
  assert.deepEqual(parseLine("12:34:56 INFO x"), { text: "12:34:56 INFO x" });
});

test("pieces are cut into lines", () => {
  const got: string[] = [];
  const lines = new Lines((l) => got.push(l));
  for (const piece of ["a", "b\nc\r", "\n\n", "d"]) lines.add(piece);
  assert.deepEqual(got, ["ab", "c"]);
  lines.add("\n");
  assert.deepEqual(got, ["ab", "c", "d"]);
});

test("the page of a thread map opens the documents of its map alone", () => {
  const uris = { "a.py": "file:///w/a.py", "b.ipynb": "file:///w/b.ipynb" };
  assert.deepEqual(asked({ open: { path: "a.py", line: 3, column: 5 } }, uris), { uri: "file:///w/a.py", cell: undefined, line: 3, column: 5 });
  assert.equal(asked({ open: { path: "b.ipynb", cell: 2, line: 1, column: 1 } }, uris)?.cell, 2);
  for (const path of ["/etc/passwd", "__proto__", "toString", 1]) assert.equal(asked({ open: { path, line: 1, column: 1 } }, uris), undefined);
  for (const line of [0, -1, 1.5, "1", undefined]) assert.equal(asked({ open: { path: "a.py", line, column: 1 } }, uris), undefined);
  for (const message of [undefined, null, "open", {}, { open: null }]) assert.equal(asked(message, uris), undefined);
});

test("a bug report has both sides", () => {
  const facts = { extension: "threadlsp.threadlsp 0.1.0", editor: "VS Code 1.100", platform: "linux-x64", trusted: false, folders: 2, argv: ["/x", "lsp"], from: "the extension", settings: { logLevel: "debug" } };
  const text = report(facts, "# threadlsp\n\n- version: 1\n");
  for (const part of ["2 folders, not trusted", "from the extension: `/x lsp`", '`logLevel`: `"debug"`', "- version: 1\n"]) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.ok(report({ ...facts, settings: {} }, "").includes("settings: the defaults"));
});
