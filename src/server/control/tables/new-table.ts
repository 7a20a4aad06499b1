import { CausewayError } from '../../../base/errors.ts'
import { someType } from '../../../base/some-type.ts'
import { type DeclaredType, parseDeclaredType, parseSparkType, sparkTypeName, valueType } from '../../../base/spark-type.ts'
import { COLUMN_LIMITS } from '../../../protocol/column-limits.ts'
import type { Column, TableDefinition, TableSource } from '../../../protocol/table-definition.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import { inShortTurns } from '../shared/in-turns.ts'

interface NewColumn {
  readonly name: string
  readonly type: string
  readonly description: string
  readonly isPartition: boolean
}

/** A table whose columns are all named: rows in the warehouse, or files in a folder of a bucket. */
export interface NewTable {
  readonly database: string
  readonly name: string
  readonly description: string
  readonly columns: readonly NewColumn[]
  readonly place:
    | { readonly kind: 'warehouse' }
    | {
        readonly kind: 'bucket'
        readonly format: Extract<TableSource, { kind: 'files' }>['format']
        readonly location: string
        /** As CREATE TABLE takes them, the names in lower case. */
        readonly options: Readonly<Record<string, string>>
      }
}

const invalid = (message: string, hint: string): CausewayError => new CausewayError('invalid-parameter', message, { hint })

/** As CREATE TABLE would make it: names of types as Spark writes them, partition columns behind the others. Others have their turn meanwhile. */
export async function definitionOf({ database, name, description, columns, place }: NewTable): Promise<TableDefinition> {
  if (columns.length === 0) throw invalid('The table has no columns', 'Name one that is no partition column at least.')
  if (columns.every(({ isPartition }) => isPartition))
    throw invalid('All columns of the table are partition columns', 'Name one that is no partition column at least.')
  const partitions = columns.filter(({ isPartition }) => isPartition)
  for (const column of partitions) checkPartitionColumn(column)
  const turn = inShortTurns()
  const made: Column[] = []
  for (const column of [...columns.filter(({ isPartition }) => !isPartition), ...partitions]) {
    await turn()
    made.push(columnOf(column))
  }
  return {
    database,
    name,
    columns: made,
    source: sourceOf(place),
    ...(partitions.length === 0 ? {} : { partitionedBy: partitions.map((column) => column.name) }),
    ...(description === '' ? {} : { comment: description }),
  }
}

function sourceOf(place: NewTable['place']): TableSource {
  if (place.kind === 'warehouse') return { kind: 'managed', format: 'parquet' }
  const { format, location, options } = place
  if (parseObsLocation(location).segments.length === 0)
    throw invalid(`${location} is a bucket, and a table is in a folder of one`, 'Name a folder: obs://bucket/folder.')
  return { kind: 'files', format, location, options: { ...options } }
}

function columnOf({ name, type, description }: NewColumn): Column {
  if (name.length > COLUMN_LIMITS.nameCharacters || description.length > COLUMN_LIMITS.commentCharacters)
    throw invalid(`The name or the description of the column ${name.slice(0, 60)} is too long`, 'Shorten it.')
  return { name, type: typeNameOf(name, type), ...(description === '' ? {} : { comment: description }) }
}

function typeNameOf(column: string, type: string): string {
  const parsed = declaredType(column, type)
  const isOfNoTable = someType(valueType(parsed), ({ kind }) => kind === 'void' || kind === 'interval' || kind === 'calendar-interval')
  if (!isOfNoTable) return sparkTypeName(parsed)
  throw new CausewayError('not-supported', `The column ${column} is of the type ${type}, which no column of a table has`, {
    hint: 'Keep a number, or a text, in its place.',
  })
}

function declaredType(column: string, type: string): DeclaredType {
  try {
    return parseDeclaredType(type)
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    throw invalid(`The type of the column ${column} is none: ${thrown.message}`, thrown.hint ?? 'Write a type of Spark SQL.')
  }
}

/** What CREATE TABLE refuses, too: files are told apart by the names of their folders. */
function checkPartitionColumn({ name, type }: NewColumn): void {
  const { kind } = parseSparkType(sparkTypeName(declaredType(name, type)))
  if (kind === 'array' || kind === 'map' || kind === 'struct' || kind === 'binary')
    throw invalid(`The column ${name} of type ${kind} cannot be a partition column`, 'Partition by a column of a simple type.')
  if (/[=/\\%]|^[._]/.test(name))
    throw new CausewayError('not-supported', `A partition column named ${name} is not supported`, {
      hint: 'Use letters, digits and _, and a letter first.',
    })
}
