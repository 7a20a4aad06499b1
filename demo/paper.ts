import { stdout } from 'node:process'
import { styleText } from 'node:util'
import type { Answer } from './client.ts'

const width = 100
const margin = '   '

/** What the demo prints. Coloured on a terminal only. */
export interface Paper {
  step(number: number, title: string): void
  /** a fact in plain words */
  say(text: string, durationMs?: number): void
  /** the request line of an answer, its status and how long it took */
  request(answer: Answer, note?: string): void
  /** text as it is, indented */
  quote(text: string): void
  table(columns: readonly string[], rows: readonly (readonly unknown[])[]): void
}

/** @param projectId long and always the same: printed as {project} */
export function openPaper(projectId: string): Paper {
  const colour = (format: Parameters<typeof styleText>[0], text: string): string => styleText(format, text, { stream: stdout })
  const print = (text = ''): void => void stdout.write(`${text}\n`)
  const withTime = (text: string, durationMs: number | undefined, paint: (text: string) => string): string => {
    if (durationMs === undefined) return paint(text)
    return paint(text.padEnd(width - 12)) + colour('dim', duration(durationMs).padStart(9))
  }
  return {
    step: (number, title) => {
      print()
      print(colour('bold', `${String(number).padStart(2)}  ${title}`))
    },
    say: (text, durationMs) => print(margin + withTime(` ${text}`, durationMs, (plain) => plain)),
    request: ({ method, path, status, durationMs }, note = '') => {
      const line = ` ${method.padEnd(6)} ${readable(path.replaceAll(projectId, '{project}'))}${note === '' ? '' : `  ${note}`}`
      print(margin + withTime(`${line.padEnd(width - 17)} ${status}`, durationMs, (plain) => colour(status < 400 ? 'cyan' : 'red', plain)))
    },
    quote: (text) => {
      for (const line of text.split('\n').flatMap(wrapped)) print(`${margin}   ${colour('dim', '|')} ${line}`)
    },
    table: (columns, rows) => {
      const cells = rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
      const widths = columns.map((name, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)))
      const isNumber = columns.map((_, index) => rows.every((row) => typeof row[index] === 'number'))
      const line = (row: readonly string[]): string =>
        row.map((cell, index) => (isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0))).join('   ')
      print()
      print(`${margin}   ${colour('bold', line(columns))}`)
      for (const row of cells) print(`${margin}   ${line(row)}`)
      print()
    },
  }
}

/** A long line as several, broken between words, the further ones set in. */
function wrapped(line: string): readonly string[] {
  const inset = `${/^ */.exec(line)?.[0] ?? ''}  `
  const lines: string[] = []
  let rest = line
  while (rest.length > width - 8) {
    const at = rest.lastIndexOf(' ', width - 8)
    if (at <= inset.length) break
    lines.push(rest.slice(0, at))
    rest = inset + rest.slice(at + 1)
  }
  return [...lines, rest]
}

/** A path with {vpc}, {connection}, {job} in the place of ids that nobody reads. */
function readable(path: string): string {
  const uuid = '[0-9a-f]{8}-[0-9a-f-]{27}'
  const kinds = { vpcs: 'vpc', 'enhanced-connections': 'connection', jobs: 'job' }
  return Object.entries(kinds).reduce((text, [before, name]) => text.replace(new RegExp(`(/${before}/)${uuid}`), `$1{${name}}`), path)
}

/** 12 ms, 1.2 s */
export function duration(ms: number): string {
  return ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
