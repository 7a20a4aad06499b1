/** What can be done with the values of a column. */
export type ValueKind = 'number' | 'text' | 'boolean' | 'time' | 'binary' | 'nested' | 'void'

export interface ResultColumn {
  readonly name: string
  /** As Spark prints it. */
  readonly type: string
  readonly kind: ValueKind
}

export const resultColumn = (name: string, type: string): ResultColumn => ({ name, type, kind: kindOf(type) })

function kindOf(type: string): ValueKind {
  switch (/^[a-z]+/i.exec(type)?.[0].toLowerCase()) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'float':
    case 'double':
    case 'decimal':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'date':
    case 'timestamp':
      return 'time'
    case 'binary':
      return 'binary'
    case 'array':
    case 'map':
    case 'struct':
      return 'nested'
    case 'void':
      return 'void'
    default:
      return 'text'
  }
}
