// A user's whole session in VS Code's own wire code: vscode-jsonrpc and
// vscode-languageserver-protocol. Once as a client that is told the diagnostics,
// once as one that asks for them, as VS Code does today.
// call: FIXTURES=editors/fixtures node session.mjs SERVER COMMAND...
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';

const require = createRequire(join(process.env.NODE_MODULES ?? process.cwd(), 'x.js'));
const lsp = require('vscode-languageserver-protocol/node');

const fixtures = process.env.FIXTURES;
const wanted = JSON.parse(readFileSync(join(fixtures, 'cases.json'), 'utf8')).app;
const text = readFileSync(join(fixtures, 'app.py'), 'utf8');
const deadline = 60_000;
let passed = 0;
let failed = 0;

function check(name, ok, got) {
  ok ? passed++ : failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}${ok ? '' : `: ${JSON.stringify(got)}`}`);
}

// A State is a value that others wait for.
class State {
  #waiting = [];
  changed() {
    this.#waiting = this.#waiting.filter((look) => !look());
  }
  until(what, holds) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never: ${what}`)), deadline);
      const look = () => {
        if (!holds()) return false;
        clearTimeout(timer);
        resolve();
        return true;
      };
      if (!look()) this.#waiting.push(look);
    });
  }
}

function apply(source, edits) {
  const lines = [0];
  for (let i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) lines.push(i + 1);
  const offset = (p) => lines[p.line] + p.character;
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce((s, e) => s.slice(0, offset(e.range.start)) + e.newText + s.slice(offset(e.range.end)), source);
}

function capabilities(pulls) {
  return {
    general: { positionEncodings: ['utf-16'] },
    workspace: {
      configuration: true,
      workspaceFolders: true,
      workspaceEdit: { documentChanges: true },
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      ...(pulls && { diagnostics: { refreshSupport: true } }),
    },
    textDocument: {
      synchronization: { dynamicRegistration: true, didSave: true },
      publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true, tagSupport: { valueSet: [1, 2] } },
      hover: { contentFormat: ['markdown', 'plaintext'] },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'refactor', 'source', 'source.fixAll'] } },
        isPreferredSupport: true, dataSupport: true, resolveSupport: { properties: ['edit'] },
      },
      ...(pulls && { diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true } }),
    },
    window: { workDoneProgress: true },
  };
}

