import { someType } from '../../../base/some-type.ts'
import type { SparkType } from '../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { literalPath } from './literal-path.ts'

const BYTES_MAX = 64 << 20

const KEYS = {
  version: 'org.apache.spark.version',
  legacyDates: 'org.apache.spark.legacyDateTime',
  legacyInt96: 'org.apache.spark.legacyINT96',
  zone: 'org.apache.spark.timeZone',
} as const

/** Of which calendar a file's days are. `refused`: of timestamps so old that the file does not say enough. */
export interface FileCalendar {
  readonly dates: 'gregorian' | 'julian'
  readonly timestamps: 'gregorian' | 'julian' | 'refused'
}

export const GREGORIAN: FileCalendar = { dates: 'gregorian', timestamps: 'gregorian' }

/** Those files, with their calendars, that Spark wrote in the calendar which was Julian until 1582: the ones of Spark 2, and later ones that say so. */
export async function oldCalendars(
  paths: readonly string[],
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, FileCalendar>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const keys = Object.values(KEYS).map((key) => `encode(${quoteText(key)})`)
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT file_name, decode(key), coalesce(TRY(decode("value")), '') FROM parquet_kv_metadata([${list}]) WHERE key IN (${keys.join(', ')})`,
    columns: [
      { name: 'file', type: 'string' },
      { name: 'key', type: 'string' },
      { name: 'value', type: 'string' },
    ],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: BYTES_MAX,
  })
  const said = new Map<string, Map<string, string>>()
  for (const row of rowsJson) {
    const [file, key, value] = JSON.parse(row) as [string, string, string]
    said.set(file, (said.get(file) ?? new Map<string, string>()).set(key, value))
  }
  const calendars = new Map<string, FileCalendar>()
  for (const [file, values] of said) {
    const calendar = calendarOf(values)
    if (calendar.dates === 'julian' || calendar.timestamps !== 'gregorian') calendars.set(file, calendar)
  }
  return calendars
}

/** DataSourceUtils.datetimeRebaseSpec and int96RebaseSpec, of Spark 3.3.1. */
function calendarOf(said: ReadonlyMap<string, string>): FileCalendar {
  const version = said.get(KEYS.version)
  if (version === undefined) return GREGORIAN
  const isOld = version < '3.0.0' || said.has(KEYS.legacyDates)
  const isInt96Old = version < '3.1.0' || said.has(KEYS.legacyInt96)
  const dates = isOld ? 'julian' : 'gregorian'
  if (!isOld && !isInt96Old) return GREGORIAN
  // Clocks before 1900 differ from zone to zone; and which of two kinds a timestamp is, the engine does not say.
  const isKnown = isOld === isInt96Old && /^(UTC|GMT|Z|Etc\/UTC|)$/.test(said.get(KEYS.zone) ?? '')
  return { dates, timestamps: isKnown ? 'julian' : 'refused' }
}

/** The value of a file of `calendar`, which has days of Spark's type `type` in it or not, in the Gregorian calendar. */
export function gregorianSql(value: string, type: SparkType, calendar: FileCalendar, depth = 0): string {
  if (!hasDays(type)) return value
  const each = `dated_${depth}`
  const inner = (sql: string, of: SparkType): string => gregorianSql(sql, of, calendar, depth + 1)
  switch (type.kind) {
    case 'date':
      return calendar.dates === 'julian' ? `sp_julian_date(${value})` : value
    case 'timestamp':
      if (calendar.timestamps === 'gregorian') return value
      if (calendar.timestamps === 'julian') return `sp_julian_timestamp(${value})`
      return `CASE WHEN ${value} < TIMESTAMP '1900-01-01 00:00:00' THEN error(${quoteText(REFUSED)}) ELSE ${value} END`
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

const REFUSED =
  'A timestamp before 1900 stands in a Parquet file that an older Spark wrote in the Julian calendar, in a time zone or a kind that is not supported'

export const hasDays = (type: SparkType): boolean => someType(type, ({ kind }) => kind === 'date' || kind === 'timestamp')
