#!/usr/bin/env bash
# Installs code-server VERSION, a real VS Code in the browser, from npm into DIR.
# Its own postinstall wants Kerberos headers and downloads ripgrep; this rebuilds
# only the native modules that the server needs.
# call: install-code-server.sh DIR VERSION   (node, npm, a C++ compiler, python3 and ripgrep)
set -euo pipefail
dir=$1 version=$2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
mkdir -p "$dir"
cd "$dir"
[ -f package.json ] || echo '{"private":true}' >package.json
export npm_config_nodedir=${NODEDIR:-/usr}
quiet=(--no-audit --no-fund --ignore-scripts --loglevel=error)
npm install "${quiet[@]}" "code-server@$version"
npm rebuild argon2 --foreground-scripts >"$log" 2>&1 || { echo "argon2 cannot be built"; tail -5 "$log"; }
cd node_modules/code-server/lib/vscode
npm install "${quiet[@]}" --omit=dev --unsafe-perm
for module in @vscode/spdlog node-pty native-watchdog @parcel/watcher @vscode/native-watchdog @vscode/deviceid; do
  [ -d "node_modules/$module" ] || continue
  npm rebuild "$module" --foreground-scripts >"$log" 2>&1 || { echo "$module cannot be built"; tail -5 "$log"; }
done
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
ln -sfn node_modules node_modules.asar
(cd bin/remote-cli && ln -sf code-linux.sh code-server)
(cd bin/helpers && ln -sf browser-linux.sh browser.sh)
(cd extensions && npm install "${quiet[@]}" --omit=dev --unsafe-perm)
