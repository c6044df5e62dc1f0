// The thread map: what `threadlsp map` prints, as a document that cannot be
// edited, whose places are links.
import { execFile } from "child_process";
import * as path from "path";
import { DocumentLink, EventEmitter, ProgressLocation, Range, TextDocument, Uri, ViewColumn, languages, window, workspace, Disposable } from "vscode";
import { mapCommand } from "./resolve";
import { Server, workspaceTarget } from "./server";
import { places } from "./text";

const scheme = "threadlsp-map";
const limit = 64 << 20; // bytes of a map; more than anybody reads

// print runs the command and gives what it prints, unless it is cancelled.
function print(argv: string[], cwd: string, cancelled: (kill: () => void) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(argv[0], argv.slice(1), { cwd, maxBuffer: limit, env: { ...process.env, NO_COLOR: "1" } }, (error, stdout, stderr) => {
      if (error && stdout === "") reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
    cancelled(() => child.kill());
  });
}

export class Maps implements Disposable {
  private readonly changed = new EventEmitter<Uri>();
  private readonly texts = new Map<string, string>(); // by URI
  private readonly subscriptions: Disposable[];

  constructor(private readonly server: Server) {
    this.subscriptions = [
      this.changed,
      workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? "",
      }),
      workspace.onDidCloseTextDocument((d) => this.texts.delete(d.uri.toString())),
      languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: links }),
    ];
  }

  // show prints the map of the project that the user looks at.
  async show(): Promise<void> {
    const target = workspaceTarget();
    const argv = this.server.argv && target && mapCommand(this.server.argv, target.fsPath);
    if (!target || !argv) {
      const why = target ? "the command of the server does not tell how" : "open a folder or a Python file first";
      void window.showErrorMessage(`threadlsp: no thread map: ${why}`);
      return;
    }
    const cwd = workspace.getWorkspaceFolder(target)?.uri.fsPath ?? path.dirname(target.fsPath);
    try {
      const options = { location: ProgressLocation.Window, title: "threadlsp: reading the threads", cancellable: true };
      const text = await window.withProgress(options, (_, token) => print(argv, cwd, (kill) => token.onCancellationRequested(kill)));
      await this.open(target, cwd, text);
    } catch (error) {
      void window.showErrorMessage(`threadlsp: no thread map: ${(error as Error).message}`);
    }
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
  }

  private async open(target: Uri, cwd: string, text: string): Promise<void> {
    // The directory that the paths start from is the query, so that links outlive a reload.
    const uri = Uri.from({ scheme, path: `/${path.basename(target.fsPath)} threads`, query: cwd });
    this.texts.set(uri.toString(), text || "No threads are started here.\n");
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { viewColumn: ViewColumn.Beside, preview: true });
  }
}

// links are the places in a map.
function links(document: TextDocument): DocumentLink[] {
  const out: DocumentLink[] = [];
  for (let n = 0; n < document.lineCount; n++) {
    for (const p of places(document.lineAt(n).text)) {
      const target = Uri.file(path.resolve(document.uri.query, p.file)).with({ fragment: `L${p.line},${p.column}` });
      out.push(new DocumentLink(new Range(n, p.start, n, p.start + p.length), target));
    }
  }
  return out;
}
