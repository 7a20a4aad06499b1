import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import type { EngineRequest } from '../../engine/messages.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import { castText } from '../../sql/cast-text.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { literalPath } from './literal-path.ts'

type Field = Extract<SparkType, { kind: 'struct' }>['fields'][number]

const BYTES_MAX = 64 << 20

/**
 * A value of files, as far as structs in it have none of the fields that the table names: NULL in Spark 3.3, and not a struct of NULLs. The engine would make one of
 * NULLs, or refuse to. Bytes that the table takes for texts, which many writers do not mark as such, are the texts that they are, and the other way round: the engine's own cast
 * would write those beyond ASCII as escapes, and read escapes. `value`: as it stands where there is neither.
 */
export function presentSql(value: string, type: SparkType, found: SparkType, depth = 0): string {
  if (!hasValues(type, found)) return `CAST(NULL AS ${engineType(type)})`
  if (isTextOfBytes(type, found)) return castText(value, found, type)
  if (!isAnyMissing(type, found) && !isAnyTextOfBytes(type, found)) return value
  const each = `present_${depth}`
  if (type.kind === 'array' && found.kind === 'array')
    return `list_transform(${value}, lambda ${each}: ${presentSql(each, type.element, found.element, depth + 1)})`
  if (type.kind === 'map' && found.kind === 'map') {
    const key = presentSql(`${each}.key`, type.key, found.key, depth + 1)
    const mapped = presentSql(`${each}.value`, type.value, found.value, depth + 1)
    const entries = `list_transform(map_entries(${value}), lambda ${each}: struct_pack(key := ${key}, value := ${mapped}))`
    return `CASE WHEN ${value} IS NOT NULL THEN map_from_entries(${entries}) END`
  }
  if (type.kind !== 'struct' || found.kind !== 'struct') return value
  const parts = type.fields.map((field) => {
    const inFile = fieldIn(found.fields, field)
    const part =
      inFile === undefined
        ? `CAST(NULL AS ${engineType(field.type)})`
        : presentSql(`struct_extract(${value}, ${quoteText(inFile.name)})`, field.type, inFile.type, depth)
    return `${quoteName(field.name)} := ${part}`
  })
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${parts.join(', ')}) END`
}

const fieldIn = (fields: readonly Field[], { name }: Field): Field | undefined =>
  fields.find((one) => one.name === name) ?? fields.find((one) => one.name.toLowerCase() === name.toLowerCase())

/** Whether a file has a value of the type anywhere in it; a map has keys. */
function hasValues(type: SparkType, found: SparkType): boolean {
  if (type.kind === 'array' && found.kind === 'array') return hasValues(type.element, found.element)
  if (type.kind !== 'struct' || found.kind !== 'struct' || type.fields.length === 0) return true
  return type.fields.some((field) => {
    const inFile = fieldIn(found.fields, field)
    return inFile !== undefined && hasValues(field.type, inFile.type)
  })
}

function isAnyMissing(type: SparkType, found: SparkType): boolean {
  if (!hasValues(type, found)) return true
  if (type.kind === 'array' && found.kind === 'array') return isAnyMissing(type.element, found.element)
  if (type.kind === 'map' && found.kind === 'map') return isAnyMissing(type.key, found.key) || isAnyMissing(type.value, found.value)
  if (type.kind !== 'struct' || found.kind !== 'struct') return false
  return type.fields.some((field) => {
    const inFile = fieldIn(found.fields, field)
    return inFile !== undefined && isAnyMissing(field.type, inFile.type)
  })
}

const isTextOfBytes = (type: SparkType, found: SparkType): boolean =>
  (type.kind === 'string' && found.kind === 'binary') || (type.kind === 'binary' && found.kind === 'string')

function isAnyTextOfBytes(type: SparkType, found: SparkType): boolean {
  if (type.kind === 'array' && found.kind === 'array') return isAnyTextOfBytes(type.element, found.element)
  if (type.kind === 'map' && found.kind === 'map') return isAnyTextOfBytes(type.key, found.key) || isAnyTextOfBytes(type.value, found.value)
  if (type.kind !== 'struct' || found.kind !== 'struct') return isTextOfBytes(type, found)
  return type.fields.some((field) => {
    const inFile = fieldIn(found.fields, field)
    return inFile !== undefined && isAnyTextOfBytes(field.type, inFile.type)
  })
}

export const hasStruct = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'struct')

/** In their order: names alone do not tell of which struct a field is. */
const NAMES = `md5(array_to_string(list(concat(name, ':', num_children) ORDER BY column_id), ','))`

/** Of the columns, and parts of them, that have several types in the files. */
const TYPES = `md5(array_to_string(list_sort(list(concat(name, ':', kind)) FILTER (has_several)), ','))`

/**
 * For each file what sets it apart from the others, as a text: the types of its columns where others have others, and, with `hasNames`, what its columns and their parts are called.
 * The engine takes those of all files together: which of a struct's fields are missing hangs on the file, and it asks each file for a condition's value as one of
 * that file's own type, so that an INT of 2 was found by `= 2.5`.
 */
export async function shapesOfFiles(
  paths: readonly string[],
  hasNames: boolean,
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, string>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const elements = `SELECT file_name, column_id, name, num_children, concat_ws(' ', type, converted_type, logical_type, precision, scale) AS kind FROM parquet_schema([${list}])`
  const counted = `SELECT *, min(kind) OVER same <> max(kind) OVER same AS has_several FROM (${elements}) WINDOW same AS (PARTITION BY lower(name))`
  const request: Extract<EngineRequest, { kind: 'query' }> = {
    kind: 'query',
    sql: `SELECT file_name, concat(${hasNames ? NAMES : "''"}, ${TYPES}) FROM (${counted}) GROUP BY file_name`,
    columns: [
      { name: 'file', type: 'string' },
      { name: 'shape', type: 'string' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  }
  const { rowsJson } = await context.engine.request(request)
  return new Map(rowsJson.map((row) => JSON.parse(row) as [string, string]))
}
