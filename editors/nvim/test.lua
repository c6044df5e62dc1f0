-- Headless Neovim test of the language server, 0.7.2 to 0.11, one program a run.
-- ../test.sh calls it and says what the environment holds:
--   RECIPE=recipe.lua CASE=snippet1 CASES=cases.json TEST_FILE=copy.py EXIT_FILE=exit \
--     nvim --headless -u NONE -i NONE --noplugin -c "luafile test.lua"
-- PULL=1 lets the client claim what 0.12 does: that it can be asked to pull
-- diagnostics again. Without that the server pushes.

local path = os.getenv('TEST_FILE')
local pull = os.getenv('PULL') ~= nil
local passes, fails = 0, 0

local function read(name)
  local f = io.open(name)
  local text = f and f:read('*a')
  if f then
    f:close()
  end
  return text
end

local case = assert(vim.json.decode(read(os.getenv('CASES')))[os.getenv('CASE')], 'CASE names no case')

local function check(name, ok, got)
  if ok then
    passes = passes + 1
  else
    fails = fails + 1
  end
  io.stdout:write(string.format('%s %s%s\n', ok and 'ok  ' or 'FAIL', name, ok and '' or ': ' .. vim.inspect(got)))
end

-- eventually waits for a state, without end for practical purposes.
local function eventually(state)
  return vim.wait(60000, state, 20)
end

local function has(text, part)
  return text ~= nil and text:find(part, 1, true) ~= nil
end

local function clients(buf)
  return vim.tbl_values((vim.lsp.get_clients and vim.lsp.get_clients({ bufnr = buf })) or vim.lsp.buf_get_clients(buf))
end

local function text(buf)
  return table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), '\n') .. '\n'
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

local function found(buf, client)
  eventually(function() return #vim.diagnostic.get(buf) > 0 end)
  local all = vim.diagnostic.get(buf)
  check('one diagnostic', #all == 1, all)
  local d = all[1] or {}
  check('code and source', d.code == case.code and d.source == 'threadlsp', d)
  local severity = ({ error = 1, warning = 2, info = 3 })[case.severity]
  check('line and severity', d.lnum == case.line - 1 and d.severity == severity, d)
  local related = vim.tbl_get(d, 'user_data', 'lsp', 'relatedInformation') or {}
  local same = #related == #case.notes
  for i, note in ipairs(case.notes) do
    local r = related[i] or {}
    same = same and has(r.message, note) and r.location.uri == vim.uri_from_bufnr(buf)
  end
  check('related information', same, related)
  if vim.fn.has('nvim-0.11') == 1 then
    local announced = client.server_capabilities.diagnosticProvider ~= nil
    check(pull and 'pulling is offered' or 'pulling is not offered', announced == pull, client.server_capabilities)
    local namespace = vim.lsp.diagnostic.get_namespace(client.id, pull)
    check(pull and 'pulled' or 'pushed', d.namespace == namespace, d)
  end
  return d
end

local function hover(d)
  vim.api.nvim_win_set_cursor(0, { case.line, (d.col or 0) + 1 })
  vim.lsp.buf.hover()
  eventually(function() return floating() ~= nil end)
  local window = floating()
  local shown = window and text(vim.api.nvim_win_get_buf(window)) or ''
  check('hover in its window', has(shown, case.code), shown)
  if window then
    vim.api.nvim_win_close(window, true)
  end
end

-- fix takes the action with the title, as a user does in the menu.
local function fix(buf)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    for i, item in ipairs(items) do
      table.insert(titles, options.format_item and options.format_item(item) or tostring(item))
      if has(titles[i], case.title) then
        return choose(item, i)
      end
    end
  end
  vim.lsp.buf.code_action()
  eventually(function() return has(text(buf), case.fixed) end)
  check('quick fix offered', #titles > 0 and has(titles[#titles], case.title), titles)
  check('quick fix applied', has(text(buf), case.fixed), text(buf))
  eventually(function() return #vim.diagnostic.get(buf) == 0 end)
  check('no diagnostic after the fix', #vim.diagnostic.get(buf) == 0, vim.diagnostic.get(buf))
end

-- map shows the threads, as text and as a page.
local function map(buf)
  vim.cmd('update')
  require('threadlsp').map()
  local shown = vim.api.nvim_get_current_buf()
  check('the thread map in a window of its own', shown ~= buf and has(text(shown), 'runs on: threading.Thread'), text(shown))
  vim.fn.search('started: ')
  vim.cmd('normal! W')
  vim.cmd('silent! normal! gF')
  check('gF goes to a place', vim.api.nvim_buf_get_name(0) == path and vim.fn.line('.') > 1, { vim.api.nvim_buf_get_name(0), vim.fn.line('.') })
  vim.cmd('only')
  local opened
  vim.ui.open = function(page)
    opened = page
  end
  require('threadlsp').map('html')
  check('the page of the thread map', opened ~= nil and has(read(opened), '<!doctype html>'), opened)
  vim.api.nvim_set_current_buf(buf)
end

local function main()
  dofile(os.getenv('RECIPE'))
  if pull then
    vim.lsp.config('threadlsp', {
      capabilities = { workspace = { diagnostics = { refreshSupport = true } } },
      handlers = { ['workspace/diagnostic/refresh'] = function() return vim.NIL end },
    })
  end
  vim.cmd('filetype on')
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  local buf = vim.api.nvim_get_current_buf()
  eventually(function() return #clients(buf) > 0 and clients(buf)[1].server_capabilities ~= nil end)
  local client = clients(buf)[1]
  check('attached to the project', client and client.name == 'threadlsp' and client.config.root_dir == vim.fn.fnamemodify(path, ':h'), client and client.config)
  local d = found(buf, client)
  hover(d)
  fix(buf)
  map(buf)
  if vim.fn.has('nvim-0.11') == 1 then
    client:stop()
  else
    client.stop() -- its argument would be "by force"
  end
  eventually(function() return read(os.getenv('EXIT_FILE')) ~= nil end)
  check('server exits with 0', read(os.getenv('EXIT_FILE')) == '0\n', read(os.getenv('EXIT_FILE')))
end

io.stdout:write('version: ' .. vim.fn.execute('version'):match('NVIM v[%d.]+') .. (pull and ', pulling' or '') .. '\n')
local ok, err = xpcall(main, debug.traceback)
if not ok then
  io.stdout:write('ERROR ' .. tostring(err) .. '\n')
  fails = fails + 1
end
io.stdout:write(string.format('%d passed, %d failed\n', passes, fails))
vim.cmd(fails > 0 and 'cquit 1' or 'qall!')
