import { parseSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { columnsOf, type Predicate } from '../../../engine/predicate.ts'
import { quoteText } from '../../../engine/quote.ts'
import type { ReadOf } from '../../shared/source.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { literalPath } from '../literal-path.ts'
import { type KnownValues, knownKind, knownValue } from './known-values.ts'
import { mayMatch } from './may-match.ts'

const BYTES_MAX = 64 << 20

/** Parquet files, and what they call a column of the table; undefined: they have it not, or in another type. */
export interface FilesOfRowGroups {
  readonly paths: readonly string[]
  nameInFile(column: string): string | undefined
}

interface RowGroup {
  readonly rowCount: number
  readonly columns: readonly {
    readonly name: string
    readonly min: string | null
    readonly max: string | null
    readonly nulls: number | null
  }[]
}

/**
 * How many row groups may hold a row for which the predicate is true, by their own statistics: the engine reads no more of them. Looks into the footers of all files.
 * Undefined: there are too many to be looked at.
 */
export async function matchingRowGroups(
  groups: readonly FilesOfRowGroups[],
  columns: readonly Column[],
  predicate: Predicate,
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadOf | undefined> {
  const types = columns.map(({ type }) => sparkTypeName(parseSparkType(type)))
  let read = 0
  let all = 0
  for (const { paths, nameInFile } of groups) {
    const names = columns.map(({ name }, index) => (columnsOf(predicate).has(index) ? nameInFile(name) : undefined))
    const found = await rowGroupsOf(
      paths,
      names.flatMap((name) => name ?? []),
      context,
    )
    if (found === undefined) return undefined
    all += found.length
    read += found.filter((group) =>
      mayMatch(predicate, (index) => {
        const name = names[index]
        return name === undefined ? undefined : valuesOf(group, name, types[index] ?? '')
      }),
    ).length
  }
  return { read, all }
}

async function rowGroupsOf(
  paths: readonly string[],
  names: readonly string[],
  context: Pick<FilesContext, 'engine'>,
): Promise<readonly RowGroup[] | undefined> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const wanted = names.length === 0 ? 'false' : `path_in_schema IN (${names.map(quoteText).join(', ')})`
  const column = "{'name': path_in_schema, 'min': stats_min_value, 'max': stats_max_value, 'nulls': stats_null_count}"
  const { rowsJson, rowCount } = await context.engine.request({
    kind: 'query',
    sql: `SELECT CAST(any_value(row_group_num_rows) AS BIGINT), coalesce(list(${column}) FILTER (WHERE ${wanted}), []) FROM parquet_metadata([${list}]) GROUP BY file_name, row_group_id`,
    columns: [
      { name: 'rows', type: 'bigint' },
      { name: 'columns', type: 'array<struct<name:string,min:string,max:string,nulls:bigint>>' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  if (rowsJson.length < rowCount) return undefined
  return rowsJson.map((row) => {
    const [rows, ofColumns] = JSON.parse(row) as [number, RowGroup['columns']]
    return { rowCount: rows, columns: ofColumns }
  })
}

function valuesOf({ rowCount, columns }: RowGroup, name: string, type: string): KnownValues | undefined {
  const kind = knownKind(type)
  const [found, second] = columns.filter((column) => column.name === name)
  // A file whose NaN stand in no statistics has values above the greatest.
  if (kind === undefined || kind === 'double' || found === undefined || second !== undefined) return undefined
  const { min, max, nulls } = found
  return {
    kind,
    min: min === null ? undefined : knownValue(kind, min),
    max: max === null ? undefined : knownValue(kind, max),
    hasNoNull: nulls === 0,
    isNull: nulls === rowCount,
  }
}
