import { CausewayError } from '../../../../../base/errors.ts'
import type { SparkType } from '../../../../../base/spark-type.ts'
import { sparkTypeName } from '../../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../../engine/quote.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import { literalPath } from '../../literal-path.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { filesByShape } from '../file-shape.ts'
import type { LogFile, LogFolder } from '../log-folder.ts'
import { storedColumnSql } from '../stored-field-sql.ts'
import { type StoredField, type StoredType, seenType } from '../table-snapshot.ts'
import { type Action, readAction } from './actions.ts'
import { type Checkpoint, LOG } from './log-files.ts'

const ROWS_MAX = 300_000
const BYTES_MAX = 512 << 20

const value = (type: SparkType): StoredType => ({ kind: 'value', type })
const TEXT = value({ kind: 'string' })
const INTEGER = value({ kind: 'bigint' })
const TEXTS: StoredType = { kind: 'array', element: TEXT }
const TEXT_MAP: StoredType = { kind: 'map', key: TEXT, value: TEXT }
const struct = (fields: Readonly<Record<string, StoredType>>): StoredType => ({
  kind: 'struct',
  fields: Object.entries(fields).map(([name, type]) => field(name, type)),
})
const field = (name: string, type: StoredType): StoredField => ({ name, key: { kind: 'name', name }, type })

const VECTOR = struct({ storageType: TEXT, pathOrInlineDv: TEXT, offset: INTEGER, sizeInBytes: INTEGER, cardinality: INTEGER })

/** What readers need of a checkpoint, which has adds only of files that the table has. */
const COLUMNS: readonly StoredField[] = [
  field('protocol', struct({ minReaderVersion: INTEGER, readerFeatures: TEXTS })),
  field(
    'metaData',
    struct({ schemaString: TEXT, partitionColumns: TEXTS, configuration: TEXT_MAP, description: TEXT, format: struct({ provider: TEXT }) }),
  ),
  field('add', struct({ path: TEXT, size: INTEGER, partitionValues: TEXT_MAP, deletionVector: VECTOR, stats: TEXT })),
  field('sidecar', struct({ path: TEXT })),
]

/** All that a checkpoint says, with its sidecars. */
export async function* checkpointActions(checkpoint: Checkpoint, folder: LogFolder, context: FilesContext): AsyncGenerator<Action> {
  const sidecars = new Set<string>()
  for (const name of checkpoint.names) {
    const file = await folder.file(name, 'it is a checkpoint of the table')
    for await (const action of name.endsWith('.json') ? jsonActions(file, folder) : parquetActions(file, context)) {
      if (action.kind === 'sidecar') sidecars.add(nameOf(action.sidecar.path))
      else yield action
    }
  }
  for (const name of sidecars) {
    const file = await folder.file(`${LOG}/_sidecars/${name}`, `a checkpoint of the table refers to it`)
    for await (const action of parquetActions(file, context)) yield action
  }
}

/** A name alone, or a URI of it. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

async function* jsonActions(file: LogFile, folder: LogFolder): AsyncGenerator<Action> {
  for await (const line of folder.jsonLines(file)) yield readAction(line, file.shown)
}

async function* parquetActions(file: LogFile, context: FilesContext): AsyncGenerator<Action> {
  const rows = await readRows(file, context)
  for (const row of rows) {
    const values = JSON.parse(row) as readonly unknown[]
    const index = values.findIndex((one) => one !== null)
    const column = COLUMNS[index]
    if (column !== undefined) yield readAction({ [column.name]: values[index] }, file.shown)
  }
}

async function readRows(file: LogFile, context: FilesContext): Promise<readonly string[]> {
  const { rowsJson, rowCount } = await query(file, context)
  if (rowsJson.length === rowCount) return rowsJson
  throw new CausewayError('limit-exceeded', `${file.shown} speaks of more files than a table may have here`, {
    hint: 'Have small files put together by what writes the table (OPTIMIZE).',
  })
}

async function query(file: LogFile, context: FilesContext) {
  try {
    const [shape] = await filesByShape([file.path], false, context, () => file.shown)
    const columns = COLUMNS.map((column) => `${storedColumnSql(column, shape?.fields ?? [], file.shown)} AS ${quoteName(column.name)}`)
    const isWanted = COLUMNS.map(({ name }) => `${quoteName(name)} IS NOT NULL`).join(' OR ')
    return await context.engine.request({
      kind: 'query',
      sql: `SELECT * FROM (SELECT ${columns.join(', ')} FROM read_parquet([${quoteText(literalPath(file.path))}], hive_partitioning=false)) WHERE ${isWanted}`,
      columns: COLUMNS.map(({ name, type }) => ({ name, type: sparkTypeName(seenType(type)) })),
      rowsMax: ROWS_MAX,
      bytesMax: BYTES_MAX,
    })
  } catch (cause) {
    if (context.signal.aborted || cause instanceof CausewayError) throw cause
    throw new CausewayError('invalid-parameter', `${file.shown} cannot be read: it is damaged, cut off, or no checkpoint of a table`, {
      hint: DAMAGED_FILE,
      cause,
    })
  }
}
