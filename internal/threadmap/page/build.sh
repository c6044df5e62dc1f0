#!/usr/bin/env bash
# Makes ../page.js and ../page.css of src, with the licences of what is in them. Needs Node.js
# and npm. The first line says of which sources they are made; a Go test compares it.
# call: internal/threadmap/page/build.sh [OUTDIR]   default: internal/threadmap
set -euo pipefail
cd "$(dirname "$0")"
out=$(realpath -m "${1:-..}")
npm install --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null
npm run --silent tsc
mkdir -p "$out"
made="/* Made of the sources $(cat package.json src/*.css src/*.ts | sha256sum | cut -c1-16) by internal/threadmap/page/build.sh; do not edit. */"
{
  echo "$made"
  echo "/*"
  for name in @dagrejs/dagre d3-zoom; do
    echo "$name:"
    cat "node_modules/$name/LICENSE"
    echo
  done
  echo "*/"
  npx --no-install esbuild src/main.ts --bundle --format=iife --target=es2020 --minify --legal-comments=none
} >"$out/page.js"
{
  echo "$made"
  npx --no-install esbuild src/page.css --minify
} >"$out/page.css"
