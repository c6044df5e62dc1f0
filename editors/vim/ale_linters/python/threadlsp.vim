" Lets ALE start threadlsp as a language server. Put the folder that holds
" `ale_linters` on 'runtimepath'.

call ale#Set('python_threadlsp_executable', 'threadlsp')

" The nearest folder with a settings file or repository, else the file's own:
" a lone script is checked too.
function! ale_linters#python#threadlsp#Root(buffer) abort
  let l:dir = fnamemodify(bufname(a:buffer), ':p:h')
  let l:own = l:dir
  while 1
    for l:marker in ['threadlsp.toml', 'pyproject.toml', '.git']
      if !empty(getftype(l:dir . '/' . l:marker))
        return l:dir
      endif
    endfor
    if fnamemodify(l:dir, ':h') is# l:dir
      return l:own
    endif
    let l:dir = fnamemodify(l:dir, ':h')
  endwhile
endfunction

call ale#linter#Define('python', {
\   'name': 'threadlsp',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'python_threadlsp_executable')},
\   'command': '%e lsp',
\   'project_root': function('ale_linters#python#threadlsp#Root'),
\})
