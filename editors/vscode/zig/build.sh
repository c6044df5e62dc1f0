#!/usr/bin/env bash
# Builds the server for another system, with zig as the C compiler: static with
# musl on Linux; for macOS against stubs/, which name what the system has there.
# zig comes from PyPI, into a cache.
# call: zig/build.sh TARGET OUT   TARGET: linux-amd64 linux-arm64 windows-amd64 darwin-amd64 darwin-arm64
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$1 out=$(realpath -m "$2") flags="-s -w"
venv=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors/zig-0.17.1
if [ ! -x "$venv/bin/python" ]; then
  rm -rf "$venv.part"
  python3 -m venv "$venv.part"
  "$venv.part/bin/pip" install --quiet --disable-pip-version-check ziglang==0.17.1
  mv "$venv.part" "$venv"
fi
zig="$venv/bin/python -m ziglang"
IFS=- read -r os arch <<<"$target"
case $arch in amd64) cpu=x86_64 ;; arm64) cpu=aarch64 ;; *) echo "unknown $target" >&2 && exit 2 ;; esac
case $os in
linux) triple=$cpu-linux-musl flags="$flags -linkmode external -extldflags -static" ;;
windows) triple=$cpu-windows-gnu ;;
darwin)
  triple=$cpu-macos flags="$flags -linkmode external"
  export CGO_LDFLAGS="-F$here/stubs -L$here/stubs"
  ;;
*) echo "unknown $target" >&2 && exit 2 ;;
esac
export CGO_ENABLED=1 GOOS=$os GOARCH=$arch CC="$zig cc -target $triple" CXX="$zig c++ -target $triple"
cd "$here/../../.."
exec nice go build -trimpath -ldflags "$flags" -o "$out" ./cmd/threadlsp
