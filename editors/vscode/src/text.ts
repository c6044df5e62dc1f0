// What is shown, made of what is known: pure functions, tested without VS Code.

// Status is what the server says of itself in threadlsp/status.
export interface Status {
  state: "busy" | "ready" | "error";
  message?: string;
  files?: number;
  findings?: number;
}

// Shown is the item in the status bar.
export interface Shown {
  text: string;
  detail: string;
  severity: "information" | "warning" | "error";
  busy: boolean;
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;

// shown is how a status looks. One that is not understood, say of a newer
// server, is shown as ready.
export function shown(s: Status): Shown {
  const numbers = [
    s.findings === undefined ? "" : count(s.findings, "finding"),
    s.files === undefined ? "" : count(s.files, "file"),
  ].filter((t) => t !== "");
  const detail = s.message || numbers.join(" in ");
  switch (s.state) {
    case "busy":
      return { text: "threadlsp", detail: detail || "checking", severity: "information", busy: true };
    case "error":
      return { text: "$(error) threadlsp", detail: detail || "see the log", severity: "error", busy: false };
  }
  return { text: s.findings ? `threadlsp: ${s.findings}` : "threadlsp", detail: detail || "ready", severity: "information", busy: false };
}

export type Level = "debug" | "info" | "warn" | "error";

// A Line is one line of the server's standard error. Without a level it is none
// of its log: a panic, or what a wrapper prints.
export interface Line {
  level?: Level;
  text: string;
}

// parseLine reads a line of the server's log: time, level, message.
export function parseLine(line: string): Line {
  const m = /^\d\d:\d\d:\d\d\S*\t(DEBUG|INFO|WARN|ERROR)\t(.*)$/.exec(line);
  return m ? { level: m[1].toLowerCase() as Level, text: m[2] } : { text: line };
}

// Lines cuts what comes in pieces into lines.
export class Lines {
  private rest = "";
  constructor(private readonly use: (line: string) => void) {}

  add(piece: string): void {
    const lines = (this.rest + piece).split(/\r?\n/);
    this.rest = lines.pop() ?? "";
    lines.filter((l) => l !== "").forEach(this.use);
  }
}

// MapPage is the server's answer to threadlsp/threadMap.
export interface MapPage {
  name: string; // of the program
  html: string;
  uris: Record<string, string>; // of the documents, by the path that places have
}

// Asked is a place that the page of a thread map asks to be opened.
export interface Asked {
  uri: string;
  cell?: number; // of a notebook, from 1
  line: number; // from 1
  column: number; // from 1
}

// asked reads a message of the page; undefined for one that names no document of
// its map: what a page says is not believed.
export function asked(message: unknown, uris: Record<string, string>): Asked | undefined {
  const at = (message as { open?: Record<string, unknown> } | undefined)?.open;
  const count = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) > 0;
  if (!at || typeof at.path !== "string" || !Object.hasOwn(uris, at.path) || !count(at.line) || !count(at.column)) return undefined;
  return { uri: uris[at.path], cell: count(at.cell) ? at.cell : undefined, line: at.line, column: at.column };
}

// Facts are what a bug report should say of the editor's side.
export interface Facts {
  extension: string;
  editor: string;
  platform: string;
  trusted: boolean;
  folders: number;
  argv: string[];
  from: string;
  settings: Record<string, unknown>; // those that are not the defaults
}

// report is a bug report's Markdown: the editor's side, then the server's.
export function report(f: Facts, server: string): string {
  const settings = Object.entries(f.settings).map(([name, value]) => `\n  - \`${name}\`: \`${JSON.stringify(value)}\``);
  return `# threadlsp in VS Code

- extension: ${f.extension}
- editor: ${f.editor}
- platform: ${f.platform}
- workspace: ${count(f.folders, "folder")}, ${f.trusted ? "trusted" : "not trusted"}
- server, from ${f.from}: \`${f.argv.join(" ")}\`
- settings: ${settings.join("") || "the defaults"}

${server.trim()}
`;
}
