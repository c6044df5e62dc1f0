// Which command starts the server: pure functions, so that they are tested
// without VS Code and for every platform.
import * as path from "path";

export interface Folder {
  name: string;
  path: string;
}

// Inputs are what the choice depends on.
export interface Inputs {
  configured: string | string[]; // threadlsp.path
  trusted: boolean; // whether the user trusts the workspace
  bundled: string; // where the extension's own server would be
  folders: Folder[];
  home: string;
  cwd: string;
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  isFile: (path: string) => boolean;
  logLevel: string;
  logFile: string;
}

// A Choice is a command line, and where it comes from. A warning says why it is
// not the one that was asked for.
export interface Choice {
  argv: string[];
  from: "threadlsp.path" | "the extension" | "the PATH";
  warning?: string;
}

// Nothing says why there is no server to start.
export class Nothing extends Error {}

const variable = /\$\{(workspaceFolder|userHome|cwd|env)(?::([^}]*))?\}/g;

// substitute replaces the variables that VS Code does not replace in settings of
// extensions. It is undefined where one has no value: half a path names something
// else. Only an environment variable that is not set is empty, as in a shell.
export function substitute(s: string, i: Inputs): string | undefined {
  let known = true;
  const out = s.replace(variable, (whole, name, argument) => {
    const value = valueOf(name, argument, i);
    if (value === undefined) known = false;
    return value ?? whole;
  });
  if (!known) return undefined;
  return out.replace(/^~(?=[/\\]|$)/, () => i.home);
}

function valueOf(name: string, argument: string | undefined, i: Inputs): string | undefined {
  if (name === "env") return argument ? (lookup(i, argument) ?? "") : undefined;
  if (name === "workspaceFolder") {
    return (argument === undefined ? i.folders[0] : i.folders.find((f) => f.name === argument))?.path;
  }
  if (argument !== undefined) return undefined;
  return name === "cwd" ? i.cwd : i.home;
}

// lookup reads the environment. Windows does not distinguish case there, but a
// copy of its environment does.
function lookup(i: Inputs, name: string): string | undefined {
  if (i.platform !== "win32") return i.env[name];
  return i.env[Object.keys(i.env).find((k) => k.toLowerCase() === name.toLowerCase()) ?? name];
}

const paths = (i: Inputs) => (i.platform === "win32" ? path.win32 : path.posix);

// absolute is a path as seen from the first folder, as other settings of a
// workspace are; where no folder is open, from the directory of the process.
function absolute(s: string, i: Inputs): string {
  return paths(i).resolve(i.folders[0]?.path ?? i.cwd, s);
}

// onPath finds a program as a shell does, but never in the working directory and
// never in a relative directory: that would be the workspace's to fill.
export function onPath(name: string, i: Inputs): string | undefined {
  const endings = i.platform === "win32" ? ["", ...(lookup(i, "PATHEXT") || ".EXE").split(";").map((e) => e.toLowerCase())] : [""];
  for (const dir of (lookup(i, "PATH") ?? "").split(paths(i).delimiter)) {
    if (!paths(i).isAbsolute(dir)) continue;
    for (const ending of endings) {
      const file = paths(i).join(dir, name + ending);
      if ((i.platform !== "win32" || /\.(exe|com)$/i.test(file)) && i.isFile(file)) return file;
    }
  }
  return undefined;
}

// program is the file that the first word of a command line names.
function program(word: string, i: Inputs): string | undefined {
  if (!/[/\\]/.test(word)) return onPath(word, i);
  const file = absolute(word, i);
  for (const candidate of i.platform === "win32" ? [file, file + ".exe"] : [file]) {
    if (i.isFile(candidate)) return candidate;
  }
  return undefined;
}

// flags are the arguments of a server whose command line is ours to make.
function flags(i: Inputs): string[] {
  const file = i.trusted && i.logFile !== "" ? substitute(i.logFile, i) : undefined;
  return ["lsp", "--log-level", i.logLevel, ...(file ? ["--log-file", absolute(file, i)] : [])];
}

// resolveServer chooses the server: the user's, the extension's, or the one on
// the PATH. A setting of one word names the program; of more, the whole command
// line. In a workspace that is not trusted nothing but the extension's runs.
export function resolveServer(i: Inputs): Choice {
  const bundled = i.isFile(i.bundled) ? i.bundled : undefined;
  if (!i.trusted) {
    if (bundled) return { argv: [bundled, ...flags(i)], from: "the extension" };
    throw new Nothing("the workspace is not trusted, and the extension comes without a server");
  }
  let warning: string | undefined;
  const words = (typeof i.configured === "string" ? [i.configured] : i.configured).filter((s) => s.trim() !== "");
  if (words.length > 0) {
    const replaced = words.map((s) => substitute(s, i));
    const unknown = words[replaced.indexOf(undefined)];
    const file = unknown === undefined && replaced[0] ? program(replaced[0], i) : undefined;
    if (file) return { argv: [file, ...(words.length > 1 ? (replaced.slice(1) as string[]) : flags(i))], from: "threadlsp.path" };
    warning = unknown === undefined ? `threadlsp.path: ${replaced[0] || words[0]} is not there` : `threadlsp.path: ${unknown} has no value here`;
  }
  if (bundled) return { argv: [bundled, ...flags(i)], from: "the extension", warning };
  const found = onPath("threadlsp", i);
  if (found) return { argv: [found, ...flags(i)], from: "the PATH", warning };
  throw new Nothing(warning ?? "the extension comes without a server, and there is no threadlsp on the PATH");
}
