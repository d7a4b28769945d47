-- Drive Neovim without a screen: open plan.yaml, do what a user does, and print what is seen as JSON.

vim.opt.swapfile = false
vim.lsp.config("kumo_lr", {
  cmd = { vim.env.PYTHON, "-m", "kumo_lr", "server" },
  filetypes = { "yaml", "json" },
  root_markers = { "kumo-lr.toml", "pyproject.toml", ".git" },
})
vim.lsp.enable("kumo_lr")

local function wait(seen)
  if not vim.wait(20000, seen, 20) then
    error("nothing happened")
  end
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
end

local function codes()
  return vim.tbl_map(function(each) return each.code end, vim.diagnostic.get(0))
end

local function act(only, title)
  local before = text()
  vim.lsp.buf.code_action({
    apply = true,
    context = { only = only, diagnostics = {} },
    filter = function(action) return title == nil or action.title == title end,
  })
  wait(function() return text() ~= before end)
  return text()
end

local seen = {}

local function drive()
  vim.cmd.edit("plan.yaml")
  wait(function() return #vim.diagnostic.get(0) == 2 end)
  seen.diagnostics = codes()
  seen.encoding = vim.lsp.get_clients()[1].offset_encoding

  vim.api.nvim_win_set_cursor(0, { 3, 10 })
  seen.action = act({ "quickfix" }, 'Replace "csoine_with_warmup" by "cosine_with_warmup"')
  wait(function() return #vim.diagnostic.get(0) == 1 end)
  vim.cmd.undo()
  wait(function() return #vim.diagnostic.get(0) == 2 end)
  seen.fix_all = act({ "source.fixAll.kumo-lr" })
  wait(function() return #vim.diagnostic.get(0) == 0 end)

  vim.api.nvim_win_set_cursor(0, { 3, 10 })
  vim.lsp.buf.hover()
  local function float()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        return vim.api.nvim_win_get_buf(window)
      end
    end
  end
  wait(float)
  seen.hover = table.concat(vim.api.nvim_buf_get_lines(float(), 0, -1, true), "\n")

  vim.lsp.inlay_hint.enable(true)
  wait(function() return #vim.lsp.inlay_hint.get({ bufnr = 0 }) > 0 end)
  seen.hints = vim.tbl_map(function(each) return each.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))

  vim.api.nvim_buf_set_lines(0, 2, 3, true, { "  - name: expon" })
  vim.api.nvim_win_set_cursor(0, { 3, 15 })
  wait(function() return vim.tbl_contains(codes(), "KLR201") end)
  vim.cmd("startinsert!")
  local parameters = vim.lsp.util.make_position_params(0, seen.encoding)
  parameters.position.character = 15
  local answers = vim.lsp.buf_request_sync(0, "textDocument/completion", parameters, 20000)
  local items = answers[vim.lsp.get_clients()[1].id].result.items
  table.sort(items, function(one, other) return one.sortText < other.sortText end)
  vim.lsp.util.apply_text_edits({ items[1].textEdit }, vim.api.nvim_get_current_buf(), seen.encoding)
  seen.completion = vim.api.nvim_buf_get_lines(0, 2, 3, true)[1]

  vim.api.nvim_buf_set_lines(0, 2, 3, true, { "  - name: nonsense" })
  wait(function() return vim.tbl_contains(codes(), "KLR201") end)
  vim.fn.writefile({ 'ignore = ["KLR201"]' }, "kumo-lr.toml")
  wait(function() return not vim.tbl_contains(codes(), "KLR201") end)
  seen.settings = codes()
end

local ok, problem = pcall(drive)
seen.problem = not ok and tostring(problem) or nil
vim.fn.writefile({ vim.json.encode(seen) }, "seen.json")
vim.cmd("qa!")
