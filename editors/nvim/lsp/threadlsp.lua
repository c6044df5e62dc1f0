--- Neovim 0.11 and newer: put the folder that holds this `lsp` folder on
--- 'runtimepath' and call  vim.lsp.enable('threadlsp')
---@type vim.lsp.Config
return {
  cmd = { 'threadlsp', 'lsp' },
  filetypes = { 'python' },
  root_markers = { 'threadlsp.toml', 'pyproject.toml', '.git' },
}
