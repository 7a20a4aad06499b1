import { lookup } from '../../../../base/lookup.ts'
import { parseSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { ColumnStatistics, FileStatistics, PartitionValues } from '../../../../protocol/table-files.ts'
import type { Predicate } from '../../../engine/predicate.ts'
import type { FilesRead } from '../../shared/source.ts'
import { type KnownValues, knownKind, knownValue } from './known-values.ts'
import { mayMatch } from './may-match.ts'

/** A file of a table, and what is known of it without opening it. */
export interface CandidateFile {
  readonly path: string
  /** Of the table's partition columns, by their names. */
  readonly partition: PartitionValues
  /** Undefined: it was never counted. */
  readonly rowCount?: number | undefined
  /** By the names of the columns in the file. */
  readonly statistics?: FileStatistics | undefined
}

export interface ChosenFiles extends FilesRead {
  readonly paths: ReadonlySet<string>
}

/** The files that may hold a row for which the predicate is true. `nameInFile`: of a column of the table. */
export function chooseFiles(
  files: readonly CandidateFile[],
  columns: readonly Column[],
  predicate: Predicate,
  nameInFile: (column: string) => string,
): ChosenFiles {
  const types = columns.map(({ type }) => sparkTypeName(parseSparkType(type)))
  const chosen = files.filter((file) =>
    mayMatch(predicate, (index) => {
      const column = columns[index]
      const type = types[index]
      return column === undefined || type === undefined ? undefined : knownValues(file, column.name, nameInFile(column.name), type)
    }),
  )
  const isPartitioned = files.some(({ partition }) => Object.keys(partition).length > 0)
  return {
    paths: new Set(chosen.map(({ path }) => path)),
    files: { read: chosen.length, all: files.length },
    ...(isPartitioned ? { partitions: { read: countPartitions(chosen), all: countPartitions(files) } } : {}),
  }
}

const countPartitions = (files: readonly CandidateFile[]): number =>
  new Set(files.map(({ partition }) => JSON.stringify(Object.entries(partition).toSorted(([a], [b]) => (a < b ? -1 : 1))))).size

function knownValues(
  { partition, statistics, rowCount }: CandidateFile,
  column: string,
  nameInFile: string,
  type: string,
): KnownValues | undefined {
  if (Object.hasOwn(partition, column)) return valuesOfPartition(partition[column] ?? null, type)
  const known = statistics !== undefined && Object.hasOwn(statistics, nameInFile) ? statistics[nameInFile] : undefined
  // A column that has had another type since is compared in that one.
  return known === undefined || known.type !== type ? undefined : valuesOfFile(known, rowCount)
}

function valuesOfFile({ type, nulls, min, max }: ColumnStatistics, rowCount: number | undefined): KnownValues | undefined {
  const kind = knownKind(type)
  if (kind === undefined) return undefined
  return {
    kind,
    min: min === undefined ? undefined : knownValue(kind, min),
    max: max === undefined ? undefined : knownValue(kind, max),
    hasNoNull: nulls === 0,
    isNull: nulls !== undefined && nulls === rowCount,
  }
}

/** The name of a folder is a text: what the engine makes of one that is written otherwise than we know is not known. */
function valuesOfPartition(text: string | null, type: string): KnownValues | undefined {
  const kind = knownKind(type)
  if (kind === undefined) return undefined
  if (text === null) return { kind, min: undefined, max: undefined, hasNoNull: false, isNull: true }
  const value = isPlain(text, kind, type) ? knownValue(kind, text) : undefined
  return value === undefined ? undefined : { kind, min: value, max: value, hasNoNull: true, isNull: false }
}

const INTEGER_BITS = lookup({ tinyint: 8, smallint: 16, int: 32, bigint: 64 })

/** As the value itself is written, so that reading it gives just that one. */
function isPlain(text: string, kind: KnownValues['kind'], type: string): boolean {
  switch (kind) {
    case 'integer':
      return /^-?\d{1,18}$/.test(text) && BigInt.asIntN(INTEGER_BITS[type] ?? 0, BigInt(text)) === BigInt(text)
    case 'string':
      return text !== ''
    // Rounded, or kept in a number of digits, by a cast that is the engine's.
    case 'decimal':
    case 'double':
      return false
    case 'date':
    case 'timestamp':
      return true
  }
}
