// What the user can ask for by name.
import { CodeAction, Location, NotebookCellKind, Position, Range, TextDocument, Uri, commands, env, extensions, version, window, workspace } from "vscode";
import { Location as WireLocation, Position as WirePosition } from "vscode-languageclient";
import { Server } from "./server";
import { report } from "./text";

const fixAllKind = "source.fixAll.threadlsp";

// active is what the user looks at, a document or the Python cells of a notebook,
// and the kind of action that mends all of it, which any of the cells can be asked for.
function active(): { documents: TextDocument[]; kind: string } {
  const cells = window.activeNotebookEditor?.notebook.getCells();
  if (!cells) return { documents: window.activeTextEditor ? [window.activeTextEditor.document] : [], kind: fixAllKind };
  const python = cells.filter((c) => c.kind === NotebookCellKind.Code && c.document.languageId === "python");
  return { documents: python.map((c) => c.document), kind: `notebook.${fixAllKind}` };
}

// fixAll mends in the document, or in all cells of the notebook, everything that
// can be mended safely.
export async function fixAll(): Promise<void> {
  const { documents, kind } = active();
  const document = documents[0] as TextDocument | undefined;
  const versions = () => documents.map((d) => d.version).join();
  const before = versions(); // VS Code does not say for which version an action's edit is
  const whole = document && new Range(0, 0, document.lineCount, 0);
  const actions = document && (await commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", document.uri, whole, kind, 10));
  const edit = actions?.find((a) => a.kind?.value === kind && a.edit)?.edit;
  if (!edit || edit.size === 0) void window.showInformationMessage("threadlsp: nothing can be fixed safely here");
  else if (versions() !== before || !(await workspace.applyEdit(edit))) void window.showWarningMessage("threadlsp: the document has changed meanwhile; nothing was fixed");
}

// showReferences is what a code lens runs: the places it counts, to look at.
export async function showReferences(server: Server, uri: string, at: WirePosition, places: WireLocation[]): Promise<void> {
  const converter = server.converter;
  if (!converter) return;
  const position: Position = converter.asPosition(at);
  const locations: Location[] = places.map((l) => converter.asLocation(l));
  await commands.executeCommand("editor.action.showReferences", Uri.parse(uri), position, locations);
}

// changed are the settings that are not the defaults. What may name the user's
// own directories is in a bug report only because the user sees it first.
function changed(): Record<string, unknown> {
  const settings = workspace.getConfiguration("threadlsp");
  const names = Object.keys(extensions.getExtension("threadlsp.threadlsp")?.packageJSON.contributes.configuration.properties ?? {});
  const out: Record<string, unknown> = {};
  for (const name of names.map((n) => n.slice("threadlsp.".length))) {
    const value = settings.get(name);
    if (JSON.stringify(value) !== JSON.stringify(settings.inspect(name)?.defaultValue)) out[name] = value;
  }
  return out;
}

// showDebugInformation opens what a bug report should hold, to be read and copied.
export async function showDebugInformation(server: Server, extension: string): Promise<void> {
  let told: string;
  try {
    told = String(await server.execute("threadlsp.debugInformation"));
  } catch (error) {
    told = `The server does not answer: ${(error as Error).message}\n\nIts state: ${server.status.state}, ${server.status.message ?? ""}`;
  }
  const facts = {
    extension,
    editor: `${env.appName} ${version}${env.remoteName ? `, ${env.remoteName}` : ""}`,
    platform: `${process.platform}-${process.arch}`,
    trusted: workspace.isTrusted,
    folders: workspace.workspaceFolders?.length ?? 0,
    argv: server.argv ?? [],
    from: server.from,
    settings: changed(),
  };
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content: report(facts, told) }));
}

const example = `from threading import Thread


def greet(name):
    print("hello", name)


t = Thread(target=greet, args=("John"))
t.start()
`;

// openExample opens a small program with a fault, for the walkthrough.
export async function openExample(): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language: "python", content: example }));
}
