/** The scripts that shells read: each asks `causeway complete -- WORDS…` of the program that is being typed, and shows nothing where that fails. */
export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

/** The line that says: complete the names of files. No word of a command line is this. */
export const FILES_LINE = ':files'

/** Words that PowerShell takes as they are. Every other is quoted: names are others' (a space ends a word, a semicolon a command), and it takes ’ and “ for quotes, too. */
export const POWERSHELL_PLAIN = '^[A-Za-z0-9_./:=-]+$'

export const SHELL_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# completion of causeway in bash; in ~/.bashrc: eval "$(causeway completion bash)"
_causeway() {
  local word cut
  local -a words=()
  COMPREPLY=()
  # It has taken a word with colons apart, and takes what is behind the last of them for the word.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if (( \${#words[@]} )) && [[ $COMP_WORDBREAKS == *:* && ( $word == :* || \${words[-1]} == *: ) ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  cut=\${words[-1]%"\${words[-1]##*:}"}
  [[ $COMP_WORDBREAKS == *:* ]] || cut=
  while IFS=$'\\t' read -r word _; do
    if [[ $word == ${FILES_LINE} ]]; then
      compopt -o default 2>/dev/null
      return
    fi
    [[ $word == */ ]] && compopt -o nospace 2>/dev/null
    printf -v word %q "\${word#"$cut"}"
    COMPREPLY+=("$word")
  done < <("$1" complete -- "\${words[@]}" 2>/dev/null </dev/null)
}
complete -F _causeway causeway
`,
  zsh: `#compdef causeway
# completion of causeway in zsh; in ~/.zshrc: eval "$(causeway completion zsh)"
_causeway() {
  local line
  local -a described
  for line in "\${(@f)$("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
    if [[ $line == ${FILES_LINE} ]]; then
      _files
      return
    fi
    [[ -n $line ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( $#described )) && _describe -V causeway described
}
if [[ \${funcstack[1]} == _causeway ]]; then
  _causeway "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
  compdef _causeway causeway
fi
`,
  fish: `# completion of causeway in fish; in ~/.config/fish/config.fish: causeway completion fish | source
function __causeway_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer ($words[1] complete -- $words[2..] 2>/dev/null </dev/null)
    if test "$answer[1]" = ${FILES_LINE}
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $answer
    end
end
complete -c causeway -f -k -a '(__causeway_complete)'
`,
  powershell: `# completion of causeway in PowerShell; in $PROFILE: causeway completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName causeway -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    $program = $words[0]
    $words = @($words | Select-Object -Skip 1)
    $next = @(if ($wordToComplete -eq '') { '--next' })
    $answer = @(& $program complete @next '--' @words 2>$null)
    if ($answer.Count -gt 0 -and $answer[0] -eq '${FILES_LINE}') { return }
    foreach ($line in $answer) {
        $word, $meaning = $line -split "\`t", 2
        if ($word -notlike "$wordToComplete*") { continue }
        $quoted = if ($word -cmatch '${POWERSHELL_PLAIN}') { $word } else { "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($word) + "'" }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $(if ($meaning) { $meaning } else { $word }))
    }
}
`,
}
