# Completion of countersign for fish.
set -l commands add list status open check-config verify help
complete -c countersign -f
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a add -d 'Add jobs to the running app'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a list -d 'List jobs'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a status -d 'Say how the app stands'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a open -d 'Show a job in the window'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a check-config -d 'Check an administrator\'s file'
complete -c countersign -n '__fish_seen_subcommand_from check-config' -F
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a verify -d 'Say what holds of evidence'
complete -c countersign -n '__fish_seen_subcommand_from verify' -F
complete -c countersign -n '__fish_seen_subcommand_from verify' -l audit-key -x -d 'Of the record'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -a help -d 'Say how it is used'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -l hidden -d 'Start without a window'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -l version -d 'Tell the version'
complete -c countersign -n "not __fish_seen_subcommand_from $commands" -l help -d 'Say how it is used'
complete -c countersign -n '__fish_seen_subcommand_from add list status open' -l service -x -d 'Of which service'
complete -c countersign -n '__fish_seen_subcommand_from add' -l practice -d 'To the practice service'
complete -c countersign -n '__fish_seen_subcommand_from add list status check-config' -l json -d 'Answer as JSON'
complete -c countersign -n '__fish_seen_subcommand_from list' -l filter -x -a 'open done all' -d 'Which jobs'
