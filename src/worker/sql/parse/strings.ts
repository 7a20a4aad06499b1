import { lookup } from '../../../base/lookup.ts'
import { linesOfText } from '../../../base/plain-text.ts'
import { semanticError } from '../syntax-error.ts'
import type { Token } from './lexer.ts'
import type { TokenReader } from './token-reader.ts'

/** Adjacent literals are one string, and so is 'it''s': it is its. Spark 4 reads a quote there, Spark 3.3 none. */
export function readString(reader: TokenReader): string {
  const texts: string[] = []
  do texts.push(readPart(reader))
  while (reader.peek().kind === 'string')
  return withoutHalves(texts.join(''))
}

/** One string alone: what LOCATION, COMMENT and the like have. */
export const readSingleString = (reader: TokenReader): string => withoutHalves(readPart(reader))

/** What COMMENT has: a text for people, which may have several lines. @throws CausewayError where it holds other control characters */
export const readComment = (reader: TokenReader): string => linesOfText('comment', readSingleString(reader))

function readPart(reader: TokenReader): string {
  const token = reader.peek()
  if (token.kind !== 'string') throw reader.unexpected('a string')
  reader.next()
  return stringText(token)
}

const ESCAPES: Readonly<Record<string, string>> = lookup({
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001A',
  '%': '\\%',
  _: '\\_',
})

/** The text of a string literal: quotes off, escapes resolved as Spark does. */
function stringText(token: Token): string {
  const raw = token.text
  if (raw[0] === 'r' || raw[0] === 'R') return raw.slice(2, -1)
  const body = raw.slice(1, -1)
  return body.replaceAll(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-1][0-7]{2})|([\s\S]))/g, (_all, short, long, octal, other) => {
    if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16))
    if (long !== undefined) return codePoint(Number.parseInt(long, 16))
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    return ESCAPES[other] ?? other
  })
}

/** As Java's UTF-8 has them: what stood for nothing would become the same as another text. */
const withoutHalves = (text: string): string => (text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, '?'))

function codePoint(code: number): string {
  if (code > 0x10_ffff) throw semanticError(`\\U${code.toString(16)} is not a Unicode character`)
  return String.fromCodePoint(code)
}
