#!/usr/bin/env bash
# Opens the page of `threadlsp map --format html` in Chromium, from a file, in the light and the
# dark theme, with hostile names and with more than 200 roots, and lets Mermaid and Graphviz read
# what is made for them. Tools go to a cache. The last line is 'N passed, N failed'.
# call: internal/threadmap/page/test.sh [OUTDIR]   screenshots; default: a temporary directory.
#       THREADLSP=path takes that binary instead of building one
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$(realpath -m "${1:-$work/out}")
command -v chromium >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
if [ ! -d "$cache/map" ]; then
  (mkdir -p "$cache/map.part" && cd "$cache/map.part" && echo '{"private":true}' >package.json &&
    npm install --no-audit --no-fund --loglevel=error playwright-core@1.56 mermaid@12.3.0 @viz-js/viz@3.31.0)
  mv "$cache/map.part" "$cache/map"
fi
mkdir -p "$out" "$work/made"
threadlsp=${THREADLSP:-}
if [ -z "$threadlsp" ]; then
  threadlsp=$work/threadlsp
  (cd "$here" && go build -o "$threadlsp" ../../../cmd/threadlsp)
fi
python3 "$here/programs.py" "$work"
"$here/build.sh" "$work/made"
same=0
cmp "$work/made/page.js" "$here/../page.js" && cmp "$work/made/page.css" "$here/../page.css" && same=1
{
  if [ $same = 1 ]; then echo "ok   the page is made of its sources"; else echo "FAIL the page is stale: run internal/threadmap/page/build.sh"; fi
  NODE_PATH=$cache/map/node_modules node "$here/browser.js" "$threadlsp" "$work" "$out" || echo "FAIL browser.js"
} | tee "$work/log"
passed=$(grep -c '^ok ' "$work/log" || true) failed=$(grep -c '^FAIL' "$work/log" || true)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
