import type { Command } from 'commander'
import { closeMatches } from '../base/close-matches.ts'

/**
 * Of a command line that asks for help of a command that there is not: what is wrong. Commander shows the general help there, and ends with success; everywhere else it says itself what it does not know.
 * @param words without the program's own name
 */
export function unknownCommand(program: Command, words: readonly string[]): string | undefined {
  const end = words.indexOf('--')
  const all = end === -1 ? words : words.slice(0, end)
  if (!all.some((word, index) => word === '--help' || word === '-h' || (word === 'help' && index === 0))) return undefined
  let command = program
  for (const word of all[0] === 'help' ? all.slice(1) : all) {
    if (word.startsWith('-') || command.commands.length === 0) return undefined
    const names = command.commands.map((each) => each.name())
    const found = command.commands.find((each) => each.name() === word)
    if (found === undefined && word !== 'help') {
      const close = closeMatches(word, names)
      return `error: unknown command '${word}'${close.length === 0 ? '' : `\n(Did you mean ${close.join(' or ')}?)`}`
    }
    command = found ?? command
  }
  return undefined
}
