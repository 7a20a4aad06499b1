import { CausewayError } from '../../../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../../../base/spark-type.ts'

const DATE = String.raw`[+-]?\d{4,7}-\d{1,2}-\d{1,2}`
const NUMBER = String.raw`[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`
const FORMS: Readonly<Partial<Record<SparkType['kind'], RegExp>>> = {
  boolean: /^(true|false)$/i,
  tinyint: /^[+-]?\d+$/,
  smallint: /^[+-]?\d+$/,
  int: /^[+-]?\d+$/,
  bigint: /^[+-]?\d+$/,
  decimal: new RegExp(`^${NUMBER}$`),
  float: new RegExp(`^(${NUMBER}|[+-]?(inf|infinity)|nan)$`, 'i'),
  double: new RegExp(`^(${NUMBER}|[+-]?(inf|infinity)|nan)$`, 'i'),
  date: new RegExp(`^${DATE}$`),
  timestamp: new RegExp(String.raw`^${DATE}([ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,9})?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$`),
}

/** The text of a partition value, as Spark casts it: what is empty is NULL but for texts. @throws CausewayError for one that would become NULL and is none */
export function partitionText(text: string | null | undefined, type: SparkType, column: string, shown: string): string | null {
  if (text === null || text === undefined) return null
  const form = FORMS[type.kind]
  if (form === undefined || text === '' || form.test(text)) return text
  throw new CausewayError(
    'invalid-parameter',
    `${shown}: the value '${text.slice(0, 60)}' of the partition column ${column} is no ${sparkTypeName(type)}`,
    {
      hint: 'What wrote the table wrote the value so: have the file’s rows written anew.',
    },
  )
}
