#!/usr/bin/env bash
# Installs the extension in a real VS Code (code-server 4.100.3), opens the
# chapter's first snippet in Chromium and looks at squiggle, hover and quick fix,
# in the dark and in the light theme. Tools go to a cache. The last line is
# 'N passed, N failed'.
# call: editors/vscode/e2e.sh [OUTDIR]   screenshots; default: a temporary directory.
#       THREADLSP=path takes that server instead of building one;
#       UPDATE=1 also writes docs/images/vscode.png and vscode-light.png
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
work=$(mktemp -d)
out=${1:-$work/out}
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

cd "$here"
[ -d node_modules ] || npm install --no-package-lock --no-audit --no-fund --loglevel=error
mkdir -p bin
if [ -n "${THREADLSP:-}" ]; then cp "$THREADLSP" bin/threadlsp; else npm run --silent server; fi
npm run --silent package >"$work/package.log" 2>&1 || { cat "$work/package.log"; exit 1; }
code=(node "$cache/code-server-4.100.3/node_modules/code-server/out/node/entry.js" --user-data-dir "$work/user" --extensions-dir "$work/extensions")
"${code[@]}" --install-extension "$here/threadlsp.vsix" >/dev/null 2>&1

# theme NAME KIND runs the test in one theme.
theme() {
  local port workspace=$work/$2/ws
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  mkdir -p "$workspace" "$work/user/User" "$out/$2"
  cp "$root/editors/fixtures/snippet1.py" "$workspace/chapter.py"
  : >"$workspace/pyproject.toml"
  cat >"$work/user/User/settings.json" <<JSON
{
  "workbench.colorTheme": "$1", "workbench.startupEditor": "none", "window.commandCenter": false,
  "workbench.layoutControl.enabled": false, "chat.commandCenter.enabled": false, "editor.minimap.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono", "editor.fontSize": 14, "workbench.tips.enabled": false, "editor.hover.delay": 100,
  "editor.stickyScroll.enabled": false, "breadcrumbs.enabled": false, "editor.wordBasedSuggestions": "off"
}
JSON
  "${code[@]}" --auth none --bind-addr "127.0.0.1:$port" --disable-workspace-trust --disable-telemetry --disable-update-check >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    curl -fs "http://127.0.0.1:$port/healthz" >/dev/null && break
    sleep 0.1
  done
  NODE_PATH=$cache/playwright/node_modules node "$here/e2e/ui.js" "$port" "$workspace" chapter.py "$out/$2" "$2" || true
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
}

{
  echo "== dark"
  theme "Default Dark Modern" dark
  echo "== light"
  theme "Default Light Modern" light
} | tee "$work/all.txt"
if [ -n "${UPDATE:-}" ]; then
  mkdir -p "$root/docs/images"
  cp "$out/dark/hover.png" "$root/docs/images/vscode.png"
  cp "$out/light/hover.png" "$root/docs/images/vscode-light.png"
fi
awk '/^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 } END { print p+0 " passed, " f+0 " failed"; exit f > 0 || p == 0 }' "$work/all.txt"
