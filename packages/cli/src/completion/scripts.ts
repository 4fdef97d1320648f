/** The shells that a script can be printed for. */
export const shells = ["bash", "zsh", "fish", "powershell"] as const;

export type Shell = (typeof shells)[number];

/** Each script asks the command itself what may follow, so that it never grows old. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Put this into ~/.bashrc:  source <(micro completion bash)
_micro() {
  local IFS=$'\\n' word
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do COMPREPLY+=("$word"); done \\
    < <(micro __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _micro micro`,
  zsh: `#compdef micro
# Put this into ~/.zshrc, after compinit:  source <(micro completion zsh)
_micro() {
  local -a candidates
  local word about
  while IFS=$'\\t' read -r word about; do
    candidates+=("\${word//:/\\\\:}:\${about}")
  done < <(micro __complete -- "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)
  if (( \${#candidates} )); then _describe micro candidates; else _files; fi
}
compdef _micro micro`,
  fish: `# Put this into ~/.config/fish/config.fish:  micro completion fish | source
function __micro_complete
  set -l words (commandline -opc) (commandline -ct)
  micro __complete -- $words[2..-1] 2>/dev/null
end
complete -c micro -f -a '(__micro_complete)'`,
  powershell: `# Put this into $PROFILE:  micro completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName micro -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '""' }
  micro __complete -- @words 2>$null | ForEach-Object {
    $word, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
  }
}`,
};
