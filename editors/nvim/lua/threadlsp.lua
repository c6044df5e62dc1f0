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

-- threads is what `threadlsp map` prints of the project around a file; nil and why where it fails.
local function threads(format)
  local path = vim.api.nvim_buf_get_name(0)
  local dir = path ~= '' and root(path) or vim.fn.getcwd()
  local out = vim.fn.system({ 'threadlsp', 'map', '--format', format, dir })
  if vim.v.shell_error ~= 0 then
    return nil, out
  end
  return out
end

--- map shows the threads of the project around the current file, as it is on the disk: as
--- text in a window of its own, where gF goes to a place; with 'html' as a page in the browser.
function M.map(format)
  format = format ~= nil and format ~= '' and format or 'text'
  local out, why = threads(format)
  if not out then
    vim.notify('threadlsp map: ' .. why, vim.log.levels.ERROR)
    return
  end
  if format == 'html' then
    local page = vim.fn.tempname() .. '.html'
    local file = assert(io.open(page, 'w'))
    file:write(out)
    file:close()
    if vim.ui.open then
      vim.ui.open(page)
    else
      vim.notify('threadlsp map: ' .. page)
    end
    return
  end
  vim.cmd('new')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(out), '\n'))
  vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile, vim.bo.modifiable = 'nofile', 'wipe', false, false
end

return M
