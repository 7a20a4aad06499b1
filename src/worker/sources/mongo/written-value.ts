import { Binary, Decimal128, Double, Int32, Long } from 'bson'
import { cellText, jsonCells, jsonEntries } from '../../../base/json-cells.ts'
import type { SparkType } from '../../../base/spark-type.ts'

/** The value of a document, of the text that a result has of it (engine/results/value-json.ts). A time loses what is below a millisecond. */
export function writtenValue(cell: string, type: SparkType): unknown {
  if (cell === 'null') return null
  switch (type.kind) {
    case 'boolean':
      return cell === 'true'
    case 'tinyint':
    case 'smallint':
    case 'int':
      return new Int32(Number(cell))
    case 'bigint':
      return Long.fromString(cell)
    case 'float':
    case 'double':
      return new Double(Number(cellText(cell)))
    case 'decimal':
      return Decimal128.fromString(cellText(cell))
    case 'date':
    case 'timestamp':
      return new Date(momentOf(cellText(cell)))
    case 'binary':
      return new Binary(Buffer.from(cellText(cell), 'base64'))
    case 'array':
      return jsonCells(cell).map((item) => writtenValue(item, type.element))
    case 'struct':
      return Object.fromEntries(
        jsonEntries(cell).map(([, value], index) => {
          const field = type.fields[index]
          return [field?.name ?? '', field === undefined ? null : writtenValue(value, field.type)]
        }),
      )
    case 'map':
      return Object.fromEntries(jsonEntries(cell).map(([key, value]) => [cellText(key), writtenValue(value, type.value)]))
    default:
      return cellText(cell)
  }
}

/** "-0043-03-15", "2024-02-29 13:00:00.123456", "+12024-01-01". */
function momentOf(text: string): number {
  const [, sign = '', year = '', rest = '', time = '00:00:00', fraction = ''] =
    /^([+-]?)(\d{4,6})(-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/.exec(text) ?? []
  const written = sign === '' && year.length === 4 ? year : `${sign === '-' ? '-' : '+'}${year.padStart(6, '0')}`
  return Date.parse(`${written}${rest}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`)
}
