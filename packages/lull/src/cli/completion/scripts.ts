/** Files come next after these options. */
const withFile = ['--config', '--file', '-f', '--geo', '--data'];

/**
 * What a shell reads to complete lull's command lines: it asks `lull complete`, which answers lines of a
 * value and, after a tab, what it is.
 */
export const scripts = {
  bash: `# Completion of lull for bash: source <(lull completion bash)
_lull() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$(printf '%q' "\${line%%$'\\t'*}")")
  done < <(lull complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _lull lull
`,
  zsh: `#compdef lull
# Completion of lull for zsh: source <(lull completion zsh)
_lull() {
  local -a candidates
  local line
  for line in "\${(@f)$(lull complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#candidates} )); then _describe 'lull' candidates; else _files; fi
}
if [[ \${funcstack[1]} == _lull ]]; then _lull "$@"; else compdef _lull lull; fi
`,
  fish: `# Completion of lull for fish: lull completion fish | source
complete -c lull -f -a '(lull complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
complete -c lull -n 'contains -- (commandline -opc)[-1] ${withFile.join(' ')}' -F
`,
} as const;

export type Shell = keyof typeof scripts;
