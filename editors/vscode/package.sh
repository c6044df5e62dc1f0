#!/usr/bin/env bash
# Packs the extension with its server, one .vsix a target, and checks what is in
# it. zig, from PyPI, is the C compiler for every target but host, which is this
# machine with its own compiler. The last line is 'N passed, N failed'.
# call: editors/vscode/package.sh [TARGET ...]   TARGET: host (default) all linux-x64 linux-arm64
#       alpine-x64 win32-x64 darwin-arm64 darwin-x64
#       THREADLSP=path takes that server for host instead of building one
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
cd "$here" || exit 2
targets=("$@")
[ $# -gt 0 ] || targets=(host)
[ "${targets[*]}" != all ] || targets=(linux-x64 linux-arm64 alpine-x64 win32-x64 darwin-arm64 darwin-x64)
log=$(mktemp)
trap 'rm -f "$log"; rm -rf bin' EXIT

# server builds bin/threadlsp for a target. Linux gets a static one, for glibc and musl alike.
server() {
  case $1 in
  host)
    if [ -n "${THREADLSP:-}" ]; then cp "$THREADLSP" bin/threadlsp; else (cd "$root" && go build -trimpath -ldflags=-s -o "$here/bin/" ./cmd/threadlsp); fi
    ;;
  linux-x64 | alpine-x64) "$here/zig/build.sh" linux-amd64 bin/threadlsp ;;
  linux-arm64) "$here/zig/build.sh" linux-arm64 bin/threadlsp ;;
  win32-x64) "$here/zig/build.sh" windows-amd64 bin/threadlsp.exe ;;
  darwin-arm64) "$here/zig/build.sh" darwin-arm64 bin/threadlsp ;;
  darwin-x64) "$here/zig/build.sh" darwin-amd64 bin/threadlsp ;;
  *) echo "unknown target $1" && return 1 ;;
  esac
}

# pack makes and checks the .vsix of a target.
pack() {
  local out=threadlsp-$1.vsix for=(--target "$1")
  [ "$1" != host ] || for=()
  rm -rf bin "$out" && mkdir bin && server "$1" || return
  npx --no-install vsce package --no-dependencies --allow-missing-repository --no-rewrite-relative-links "${for[@]}" --out "$out" || return
  python3 check_vsix.py "$out" "$1"
}

[ -d node_modules ] || npm install --no-package-lock --no-audit --no-fund --loglevel=error || exit 1
passed=0 failed=0
for target in "${targets[@]}"; do
  if pack "$target" >"$log" 2>&1; then
    echo "ok   $target: $(tail -n 1 "$log")"
    passed=$((passed + 1))
  else
    cat "$log"
    echo "FAIL $target"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
