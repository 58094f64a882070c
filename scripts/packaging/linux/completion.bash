# Completion of countersign for bash.
_countersign() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W 'add list status open check-config verify help --hidden --help --version' -- "$word")
    return
  fi
  if [[ $before == --filter ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'open done all' -- "$word")
    return
  fi
  case $command in
    add)
      if [[ $word == @* ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -P @ -- "${word#@}")
      else
        mapfile -t COMPREPLY < <(compgen -W '--service --practice --json' -- "$word")
      fi
      ;;
    list) mapfile -t COMPREPLY < <(compgen -W '--service --filter --json' -- "$word") ;;
    check-config)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -W '--json' -- "$word"; compgen -f -- "$word")
      ;;
    verify)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -W '--audit-key' -- "$word"; compgen -f -- "$word")
      ;;
    status) mapfile -t COMPREPLY < <(compgen -W '--service --json' -- "$word") ;;
    open) mapfile -t COMPREPLY < <(compgen -W '--service' -- "$word") ;;
  esac
}
complete -F _countersign countersign
