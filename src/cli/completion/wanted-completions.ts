import type { Argument, Command, Option } from 'commander'
import { ATTACHMENT_KINDS } from '../../base/attachment-kinds.ts'

/** What stands on a command line at the word that is being typed. */
export type Wanted =
  | { readonly kind: 'words'; readonly words: readonly Completion[] }
  /** Names that the server knows, or the profile: of queues, tables, contexts … */
  | { readonly kind: 'names'; readonly of: string; readonly before: string; readonly flags: Readonly<Record<string, string>> }
  | { readonly kind: 'files' }
  | { readonly kind: 'nothing' }

interface Completion {
  readonly word: string
  readonly meaning: string
}

const FILES = ['file', 'folder', 'program', 'args', 'path']
const NAME_COMMANDS = ['show', 'delete', 'use', 'remove']
/** Of arguments whose words are few and known, and which say themselves what is wrong with another. */
const ARGUMENT_WORDS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['kind', ATTACHMENT_KINDS],
  ['reach', ['reachable', 'refused']],
  ['role', ['admin', 'writer', 'reader']],
])

/** @param words those behind `causeway`, the last one as far as it is typed */
export function wantedCompletions(program: Command, words: readonly string[]): Wanted {
  const typed = words.at(-1) ?? ''
  const { command, given, flags, awaits, isProgram } = read(program, withoutEqualSigns(words.slice(0, -1), typed))
  const current = typed === '=' && awaits !== undefined ? '' : typed
  if (isProgram) return { kind: 'files' }
  if (awaits !== undefined) return valuesOf(command, awaits, '', flags)
  const [, long, value] = /^(--[\w-]+)=(.*)$/.exec(current) ?? []
  if (long !== undefined && value !== undefined) {
    const option = optionOf(command, long)
    return option === undefined ? { kind: 'nothing' } : valuesOf(command, option, `${long}=`, flags)
  }
  if (current.startsWith('-')) return { kind: 'words', words: optionsOf(command, flags) }
  const below = command.createHelp().visibleCommands(command)
  if (below.length > 0 && given === 0) {
    return { kind: 'words', words: below.map((each) => ({ word: each.name(), meaning: firstLine(each.description()) })) }
  }
  const all = command.registeredArguments
  const last = all.at(-1)
  const argument = all[given] ?? (last?.variadic === true ? last : undefined)
  return argument === undefined ? { kind: 'nothing' } : valuesOf(command, argument, '', flags)
}

interface Read {
  readonly command: Command
  /** So many arguments stand before. */
  readonly given: number
  readonly flags: Readonly<Record<string, string>>
  /** The option whose value comes next. */
  readonly awaits: Option | undefined
  /** What follows -- is of another program. */
  readonly isProgram: boolean
}

/** As commander reads the words before. */
function read(program: Command, words: readonly string[]): Read {
  let command = program
  let given = 0
  let awaits: Option | undefined
  const flags: Record<string, string> = {}
  for (const word of words) {
    if (awaits !== undefined && !(awaits.variadic && word.startsWith('-'))) {
      flags[awaits.attributeName()] = word
      if (!awaits.variadic) awaits = undefined
      continue
    }
    awaits = undefined
    if (word === '--') return { command, given, flags, awaits, isProgram: true }
    if (word.startsWith('-') && word !== '-') {
      const [name = '', value] = word.split(/=(.*)/s, 2)
      const option = optionOf(command, name)
      if (option === undefined) continue
      if (value === undefined && takesValue(option)) awaits = option
      else flags[option.attributeName()] = value ?? ''
      continue
    }
    const below = given === 0 ? command.commands.find((each) => each.name() === word || each.aliases().includes(word)) : undefined
    if (below === undefined) given += 1
    else command = below
  }
  return { command, given, flags, awaits, isProgram: false }
}

/** Bash gives --queue=q1 as three words. */
function withoutEqualSigns(words: readonly string[], typed: string): readonly string[] {
  return words.filter((word, at) => word !== '=' || words[at - 1]?.startsWith('--') !== true || (at === words.length - 1 && typed === '='))
}

const takesValue = (option: Option): boolean => option.required || option.optional
const optionOf = (command: Command, name: string): Option | undefined =>
  command.options.find((each) => each.long === name || each.short === name)

const optionsOf = (command: Command, flags: Read['flags']): readonly Completion[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter((each) => each.variadic || flags[each.attributeName()] === undefined)
    .map((each) => ({ word: each.long ?? each.short ?? '', meaning: firstLine(each.description) }))

/** @param before stands before each, as --queue= */
function valuesOf(command: Command, of: Option | Argument, before: string, flags: Read['flags']): Wanted {
  if (of.argChoices !== undefined) {
    return { kind: 'words', words: of.argChoices.map((choice) => ({ word: `${before}${choice}`, meaning: '' })) }
  }
  const isOption = 'flags' in of
  const placeholder = isOption ? (/[<[]([\w:-]+)/.exec(of.flags)?.[1] ?? '') : of.name()
  if (FILES.includes(placeholder)) return { kind: 'files' }
  if (isOption) return { kind: 'names', of: of.attributeName(), before, flags }
  const fixed = ARGUMENT_WORDS.get(placeholder)
  if (fixed !== undefined) return { kind: 'words', words: fixed.map((word) => ({ word, meaning: '' })) }
  const group = command.parent?.name() ?? ''
  if (placeholder === 'queue' && isPoolMeant(command, flags)) return { kind: 'names', of: 'pool', before, flags }
  const isOfGroup = placeholder === 'id' || (placeholder === 'name' && NAME_COMMANDS.includes(command.name()))
  return { kind: 'names', of: isOfGroup ? group : placeholder, before, flags }
}

/** Whether `--pool` says that what else is a queue is a pool; that of other commands names one. */
const isPoolMeant = ({ options }: Command, flags: Read['flags']): boolean =>
  flags['pool'] !== undefined && options.some((each) => each.attributeName() === 'pool' && !takesValue(each))

const firstLine = (text: string): string => text.split(/[\n;]/, 1)[0] ?? ''
