import { Argument, type Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What may follow: words by the commands typed so far, `''` for none. */
type Words = ReadonlyMap<string, readonly string[]>;

/** `sosik completion`: a script for the shell, made from the commands as they are. */
export function completionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('prints a completion script: source <(sosik completion bash)')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: 'bash' | 'zsh' | 'fish') => {
      const words = wordsOf(program);
      if (shell === 'fish') terminal.out(fish(words));
      else terminal.out(shell === 'bash' ? bash(words) : zsh(words));
    });
}

function wordsOf(command: Command, path: readonly string[] = []): Map<string, string[]> {
  const options = command.options.map(({ long }) => long ?? '').filter((long) => long !== '');
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const names = command.commands.map((each) => each.name());
  const own: [string, string[]] = [path.join(' '), [...names, ...choices, ...options, '--help']];
  const below = command.commands.flatMap((each) => [...wordsOf(each, [...path, each.name()])]);
  return new Map([own, ...below]);
}

/** Commands are at most two words; whatever is typed after them is none. */
const PATH = `  local path="" word
  for word in "\${words[@]:1:cword-1}"; do
    case " $(_sosik_words "$path") " in
      *" $word "*) case "$word" in -*) ;; *) path="\${path:+$path }$word" ;; esac ;;
    esac
  done`;

function cases(words: Words): string {
  return [...words].map(([path, next]) => `    "${path}") echo "${next.join(' ')}" ;;`).join('\n');
}

function bash(words: Words): string {
  return `# Completion of sosik for bash: source <(sosik completion bash)
_sosik_words() {
  case "$1" in
${cases(words)}
  esac
}
_sosik() {
  local words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
${PATH}
  COMPREPLY=($(compgen -W "$(_sosik_words "$path")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _sosik sosik`;
}

function zsh(words: Words): string {
  return `#compdef sosik
# Completion of sosik for zsh: source <(sosik completion zsh)
_sosik_words() {
  case "$1" in
${cases(words)}
  esac
}
_sosik() {
  local path_typed="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ "$word" != -* && " $(_sosik_words "$path_typed") " == *" $word "* ]]; then
      path_typed="\${path_typed:+$path_typed }$word"
    fi
  done
  compadd -- \${=$(_sosik_words "$path_typed")}
  _files
}
compdef _sosik sosik`;
}

function fish(words: Words): string {
  const lines = [...words].flatMap(([path, next]) => {
    const typed = path === '' ? [] : path.split(' ');
    const seen = typed.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const plain = next.filter((word) => !word.startsWith('-'));
    const condition = seen === '' ? '__fish_use_subcommand' : seen;
    return [
      ...(plain.length > 0 ? [`complete -c sosik -n '${condition}' -a '${plain.join(' ')}'`] : []),
      ...next
        .filter((word) => word.startsWith('--'))
        .map((word) => `complete -c sosik -n '${condition}' -l ${word.slice(2)}`),
    ];
  });
  return ['# Completion of sosik for fish: sosik completion fish | source', ...lines].join('\n');
}
