// Thin client: starts the server, restarts it, shows its log. Everything about
// threads is in the server.
import * as fs from "fs";
import * as os from "os";
import * as path from "path";
import { ExtensionContext, LogOutputChannel, commands, window, workspace } from "vscode";
import { DocumentFilter, LanguageClient } from "vscode-languageclient/node";
import { resolveServer } from "./resolve";

let client: LanguageClient | undefined;
let log: LogOutputChannel;
let pending: Promise<void> = Promise.resolve();

// command is the server's command line, from the settings as they are now.
function command(context: ExtensionContext): string[] {
  const settings = workspace.getConfiguration("threadlsp");
  const bundled = context.asAbsolutePath(path.join("bin", process.platform === "win32" ? "threadlsp.exe" : "threadlsp"));
  return resolveServer({
    configured: workspace.isTrusted ? settings.get<string[]>("path", []) : [],
    bundled: fs.existsSync(bundled) ? bundled : undefined,
    workspaceFolder: workspace.workspaceFolders?.[0]?.uri.fsPath,
    home: os.homedir(),
    env: process.env,
    logLevel: settings.get<string>("logLevel", "info"),
  });
}

function languages(): DocumentFilter[] {
  const names = workspace.getConfiguration("threadlsp").get("markdown", true) ? ["python", "markdown"] : ["python"];
  return names.flatMap((language) => ["file", "untitled"].map((scheme) => ({ language, scheme })));
}

async function startServer(context: ExtensionContext): Promise<void> {
  const [program, ...args] = command(context);
  log.info(`server: ${[program, ...args].join(" ")}`);
  client = new LanguageClient(
    "threadlsp",
    "threadlsp",
    { command: program, args },
    { documentSelector: languages(), outputChannel: log },
  );
  try {
    await client.start();
  } catch (error) {
    log.error(String(error));
    client = undefined;
    const show = "Show Logs";
    void window.showErrorMessage(`threadlsp: ${program} does not start`, show).then((choice) => choice === show && log.show());
  }
}

async function stopServer(): Promise<void> {
  const old = client;
  client = undefined;
  try {
    await old?.dispose();
  } catch (error) {
    log.warn(String(error)); // it had gone by itself
  }
}

// restart runs one at a time: a setting may change while the server still starts.
function restart(context: ExtensionContext): Promise<void> {
  pending = pending.then(stopServer).then(() => startServer(context));
  return pending;
}

export async function activate(context: ExtensionContext): Promise<void> {
  log = window.createOutputChannel("threadlsp", { log: true });
  const settings = ["path", "markdown", "logLevel"].map((name) => `threadlsp.${name}`);
  context.subscriptions.push(
    log,
    commands.registerCommand("threadlsp.restart", () => restart(context)),
    commands.registerCommand("threadlsp.showLogs", () => log.show()),
    workspace.onDidGrantWorkspaceTrust(() => restart(context)),
    workspace.onDidChangeConfiguration((change) => {
      if (settings.some((name) => change.affectsConfiguration(name))) void restart(context);
    }),
  );
  await restart(context);
}

export function deactivate(): Promise<void> {
  pending = pending.then(stopServer);
  return pending;
}
