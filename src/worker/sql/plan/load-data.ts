import { parseSparkType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { type BinderState, tableKey } from '../bind/context.ts'
import { loadedSource } from '../loaded-source.ts'
import { LOADED } from '../loaded-table.ts'
import { missingTable } from '../missing-table.ts'
import { selectFrom } from '../session/frozen-columns.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { blame } from '../tree/written.ts'
import { planInsert } from './insert.ts'
import { loadedFiles } from './loaded-files.ts'
import { namedValues, partitionValues } from './partition-values.ts'
import type { CheckSource, InsertPlan } from './plan.ts'

type LoadData = Extract<Statement, { kind: 'load-data' }>
type Column = TableDefinition['columns'][number]

/** What is wrong with the place and what is written about it, without a look at it. */
export const checkLoadData = (statement: LoadData, checkSource: CheckSource): void => checkSource(loadedFiles(statement).source)

/** The rows of the files, which stay where they are, are inserted into the table: its columns are taken from them, but those that PARTITION gives a value. */
export function planLoadData(
  statement: LoadData,
  newState: (tables?: ReadonlyMap<string, TableDefinition>) => BinderState,
  settings: Readonly<Record<string, string>>,
): InsertPlan {
  const { mode, table, partition } = statement
  const state = newState()
  const database = (table.database ?? state.environment.currentDatabase).toLowerCase()
  const target = state.table(database, table.table)
  if (target === undefined) throw blame(missingTable(database, table.table), table)
  const { source, header } = filesOf(statement, target)
  const fixed = partitionValues(target, namedValues(partition))
  const wanted = target.columns.filter(({ name }) => !Object.hasOwn(fixed, name))
  const columns = header === undefined ? wanted : columnsOfHeader(header, wanted)
  const nested =
    source.format === 'csv' ? columns.find(({ type }) => ['array', 'map', 'struct'].includes(parseSparkType(type).kind)) : undefined
  if (nested !== undefined)
    throw notSupported(`LOAD DATA of CSV files into the column ${nested.name} of type ${nested.type}`, 'Load JSON or Parquet files.')
  const files: TableDefinition = { database: LOADED.database, name: LOADED.table, columns: [...columns], source }
  const query = selectFrom(
    { kind: 'table', name: LOADED, alias: { name: undefined, columnNames: [] } },
    wanted.map(({ name }) => ({ kind: 'column', parts: [name] })),
  )
  const insert = { table, mode, partition, ifNotExists: false, columnNames: undefined, query }
  return { ...planInsert(insert, newState(new Map([[tableKey(LOADED.database, LOADED.table), files]])), settings), jobType: 'IMPORT' }
}

/** Without OPTIONS what the table was said to be of, if anything, says how its files are read, as in Spark. */
function filesOf(statement: LoadData, { source }: TableDefinition): ReturnType<typeof loadedFiles> {
  const files = loadedFiles(statement)
  if (source.kind !== 'managed' || statement.options.size > 0) return files
  const said = loadedSource(source, statement.location)
  return said === undefined ? files : { source: said }
}

/** In the order of the file; what the table has no column for is read as a text, and left out. */
function columnsOfHeader(header: readonly string[], wanted: readonly Column[]): readonly Column[] {
  const isNamed = (column: Column, name: string): boolean => column.name.toLowerCase() === name.toLowerCase()
  const missing = wanted.find((column) => !header.some((name) => isNamed(column, name)))
  if (missing !== undefined)
    throw semanticError(
      `The option FILEHEADER does not name the column ${missing.name} of the table`,
      'Name a column of the file for each.',
    )
  return header.map((name) => wanted.find((column) => isNamed(column, name)) ?? { name, type: 'string' })
}
