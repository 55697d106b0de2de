import { defineCommand } from '../command.ts';

/** Finds the program: as a command, or in the nearest node_modules. `npx` would take much longer. */
const findProgram = `
  local at="$PWD" program
  program=$(command -v clew) || while :; do
    if [ -x "$at/node_modules/.bin/clew" ]; then program="$at/node_modules/.bin/clew"; break; fi
    [ -z "$at" ] && return
    at="\${at%/*}"
  done`;

const scripts = {
  bash: `# Completion of clew and run-workflow for bash, also after npx: eval "$(npx clew completion bash)"
_clew() {
  local words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}")
  if [ "\${words[0]}" = npx ]; then
    words=("\${words[@]:1}")
    case "\${words[0]}" in clew|run-workflow) ;; *) return ;; esac
    [ "\${#words[@]}" -gt 1 ] || return
  fi${findProgram}
  local IFS=$'\\n'
  COMPREPLY=($("$program" complete -- "\${words[@]}" 2>/dev/null))
}
complete -o default -F _clew clew run-workflow npx
`,
  zsh: `#compdef clew run-workflow
# Completion of clew and run-workflow for zsh, also after npx: source <(npx clew completion zsh)
_clew() {
  local -a words_here found
  words_here=("\${words[@]:0:$CURRENT}")
  if [[ "\${words_here[1]}" == npx ]]; then
    shift words_here
    [[ "\${words_here[1]}" == (clew|run-workflow) && \${#words_here} -gt 1 ]] || { _files; return }
  fi${findProgram}
  found=("\${(@f)$("$program" complete -- "\${words_here[@]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _clew clew run-workflow npx
`,
  fish: `# Completion of clew and run-workflow for fish: npx clew completion fish | source
function __clew_complete
    set -l words (commandline -opc) (commandline -ct)
    if test "$words[1]" = npx
        set -e words[1]
    end
    set -l program (command -v clew)
    set -l at $PWD
    while test -z "$program" -a -n "$at"
        if test -x "$at/node_modules/.bin/clew"
            set program "$at/node_modules/.bin/clew"
        end
        set at (string replace -r '/[^/]*$' '' -- $at)
    end
    test -n "$program"; or return
    set -l found ($program complete -- $words 2>/dev/null)
    if test -n "$found"
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c clew -f -a '(__clew_complete)'
complete -c run-workflow -f -a '(__clew_complete)'
complete -c npx -n '__fish_seen_subcommand_from clew run-workflow' -f -a '(__clew_complete)'
`,
};

export const completionCommand = defineCommand({
  name: 'completion',
  description: 'Prints a script by which a shell completes commands, options, workflows, parameters and ids.',
  args: [{ name: 'shell', choices: ['bash', 'zsh', 'fish'], required: true }],
  flags: [],
  examples: [
    'eval "$(npx clew completion bash)"    in ~/.bashrc',
    'source <(npx clew completion zsh)     in ~/.zshrc, after compinit',
    'npx clew completion fish > ~/.config/fish/completions/clew.fish',
  ],
  async run({ args }, terminal) {
    terminal.out(scripts[args.shell].trimEnd());
    return 0;
  },
});
