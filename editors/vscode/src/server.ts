// The one server of a window: it is started from the settings, and again when
// they change, when the user trusts the workspace, or asks for it.
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { CancellationToken, ConfigurationChangeEvent, Disposable, ExtensionContext, LanguageStatusSeverity, LogOutputChannel, Uri, commands, languages, window, workspace } from "vscode";
import { DocumentFilter, ExecuteCommandRequest, State } from "vscode-languageclient/node";
import { Client, showLogs } from "./client";
import { Choice, Nothing, resolveServer } from "./resolve";
import { MapPage, Status, shown } from "./text";

const severities = {
  information: LanguageStatusSeverity.Information,
  warning: LanguageStatusSeverity.Warning,
  error: LanguageStatusSeverity.Error,
};

// documents are those that the server is told of: the configuration files,
// because it explains rules there, too, and the cells of notebooks.
function documents(): DocumentFilter[] {
  const names = workspace.getConfiguration("threadlsp").get("markdown", true) ? ["python", "markdown"] : ["python"];
  return [
    ...names.flatMap((language) => ["file", "untitled"].map((scheme) => ({ scheme, language }))),
    { scheme: "vscode-notebook-cell", language: "python" },
    { scheme: "file", pattern: "**/{pyproject,threadlsp}.toml" },
  ];
}

