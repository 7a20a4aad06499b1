import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { BIGINT, STRING, TIMESTAMP } from '../bound/bound.ts'
import { column } from '../bound/sql.ts'
import { FILE_METADATA, FILE_NAME, FILE_SIZE, FILE_TIME, INPUT_FILE } from '../file-column.ts'
import { structOf } from '../functions/collections/struct-value.ts'
import { notSupported } from '../syntax-error.ts'
import type { BinderState } from './context.ts'
import type { ScopeColumn } from './scope.ts'

const FIELDS = [
  { name: 'file_path', type: STRING, told: INPUT_FILE },
  { name: 'file_name', type: STRING, told: FILE_NAME },
  { name: 'file_size', type: BIGINT, told: FILE_SIZE },
  { name: 'file_modification_time', type: TIMESTAMP, told: FILE_TIME },
]

/** Undefined: tables of Hive's form have it neither here nor in Spark. Its scan reads what is told of the files from the first call on. */
export function fileMetadata(
  table: TableDefinition,
  { scan, relation }: { readonly scan: string; readonly relation: string },
  state: BinderState,
): (() => ScopeColumn) | undefined {
  const { source } = table
  const isHive = (source.kind === 'files' || source.kind === 'managed') && source.isHive === true
  if (isHive || (source.kind === 'files' && source.format === 'hive')) return undefined
  if (source.kind !== 'files' || tableFormatOf(source) !== undefined)
    return () => {
      throw notSupported(
        `The column ${FILE_METADATA} of ${table.database}.${table.name}`,
        'Tables of files at a location have it, but for those of Delta Lake and Iceberg. input_file_name() says the file of a row of any of them.',
      )
    }
  const { sql, type } = structOf(
    FIELDS.map(({ name }) => name),
    FIELDS.map(({ type, told }) => ({ sql: column(relation, told), type })),
  )
  return () => {
    for (const { told } of FIELDS) state.readOfFiles(scan, told)
    return { name: FILE_METADATA, type, isNeverNull: true, sql }
  }
}
