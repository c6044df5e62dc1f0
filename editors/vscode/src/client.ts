// The connection to the server: vscode-languageclient, with a log that has levels.
import { ChildProcess } from "child_process";
import { LogOutputChannel, OutputChannel, window } from "vscode";
import { ClientCapabilities, CloseAction, FeatureState, LanguageClient, LanguageClientOptions, MessageTransports, State, StaticFeature } from "vscode-languageclient/node";
import { Level, Lines, parseLine } from "./text";

export const showLogs = "Show Logs";

// StatusFeature asks the server for its own notification, threadlsp/status.
class StatusFeature implements StaticFeature {
  fillClientCapabilities(c: ClientCapabilities): void {
    c.experimental = { ...(c.experimental as object | undefined), statusNotification: true };
  }
  initialize(): void {}
  getState(): FeatureState {
    return { kind: "static" };
  }
  clear(): void {}
}

// channel is what the client writes to. Two things come here: what it appends in
// pieces, the server's standard error, and whole lines, its own and the traces.
// The server sends its log over the wire, too, so once that is up only what is
// not sent is taken from the standard error.
function channel(log: LogOutputChannel, connected: () => boolean): OutputChannel {
  const pieces = new Lines((line) => {
    const { level, text } = parseLine(line);
    if (level === undefined) log.error(text);
    else if (level === "debug" || !connected()) log[level](text);
  });
  return {
    name: log.name,
    append: (text) => pieces.add(text),
    appendLine: (text) => log.info(text),
    replace: (text) => log.info(text),
    clear: () => log.clear(),
    show: () => log.show(true),
    hide: () => log.hide(),
    dispose: () => {}, // the log outlives the client
  };
}

// Client writes what the server and the protocol say at their level.
export class Client extends LanguageClient {
  private answered = false; // the server has been running
  private abandoned = false;

  constructor(
    argv: string[],
    options: LanguageClientOptions,
    private readonly log: LogOutputChannel,
  ) {
    let self: Client | undefined = undefined;
    const output = channel(log, () => self?.isRunning() ?? false);
    const initializationFailedHandler = () => false; // who starts the client is told, and tells the user
    super("threadlsp", "threadlsp", { command: argv[0], args: argv.slice(1) }, { ...options, initializationFailedHandler, outputChannel: output, traceOutputChannel: output });
    self = this as Client;
    this.registerFeature(new StatusFeature());
    this.onDidChangeState(({ newState }) => (this.answered ||= newState === State.Running));
    // A server that dies is started again, unless it keeps dying; one that has
    // never answered would not answer the next time either.
    const usual = this.createDefaultErrorHandler(4);
    this.clientOptions.errorHandler = {
      error: (error, message, count) => usual.error(error, message, count),
      closed: () => (this.answered && !this.abandoned ? usual.closed() : { action: CloseAction.DoNotRestart, handled: true }),
    };
  }

  // giveUp ends a server that has not answered yet. The library does not stop a
  // client that starts, and a program that is no server may never answer.
  giveUp(): void {
    if (this.isRunning()) return;
    this.abandoned = true;
    this.kill();
  }

  // begin starts the server. The error is why it does not run; there is none where
  // it was given up.
  async begin(): Promise<void> {
    try {
      await this.start(); // which may end well although the server has ended
      if (!this.answered) throw new Error("it has ended without an answer");
    } catch (error) {
      if (!this.abandoned) throw error;
    }
  }

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    const transports = await super.createMessageTransports(encoding);
    if (this.abandoned) this.kill(); // given up before there was a process
    return transports;
  }

  private kill(): void {
    (this as unknown as { _serverProcess?: ChildProcess })._serverProcess?.kill("SIGKILL");
  }

  override debug(message: string, data?: unknown): void {
    this.write("debug", message, data);
  }
  override info(message: string, data?: unknown): void {
    this.write("info", message, data);
  }
  override warn(message: string, data?: unknown): void {
    this.write("warn", message, data);
  }
  // error tells the user only what ends the work, such as a server that keeps
  // dying; a request that fails is a line in the log.
  override error(message: string, data?: unknown, show?: boolean | "force"): void {
    this.write("error", message, data);
    if (show !== "force" || !this.answered || this.abandoned) return;
    void window.showErrorMessage(`threadlsp: ${message}`, showLogs).then((choice) => choice === showLogs && this.log.show());
  }

  private write(level: Level, message: string, data: unknown): void {
    this.log[level](message);
    if (data !== undefined && data !== null) this.log[level](data instanceof Error ? (data.stack ?? data.message) : JSON.stringify(data));
  }
}
