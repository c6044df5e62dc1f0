// The one server of a window: it is started from the settings, and again when
// they change, when the user trusts the workspace, or asks for it.
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { ConfigurationChangeEvent, Disposable, ExtensionContext, LanguageStatusSeverity, LogOutputChannel, Uri, commands, languages, window, workspace } from "vscode";
import { DocumentFilter, ExecuteCommandRequest, State } from "vscode-languageclient/node";
import { Client, showLogs } from "./client";
import { Choice, Nothing, resolveServer } from "./resolve";
import { Status, shown } from "./text";

// What takes a new process. The server asks for the other settings itself.
const needRestart = ["path", "markdown", "logLevel", "logFile"].map((name) => `threadlsp.${name}`);

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
      workspace.onDidGrantWorkspaceTrust(() => this.restart()),
      workspace.onDidChangeConfiguration((change) => this.configured(change)),
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

  // restart runs one at a time: a setting may change while the server still starts.
  restart(): Promise<void> {
    this.pending = this.pending.then(() => this.stop()).then(() => this.start());
    return this.pending;
  }

  // shutdown stops the server for good.
  shutdown(): Promise<void> {
    this.pending = this.pending.then(() => this.stop());
    return this.pending;
  }

  // execute runs one of the server's own commands.
  async execute(command: string): Promise<unknown> {
    if (!this.client?.isRunning()) throw new Error("the server does not run");
    return this.client.sendRequest(ExecuteCommandRequest.type, { command });
  }

  // converter turns what the protocol says into what VS Code takes.
  get converter() {
    return this.client?.protocol2CodeConverter;
  }

  dispose(): void {
    this.subscriptions.forEach((s) => s.dispose());
  }

  private configured(change: ConfigurationChangeEvent): void {
    if (needRestart.some((name) => change.affectsConfiguration(name))) void this.restart();
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
      if (!(error instanceof Nothing)) throw error;
      return this.fail(error.message, error);
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
    client.onNotification("threadlsp/status", (s: Status) => this.show(s));
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Starting) this.show({ state: "busy", message: "starting" });
      if (newState === State.Running) this.show({ state: "ready" });
      if (newState === State.Stopped) this.show({ state: "error", message: "the server has stopped" });
    });
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.fail(`${argv[0]} does not start`, error);
    }
  }

  private options() {
    return {
      documentSelector: documents(),
      markdown: { isTrusted: false, supportHtml: false },
      // A server that dies is started again, unless it keeps dying.
      connectionOptions: { maxRestartCount: 4 },
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
  const uri = window.activeTextEditor?.document.uri ?? window.activeNotebookEditor?.notebook.uri;
  const folder = uri && workspace.getWorkspaceFolder(uri);
  if (folder) return folder.uri;
  return uri?.scheme === "file" ? uri : workspace.workspaceFolders?.[0]?.uri;
}
