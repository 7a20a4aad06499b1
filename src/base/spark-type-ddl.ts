import { type DeclaredType, fieldName, sparkTypeName } from './spark-type.ts'

/** The type as SHOW CREATE TABLE writes it: in capitals, but for the names of fields. */
export function sparkTypeDdl(type: DeclaredType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${sparkTypeDdl(type.element)}>`
    case 'map':
      return `MAP<${sparkTypeDdl(type.key)}, ${sparkTypeDdl(type.value)}>`
    case 'struct':
      return `STRUCT<${type.fields.map((f) => `${fieldName(f.name)}: ${sparkTypeDdl(f.type)}`).join(', ')}>`
    default:
      return sparkTypeName(type).toUpperCase()
  }
}