// isFile says whether a path is a file that may be started.
function isFile(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

export class Server implements Disposable {
  private client: Client | undefined;
  private choice: Choice | undefined;
  private pending: Promise<void> = Promise.resolve();
  private queued: Promise<void> | undefined; // a restart that has not begun
  private readonly item;
  private last: Status = { state: "busy", message: "starting" };
  private readonly subscriptions: Disposable[] = [];

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
  ) {
    this.item = languages.createLanguageStatusItem("threadlsp.status", [{ language: "python" }, { language: "markdown" }]);
    this.item.name = "threadlsp";
    this.item.command = { command: "threadlsp.showLogs", title: showLogs };
    this.subscriptions.push(
      this.item,
      workspace.onDidGrantWorkspaceTrust(() => this.reconsider()),
      workspace.onDidChangeConfiguration((change) => this.configured(change)),
      workspace.onDidChangeWorkspaceFolders(() => this.reconsider()),
    );
  }

  // status is what was last told; for tests, too.
  get status(): Status {
    return this.last;
  }

  // argv is the command line of the server; undefined where there is none.
  get argv(): string[] | undefined {
    return this.choice?.argv;
  }

  get from(): string {
    return this.choice?.from ?? "nowhere";
  }

  // restart runs one at a time: a setting may change while the server still
  // starts, and that start is given up. What asks for another before the command
  // is chosen gets this one: trust comes together with settings.
  restart(): Promise<void> {
    if (this.queued) return this.queued;
    this.client?.giveUp();
    const next = this.pending.then(async () => {
      await this.stop();
      this.queued = undefined;
      await this.start();
    });
    this.queued = this.pending = next;
    return next;
  }

  // shutdown stops the server for good.
  shutdown(): Promise<void> {
    this.client?.giveUp();
    this.pending = this.pending.then(() => this.stop());
    return this.pending;
  }

  // execute runs one of the server's own commands.
  async execute(command: string): Promise<unknown> {
    if (!this.client?.isRunning()) throw new Error("the server does not run");
    return this.client.sendRequest(ExecuteCommandRequest.type, { command });
  }

  // threadMap asks for the page of the program that a document belongs to.
  async threadMap(document: Uri, nonce: string, token: CancellationToken): Promise<MapPage | null> {
    if (!this.client?.isRunning()) throw new Error("the server does not run");
    const uri = this.client.code2ProtocolConverter.asUri(document);
    return this.client.sendRequest<MapPage | null>("threadlsp/threadMap", { textDocument: { uri }, nonce }, token);
  }

  // converter turns what the protocol says into what VS Code takes.
  get converter() {
    return this.client?.protocol2CodeConverter;
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
  }

  private configured(change: ConfigurationChangeEvent): void {
    // What the client tells the server of is fixed when it starts. The other
    // settings the server asks for itself.
    if (change.affectsConfiguration("threadlsp.markdown")) void this.restart();
    else this.reconsider();
  }

  // reconsider starts the server anew where another command is now to be run.
  private reconsider(): void {
    let choice: Choice | undefined;
    try {
      choice = this.choose();
    } catch {
      choice = undefined; // there is none
    }
    if (JSON.stringify(choice) !== JSON.stringify(this.choice)) void this.restart();
  }

  private choose(): Choice {
    const settings = workspace.getConfiguration("threadlsp");
    return resolveServer({
      configured: settings.get<string | string[]>("path") ?? [],
      trusted: workspace.isTrusted,
      bundled: this.context.asAbsolutePath(path.join("bin", process.platform === "win32" ? "threadlsp.exe" : "threadlsp")),
      folders: (workspace.workspaceFolders ?? []).map((f) => ({ name: f.name, path: f.uri.fsPath })),
      home: os.homedir(),
      cwd: process.cwd(),
      env: process.env,
      platform: process.platform,
      isFile,
      logLevel: settings.get<string>("logLevel", "info"),
      logFile: settings.get<string>("logFile", ""),
    });
  }

  private async start(): Promise<void> {
    this.show({ state: "busy", message: "starting" });
    try {
      this.choice = this.choose();
    } catch (error) {
      this.choice = undefined;
      return this.fail(error instanceof Nothing ? error.message : "the server's command cannot be made out", error);
    }
    const { argv, from, warning } = this.choice;
    if (warning) {
      this.log.warn(`${warning}; the server of ${from} runs instead`);
      const open = "Open Settings";
      void window
        .showWarningMessage(`${warning}. The server of ${from} runs instead.`, open)
        .then((c) => c === open && commands.executeCommand("workbench.action.openSettings", "threadlsp.path"));
    }
    this.log.info(`server, from ${from}: ${argv.join(" ")}`);
    const client = new Client(argv, this.options(), this.log);
    client.onNotification("threadlsp/status", (s: Status) => client === this.client && this.show(s));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Starting) this.show({ state: "busy", message: "starting" });
      if (newState === State.Running) this.show({ state: "ready" });
      if (newState === State.Stopped) this.show({ state: "error", message: "the server has stopped" });
    });
    this.client = client;
    try {
      await client.begin();
    } catch (error) {
      this.fail(`${argv[0]} does not start`, error);
    }
  }

  private options() {
    return {
      documentSelector: documents(),
      markdown: { isTrusted: false, supportHtml: false },
    };
  }

  private async stop(): Promise<void> {
    const old = this.client;
    this.client = undefined;
    try {
      await old?.dispose();
    } catch (error) {
      this.log.warn(String(error)); // it had gone by itself
    }
  }

  private fail(message: string, error: unknown): void {
    this.log.error(`${message}: ${error}`);
    this.show({ state: "error", message });
    void window.showErrorMessage(`threadlsp: ${message}`, showLogs).then((choice) => choice === showLogs && this.log.show());
  }

  private show(s: Status): void {
    this.last = s;
    const { text, detail, severity, busy } = shown(s);
    Object.assign(this.item, { text, detail, severity: severities[severity], busy });
  }
}

// workspaceTarget is what a command about "the project" means: the folder of the
// document that the user looks at, or that document where it lies in none.
export function workspaceTarget(): Uri | undefined {
  // Of a cell VS Code does not say in which folder it lies.
  const uri = window.activeNotebookEditor?.notebook.uri ?? window.activeTextEditor?.document.uri;
  const folder = uri && workspace.getWorkspaceFolder(uri);
  if (folder) return folder.uri;
  return uri?.scheme === "file" ? uri : workspace.workspaceFolders?.[0]?.uri;
}
