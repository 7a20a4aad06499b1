import type { Command } from 'commander'

/** Options that every command of a server has, and whether a value follows. */
const SHARED: ReadonlyMap<string, { readonly hasValue: boolean }> = new Map([
  ['--context', { hasValue: true }],
  ['--endpoint', { hasValue: true }],
  ['--home', { hasValue: true }],
  ['--project', { hasValue: true }],
  ['--timeout', { hasValue: true }],
  ['--json', { hasValue: false }],
  ['--quiet', { hasValue: false }],
])

/**
 * The words of a command line with those of its shared options that stand before the command right behind its name, as commander wants them: people of other command
 * lines write them there (`causeway --context prod queue list`). What follows may be the words of another program, or the value of an option.
 *
 * @param words without the program's own name
 */
export function optionsBehind(program: Command, words: readonly string[]): readonly string[] {
  let first = 0
  while (first < words.length) {
    const word = words[first] ?? ''
    const shared = SHARED.get(word.replace(/=.*$/s, ''))
    if (shared === undefined) break
    first += shared.hasValue && !word.includes('=') ? 2 : 1
  }
  const leading = words.slice(0, first)
  const rest = words.slice(first)
  const named = wordsOfCommand(program, rest)
  // Nothing to stand behind: the program says what it does not know.
  return named === 0 ? words : [...rest.slice(0, named), ...leading, ...rest.slice(named)]
}

/** How many words name the command: of a group, its own and that of the command in it. */
function wordsOfCommand(program: Command, words: readonly string[]): number {
  let command = program
  let count = 0
  for (const word of words) {
    const found = command.commands.find((each) => each.name() === word || each.aliases().includes(word))
    if (found === undefined) break
    command = found
    count += 1
  }
  return count
}
