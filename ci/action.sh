#!/bin/sh
# What action.yml runs: `sh action.sh install`, then `sh action.sh check`.
#
# Inputs come in environment variables and never become part of a command's text. Otherwise the name of a
# branch or a file in a pull request could run commands.
#
#   KUMO_LR_INSTALL     what pip installs; empty = the checkout that this file is in
#   KUMO_LR_PATHS       files and folders, one per line; empty = the whole repository
#   KUMO_LR_ARGS        more arguments for `kumo-lr check`, split at whitespace, without quoting
#   KUMO_LR_RUN_MODE    --run-mode; empty = the plan's own
#   KUMO_LR_FAIL_ON     --fail-on; empty = what the repository's settings say, else error
#   KUMO_LR_SARIF_FILE  where to write SARIF; empty = nowhere
#   KUMO_LR_ANNOTATE    true = findings as annotations, and a summary of the job; false = as plain text
#
# Nothing in the repository that is checked can pass for a module of Python: -I leaves its folder out,
# and what pip starts gets no PYTHONPATH.
set -euf
unset PYTHONHOME PYTHONPATH

fail() {
  printf '::error::%s\n' "$1"
  exit 2
}

venv=${RUNNER_TEMP:?is not set}/kumo-lr-venv

install() {
  python=python3
  command -v python3 >/dev/null || python=python
  "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail 'kumo-lr needs Python 3.11 or newer: give the action a python-version'
  "$python" -I -m venv --clear "$venv"
  find_python
  root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
  "$python" -I -m pip install --quiet --disable-pip-version-check -- "${KUMO_LR_INSTALL:-$root}"
}

find_python() {
  python=$venv/bin/python
  [ -e "$python" ] || python=$venv/Scripts/python.exe # on Windows
  [ -e "$python" ] || fail 'kumo-lr is not installed: run this with install first'
}

check() {
  find_python
  set --
  [ -z "${KUMO_LR_FAIL_ON:-}" ] || set -- "$@" --fail-on="$KUMO_LR_FAIL_ON"
  [ -z "${KUMO_LR_RUN_MODE:-}" ] || set -- "$@" --run-mode="$KUMO_LR_RUN_MODE"

  sarif=${KUMO_LR_SARIF_FILE:-}
  token=
  case ${KUMO_LR_ANNOTATE:-true} in
    true)
      set -- "$@" --output-format=github
      [ -z "${GITHUB_STEP_SUMMARY:-}" ] || set -- "$@" --output-format="markdown:$GITHUB_STEP_SUMMARY"
      ;;
    false)
      set -- "$@" --output-format=full
      # Plain text shows names and lines of files: a runner must not take them for its commands.
      token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
      ;;
    *) fail 'annotate is true or false' ;;
  esac
  [ -z "$sarif" ] || set -- "$@" --output-format="sarif:$sarif"

  for argument in ${KUMO_LR_ARGS:-}; do
    set -- "$@" "$argument"
  done
  IFS='
'
  for path in ${KUMO_LR_PATHS:-.}; do
    case $path in
      -*) path=./$path ;; # a file, neither an option nor standard input
    esac
    set -- "$@" "$path"
  done

  # What a run before this one left behind is not this one's report.
  case $sarif in
    '') ;;
    *.sarif) rm -f -- "$sarif" ;;
    *) fail 'the name of sarif-file has to end in .sarif' ;;
  esac
  [ -z "$token" ] || printf '::stop-commands::%s\n' "$token"
  code=0
  "$python" -I -X utf8 -m kumo_lr check "$@" || code=$?
  [ -z "$token" ] || printf '::%s::\n' "$token"
  if [ -n "$sarif" ] && [ -f "$sarif" ]; then
    printf 'sarif=true\n' >>"${GITHUB_OUTPUT:?is not set}"
  fi
  return "$code"
}

case ${1:-} in
  install) install ;;
  check) check ;;
  *) fail 'install or check?' ;;
esac
