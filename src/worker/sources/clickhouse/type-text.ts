/** A type as the server writes it: a name, and what stands in its brackets. */
export interface TypeText {
  readonly name: string
  /** As they are written: types, numbers, texts in quotes, names before a type. */
  readonly parts: readonly string[]
}

/** Far above all that a table of 1,000 named elements or an Enum16 of thousands of names has: what is longer is looked at by nobody. */
const CHARACTERS_MAX = 1 << 17
/** As deep as types are nested here. Each level is read anew with what is in it. */
const DEPTH_MAX = 32

const NAME = /^[A-Za-z_]\w*$/

/** Nullable(Decimal(9, 2)) is Nullable of one part. What is written otherwise is a name alone, that no type has. */
export function readTypeText(text: string): TypeText {
  if (text.length > CHARACTERS_MAX) return { name: text, parts: [] }
  const open = text.indexOf('(')
  const whole = text.trim()
  if (open < 0) return { name: NAME.test(whole) ? whole : text, parts: [] }
  const name = text.slice(0, open).trim()
  if (!NAME.test(name) || !whole.endsWith(')')) return { name: text, parts: [] }
  const inner = whole.slice(whole.indexOf('(') + 1, -1)
  return { name, parts: inner.trim() === '' ? [] : partsOf(inner) }
}

/** Calls back for each sign that stands in no quotes. */
function eachSign(text: string, look: (sign: string, at: number) => void): void {
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? ''
    if (quote !== '') {
      if (sign === '\\') at += 1
      else if (sign === quote) quote = ''
    } else if (sign === "'" || sign === '`' || sign === '"') quote = sign
    else look(sign, at)
  }
}

/** At the commas that stand in no brackets and no quotes. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  eachSign(text, (sign, at) => {
    if (sign === '(') depth += 1
    else if (sign === ')') depth -= 1
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  })
  return [...parts, text.slice(start).trim()]
}

/** Why no such type is read; undefined: it is not too large. To be asked before what is in it is looked at. */
export function tooLarge(text: string): string | undefined {
  if (text.length > CHARACTERS_MAX) return `its type has more than ${CHARACTERS_MAX} characters`
  let [depth, deepest] = [0, 0]
  eachSign(text, (sign) => {
    if (sign === '(') depth += 1
    else if (sign === ')') depth -= 1
    deepest = Math.max(deepest, depth)
  })
  return deepest > DEPTH_MAX ? `its type is nested more than ${DEPTH_MAX} deep` : undefined
}

const SHOWN_CHARACTERS = 60

/** For people. */
export const shortType = (text: string): string => (text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text)

/** A number in the brackets of a type: of digits, of a scale, of a length. Undefined: it is none. */
export const wholeNumber = (part: string | undefined): number | undefined =>
  part !== undefined && /^\d{1,4}$/.test(part) ? Number(part) : undefined

/** A name in quotes, `a` or "a": what it is of. A quote within it is written twice, or behind a backslash. */
export const unquoteName = (quoted: string): string =>
  quoted.slice(1, -1).replaceAll(/\\([\s\S])|``|""/g, (twice, one?: string) => one ?? undoubled(twice, quoted))

/** Only the quote that a name stands in. */
const undoubled = (twice: string, quoted: string): string => (quoted.startsWith(twice.slice(0, 1)) ? twice.slice(0, 1) : twice)

/** An element of a Tuple: a type, or a name and a type. */
export function readElement(part: string, index: number): { readonly name: string; readonly type: string } {
  const [, quoted, ofQuoted = ''] = /^(`(?:[^`\\]|\\[\s\S]|``)+`)\s([\s\S]+)$/.exec(part) ?? []
  if (quoted !== undefined) return { name: unquoteName(quoted), type: ofQuoted.trim() }
  const [, name, rest = ''] = /^([A-Za-z_]\w*)\s([\s\S]+)$/.exec(part) ?? []
  const type = rest.trim()
  return name !== undefined && /^[A-Za-z_]/.test(type) ? { name, type } : { name: `_${index + 1}`, type: part }
}
