// Which command starts the server: pure functions, so that they are tested
// without VS Code.

// Inputs are what the choice depends on.
export interface Inputs {
  configured: string[]; // threadlsp.path; empty in an untrusted workspace
  bundled?: string; // path of the server in the extension, where there is one
  workspaceFolder?: string;
  home?: string;
  env: Record<string, string | undefined>;
  logLevel: string;
}

// substitute replaces the variables that VS Code does not replace in settings of
// extensions. A variable without a value becomes nothing.
export function substitute(s: string, i: Inputs): string {
  return s
    .replace(/\$\{workspaceFolder\}/g, () => i.workspaceFolder ?? "")
    .replace(/\$\{userHome\}/g, () => i.home ?? "")
    .replace(/\$\{env:([^}]+)\}/g, (_, name) => i.env[name] ?? "")
    .replace(/^~(?=[/\\]|$)/, () => i.home ?? "~");
}

// resolveServer is the server's command line. A setting of one element names the
// program; a longer one is taken as it stands.
export function resolveServer(i: Inputs): string[] {
  const argv = i.configured.map((s) => substitute(s, i)).filter((s) => s !== "");
  if (argv.length > 1) return argv;
  return [argv[0] ?? i.bundled ?? "threadlsp", "lsp", "--log-level", i.logLevel];
}
