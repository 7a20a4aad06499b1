import type {
  ErrorCapturingIdentifierContext,
  IdentifierContext,
  IdentifierListContext,
  MultipartIdentifierContext,
  NamespaceNameContext,
  NamespaceNameCreateContext,
  StrictIdentifierContext,
  TableIdentifierContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { notSupported, semanticError } from './syntax-error.ts'
import type { TableName } from './tree.ts'

const NAME_LENGTH_MAX = 255

/** An identifier's name: backticks off, `` resolved. */
export function identifierText(context: IdentifierContext | StrictIdentifierContext | ErrorCapturingIdentifierContext): string {
  const raw = context.getText()
  const name = raw.startsWith('`') ? raw.slice(1, -1).replaceAll('``', '`') : raw
  if (name === '') throw semanticError('A name is empty')
  if (name.length > NAME_LENGTH_MAX) throw semanticError(`A name has ${name.length} characters; it may have ${NAME_LENGTH_MAX}`)
  if (name.includes('\0')) throw semanticError('A name has the character U+0000')
  return name
}

export function identifiersOf(list: IdentifierListContext | null): readonly string[] {
  return list === null ? [] : list.identifierSeq().errorCapturingIdentifier().map(identifierText)
}

export function partsOf(context: MultipartIdentifierContext): readonly string[] {
  return context.errorCapturingIdentifier().map(identifierText)
}

export function tableNameOf(context: TableIdentifierContext): TableName {
  const parts = context.errorCapturingIdentifier().map(identifierText)
  const [first, second] = parts
  if (first === undefined) throw semanticError('A table has no name')
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second }
}

export function databaseNameOf(context: NamespaceNameContext | NamespaceNameCreateContext): string {
  const name = context.identifierReference().multipartIdentifier()
  if (name === null) throw notSupported('IDENTIFIER(…)')
  return oneName(partsOf(name))
}

export function oneName(parts: readonly string[]): string {
  const [name] = parts
  if (name === undefined || parts.length > 1)
    throw notSupported(`The name ${parts.join('.')} of ${parts.length} parts`, 'Name a database alone.')
  return name
}
