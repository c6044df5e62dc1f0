#!/usr/bin/env bash
# Independent clients play whole sessions with the server: pytest-lsp with the
# capabilities of VS Code, Neovim and Emacs, and VS Code's own wire code on Node.
# The clients go to a cache. The last line is 'N passed, N failed'.
# call: editors/clients/run.sh [SERVER COMMAND ...]   default: threadlsp lsp, built here
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
export FIXTURES=$here/../fixtures NODE_MODULES=$cache/vscode-jsonrpc-10.0.0 THREADLSP_CMD PYTHONDONTWRITEBYTECODE=1

if [ $# -eq 0 ]; then
  (cd "$here/../.." && go build -o "$work/threadlsp" ./cmd/threadlsp)
  set -- "$work/threadlsp" lsp
fi
THREADLSP_CMD=$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@")

# The cache is made anew when the pins change.
venv=$cache/pytest-lsp-$(cksum <"$here/requirements.txt" | cut -d' ' -f1)
if [ ! -x "$venv/bin/pytest" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
fi
if [ ! -d "$NODE_MODULES" ]; then
  mkdir -p "$NODE_MODULES.part"
  (cd "$NODE_MODULES.part" && echo '{"private":true}' >package.json &&
    npm install --no-audit --no-fund --loglevel=error vscode-jsonrpc@10.0.0 vscode-languageserver-protocol@3.18.5)
  mv "$NODE_MODULES.part" "$NODE_MODULES"
fi

echo "== $("$venv/bin/pip" list --disable-pip-version-check 2>/dev/null | awk '$1 == "pytest-lsp" { print $1, $2 }') on $("$venv/bin/python" --version)"
timeout 600 "$venv/bin/pytest" -v -c "$here/pytest.ini" -p no:cacheprovider --junitxml "$work/junit.xml" "$here" >"$work/pytest.log" 2>&1 || true
# shellcheck disable=SC2046
set -- $(python3 - "$work/junit.xml" <<'PY'
import sys, xml.etree.ElementTree as tree
try:
    s = tree.parse(sys.argv[1]).getroot().find("testsuite").attrib
    bad = int(s["failures"]) + int(s["errors"])
    print(int(s["tests"]) - bad - int(s["skipped"]), bad)
except (OSError, tree.ParseError):
    print(0, 1)
PY
) "$@"
[ "$2" -eq 0 ] || cat "$work/pytest.log"
echo "pytest-lsp: $1 passed, $2 failed"
passed=$((passed + $1)) failed=$((failed + $2))
shift 2

echo "== vscode-jsonrpc 10.0.0, vscode-languageserver-protocol 3.18.5 on Node $(node --version)"
timeout 600 node "$here/session.mjs" "$@" >"$work/node.log" 2>&1 || true
if [[ $(tail -n 1 "$work/node.log") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
  p=${BASH_REMATCH[1]} f=${BASH_REMATCH[2]}
else
  p=0 f=1
fi
[ "$f" -eq 0 ] || cat "$work/node.log"
echo "vscode-jsonrpc: $p passed, $f failed"
passed=$((passed + p)) failed=$((failed + f))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
