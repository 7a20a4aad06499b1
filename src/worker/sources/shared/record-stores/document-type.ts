import type { SparkType } from '../../../../base/spark-type.ts'

/** Whether a column of documents may have the type. */
export function isDocumentType(type: SparkType): boolean {
  switch (type.kind) {
    case 'array':
      return isDocumentType(type.element)
    case 'map':
      return type.key.kind === 'string' && isDocumentType(type.value)
    case 'struct':
      return type.fields.every((field) => isDocumentType(field.type))
    case 'void':
    case 'interval':
    case 'calendar-interval':
      return false
    default:
      return true
  }
}
