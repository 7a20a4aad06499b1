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

/**
 * Where what a command line takes is told, for one that was refused: of the last command that it names.
 * @param words without the program's own name
 */
export function usageHint(program: Command, words: readonly string[]): string {
  let command = program
  const names = [program.name()]
  for (const word of words) {
    const found = command.commands.find((each) => each.name() === word)
    if (found === undefined) break
    command = found
    names.push(word)
  }
  return `${names.join(' ')} --help ${command.commands.length > 0 ? 'lists the commands' : 'tells what it takes'}`
}
