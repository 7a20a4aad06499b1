import { keptType, type SparkType, sparkTypeName, valueType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'

/** The columns as Spark's printSchema has them, each line with its end. */
export function schemaTree(columns: readonly Column[]): string {
  const lines = columns.flatMap(({ name, type: text }) => {
    const type = keptType(text)
    return type === undefined ? [` |-- ${name}: ${text} (nullable = true)`] : typeLines(name, valueType(type), 'nullable', ' |')
  })
  return `root\n${lines.map((line) => `${line}\n`).join('')}`
}

/** `absence`: what Spark calls it that there may be none; undefined of keys. */
function typeLines(name: string, type: SparkType, absence: string | undefined, prefix: string): readonly string[] {
  const line = `${prefix}-- ${name}: ${typeWord(type)}${absence === undefined ? '' : ` (${absence} = true)`}`
  const inner = `${prefix}    |`
  switch (type.kind) {
    case 'array':
      return [line, ...typeLines('element', type.element, 'containsNull', inner)]
    case 'map':
      return [line, ...typeLines('key', type.key, undefined, inner), ...typeLines('value', type.value, 'valueContainsNull', inner)]
    case 'struct':
      return [line, ...type.fields.flatMap((field) => typeLines(field.name, field.type, 'nullable', inner))]
    default:
      return [line]
  }
}

/** As Spark's types call themselves. */
function typeWord(type: SparkType): string {
  switch (type.kind) {
    case 'tinyint':
      return 'byte'
    case 'smallint':
      return 'short'
    case 'int':
      return 'integer'
    case 'bigint':
      return 'long'
    case 'array':
    case 'map':
    case 'struct':
      return type.kind
    default:
      return sparkTypeName(type)
  }
}
