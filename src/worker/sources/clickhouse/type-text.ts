/** A type as the server writes it: a name, and what stands in its brackets. */
export interface TypeText {
  readonly name: string
  /** As they are written: types, numbers, texts in quotes, names before a type. */
  readonly parts: readonly string[]
}

/** Nullable(Decimal(9, 2)) is Nullable of one part. What is written otherwise is a name alone, that no type has. */
export function readTypeText(text: string): TypeText {
  const [, name = text, inner] = /^\s*([A-Za-z_]\w*)\s*(?:\(([\s\S]*)\))?\s*$/.exec(text) ?? []
  return { name, parts: inner === undefined || inner.trim() === '' ? [] : partsOf(inner) }
}

/** At the commas that stand in no brackets and no quotes. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let quote = ''
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === '\\') at += 1
      else if (sign === quote) quote = ''
    } else if (sign === "'" || sign === '`' || sign === '"') quote = sign
    else if (sign === '(') depth += 1
    else if (sign === ')') depth -= 1
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  return [...parts, text.slice(start).trim()]
}

/** A name in quotes, `a` or "a": what it is of. A quote within it is written twice, or behind a backslash. */
export const unquoteName = (quoted: string): string =>
  quoted.slice(1, -1).replaceAll(/\\([\s\S])|``|""/g, (twice, one?: string) => one ?? undoubled(twice, quoted))

/** Only the quote that a name stands in. */
const undoubled = (twice: string, quoted: string): string => (quoted.startsWith(twice.slice(0, 1)) ? twice.slice(0, 1) : twice)

/** An element of a Tuple: a type, or a name and a type. */
export function readElement(part: string, index: number): { readonly name: string; readonly type: string } {
  const [, quoted, ofQuoted = ''] = /^(`(?:[^`\\]|\\[\s\S]|``)+`)\s+([\s\S]+)$/.exec(part) ?? []
  if (quoted !== undefined) return { name: unquoteName(quoted), type: ofQuoted }
  const [, name, type] = /^([A-Za-z_]\w*)\s+([A-Za-z_][\s\S]*)$/.exec(part) ?? []
  return name === undefined || type === undefined ? { name: `_${index + 1}`, type: part } : { name, type }
}
