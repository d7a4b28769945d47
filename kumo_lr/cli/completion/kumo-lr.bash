# bash completion for kumo-lr. To install it where bash-completion is:
#   kumo-lr completion bash > ~/.local/share/bash-completion/completions/kumo-lr
# and elsewhere, write it to a file that ~/.bashrc sources.

# What a place takes: "COMMAND --option", "COMMAND number-of-argument" or "COMMAND options".
_kumo_lr_takes() {
    kind='' words=()
    case $1 in
@PLACES@
    esac
}
_kumo_lr() {
    local cur=${COMP_WORDS[COMP_CWORD]} command='' option='' number=0 prefix='' kind words word
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [[ $word == [=:] ]]; then [[ $option ]] || number=$((number - 1)) # bash takes a=b apart
        elif [[ $option ]]; then option=''
        elif [[ $word == -?* ]]; then _kumo_lr_takes "$command $word"; [[ $kind ]] && option=$word
        elif [[ $command ]]; then number=$((number + 1))
        else command=$word
        fi
    done
    [[ $cur == '=' ]] && cur=''
    if [[ ! $option && $cur == --*=* ]]; then # bash 3 does not, nor does bash where it is told not to
        option=${cur%%=*} cur=${cur#*=}
        [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
    fi
    [[ ! $option && $cur == -* ]] && option=options
    _kumo_lr_takes "$command ${option:-$number}"
    # bash itself knows best how to quote files. bash 3 offers them wherever nothing else fits.
    compopt +o default 2> /dev/null
    case $kind in
        plan | file) compopt -o default 2> /dev/null ;;
        folder) compopt -o dirnames 2> /dev/null ;;
        list) prefix+=${cur%"${cur##*,}"} cur=${cur##*,} ;;
    esac
    for word in "${words[@]}"; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
    done
}
complete -o default -F _kumo_lr kumo-lr
