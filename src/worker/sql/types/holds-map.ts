import type { SparkType } from '../../../base/spark-type.ts'

/** Whether the type is a map or has one in it: maps are not compared. */
export function holdsMap(type: SparkType): boolean {
  switch (type.kind) {
    case 'map':
      return true
    case 'array':
      return holdsMap(type.element)
    case 'struct':
      return type.fields.some((field) => holdsMap(field.type))
    default:
      return false
  }
}
