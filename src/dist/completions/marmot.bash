# Completions of marmot(1) for bash.  Kept by hand; a test compares them with --help.

_marmot_options() {
	case $1 in
	serve | check-config) echo --config --content --certs --state --host --gemini --gopher --user --verbose ;;
	new) echo --config --capsule --content --in --name --tag --publish ;;
	check) echo --config --capsule --content --quiet --json ;;
	render) echo --config --capsule --to --width ;;
	export) echo --config --capsule --content --host --only ;;
	cert) echo --config --certs --host --state --name --new-key --yes ;;
	doctor) echo --verbose --patience ;;
	stats) echo --config --state --prometheus ;;
	version) ;;
	esac
}

_marmot() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'serve new check check-config render export cert doctor stats version --help --version' -- "$word")
		return
	fi
	case $before in
	--config) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
	--content | --certs | --state) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
	--to) mapfile -t COMPREPLY < <(compgen -W 'gemtext menu text' -- "$word"); return ;;
	--only) mapfile -t COMPREPLY < <(compgen -W 'gemini gopher' -- "$word"); return ;;
	--user) mapfile -t COMPREPLY < <(compgen -u -- "$word"); return ;;
	--capsule | --host | --gemini | --gopher | --in | --name | --tag | --width | --patience) return ;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$(_marmot_options "$command") --help" -- "$word"); return ;;
	esac
	case $command in
	check | export) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	render) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	cert) mapfile -t COMPREPLY < <(compgen -W 'show new renew allow list forget' -- "$word") ;;
	esac
}

complete -o filenames -F _marmot marmot
