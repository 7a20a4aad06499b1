import { someType } from '../../../../base/some-type.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { literalPath } from '../literal-path.ts'

const BYTES_MAX = 64 << 20

/** Spark writes its version there. */
export const VERSION_KEY = 'org.apache.spark.version'

const KEYS = {
  version: VERSION_KEY,
  legacyDates: 'org.apache.spark.legacyDateTime',
  legacyInt96: 'org.apache.spark.legacyINT96',
  zone: 'org.apache.spark.timeZone',
} as const

/** Of which calendar a file's days are. `refused`: of timestamps so old that the file does not say enough. */
export interface FileCalendar {
  readonly dates: 'gregorian' | 'julian'
  readonly timestamps: 'gregorian' | 'julian' | 'refused'
  /** Of the type INT96, whose days have 32 bits and a sign, which the engine overlooks. `signed`: of some nobody knows that no day is below zero. */
  readonly int96: 'none' | 'signed'
}

type Int96Share = 'none' | 'some' | 'all'

export const GREGORIAN: FileCalendar = { dates: 'gregorian', timestamps: 'gregorian', int96: 'none' }

/**
 * Those files, with their calendars, whose days or timestamps are not read as the engine reads them: what Spark wrote in the calendar which was Julian until 1582 (Spark 2, and later
 * ones that say so), and timestamps of the type INT96.
 */
export async function oldCalendars(
  paths: readonly string[],
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, FileCalendar>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const keys = Object.values(KEYS).map((key) => `encode(${quoteText(key)})`)
  const rows = await textRows(
    ['file', 'key', 'value'],
    `SELECT file_name, decode(key), coalesce(TRY(decode("value")), '') FROM parquet_kv_metadata([${list}]) WHERE key IN (${keys.join(', ')})`,
    context,
  )
  const said = new Map<string, Map<string, string>>()
  for (const [file = '', key = '', value = ''] of rows) said.set(file, (said.get(file) ?? new Map<string, string>()).set(key, value))
  const shares = await int96Shares(list, context)
  const calendars = new Map<string, FileCalendar>()
  for (const file of new Set([...said.keys(), ...shares.keys()])) {
    const calendar = calendarOf(said.get(file) ?? new Map<string, string>(), shares.get(file) ?? 'none')
    if (calendar.dates === 'julian' || calendar.timestamps !== 'gregorian' || calendar.int96 !== 'none') calendars.set(file, calendar)
  }
  return calendars
}

async function int96Shares(list: string, context: Pick<FilesContext, 'engine'>): Promise<ReadonlyMap<string, Int96Share>> {
  const isOther = "type = 'INT64' AND concat(converted_type, ' ', logical_type) ILIKE '%timestamp%'"
  const rows = await textRows(
    ['file', 'share'],
    `SELECT file_name, CASE WHEN bool_or(${isOther}) THEN 'some' ELSE 'all' END FROM parquet_schema([${list}]) WHERE type = 'INT96' OR ${isOther} GROUP BY file_name HAVING bool_or(type = 'INT96')`,
    context,
  )
  return new Map(rows.map(([file = '', share]) => [file, share === 'all' ? 'all' : 'some']))
}

async function textRows(
  names: readonly string[],
  sql: string,
  context: Pick<FilesContext, 'engine'>,
): Promise<readonly (readonly string[])[]> {
  const columns = names.map((name) => ({ name, type: 'string' }))
  const { rowsJson } = await context.engine.request({ kind: 'query', sql, columns, rowsMax: Number.MAX_SAFE_INTEGER, bytesMax: BYTES_MAX })
  return rowsJson.map((row) => JSON.parse(row) as readonly string[])
}

/** DataSourceUtils.datetimeRebaseSpec and int96RebaseSpec, of Spark 3.3.1. */
function calendarOf(said: ReadonlyMap<string, string>, share: Int96Share): FileCalendar {
  const version = said.get(KEYS.version)
  const int96 = share === 'none' ? 'none' : 'signed'
  if (version === undefined) return { ...GREGORIAN, int96 }
  const isOld = version < '3.0.0' || said.has(KEYS.legacyDates)
  const isInt96Old = version < '3.1.0' || said.has(KEYS.legacyInt96)
  const dates = isOld ? 'julian' : 'gregorian'
  const areOld = share === 'all' ? isInt96Old : share === 'none' || isOld === isInt96Old ? isOld : undefined
  if (areOld === false) return { dates, timestamps: 'gregorian', int96 }
  // Clocks before 1900 differ from zone to zone; and which of two kinds a timestamp is, the engine does not say.
  const isKnown = areOld === true && /^(UTC|GMT|Z|Etc\/UTC|)$/.test(said.get(KEYS.zone) ?? '')
  return { dates, timestamps: isKnown ? 'julian' : 'refused', int96 }
}

/** The value of a file of `calendar`, which has days of Spark's type `type` in it or not, in the Gregorian calendar. */
export function gregorianSql(value: string, type: SparkType, calendar: FileCalendar, depth = 0): string {
  if (isAsItStands(type, calendar)) return value
  const each = `dated_${depth}`
  const inner = (sql: string, of: SparkType): string => gregorianSql(sql, of, calendar, depth + 1)
  switch (type.kind) {
    case 'date':
      return calendar.dates === 'julian' ? `sp_julian_date(${value})` : value
    case 'timestamp': {
      const moment =
        calendar.int96 === 'none' ? value : `CASE WHEN ${value} IS NOT NULL THEN error(${quoteText(UNKNOWN)}) ELSE ${value} END`
      if (calendar.timestamps === 'gregorian') return moment
      if (calendar.timestamps === 'julian') return `sp_julian_timestamp(${moment})`
      return `CASE WHEN ${value} < TIMESTAMP '1900-01-01 00:00:00' THEN error(${quoteText(REFUSED)}) ELSE ${moment} END`
    }
    case 'array':
      return `list_transform(${value}, lambda ${each}: ${inner(each, type.element)})`
    case 'map': {
      const entry = `struct_pack(key := ${inner(`${each}.key`, type.key)}, value := ${inner(`${each}.value`, type.value)})`
      return `CASE WHEN ${value} IS NOT NULL THEN map_from_entries(list_transform(map_entries(${value}), lambda ${each}: ${entry})) END`
    }
    case 'struct': {
      const fields = type.fields.map(
        (field) => `${quoteName(field.name)} := ${inner(`struct_extract(${value}, ${quoteText(field.name)})`, field.type)}`,
      )
      return `CASE WHEN ${value} IS NULL THEN CAST(NULL AS ${engineType(type)}) ELSE struct_pack(${fields.join(', ')}) END`
    }
    default:
      return value
  }
}

const UNKNOWN =
  'The timestamps of a Parquet file, of the type INT96, could not be looked through for days before the year -4713, which are not read as they stand there'

const REFUSED =
  'A timestamp before 1900 stands in a Parquet file that an older Spark wrote in the Julian calendar, in a time zone or a kind that is not supported'

/** Whether what the engine reads of a file is the value, and its statistics are those of the values. */
export const isAsItStands = (type: SparkType, { dates, timestamps, int96 }: FileCalendar): boolean =>
  !someType(
    type,
    ({ kind }) => (kind === 'date' && dates !== 'gregorian') || (kind === 'timestamp' && (timestamps !== 'gregorian' || int96 !== 'none')),
  )

export const hasDays = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'date' || kind === 'timestamp')
