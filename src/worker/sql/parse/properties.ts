import { semanticError } from '../syntax-error.ts'
import { readParts } from './names.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** ('key' = 'value', key.part 1): unlike options, the case of names counts, and of two values of one name Spark refuses both. */
export function readProperties(reader: TokenReader): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  reader.bracketed(() => {
    reader.list(() => {
      const key = readPropertyKey(reader)
      if (properties.has(key)) throw semanticError(`The property '${key}' is given twice`)
      reader.takeSymbol('=')
      properties.set(key, readValue(reader, key))
    })
  })
  return properties
}

/** ('a', b.c) */
export const readPropertyKeys = (reader: TokenReader): readonly string[] =>
  reader.bracketed(() => reader.list(() => readPropertyKey(reader)))

export const readPropertyKey = (reader: TokenReader): string =>
  reader.peek().kind === 'string' ? readSingleString(reader) : readParts(reader).join('.')

function readValue(reader: TokenReader, key: string): string {
  const { kind } = reader.peek()
  if (kind === 'string') return readSingleString(reader)
  const sign = reader.takeSymbol('-') ? '-' : ''
  if (reader.peek().kind === 'number') return sign + reader.next().text
  if (sign === '' && (reader.isWord('TRUE') || reader.isWord('FALSE'))) return reader.next().text.toLowerCase()
  if (reader.isSymbol(',') || reader.isSymbol(')')) throw semanticError(`The property '${key}' has no value`)
  throw reader.unexpected('the value of the property: a string, a number, TRUE or FALSE')
}
