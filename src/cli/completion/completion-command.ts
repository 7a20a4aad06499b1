import { Argument, type Command } from 'commander'
import { plain } from '../shown-fields.ts'
import { FILES_LINE, SHELL_SCRIPTS, SHELLS, type Shell } from './shell-scripts.ts'
import { wantedCompletions } from './wanted-completions.ts'

/** Longer nobody waits for a key. */
const LIVE_MS = 1_000

/** `causeway completion bash|zsh|fish`, and `causeway complete`, which their scripts ask. */
export function addCompletionCommands(program: Command, workingFolder: string): void {
  program
    .command('completion')
    .description('a script by which a shell completes commands, options and names: eval "$(causeway completion bash)" in ~/.bashrc')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .action((shell: Shell) => {
      process.stdout.write(SHELL_SCRIPTS[shell])
    })
  program
    .command('complete', { hidden: true })
    .description('what completes these words, the last one as far as it is typed')
    .argument('[words...]')
    // Where a shell hands on no empty word, as PowerShell before 7.3 does not.
    .option('--next', 'behind them stands one of which nothing is typed')
    .action(async (words: readonly string[], { next }: { readonly next?: true }) => {
      const all = next === true ? [...words, ''] : words
      for (const line of await completionLines(program, all, workingFolder)) console.log(line)
    })
}

async function completionLines(program: Command, words: readonly string[], workingFolder: string): Promise<readonly string[]> {
  const wanted = wantedCompletions(program, words)
  const typed = words.at(-1) ?? ''
  const start = typed === '=' ? '' : typed
  switch (wanted.kind) {
    case 'files':
      return [FILES_LINE]
    case 'nothing':
      return []
    case 'words':
      return wanted.words.filter(({ word }) => word.startsWith(start)).map(({ word, meaning }) => `${word}\t${meaning}`)
    case 'names': {
      const { liveNames } = await import('./live-names.ts')
      const seconds = Number(process.env['CAUSEWAY_COMPLETION_SECONDS'])
      const ms = seconds > 0 ? Math.min(seconds, 60) * 1_000 : LIVE_MS
      const names = await liveNames({ of: wanted.of, flags: wanted.flags, typed: start.slice(wanted.before.length) }, workingFolder, ms)
      // What a terminal would obey, or what ends a line, is no word to type.
      return names
        .filter((name) => name === plain(name) && `${wanted.before}${name}`.startsWith(start))
        .map((name) => `${wanted.before}${name}\t${wanted.of}`)
    }
  }
}
