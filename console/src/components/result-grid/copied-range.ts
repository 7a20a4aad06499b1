import { wholeText } from './cell-text.ts'

export const COPY_FORMS = ['tsv', 'csv', 'json', 'markdown'] as const
export type CopyForm = (typeof COPY_FORMS)[number]

export interface CopiedRange {
  readonly names: readonly string[]
  /** The JSON texts of the values. */
  readonly rows: readonly (readonly string[])[]
}

/** A range as text for the clipboard; of TSV and CSV with a line of names only where it is asked for. NULL is nothing in them, and an empty text "". */
export function copiedRange({ names, rows }: CopiedRange, form: CopyForm, withNames: boolean): string {
  switch (form) {
    case 'tsv':
      return delimited('\t', withNames ? [names.map((name) => JSON.stringify(name)), ...rows] : rows)
    case 'csv':
      return delimited(',', withNames ? [names.map((name) => JSON.stringify(name)), ...rows] : rows)
    case 'json':
      return `[${rows.map((cells) => `{${cells.map((cell, at) => `${JSON.stringify(names[at] ?? '')}:${cell}`).join(',')}}`).join(',\n ')}]`
    case 'markdown':
      return markdown(names, rows)
  }
}

function delimited(sign: string, rows: readonly (readonly string[])[]): string {
  const written = (cell: string): string => {
    const text = wholeText(cell)
    if (text === '') return cell === '""' && sign === ',' ? '""' : ''
    return /["\n\r]/.test(text) || text.includes(sign) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map((cells) => cells.map(written).join(sign)).join('\n')
}

function markdown(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, ' ')
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`
  const values = rows.map((cells) => line(cells.map((cell) => (cell === 'null' ? 'NULL' : wholeText(cell)))))
  return [line(names), `|${names.map(() => ' --- |').join('')}`, ...values].join('\n')
}
