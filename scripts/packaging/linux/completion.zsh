#compdef countersign
# Completion of countersign for zsh.
_countersign() {
  local -a commands=(
    'add:add jobs to the running app'
    'list:list jobs'
    'status:say how the app stands'
    'open:show a job in the window'
    'check-config:check a file by which an administrator fixes settings'
    'verify:say what holds of evidence'
    'help:say how it is used'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    _arguments '--hidden[start without a window]' '--help[say how it is used]' '--version[tell the version]'
    return
  fi
  local service='--service[of which service]:name:'
  case $words[2] in
    add) _arguments $service '--practice[to the practice service]' '--json[answer as JSON]' '*:job or @file:_files -P @' ;;
    list) _arguments $service '--filter[which jobs]:filter:(open done all)' '--json[answer as JSON]' ;;
    check-config) _arguments '--json[answer as JSON]' ':file:_files' ;;
    verify) _arguments '--audit-key[of the record]:fingerprint:' '*:file:_files' ;;
    open) _arguments $service ':job:' ;;
    status) _arguments $service '--json[answer as JSON]' ;;
  esac
}
_countersign "$@"
