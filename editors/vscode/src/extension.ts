// A thin client: it starts the server and shows what that says. Everything about
// threads is in the server.
import { ExtensionContext, commands, window } from "vscode";
import { fixAll, openExample, showDebugInformation, showReferences } from "./commands";
import { Maps } from "./map";
import { Server } from "./server";

let server: Server | undefined;

// activate returns the server, for the tests in the extension host.
export async function activate(context: ExtensionContext): Promise<Server> {
  const log = window.createOutputChannel("threadlsp", { log: true });
  const started = (server = new Server(context, log));
  const maps = new Maps(started);
  const extension = `${context.extension.id} ${context.extension.packageJSON.version}`;
  context.subscriptions.push(
    log,
    started,
    maps,
    commands.registerCommand("threadlsp.restart", () => started.restart()),
    commands.registerCommand("threadlsp.showLogs", () => log.show()),
    commands.registerCommand("threadlsp.fixAll", fixAll),
    commands.registerCommand("threadlsp.showMap", () => maps.show()),
    // The client registers the server's own command, threadlsp.debugInformation, under that name.
    commands.registerCommand("threadlsp.showDebugInformation", () => showDebugInformation(started, extension)),
    commands.registerCommand("threadlsp.showReferences", (uri, at, places) => showReferences(started, uri, at, places)),
    commands.registerCommand("threadlsp.openExample", openExample),
  );
  await started.restart();
  return started;
}

export function deactivate(): Promise<void> | undefined {
  return server?.shutdown();
}
