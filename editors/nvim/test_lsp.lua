-- Headless Neovim test of the language server, 0.7.2 to 0.11, one case a run:
-- diagnostic, hover (by request and as a window), quick fix through
-- vim.ui.select, clean exit. test.sh calls it:
--   CASE=snippet1 THREADLSP_CMD='["threadlsp","lsp"]' TEST_FILE=copy.py \
--     nvim --headless -u NONE -i NONE --noplugin -c "luafile test_lsp.lua"

-- lnum is 0-based; titles and texts are Lua patterns.
local cases = {
  app = {
    code = 'args-not-tuple', lnum = 7, severity = vim.diagnostic.severity.ERROR,
    hover = 'args%-not%-tuple', title = 'tuple', fixed = 'args=%("world",%)',
  },
  snippet1 = {
    code = 'missing-join', lnum = 8, severity = vim.diagnostic.severity.INFO,
    hover = 'missing%-join', title = 't%.join', fixed = '\nt%.join%(%)',
  },
  snippet2 = {
    code = 'busy-wait', lnum = 10, severity = vim.diagnostic.severity.WARN,
    hover = 'busy%-wait', title = 't%.join', fixed = '\nt%.join%(%)',
  },
}
local case = assert(cases[os.getenv('CASE')], 'CASE names no case')
local path = os.getenv('TEST_FILE')
local passes, fails = 0, 0

local function check(name, ok, got)
  if ok then
    passes = passes + 1
  else
    fails = fails + 1
  end
  io.stdout:write(string.format('%s %s%s\n', ok and 'ok  ' or 'FAIL', name, ok and '' or ': ' .. vim.inspect(got)))
end

-- start attaches the server to a buffer as that Neovim does, and returns the client's id.
local function start(buf, on_exit)
  local config = {
    name = 'threadlsp',
    cmd = vim.json.decode(os.getenv('THREADLSP_CMD')),
    root_dir = vim.fn.fnamemodify(path, ':h'),
    on_exit = on_exit,
  }
  if vim.fn.has('nvim-0.11') == 1 then
    vim.opt.runtimepath:append(os.getenv('NVIM_CONFIG')) -- lsp/threadlsp.lua, as a user has it
    vim.lsp.config('threadlsp', { cmd = config.cmd, on_exit = on_exit })
    vim.lsp.enable('threadlsp')
    vim.api.nvim_exec_autocmds('FileType', { buffer = buf })
    vim.wait(5000, function() return #vim.lsp.get_clients({ bufnr = buf }) > 0 end, 20)
    return vim.lsp.get_clients({ bufnr = buf })[1].id
  end
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(buf, id)
  return id
end

local function text(buf)
  return table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), '\n')
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

local function hover(buf, id, place)
  local params = { textDocument = { uri = vim.uri_from_bufnr(buf) }, position = { line = place[1], character = place[2] } }
  local answers = vim.lsp.buf_request_sync(buf, 'textDocument/hover', params, 5000)
  local result = answers and answers[id] and answers[id].result
  check('hover by request', result and result.contents.value:match(case.hover), answers)
  vim.api.nvim_win_set_cursor(0, { place[1] + 1, place[2] })
  vim.lsp.buf.hover()
  vim.wait(5000, function() return floating() ~= nil end, 20)
  local window = floating()
  local shown = window and text(vim.api.nvim_win_get_buf(window)) or ''
  check('hover in its window', shown:match(case.hover), shown)
  if window then
    pcall(vim.api.nvim_win_close, window, true)
  end
end

-- fix takes the first action whose title fits, as a user does in the menu.
local function fix(buf)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    for i, item in ipairs(items) do
      table.insert(titles, options.format_item and options.format_item(item) or tostring(item))
      if titles[i]:match(case.title) then
        return choose(item, i)
      end
    end
  end
  vim.lsp.buf.code_action()
  vim.wait(5000, function() return text(buf):match(case.fixed) ~= nil end, 20)
  check('quick fix offered', #titles > 0 and titles[#titles]:match(case.title), titles)
  check('quick fix applied', text(buf):match(case.fixed), text(buf))
end

local function main()
  vim.cmd('filetype on')
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  local buf, exited = vim.api.nvim_get_current_buf(), nil
  check('filetype', vim.bo.filetype == 'python', vim.bo.filetype)
  local id = start(buf, function(code) exited = code end)
  vim.wait(10000, function() return #vim.diagnostic.get(buf) > 0 end, 20)
  local all = vim.diagnostic.get(buf)
  check('one diagnostic', #all == 1, all)
  local d = all[1] or {}
  check('code and source', d.code == case.code and d.source == 'threadlsp', d)
  check('line and severity', d.lnum == case.lnum and d.severity == case.severity, d)
  hover(buf, id, { d.lnum or case.lnum, (d.col or 0) + 1 })
  fix(buf)
  vim.wait(5000, function() return #vim.diagnostic.get(buf) == 0 end, 20)
  check('no diagnostic after the fix', #vim.diagnostic.get(buf) == 0, vim.diagnostic.get(buf))
  local client = vim.lsp.get_client_by_id(id)
  if vim.fn.has('nvim-0.11') == 1 then
    client:stop()
  else
    client.stop() -- its argument would be "by force"
  end
  vim.wait(5000, function() return exited ~= nil end, 20)
  check('server exits with 0', exited == 0, exited)
end

local ok, err = xpcall(main, debug.traceback)
if not ok then
  io.stdout:write('ERROR ' .. tostring(err) .. '\n')
  fails = fails + 1
end
io.stdout:write(string.format('%d passed, %d failed\n', passes, fails))
vim.cmd(fails > 0 and 'cquit 1' or 'qall!')
