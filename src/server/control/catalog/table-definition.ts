import { CausewayError } from '../../../base/errors.ts'
import { linesOfText, plainText } from '../../../base/plain-text.ts'
import { keptType } from '../../../base/spark-type.ts'
import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { isRemote } from '../../../protocol/is-remote.ts'
import { type Column, type Properties, placeTextsOf, type TableDefinition, type TableSource } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import type { CatalogEntry, ViewDefinition } from '../../../protocol/view-definition.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { parseObsLocation } from './buckets/obs-location.ts'

const DEFINITION_CHARACTERS_MAX = 4_194_304
const SECRET_OPTION = /password|passwd$|secret|[.]pass$/i
const SECRET_IN_URL = /[?&;](?:password|sslpassword|trustStorePassword|keyStorePassword)=|:\/\/[^/@]*:[^/@]*@/i

function secretRefused(): CausewayError {
  return new CausewayError('not-supported', 'A table cannot hold a password', {
    hint: "Store user and password as a datasource authentication and name it with the option 'passwdauth'.",
  })
}

/** The rules of a definition that its schema does not say: unique columns, a location that can be read, no secrets, a bounded size. */
export function checkTable(table: TableDefinition): TableDefinition {
  checkColumnsDiffer(table)
  for (const column of table.columns) checkType(column)
  return checkButTypes(table)
}

/** The same for others having their turn: to read types takes longest, and they may have megabytes. */
export async function checkTableInTurns(table: TableDefinition): Promise<TableDefinition> {
  checkColumnsDiffer(table)
  const turn = inShortTurns()
  for (const column of table.columns) {
    await turn()
    checkType(column)
  }
  return checkButTypes(table)
}

/** The same where the columns are those of a table that is there. */
export function checkButTypes(table: TableDefinition): TableDefinition {
  checkPartitionColumns(table)
  const { source } = table
  if (source.kind === 'files') parseObsLocation(source.location)
  checkTexts(table)
  checkNoSecrets(table.properties ?? {})
  const isSecret =
    placeTextsOf(source).some(([, text]) => SECRET_IN_URL.test(text)) || optionNames(source).some((key) => SECRET_OPTION.test(key))
  if (isSecret) throw secretRefused()
  checkLength(table)
  return table
}

/** The same for a schema whose tables are found. */
export function checkConnection(connection: DatabaseConnection): void {
  plainText('option schema', connection.schema)
  checkTable({ database: 'd', name: 't', columns: [{ name: 'c', type: 'int' }], source: foundSource(connection, 't') })
}

/** The same for a view, which has no place. */
export function checkView(view: ViewDefinition): ViewDefinition {
  checkColumnsDiffer(view)
  for (const { name } of view.columns) if (name.includes('\0')) throw nulRefused('name of a column')
  checkNoSecrets(view.properties ?? {})
  checkLength(view)
  return view
}

function checkColumnsDiffer({ columns }: CatalogEntry): void {
  const seen = new Set<string>()
  for (const column of columns) {
    const name = column.name.toLowerCase()
    if (seen.has(name)) {
      throw new CausewayError('invalid-parameter', `The column ${column.name} is given twice`, { hint: 'Give each column its own name.' })
    }
    seen.add(name)
  }
}

/** What lists tables reads them all. A worker, which is not trusted, says it. */
function checkType({ name, type }: Column): void {
  if (keptType(type) === undefined)
    throw new CausewayError('invalid-parameter', `The type of the column ${name.slice(0, 100)} is none here`)
}

/**
 * Readers take it for granted; a worker, which is not trusted, says it. A log has its partition columns wherever they were made, and files that have one of them
 * themselves have it where it stands there.
 */
function checkPartitionColumns({ columns, source, partitionedBy }: TableDefinition): void {
  if (partitionedBy === undefined) return
  if (tableFormatOf(source) !== undefined) {
    const names = new Set(columns.map(({ name }) => name))
    const other = partitionedBy.find((name) => !names.delete(name))
    if (other === undefined) return
    throw noPartitionColumn(other, 'The log of the table has to name each of its partition columns once.')
  }
  if (source.kind === 'files') {
    const names = new Set(columns.map(({ name }) => name))
    const other = partitionedBy.find((name) => !names.delete(name))
    if (other !== undefined) throw noPartitionColumn(other, 'Name each column that the folders say once.')
    if (names.size > 0) return
  }
  const isLast = JSON.stringify(columns.slice(-partitionedBy.length).map(({ name }) => name)) === JSON.stringify(partitionedBy)
  if (isLast && partitionedBy.length < columns.length && !isRemote(source)) return
  throw new CausewayError(
    'invalid-parameter',
    `The partition columns ${partitionedBy.slice(0, 10).join(', ')} are not the last ones of the table`,
    {
      hint: 'Partition columns of a table of files stand behind its other columns, of which it has one at least.',
    },
  )
}

const noPartitionColumn = (name: string, hint: string): CausewayError =>
  new CausewayError('invalid-parameter', `The partition column ${name} is no column of the table, or named twice`, { hint })

/** Of a whole entry, whose properties may be older than the rule of their texts. */
function checkNoSecrets(properties: Properties): void {
  if (Object.keys(properties).some((key) => SECRET_OPTION.test(key))) throw secretRefused()
}

/** Those that somebody sets. */
export function checkProperties(properties: Properties): void {
  for (const [key, value] of Object.entries(properties)) {
    plainText('name of a property', key)
    linesOfText('value of a property', value)
  }
  checkNoSecrets(properties)
}

/** Comments and properties that somebody writes; those that are there already, or that a remote database tells, are only shown. */
export function checkWritten(
  entry: Pick<CatalogEntry, 'comment' | 'properties'> & { readonly columns?: readonly Pick<Column, 'comment'>[] },
): void {
  linesOfText('comment', entry.comment ?? '')
  for (const { comment } of entry.columns ?? []) linesOfText('comment of a column', comment ?? '')
  checkProperties(entry.properties ?? {})
}

function checkLength(entry: CatalogEntry): void {
  if (JSON.stringify(entry).length <= DEFINITION_CHARACTERS_MAX) return
  throw new CausewayError('invalid-parameter', `The definition of the ${entry.source.kind === 'view' ? 'view' : 'table'} is too long`, {
    hint: `Use at most ${DEFINITION_CHARACTERS_MAX} characters in names, types, options and comments together.`,
  })
}

/** What becomes part of a message to a database, of a path or of a statement. A worker has looked already, but a worker is not trusted. */
function checkTexts({ columns, source }: TableDefinition): void {
  for (const { name } of columns) if (name.includes('\0')) throw nulRefused('name of a column')
  for (const [field, text] of placeTextsOf(source)) plainText(`option ${field === 'authName' ? 'passwdauth' : field}`, text)
  for (const [name, value] of Object.entries(optionsOf(source))) {
    plainText('name of an option', name)
    // A separator of files may be any other control character.
    if (value.includes('\0')) throw nulRefused(`option ${name}`)
  }
}

const optionNames = (source: TableSource): readonly string[] => Object.keys(optionsOf(source))

const optionsOf = (source: TableSource): Readonly<Record<string, string>> =>
  source.kind === 'managed' ? (source.rowFormat ?? source.declared?.options ?? {}) : source.options

const nulRefused = (what: string): CausewayError =>
  new CausewayError('invalid-parameter', `The ${what} holds the character U+0000`, { hint: 'Leave it out.' })
