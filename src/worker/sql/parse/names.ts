import { notSupported, semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import { namesWritten } from '../tree/written.ts'
import type { TokenReader } from './token-reader.ts'

const NAME_LENGTH_MAX = 255

/** Any name: an identifier, quoted or not; no word is reserved. */
export function readName(reader: TokenReader): string {
  const token = reader.peek()
  if (token.kind !== 'word' && token.kind !== 'quoted-name') throw reader.unexpected('a name')
  reader.next()
  const name = token.kind === 'word' ? token.text : token.text.slice(1, -1).replaceAll('``', '`')
  if (name === '') throw semanticError('A name is empty')
  if (name.length > NAME_LENGTH_MAX) throw semanticError(`A name has ${name.length} characters; it may have ${NAME_LENGTH_MAX}`)
  if (name.includes('\0')) throw semanticError('A name has the character U+0000')
  // Written as UTF-8 it would become another one.
  if (!name.isWellFormed()) throw semanticError('A name has half a character', 'Write it in valid Unicode.')
  return name
}

/** a.b.c */
export function readParts(reader: TokenReader): readonly string[] {
  const parts = [readName(reader)]
  while (reader.isSymbol('.') && isName(reader, 1)) {
    reader.next()
    parts.push(readName(reader))
  }
  return parts
}

export const isName = (reader: TokenReader, ahead = 0): boolean => ['word', 'quoted-name'].includes(reader.peek(ahead).kind)

/** (a, b) */
export const readNameList = (reader: TokenReader): readonly string[] => readNamesAs(reader, () => readName(reader))

/** (a, b), each as `read` reads it; an error about one of them is told there. */
export function readNamesAs(reader: TokenReader, read: () => string): readonly string[] {
  const written: object[] = []
  const names = reader.bracketed(() =>
    reader.list(() => {
      const first = reader.peek()
      const name = read()
      written.push(reader.written(first, {}))
      return name
    }),
  )
  return namesWritten(names, written)
}

export function readTableName(reader: TokenReader): TableName {
  const begin = reader.peek()
  const parts = readParts(reader)
  const [first, second, third] = parts
  if (first === undefined) throw reader.unexpected('the name of a table')
  if (third !== undefined) throw notSupported(`The name ${parts.join('.')} of ${parts.length} parts`, 'Write database.table.')
  return reader.written(begin, second === undefined ? { database: undefined, table: first } : { database: first, table: second })
}

/** In lower case. Of three names the first is that of the catalog, of which there is one. */
export function functionName(parts: readonly string[]): { readonly database: string | undefined; readonly name: string } {
  const [name = '', database, catalog, ...others] = parts.map((part) => part.toLowerCase()).reverse()
  if (others.length > 0 || (catalog !== undefined && catalog !== 'spark_catalog'))
    throw notSupported(`The name ${parts.join('.')} of a function`, 'Write database.function.')
  return { database, name }
}

export function readDatabaseName(reader: TokenReader): string {
  const parts = readParts(reader)
  const [name] = parts
  if (name === undefined || parts.length > 1) {
    throw notSupported(`The name ${parts.join('.')} of ${parts.length} parts`, 'Name a database alone.')
  }
  return name
}

/** Whether (a, b) -> … is next. */
export function beginsLambda(reader: TokenReader): boolean {
  let ahead = 1
  while (isName(reader, ahead) && reader.isSymbol(',', ahead + 1)) ahead += 2
  return ahead > 1 && isName(reader, ahead) && reader.isSymbol(')', ahead + 1) && reader.isSymbol('->', ahead + 2)
}
