import { homedir } from 'node:os'
import { join } from 'node:path'
import { quotedName } from '../../../base/sql-text/quoted.ts'
import { OUTPUTS, type OutputName } from '../row-output.ts'

/** What begins with a backslash. */
export type MetaCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'quit' }
  /** Undefined: the other way round. */
  | { readonly kind: 'timing' | 'expanded'; readonly isOn: boolean | undefined }
  | { readonly kind: 'output'; readonly output: OutputName }
  | { readonly kind: 'queue'; readonly queue: string }
  /** A statement that is shown in its place. */
  | { readonly kind: 'statement'; readonly sql: string }
  | { readonly kind: 'watch'; readonly seconds: number }
  | { readonly kind: 'export'; readonly file: string; readonly output: OutputName | 'parquet' }
  | { readonly kind: 'wrong'; readonly text: string }

const ENDINGS: ReadonlyMap<string, OutputName | 'parquet'> = new Map([
  ['csv', 'csv'],
  ['json', 'json'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['md', 'markdown'],
  ['txt', 'table'],
  ['parquet', 'parquet'],
])
const endingsText = [...ENDINGS.keys()].map((ending) => `.${ending}`).join(', ')

/** What people write: `Number` takes 0x10 and 1e3 too. */
const DECIMAL = /^\d+(?:\.\d+)?$/

export const HELP = `  \\l                 databases
  \\dt [DATABASE]     tables
  \\d TABLE           columns of a table
  \\use DATABASE      where names without a database are looked for
  \\q                 leave (Ctrl-D)
  \\queue NAME        run what follows on another queue
  \\x [on|off]        a line for each field, on and off
  \\o FORMAT          ${OUTPUTS.join(', ')}; a Parquet file is what \\export writes
  \\timing [on|off]   how long each statement took, on and off
  \\watch [SECONDS]   run the last statement again and again (2), until Ctrl-C
  \\export FILE       run the last statement again, and write its rows into a file: ${endingsText}
  Tab completes, Up and Down go through what was typed before, Alt-Return begins another line.
  A statement ends with a semicolon. Ctrl-C cancels the job that runs; twice leaves.`

export function metaCommand(text: string): MetaCommand {
  const [, name = '', rest = ''] = /^\\(\S*)\s*([\s\S]*)$/.exec(text.trim().replace(/;$/, '').trimEnd()) ?? []
  const wrong = (usage: string): MetaCommand => ({ kind: 'wrong', text: usage })
  const alone = (command: MetaCommand): MetaCommand => (rest === '' ? command : wrong(`Nothing stands behind \\${name}`))
  switch (name) {
    case '?':
    case 'h':
    case 'help':
      return alone({ kind: 'help' })
    case 'q':
    case 'quit':
      return alone({ kind: 'quit' })
    case 'l':
      return alone({ kind: 'statement', sql: 'SHOW DATABASES' })
    case 'dt':
      return { kind: 'statement', sql: rest === '' ? 'SHOW TABLES' : `SHOW TABLES IN ${named(rest)}` }
    case 'd':
      return { kind: 'statement', sql: rest === '' ? 'SHOW TABLES' : `DESCRIBE TABLE ${named(rest)}` }
    case 'use':
    case 'c':
      return rest === '' ? wrong('Name a database: \\use shop') : { kind: 'statement', sql: `USE ${named(rest)}` }
    case 'queue':
      return rest === '' ? wrong('Name a queue: \\queue q1') : { kind: 'queue', queue: unquoted(rest) }
    case 'x':
    case 'timing': {
      const kind = name === 'x' ? 'expanded' : 'timing'
      if (rest === '') return { kind, isOn: undefined }
      return rest === 'on' || rest === 'off' ? { kind, isOn: rest === 'on' } : wrong(`Say on or off, or nothing: \\${name} on`)
    }
    case 'o': {
      const output = OUTPUTS.find((each) => each === rest)
      if (rest === 'parquet') return wrong('A Parquet file is nothing for a terminal: \\export rows.parquet')
      return output === undefined ? wrong(`Name one of ${OUTPUTS.join(', ')}: \\o csv`) : { kind: 'output', output }
    }
    case 'watch': {
      if (rest === '') return { kind: 'watch', seconds: 2 }
      const seconds = DECIMAL.test(rest) ? Number(rest) : Number.NaN
      return seconds >= 0.1 && seconds <= 86_400 ? { kind: 'watch', seconds } : wrong('Give seconds from 0.1 to 86400: \\watch 5')
    }
    case 'export': {
      const file = inHome(unquoted(rest))
      const output = ENDINGS.get(/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '')
      return output === undefined ? wrong(`Name a file that ends with ${endingsText}: \\export rows.csv`) : { kind: 'export', file, output }
    }
    default:
      return wrong(`There is no command \\${name}: \\? lists them`)
  }
}

/** Quotes around a name are a shell's, and psql's: a name with spaces needs none here. */
const unquoted = (name: string): string => /^(['"])(.+)\1$/s.exec(name)?.[2] ?? name

/** There is no shell that does it here; psql does. */
const inHome = (file: string): string => (file.startsWith('~/') ? join(homedir(), file.slice(2)) : file)

/** As it was typed where that is a name already. */
const named = (name: string): string => (/^(?:`[^`]+`|\w+)(?:\.(?:`[^`]+`|\w+))*$/.test(name) ? name : quotedName(unquoted(name)))
