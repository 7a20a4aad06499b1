import type { SparkType } from './spark-type.ts'

/** Whether the type, or one inside of it, is such. */
export function someType(type: SparkType, isSuch: (type: SparkType) => boolean): boolean {
  if (isSuch(type)) return true
  switch (type.kind) {
    case 'array':
      return someType(type.element, isSuch)
    case 'map':
      return someType(type.key, isSuch) || someType(type.value, isSuch)
    case 'struct':
      return type.fields.some((field) => someType(field.type, isSuch))
    default:
      return false
  }
}
