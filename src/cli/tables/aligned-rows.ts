import { textWidth } from './text-width.ts'

/** Columns beneath each other, two spaces apart; nothing at the ends of lines. */
export function alignedRows(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [names, ...rows]
  const widths = names.map((_, column) => lines.reduce((width, line) => Math.max(width, textWidth(line[column] ?? '')), 0))
  const padded = (line: readonly string[]): string =>
    line
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - textWidth(cell)))
      .join('  ')
      .trimEnd()
  return lines.map(padded).join('\n')
}
