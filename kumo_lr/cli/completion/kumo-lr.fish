# fish completion for kumo-lr. To install it:
#   kumo-lr completion fish > ~/.config/fish/completions/kumo-lr.fish

# Whether the command on the line is this one; '' where there is none yet.
function __kumo_lr_in
    set -l typed (commandline -opc | string match -v -- '-*')
    test "$typed[2]" = "$argv"
end
# Each of the words, behind what was typed up to the last comma.
function __kumo_lr_list
    set -l typed (commandline -ct | string replace -r -- '^-[^=]*=' '' | string match -r -- '^.*,')
    printf '%s\n' "$typed"($argv)
end

@LISTS@
complete -c kumo-lr -f
@OPTIONS@