async function session(command, root, pulls) {
  writeFileSync(join(root, 'pyproject.toml'), '');
  writeFileSync(join(root, 'app.py'), text);
  const uri = pathToFileURL(join(root, 'app.py')).href;
  const server = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => server.on('exit', (code, signal) => resolve(signal ?? code)));
  const wire = lsp.createProtocolConnection(server.stdout, server.stdin);
  const state = new State();
  const heard = { diagnostics: new Map(), asked: [], registered: [], refreshed: 0, shown: [] };
  const note = (what) => (params) => {
    const answer = what(params);
    state.changed();
    return answer;
  };
  wire.onNotification(lsp.PublishDiagnosticsNotification.type, note((p) => void heard.diagnostics.set(p.uri, p)));
  wire.onNotification(lsp.ShowMessageNotification.type, note((p) => void heard.shown.push(p)));
  wire.onRequest(lsp.ConfigurationRequest.type, note((p) => (heard.asked.push(...p.items), p.items.map(() => ({})))));
  wire.onRequest(lsp.RegistrationRequest.type, note((p) => void heard.registered.push(...p.registrations)));
  wire.onRequest(lsp.DiagnosticRefreshRequest.type, note(() => void heard.refreshed++));
  wire.onRequest(lsp.WorkDoneProgressCreateRequest.type, () => {});
  wire.onClose(() => state.changed());
  wire.listen();

  const folder = { uri: pathToFileURL(root).href, name: 'project' };
  const init = await wire.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid, rootUri: folder.uri, workspaceFolders: [folder], capabilities: capabilities(pulls),
  });
  const can = init.capabilities;
  check('initialize', init.serverInfo.name === 'threadlsp' && can.positionEncoding === 'utf-16' && can.hoverProvider && can.codeActionProvider, init);
  check('diagnostics are pulled where the client can', Boolean(can.diagnosticProvider) === pulls, can);
  await wire.sendNotification(lsp.InitializedNotification.type, {});

  const document = { uri, text, version: 1 };
  await wire.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: 'python', version: 1, text } });
  const diagnostics = async (count) => {
    if (!can.diagnosticProvider) {
      const shown = () => heard.diagnostics.get(uri);
      await state.until(`${count} diagnostics`, () => shown()?.version === document.version && shown().diagnostics.length === count);
      return shown().diagnostics;
    }
    for (;;) {
      const seen = heard.refreshed;
      const report = await wire.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
      if (report.items.length === count) return report.items;
      await state.until('a request to ask again', () => heard.refreshed > seen);
    }
  };
  const edit = (edits) => {
    document.text = apply(document.text, edits);
    return wire.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: ++document.version },
      contentChanges: edits.map((e) => ({ range: e.range, text: e.newText })),
    });
  };

  const [found] = await diagnostics(1);
  check('diagnostic', found.code === wanted.code && found.source === 'threadlsp' && found.severity === 1 && found.range.start.line === wanted.line - 1, found);
  check('related information', found.relatedInformation?.length === 1 && found.relatedInformation[0].message.includes(wanted.notes[0]), found);
  if (can.diagnosticProvider) {
    check('not pushed as well', !heard.diagnostics.has(uri), [...heard.diagnostics]);
    const first = await wire.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri } });
    const again = await wire.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: { uri }, previousResultId: first.resultId });
    check('unchanged is not sent again', first.kind === 'full' && again.kind === 'unchanged', again);
    const all = await wire.sendRequest(lsp.WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    check('diagnostics of the workspace', all.items.length === 1 && all.items[0].uri === uri, all);
  }

  const hover = await wire.sendRequest(lsp.HoverRequest.type, { textDocument: { uri }, position: found.range.start });
  check('hover', hover?.contents.kind === 'markdown' && hover.contents.value.includes(wanted.code), hover);

  const actions = await wire.sendRequest(lsp.CodeActionRequest.type, { textDocument: { uri }, range: found.range, context: { diagnostics: [found] } });
  let fix = actions.find((a) => a.title.startsWith(wanted.title));
  check('quick fix', fix?.isPreferred && fix.kind === 'quickfix', actions);
  const resolved = await Promise.all(actions.map((a) => wire.sendRequest(lsp.CodeActionResolveRequest.type, a)));
  check('every action resolves to an edit', resolved.every((a) => a.edit), resolved);
  fix = resolved[actions.indexOf(fix)];
  const change = fix.edit.documentChanges[0];
  check('edit is for this version', change.textDocument.version === document.version && change.textDocument.uri === uri, change);
  await edit(change.edits);
  check('fixed', document.text.includes(wanted.fixed), document.text);
  await diagnostics(0);
  check('no diagnostic after the fix', true);
  const stale = await wire.sendRequest(lsp.CodeActionResolveRequest.type, actions[0]).then((a) => a, (e) => e);
  check('an action for an older text is refused', stale.code === lsp.LSPErrorCodes.ContentModified, stale);

  const slow = { uri: pathToFileURL(join(root, 'slow.py')).href, version: 1 };
  let many = 'import threading\n';
  for (let i = 0; i < 1500; i++) many += `\n\ndef work${i}(a):\n    return a\n\n\nt${i} = threading.Thread(target=work${i}, args=(1,))\nt${i}.start()\nt${i}.join()\n`;
  await wire.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { ...slow, languageId: 'python', text: many } });
  let refused;
  for (let turn = 0; turn < 200 && !refused; turn++) { // an answer may be faster than its cancellation
    const source = new lsp.CancellationTokenSource();
    const answer = wire.sendRequest(lsp.HoverRequest.type, { textDocument: { uri: slow.uri }, position: { line: 8, character: 8 } }, source.token);
    source.cancel();
    refused = await answer.then(() => undefined, (e) => e);
    const start = { line: 0, character: 0 };
    await wire.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
      textDocument: { uri: slow.uri, version: ++slow.version }, contentChanges: [{ range: { start, end: start }, text: '\n' }],
    });
  }
  check('cancelled request is answered so', refused?.code === lsp.LSPErrorCodes.RequestCancelled, refused);
  await wire.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri: slow.uri } });

  await state.until('registration of watched files', () => heard.registered.some((r) => r.method === 'workspace/didChangeWatchedFiles'));
  check('watched files are registered', true);
  await state.until('a request for the configuration', () => heard.asked.length > 0);
  check('configuration is asked for', heard.asked.every((i) => i.section === 'threadlsp'), heard.asked);
  const before = heard.asked.length;
  await wire.sendNotification(lsp.DidChangeConfigurationNotification.type, { settings: null });
  await state.until('another one after a change', () => heard.asked.length > before);
  check('and again when it changes', true);
  check('no message is shown', heard.shown.length === 0, heard.shown);

  await wire.sendRequest(lsp.ShutdownRequest.type);
  const after = await wire.sendRequest(lsp.HoverRequest.type, { textDocument: { uri }, position: { line: 0, character: 0 } }).then((r) => r, (e) => e);
  check('nothing is done after shutdown', after?.code === -32600, after);
  await wire.sendNotification(lsp.ExitNotification.type);
  const code = await exit;
  check('exit code', code === 0, code);
  wire.dispose();
}

for (const pulls of [false, true]) {
  const root = mkdtempSync(join(tmpdir(), 'threadlsp-'));
  console.log(`== vscode-jsonrpc, ${pulls ? 'pulling' : 'told'}`);
  try {
    await session(process.argv.slice(2), root, pulls);
  } catch (error) {
    check('session', false, String(error.stack ?? error));
  }
  rmSync(root, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
