# Completions of marmot(1) for fish.  Kept by hand; a test compares them with --help.

complete -c marmot -f
complete -c marmot -n __fish_use_subcommand -a serve -d 'serve a folder of Markdown over Gemini and Gopher'
complete -c marmot -n __fish_use_subcommand -a new -d 'begin an article'
complete -c marmot -n __fish_use_subcommand -a check -d 'name every problem of a folder of articles'
complete -c marmot -n __fish_use_subcommand -a check-config -d 'show by which settings serve would serve'
complete -c marmot -n __fish_use_subcommand -a render -d 'show one file as gemtext, menu or text'
complete -c marmot -n __fish_use_subcommand -a export -d 'write the whole capsule as files'
complete -c marmot -n __fish_use_subcommand -a cert -d 'make and show certificates, let readers in'
complete -c marmot -n __fish_use_subcommand -a doctor -d 'speak to a running server, and say which rules it breaks'
complete -c marmot -n __fish_use_subcommand -a stats -d 'show what a running server has counted'
complete -c marmot -n __fish_use_subcommand -a version -d 'say which version this is'
complete -c marmot -l help -d 'explain the command'

complete -c marmot -n '__fish_seen_subcommand_from serve' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l content -x -a '(__fish_complete_directories)' -d 'the folder of articles'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l certs -x -a '(__fish_complete_directories)' -d 'the folder of certificates'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l state -x -a '(__fish_complete_directories)' -d 'where Marmot keeps what it can make again'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l host -x -d 'a host name answered to'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l gemini -x -a off -d 'listen here for Gemini, or off'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l gopher -x -a off -d 'listen here for Gopher, or off'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l user -x -a '(__fish_complete_users)' -d 'whom to become when started as root'
complete -c marmot -n '__fish_seen_subcommand_from serve' -l verbose -d 'log more'

complete -c marmot -n '__fish_seen_subcommand_from check-config' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l content -x -a '(__fish_complete_directories)' -d 'the folder of articles'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l certs -x -a '(__fish_complete_directories)' -d 'the folder of certificates'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l state -x -a '(__fish_complete_directories)' -d 'where Marmot keeps what it can make again'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l host -x -d 'a host name answered to'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l gemini -x -a off -d 'listen here for Gemini, or off'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l gopher -x -a off -d 'listen here for Gopher, or off'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l user -x -a '(__fish_complete_users)' -d 'whom to become when started as root'
complete -c marmot -n '__fish_seen_subcommand_from check-config' -l verbose -d 'log more'

complete -c marmot -n '__fish_seen_subcommand_from new' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from new' -l content -x -a '(__fish_complete_directories)' -d 'the folder of articles'
complete -c marmot -n '__fish_seen_subcommand_from new' -l in -x -d 'the folder where the article goes'
complete -c marmot -n '__fish_seen_subcommand_from new' -l name -x -d "the file's name"
complete -c marmot -n '__fish_seen_subcommand_from new' -l tag -x -d 'a tag'
complete -c marmot -n '__fish_seen_subcommand_from new' -l publish -d 'no draft'

complete -c marmot -n '__fish_seen_subcommand_from check' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from check' -l content -x -a '(__fish_complete_directories)' -d 'the folder of articles'
complete -c marmot -n '__fish_seen_subcommand_from check' -l quiet -d 'no notes'
complete -c marmot -n '__fish_seen_subcommand_from check' -l json -d 'one JSON object, for programs'
complete -c marmot -n '__fish_seen_subcommand_from check' -a '(__fish_complete_directories)'

complete -c marmot -n '__fish_seen_subcommand_from render' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from render' -l to -x -a 'gemtext menu text' -d 'the form'
complete -c marmot -n '__fish_seen_subcommand_from render' -l width -x -d 'columns'
complete -c marmot -n '__fish_seen_subcommand_from render' -F

complete -c marmot -n '__fish_seen_subcommand_from export' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from export' -l content -x -a '(__fish_complete_directories)' -d 'the folder of articles'
complete -c marmot -n '__fish_seen_subcommand_from export' -l host -x -d 'the public host name'
complete -c marmot -n '__fish_seen_subcommand_from export' -l only -x -a 'gemini gopher' -d 'one protocol alone'
complete -c marmot -n '__fish_seen_subcommand_from export' -a '(__fish_complete_directories)'

complete -c marmot -n '__fish_seen_subcommand_from cert' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l certs -x -a '(__fish_complete_directories)' -d 'the folder of certificates'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l host -x -d 'a host name'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l state -x -a '(__fish_complete_directories)' -d 'the state folder'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l name -x -d 'what to call whom allow lets in'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l new-key -d 'renew with another key'
complete -c marmot -n '__fish_seen_subcommand_from cert' -l yes -d 'renew without asking'
complete -c marmot -n '__fish_seen_subcommand_from cert' -a 'show new renew allow list forget'

complete -c marmot -n '__fish_seen_subcommand_from doctor' -l verbose -d 'say what is good, too'
complete -c marmot -n '__fish_seen_subcommand_from doctor' -l patience -x -d 'how long to wait for each step'

complete -c marmot -n '__fish_seen_subcommand_from stats' -l config -r -F -d 'the configuration'
complete -c marmot -n '__fish_seen_subcommand_from stats' -l state -x -a '(__fish_complete_directories)' -d 'the state folder'
complete -c marmot -n '__fish_seen_subcommand_from stats' -l prometheus -d 'as Prometheus reads it'
