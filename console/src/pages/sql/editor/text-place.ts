/** Where in a statement a mistake stands, as the API says it: line and column from 1, both and the length in characters. */
export interface StatementPlace {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** The half-open range in UTF-16 units, at least one sign wide: what is missing at the end is marked at what stands before it. */
export function rangeOfPlace(sql: string, { line, column, length }: StatementPlace): { readonly from: number; readonly to: number } {
  let begin = 0
  for (let left = line - 1; left > 0; left -= 1) {
    const next = sql.indexOf('\n', begin)
    if (next < 0) break
    begin = next + 1
  }
  const from = Math.min(sql.length, begin + unitsOf(sql.slice(begin), column - 1))
  const to = Math.min(sql.length, from + unitsOf(sql.slice(from), Math.max(length, 1)))
  return to > from ? { from, to } : { from: Math.max(0, sql.trimEnd().length - 1), to: sql.length }
}

function unitsOf(text: string, characters: number): number {
  let units = 0
  let left = characters
  for (const character of text) {
    if (left <= 0) break
    units += character.length
    left -= 1
  }
  return units
}
