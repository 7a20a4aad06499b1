import type { Writable } from 'node:stream'
import type { CausewayError } from '../../base/errors.ts'
import type { FoundStatement } from '../../base/sql-text/split-statements.ts'
import { toldInText } from '../../base/sql-text/told-in-text.ts'
import { plain, plainLines } from '../shown-fields.ts'
import { writeOut } from '../write-out.ts'
import { markedPlace } from './marked-place.ts'
import { progressLine } from './progress-line.ts'
import { type OutputName, rowOutput } from './row-output.ts'
import { type Ran, type RowSink, runStatement } from './run-statement.ts'
import type { SqlTarget } from './sql-target.ts'
import { tellCancelling } from './tell-cancelling.ts'
import { terminalText } from './terminal-text.ts'

/** How what statements give is shown. */
export interface Shown {
  readonly output: OutputName
  readonly isExpanded: boolean
  /** Where rows go. */
  readonly rows: Writable
  /** Where all else goes; undefined: nowhere. */
  readonly terminal: Writable | undefined
  /** Where is told what rules say of a statement: also where nobody looks on. Undefined: nowhere. */
  readonly warnings: Writable | undefined
  /** Whether rows and the progress are on one screen. */
  readonly isOneScreen: boolean
  /** Whether it is told how long it took. */
  readonly hasTimes: boolean
}

/** A statement, its rows as they come, and what it did in a line. */
export async function showStatement(
  target: SqlTarget,
  { sql }: Pick<FoundStatement, 'sql'>,
  shown: Shown,
  signal: AbortSignal,
): Promise<Ran> {
  const begun = performance.now()
  using progress = progressLine(target, shown.terminal, signal)
  using _told = tellCancelling(signal, shown.terminal, progress.clear)
  const write = async (text: string): Promise<void> => {
    if (text === '') return
    if (shown.isOneScreen) progress.clear()
    await writeOut(shown.rows, text)
  }
  const { sink, end } = outputSink(shown, write)
  const ran = await runStatement(target, sql, sink, progress.started, signal)
  await end()
  progress.clear()
  const time = shown.hasTimes ? ` (${((performance.now() - begun) / 1000).toFixed(2)} s)` : ''
  shown.terminal?.write(`${ranText(ran)}${time}\n`)
  shown.warnings?.write(hintLines(ran.hints ?? []))
  return ran
}

/** '' for none. */
export const hintLines = (hints: readonly string[]): string => hints.map((hint) => `  hint: ${plain(hint)}\n`).join('')

/** Rows in the form that is shown. `end`: behind all of them. */
export function outputSink(
  { output: name, isExpanded, rows }: Pick<Shown, 'output' | 'isExpanded' | 'rows'>,
  writeText: (text: string) => Promise<void>,
): { readonly sink: RowSink; readonly end: () => Promise<void> } {
  const output = rowOutput(name, isExpanded)
  const isTerminal = 'isTTY' in rows && rows.isTTY === true
  const write = (text: string): Promise<void> => writeText(isTerminal ? terminalText(text, name === 'json' || name === 'jsonl') : text)
  let hasRows = false
  return {
    sink: {
      async columns(columns) {
        hasRows = true
        await write(output.head(columns))
      },
      rows: (lines) => write(output.rows(lines)),
    },
    async end() {
      if (hasRows) await write(output.tail())
    },
  }
}

export function ranText({ rowCount, missing }: Ran): string {
  if (rowCount === undefined) return 'Done'
  const rows = `${rowCount.toLocaleString('en-US')} ${rowCount === 1 ? 'row' : 'rows'}`
  return missing === undefined ? rows : `The first ${rows}: ${missing.toLocaleString('en-US')} more are not kept`
}

/** What is wrong with a statement of a text, by its place in all of that. */
export function statementMistake(
  error: CausewayError,
  statement: Pick<FoundStatement, 'sql' | 'line' | 'column'>,
  text: string,
  file = '',
): string {
  const told = toldInText(error, statement.sql, statement)
  return mistakeText({ ...told, hint: error.hint }, { sql: text, line: told.place === undefined ? statement.line : 1 }, file)
}

/** What is wrong with a text that begins in this line, where that is known beneath its line. */
export function mistakeText(
  { message, hint, place }: Pick<CausewayError, 'message' | 'hint' | 'place'>,
  { sql, line }: Pick<FoundStatement, 'sql' | 'line'>,
  file = '',
): string {
  const at = file === '' ? '' : `${file}:${place === undefined ? line : line + place.line - 1}: `
  const marked = place === undefined ? '' : markedPlace(sql, place, line)
  const help = hint === undefined ? [] : [`  ${plainLines(hint)}`]
  return [`${at}${plainLines(message)}`, ...(marked === '' ? [] : [marked]), ...help].join('\n')
}
