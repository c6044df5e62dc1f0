// The thread map: the page of `threadlsp map --format html` in a tab, as the server
// makes it of the texts in the editor. A click on a place opens it.
import { randomBytes } from "crypto";
import { Disposable, NotebookCellKind, NotebookRange, Position, ProgressLocation, Range, RelativePattern, TextDocument, Uri, ViewColumn, WebviewPanel, window, workspace } from "vscode";
import { Server, workspaceTarget } from "./server";
import { Asked, asked } from "./text";

const one = { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: true };

// subject is a Python document of what the user looks at: the document itself, a
// cell of the notebook, else one of the folder, which is opened for the server where
// none is.
async function subject(): Promise<TextDocument | undefined> {
  const python = (d: TextDocument) => d.languageId === "python" && !d.isClosed;
  const active = window.activeNotebookEditor?.notebook.getCells().map((c) => c.document) ?? (window.activeTextEditor ? [window.activeTextEditor.document] : []);
  const shown = active.find(python);
  const folder = workspaceTarget();
  if (shown || !folder) return shown;
  const open = workspace.textDocuments.find((d) => python(d) && d.uri.scheme === "file" && workspace.getWorkspaceFolder(d.uri)?.uri.toString() === folder.toString());
  const [file] = open ? [] : await workspace.findFiles(new RelativePattern(folder, "**/*.py"), undefined, 1);
  return open ?? (file && workspace.openTextDocument(file));
}

export class Maps implements Disposable {
  private readonly panels = new Map<string, WebviewPanel>(); // by the name of the program

  constructor(private readonly server: Server) {}

  // show shows the map of the program that the user looks at.
  async show(): Promise<void> {
    try {
      const document = await subject();
      if (!document) throw new Error("open a folder with Python files, or a Python file, first");
      const nonce = randomBytes(24).toString("base64");
      const options = { location: ProgressLocation.Window, title: "threadlsp: reading the threads", cancellable: true };
      const page = await window.withProgress(options, (_, token) => this.server.threadMap(document.uri, nonce, token));
      if (!page) throw new Error("the server does not know the document");
      const panel = this.panel(page.name);
      panel.webview.html = page.html;
      panel.reveal();
      // Each page has its own documents.
      const heard = panel.webview.onDidReceiveMessage((message) => void this.open(asked(message, page.uris)));
      panel.onDidDispose(() => heard.dispose());
    } catch (error) {
      void window.showErrorMessage(`threadlsp: no thread map: ${(error as Error).message}`);
    }
  }

  dispose(): void {
    this.panels.forEach((p) => p.dispose());
  }

  // panel is the tab of a program.
  private panel(name: string): WebviewPanel {
    this.panels.get(name)?.dispose();
    const panel = window.createWebviewPanel("threadlsp.map", `Threads of ${name}`, ViewColumn.Active, one);
    this.panels.set(name, panel);
    panel.onDidDispose(() => this.panels.get(name) === panel && this.panels.delete(name));
    return panel;
  }

  // open shows a place beside the map.
  private async open(at: Asked | undefined): Promise<void> {
    if (!at) return;
    try {
      const uri = Uri.parse(at.uri, true);
      const place = new Position(at.line - 1, at.column - 1);
      const document = at.cell === undefined ? await workspace.openTextDocument(uri) : await cellOf(uri, at.cell);
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true, selection: new Range(place, place) });
    } catch (error) {
      void window.showErrorMessage(`threadlsp: ${(error as Error).message}`);
    }
  }
}

// cellOf shows a cell of a notebook. The server counts the Python cells of one that
// is open in the editor, and all cells of one that it reads from the disk.
async function cellOf(uri: Uri, cell: number): Promise<TextDocument> {
  const open = workspace.notebookDocuments.find((n) => n.uri.toString() === uri.toString());
  const notebook = open ?? (await workspace.openNotebookDocument(uri));
  const counted = notebook.getCells().filter((c) => !open || (c.kind === NotebookCellKind.Code && c.document.languageId === "python"));
  const wanted = counted[cell - 1];
  await window.showNotebookDocument(notebook, { viewColumn: ViewColumn.Beside, selections: [new NotebookRange(wanted.index, wanted.index + 1)] });
  return wanted.document;
}
