import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'

/** The schema that a function on JSON or CSV texts is given: a type ('array<int>'), or columns as in CREATE TABLE ('a INT, b STRING'). */
export function columnsOrType(text: string, called: string): SparkType {
  if (/[\s:](?:var)?char\s*\(/i.test(text)) throw semanticError(`A schema of ${called} has no char(n) and varchar(n)`, 'Write string.')
  if (text.trim() === '') throw semanticError(`The schema of ${called} is empty`, "Write columns: 'a INT, b STRING'.")
  const type = typeOf(text)
  if (holdsNothing(type)) throw notSupported(`A schema of ${called} with a struct without fields`)
  if (type.kind === 'struct' && new Set(type.fields.map((field) => field.name.toLowerCase())).size < type.fields.length)
    throw notSupported(`A schema of ${called} with two fields of one name`)
  return type
}

/** The engine has no struct without fields. */
function holdsNothing(type: SparkType): boolean {
  switch (type.kind) {
    case 'struct':
      return type.fields.length === 0 || type.fields.some((field) => holdsNothing(field.type))
    case 'array':
      return holdsNothing(type.element)
    case 'map':
      return holdsNothing(type.key) || holdsNothing(type.value)
    default:
      return false
  }
}

function typeOf(text: string): SparkType {
  try {
    return parseSparkType(text)
  } catch (error) {
    if (/^\s*(array|map|struct)\s*</i.test(text)) throw error
  }
  // With a colon it would be no list of columns.
  if (/^\s*(\w+|`[^`]*`)\s*:/.test(text))
    throw semanticError(`The schema ${text} cannot be read`, "Write it as columns: 'a INT, b STRING'.")
  return parseSparkType(`struct<${text}>`)
}
