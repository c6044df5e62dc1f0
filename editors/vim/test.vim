" Headless Vim and ALE test of the language server, one program a run; ../test.sh
" calls it and says what the environment holds:
"   RECIPE=recipe.vim CASE=app CASES=cases.json TEST_FILE=copy.py EXIT_FILE=exit \
"     ALE_DIR=/usr/share/vim-ale RESULT_FILE=out.txt vim -N -u NONE -i NONE -es -S test.vim
set nocompatible hidden
let s:case = json_decode(join(readfile($CASES), "\n"))[$CASE]
let s:out = []
let s:fails = 0

function! s:Check(name, ok, got) abort
  call add(s:out, (a:ok ? 'ok   ' : 'FAIL ') . a:name . (a:ok ? '' : ': ' . string(a:got)))
  let s:fails += a:ok ? 0 : 1
endfunction

" Eventually waits for a state, without end for practical purposes.
function! s:Eventually(state) abort
  let l:turns = 3000
  while l:turns > 0 && !a:state()
    sleep 20m
    let l:turns -= 1
  endwhile
endfunction

function! s:Text() abort
  return join(getline(1, '$'), "\n") . "\n"
endfunction

function! s:Preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      return join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

function! s:Found() abort
  ALELint
  call s:Eventually({-> !empty(getloclist(0))})
  let l:all = getloclist(0)
  call s:Check('one diagnostic', len(l:all) == 1, l:all)
  let l:d = get(l:all, 0, {})
  let l:kinds = {'error': 'E', 'warning': 'W', 'info': 'W'} " ALE knows no more
  call s:Check('line and severity', get(l:d, 'lnum') == s:case.line && get(l:d, 'type', '') ==# l:kinds[s:case.severity], l:d)
  let l:own = get(g:ale_buffer_info[bufnr('')].loclist, 0, {})
  call s:Check('code and source', get(l:own, 'code', '') ==# s:case.code && get(l:own, 'detail', '') =~# '^\[threadlsp\]', l:own)
  call cursor(s:case.line, get(l:d, 'col', 1) + 1)
endfunction

function! s:Hover() abort
  ALEHover
  call s:Eventually({-> stridx(s:Preview(), s:case.code) >= 0})
  call s:Check('hover in its window', stridx(s:Preview(), s:case.code) >= 0, s:Preview())
  pclose
endfunction

" Fix takes the action with the title, as a user types its number.
function! s:Fix() abort
  let s:menu = ''
  ALECodeAction
  call s:Eventually({-> stridx(s:Text(), s:case.fixed) >= 0})
  call s:Check('quick fix offered', stridx(s:menu, s:case.title) >= 0, s:menu)
  call s:Check('quick fix applied', stridx(s:Text(), s:case.fixed) >= 0, s:Text())
  ALELint
  call s:Eventually({-> empty(getloclist(0))})
  call s:Check('no diagnostic after the fix', empty(getloclist(0)), getloclist(0))
endfunction

function! s:Choose(message, ...) abort
  let s:menu = a:message
  return matchstr(a:message, '\d\+\ze) \V' . escape(s:case.title, '\'))
endfunction

function! s:Main() abort
  execute 'edit' fnameescape($TEST_FILE)
  call s:Found()
  call s:Hover()
  call s:Fix()
  " ALE takes no leave of a server: that ends with its connection, by status 1.
  ALEStopAllLSPs
  call s:Eventually({-> filereadable($EXIT_FILE)})
  let l:code = filereadable($EXIT_FILE) ? readfile($EXIT_FILE) : []
  call s:Check('server ends with its connection', l:code ==# ['1'], l:code)
endfunction

try
  execute 'set runtimepath+=' . fnameescape($ALE_DIR)
  source $RECIPE
  let g:ale_hover_to_preview = 1
  filetype plugin on
  runtime plugin/ale.vim
  runtime autoload/ale/util.vim
  function! ale#util#Input(message, value, ...) abort
    return s:Choose(a:message)
  endfunction
  call s:Main()
catch
  call add(s:out, 'ERROR ' . v:exception . ' at ' . v:throwpoint)
  let s:fails += 1
endtry
let s:vim = matchstr(execute('version'), 'VIM - Vi IMproved \zs[0-9.]\+')
let s:ale = matchstr(join(readfile($ALE_DIR . '/autoload/ale.vim')), 'ale_version = \[\zs[^]]*')
let s:version = 'version: Vim ' . s:vim . ', ALE ' . substitute(s:ale, ', ', '.', 'g')
call writefile([s:version] + s:out + [(len(s:out) - s:fails) . ' passed, ' . s:fails . ' failed'], $RESULT_FILE)
execute s:fails ? 'cquit' : 'qall!'
