#!/usr/bin/env bash
# Builds the server and runs the protocol-abuse tests on it; ends with 'N passed, N failed'.
# call: testdata/torture/run.sh [options of lsp_torture.py]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$here/../.." && go build -o "$work/threadlsp" ./cmd/threadlsp)
python3 "$here/lsp_torture.py" --cmd "$work/threadlsp" "$@"
