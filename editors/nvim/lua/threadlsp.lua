--- Neovim 0.7 to 0.10, which have no vim.lsp.enable: put the folder that holds
--- this `lua` folder on 'runtimepath' and call  require('threadlsp').setup()
--- On 0.11 and newer the same call enables lsp/threadlsp.lua.
local M = {}

local markers = { 'threadlsp.toml', 'pyproject.toml', '.git' }

-- root is the nearest folder above a file that holds a marker, else the file's own.
local function root(path)
  local own = vim.fn.fnamemodify(path, ':p:h')
  local dir = own
  while true do
    for _, name in ipairs(markers) do
      if vim.loop.fs_stat(dir .. '/' .. name) then
        return dir
      end
    end
    local parent = vim.fn.fnamemodify(dir, ':h')
    if parent == dir then
      return own
    end
    dir = parent
  end
end

-- setup starts the server for Python files, one for each root. The options
-- replace those of vim.lsp.start_client: cmd, on_attach, settings, ...
function M.setup(options)
  options = options or {}
  if vim.lsp.enable then
    vim.lsp.config('threadlsp', options)
    vim.lsp.enable('threadlsp')
    return
  end
  local running = {} -- from root to client id
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('threadlsp', {}),
    pattern = 'python',
    callback = function(event)
      local path = vim.api.nvim_buf_get_name(event.buf)
      if path == '' then
        return
      end
      local dir = root(path)
      if not (running[dir] and vim.lsp.get_client_by_id(running[dir])) then
        running[dir] = vim.lsp.start_client(vim.tbl_extend('force', {
          name = 'threadlsp',
          cmd = { 'threadlsp', 'lsp' },
          root_dir = dir,
          workspace_folders = { { uri = vim.uri_from_fname(dir), name = dir } },
        }, options))
      end
      if running[dir] then
        vim.lsp.buf_attach_client(event.buf, running[dir])
      end
    end,
  })
end

return M
