import { keptType } from '../base/spark-type.ts'
import { sparkTypeDdl } from '../base/spark-type-ddl.ts'
import { quotedName } from '../base/sql-text/quoted.ts'
import { sourceDdl } from './source-ddl.ts'
import type { Buckets, Properties, TableDefinition } from './table-definition.ts'
import type { ViewDefinition } from './view-definition.ts'

/** As Spark writes it. */
export function createViewStatement({ database, name, columns, comment, properties = {}, source }: ViewDefinition): string {
  const list = columns.map(
    (column) => `  ${quoteIdentifier(column.name)}${column.comment === undefined ? '' : ` COMMENT ${quoteString(column.comment)}`}`,
  )
  return [
    `CREATE VIEW ${quoteIdentifier(database)}.${quoteIdentifier(name)} (`,
    `${list.join(',\n')})`,
    ...(comment === undefined ? [] : [`COMMENT ${quoteString(comment)}`]),
    ...propertyLines(properties),
    `AS ${source.sql}`,
  ].join('\n')
}

function propertyLines(properties: Properties): readonly string[] {
  const list = Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const lines = list.map(([key, value]) => `  ${quoteString(key)} = ${quoteString(value)}`)
  return lines.length === 0 ? [] : [`TBLPROPERTIES (\n${lines.join(',\n')})`]
}

/** A statement that makes the table again. */
export function createTableStatement({
  database,
  name,
  columns,
  source,
  comment,
  partitionedBy = [],
  buckets,
  properties = {},
}: TableDefinition): string {
  const list = columns.map(
    (column) =>
      `  ${quoteIdentifier(column.name)} ${typeDdl(column.type)}${column.comment === undefined ? '' : ` COMMENT ${quoteString(column.comment)}`}`,
  )
  const ddl = sourceDdl(source)
  const options = ddl.options.map(([key, value]) => `  ${quoteString(key)} = ${quoteString(value)}`)
  const create = `CREATE TABLE ${quoteIdentifier(database)}.${quoteIdentifier(name)}`
  return [
    ...(ddl.showsColumns ? [`${create} (`, `${list.join(',\n')})`] : [create]),
    `USING ${ddl.using}`,
    ...(options.length === 0 ? [] : [`OPTIONS (\n${options.join(',\n')})`]),
    ...(partitionedBy.length === 0 || !ddl.showsColumns ? [] : [`PARTITIONED BY (${partitionedBy.map(quoteIdentifier).join(', ')})`]),
    ...(buckets === undefined ? [] : bucketLines(buckets)),
    ...(comment === undefined ? [] : [`COMMENT ${quoteString(comment)}`]),
    ...(ddl.location === undefined ? [] : [`LOCATION ${quoteString(ddl.location)}`]),
    ...propertyLines(properties),
  ].join('\n')
}

function bucketLines({ columns, sortedBy, count }: Buckets): readonly string[] {
  const list = (names: readonly string[]): string => `(${names.map(quoteIdentifier).join(', ')})`
  return [`CLUSTERED BY ${list(columns)}`, ...(sortedBy.length === 0 ? [] : [`SORTED BY ${list(sortedBy)}`]), `INTO ${count} BUCKETS`]
}

function typeDdl(text: string): string {
  const type = keptType(text)
  return type === undefined ? text : sparkTypeDdl(type)
}

/** As Spark's quoteIfNeeded, but for names that begin with a digit, which would be read as numbers in some places. */
const quoteIdentifier = (name: string): string => (/^[a-z_][a-z0-9_]*$/i.test(name) ? name : quotedName(name))

/** Spark reads a backslash as the start of an escape. */
const quoteString = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
