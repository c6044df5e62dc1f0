#!/usr/bin/env bash
# Installs the extension in a real VS Code (code-server 4.100.3). First its own
# tests run in the extension host, in a trusted workspace of two folders and in one
# that is not trusted; then it is used and looked at in Chromium, in the dark and in
# the light theme. Tools go to a cache. The last line is 'N passed, N failed'.
# call: editors/vscode/e2e.sh [OUTDIR]   screenshots; default: a temporary directory.
#       THREADLSP=path takes that server instead of building one;
#       ONLY=host|untrusted|dark|light runs one part;
#       UPDATE=1 also writes the pictures of the two READMEs
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
work=$(mktemp -d)
out=$(realpath -m "${1:-$work/out}")
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

need() { command -v "$1" >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null; }
need chromium chromium fonts-dejavu-core
need rg ripgrep
mkdir -p "$cache" "$out"
if [ ! -d "$cache/code-server-4.100.3" ]; then
  bash "$here/e2e/install-code-server.sh" "$cache/code-server.part" 4.100.3
  mv "$cache/code-server.part" "$cache/code-server-4.100.3"
fi
if [ ! -d "$cache/playwright" ]; then
  (mkdir -p "$cache/playwright.part" && cd "$cache/playwright.part" && echo '{"private":true}' >package.json &&
    npm install --no-audit --no-fund --loglevel=error playwright-core@1.56)
  mv "$cache/playwright.part" "$cache/playwright"
fi
export NODE_PATH=$cache/playwright/node_modules

echo "== package"
"$here/package.sh" host | tee "$work/all.txt"
code=(node "$cache/code-server-4.100.3/node_modules/code-server/out/node/entry.js")

# install puts .vsix files into a directory of extensions.
install() {
  local dir=$work/$1 vsix
  for vsix in "${@:2}"; do
    "${code[@]}" --user-data-dir "$work/user-install" --extensions-dir "$dir" --install-extension "$vsix" >"$work/install.log" 2>&1 ||
      { cat "$work/install.log"; exit 1; }
  done
}

# serve NAME EXTENSIONS [FLAG ...] starts code-server on a free port, with settings
# from standard input, and waits until it answers.
serve() {
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  mkdir -p "$work/$1/user/User"
  cat >"$work/$1/user/User/settings.json"
  "${code[@]}" --user-data-dir "$work/$1/user" --extensions-dir "$work/$2" --auth none --bind-addr "127.0.0.1:$port" \
    --disable-telemetry --disable-update-check "${@:3}" >"$work/$1/server.log" 2>&1 &
  server=$!
  local end=$((SECONDS + 60))
  until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null; do
    [ $SECONDS -lt $end ] || { cat "$work/$1/server.log"; return 1; }
    sleep 0.1
  done
}

stop() {
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

# folder makes a folder of the workspace, of fixtures: NAME=FIXTURE.
folder() {
  local dir=$work/$1 pair
  mkdir -p "$dir"
  for pair in "${@:2}"; do cp "$root/editors/fixtures/${pair#*=}" "$dir/${pair%%=*}"; done
  printf '[project]\nname = "shop"\n' >"$dir/pyproject.toml"
}

# host runs the tests in the extension host of a trusted workspace of two folders.
host() {
  folder host/first app.py=app.py many.py=many.py
  folder host/second worker.py=app.py second.py=app.py lesson.ipynb=lesson.ipynb many.ipynb=many.ipynb
  echo '{"folders": [{"path": "first"}, {"path": "second"}]}' >"$work/host/both.code-workspace"
  export TEST_SUITE=tests TEST_OUT=$work/host/result
  serve host extensions-host --disable-workspace-trust <<<'{"workbench.startupEditor": "none", "files.hotExit": "off", "files.autoSave": "off"}'
  node "$here/e2e/host.js" "$port" "$TEST_OUT" "workspace=$work/host/both.code-workspace" || true
  stop
}

# untrusted runs those of a workspace that the user does not trust at first.
untrusted() {
  folder untrusted/ws app.py=app.py
  mkdir -p "$work/untrusted/ws/.vscode"
  local ours=("$work"/extensions-host/threadlsp.threadlsp-*/bin/threadlsp)
  printf '#!/bin/sh\necho ran >>"%s/untrusted/ws/ran"\nexec "%s" "$@"\n' "$work" "${ours[0]}" >"$work/untrusted/ws/evil"
  chmod +x "$work/untrusted/ws/evil"
  echo '{"threadlsp.path": "${workspaceFolder}/evil", "threadlsp.logFile": "${workspaceFolder}/server.log"}' >"$work/untrusted/ws/.vscode/settings.json"
  export TEST_SUITE=untrusted TEST_OUT=$work/untrusted/result
  serve untrusted extensions-host <<<'{"workbench.startupEditor": "none", "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.emptyWindow": false}'
  node "$here/e2e/host.js" "$port" "$TEST_OUT" "folder=$work/untrusted/ws" || true
  stop
}

# theme NAME KIND uses the extension as a user does, in one theme.
theme() {
  folder "$2/ws" chapter.py=snippet1.py app.py=app.py lesson.ipynb=lesson.ipynb
  mkdir -p "$out/$2"
  serve "$2" extensions --disable-workspace-trust <<JSON
{
  "workbench.colorTheme": "$1", "workbench.startupEditor": "none", "window.commandCenter": false,
  "workbench.layoutControl.enabled": false, "chat.commandCenter.enabled": false, "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono", "editor.fontSize": 14, "workbench.tips.enabled": false, "editor.hover.delay": 100,
  "editor.stickyScroll.enabled": false, "breadcrumbs.enabled": false, "editor.wordBasedSuggestions": "off", "editor.suggestOnTriggerCharacters": false,
  "editor.autoClosingBrackets": "never", "files.hotExit": "off", "threadlsp.diagnosticMode": "workspace"
}
JSON
  node "$here/e2e/ui.js" "$port" "$work/$2/ws" "$out/$2" "$2" "$work/extensions" || true
  stop
}

# part runs one part, unless ONLY names another.
part() {
  [ -z "${ONLY:-}" ] || [ "$ONLY" = "$1" ] || return 0
  echo "== $1: code-server 4.100.3, $(chromium --version 2>/dev/null)"
  "${@:2}"
}

(cd "$here/host" && "$here/node_modules/.bin/vsce" package --allow-missing-repository --skip-license --out "$work/tests.vsix") >"$work/package.log" 2>&1 || { cat "$work/package.log"; exit 1; }
install extensions "$here/threadlsp-host.vsix"
install extensions-host "$here/threadlsp-host.vsix" "$work/tests.vsix"
{
  part host host
  part untrusted untrusted
  unset TEST_SUITE TEST_OUT
  part dark theme "Default Dark Modern" dark
  part light theme "Default Light Modern" light
} | tee -a "$work/all.txt"
if [ -n "${UPDATE:-}" ]; then
  mkdir -p "$root/docs/images"
  cp "$out/dark/hover.png" "$root/docs/images/vscode.png"
  cp "$out/light/hover.png" "$root/docs/images/vscode-light.png"
  for name in hover action problems notebook; do cp "$out/dark/$name.png" "$here/images/$name.png"; done
fi
awk '/^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 } END { print p+0 " passed, " f+0 " failed"; exit f > 0 || p == 0 }' "$work/all.txt"
