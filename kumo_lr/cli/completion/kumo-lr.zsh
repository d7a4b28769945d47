#compdef kumo-lr
# zsh completion for kumo-lr. To install it, with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc:
#   kumo-lr completion zsh > ~/.zfunc/_kumo-lr

@LISTS@
_kumo_lr() {
  local curcontext=$curcontext state line ret=1
  local -A opt_args
  _arguments -C -S \
@OPTIONS@
    '(-)*:: :->command' && ret=0
  [[ $state == command ]] || return ret
  curcontext=${curcontext%:*:*}:kumo-lr-$words[1]:
  case $words[1] in
@COMMANDS@
  esac
  return ret
}
# Both as a file of $fpath and sourced.
if [[ $funcstack[1] == _kumo-lr ]]; then _kumo_lr "$@"; else compdef _kumo_lr kumo-lr; fi
