import type { JsonDialect } from '../../../../base/json-dialect.ts'

/** A text that is no JSON, or a value that is not of its column's type. */
export class MalformedJson extends Error {}

/** A value for which nothing of the record counts. */
export class SpoiltRecord extends MalformedJson {}

interface ReadString {
  readonly text: string
  /** Behind the closing quote, or behind what is wrong. */
  readonly end: number
  readonly problem: string | undefined
}

const ESCAPES: Readonly<Record<number, string>> = {
  98: '\b',
  116: '\t',
  110: '\n',
  102: '\f',
  114: '\r',
  34: '"',
  47: '/',
  92: '\\',
}

const BACKSLASH = 0x5c
const CODES_PER_CALL = 4096

/**
 * A string from behind its opening quote. Bytes that are beyond ASCII are joined to characters as Jackson does, which looks only at their marks: halves of a
 * pair and longer forms than needed pass.
 */
export function readString(bytes: Buffer, start: number, end: number, quote: number, dialect: JsonDialect): ReadString {
  let text = ''
  let codes: number[] = []
  let at = start
  const take = (code: number): void => {
    codes.push(code)
    if (codes.length < CODES_PER_CALL) return
    text += String.fromCharCode(...codes)
    codes = []
  }
  const broken = (problem: string, behind: number): ReadString => ({ text: '', end: Math.min(behind, end), problem })
  while (at < end) {
    const c = bytes[at] ?? 0
    at += 1
    if (c === quote) return { text: text + String.fromCharCode(...codes), end: at, problem: undefined }
    if (c === BACKSLASH) {
      const escaped = bytes[at] ?? 0
      if (at >= end) break
      at += 1
      const known = ESCAPES[escaped]
      if (known !== undefined) take(known.charCodeAt(0))
      else if (escaped === 0x75) {
        const digits = bytes.toString('latin1', at, Math.min(at + 4, end))
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) return broken('a \\u is not before four digits', at + digits.search(/[^0-9a-fA-F]|$/) + 1)
        at += 4
        take(Number.parseInt(digits, 16))
      } else if (dialect.allowBackslashEscapingAnyCharacter || (escaped === 0x27 && dialect.allowSingleQuotes)) {
        const character = characterAt(bytes, at - 1, end)
        at = character.end
        if (character.code === undefined) return broken('a string is not UTF-8', at)
        for (const unit of unitsOf(character.code)) take(unit)
      } else return broken('a \\ is before a character that needs none', at)
    } else if (c < 0x20) {
      if (!dialect.allowUnquotedControlChars) return broken('a control character is in a string', at)
      take(c)
    } else if (c < 0x80) take(c)
    else {
      const character = characterAt(bytes, at - 1, end)
      at = character.end
      if (character.code === undefined) return broken('a string is not UTF-8', at)
      for (const unit of unitsOf(character.code)) take(unit)
    }
  }
  return broken('the text ends within a string', end)
}

function characterAt(bytes: Buffer, start: number, end: number): { readonly code: number | undefined; readonly end: number } {
  const first = bytes[start] ?? 0
  if (first < 0x80) return { code: first, end: start + 1 }
  const length = (first & 0xe0) === 0xc0 ? 2 : (first & 0xf0) === 0xe0 ? 3 : (first & 0xf8) === 0xf0 ? 4 : 0
  if (length === 0) return { code: undefined, end: start + 1 }
  let code = first & (0xff >> (length + 1))
  for (let index = 1; index < length; index += 1) {
    const at = start + index
    const next = bytes[at] ?? 0
    if (at >= end || (next & 0xc0) !== 0x80) return { code: undefined, end: at + 1 }
    code = (code << 6) | (next & 0x3f)
  }
  return { code, end: start + length }
}

const unitsOf = (code: number): readonly number[] =>
  code < 0x10000 ? [code] : [0xd800 | ((code - 0x10000) >> 10), 0xdc00 | ((code - 0x10000) & 0x3ff)]
