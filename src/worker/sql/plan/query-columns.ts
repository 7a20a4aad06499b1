import { sparkTypeName } from '../../../base/spark-type.ts'
import { COLUMN_LIMITS } from '../../../protocol/column-limits.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { hasInterval } from '../types/has-interval.ts'

/** Of a table's column. */
const NAME_LENGTH_MAX = 255

/** The result's columns as the protocol carries them: a name longer than it may be (an expression's text) is cut. */
export function queryColumns(columns: readonly QueryColumn[]): readonly Column[] {
  return columns.map(({ name, type }) => ({
    name: name === '' ? '_' : name.slice(0, COLUMN_LIMITS.nameCharacters),
    type: sparkTypeName(type),
  }))
}

/** The columns of a table that is made from a query: their names differ, and no type is void. Those that are a table's column keep its comment, as in Spark. */
export function tableColumns(columns: readonly QueryColumn[]): readonly Column[] {
  const seen = new Set<string>()
  for (const { name, type } of columns) {
    const key = name.toLowerCase()
    if (seen.has(key)) throw semanticError(`The table would have two columns ${name}`, 'Give one another name with AS.')
    seen.add(key)
    if (type.kind === 'void') throw semanticError(`The column ${name} is NULL and has no type`, 'Write CAST(NULL AS string).')
    if (hasInterval(type))
      throw notSupported(`The interval column ${name} of a table`, 'Store a number: datediff, months_between or timestampdiff give one.')
    if (name.length > NAME_LENGTH_MAX)
      throw semanticError(`The column name ${name.slice(0, 60)}… is longer than ${NAME_LENGTH_MAX} characters`, 'Give it a name with AS.')
  }
  return queryColumns(columns).map((column, index) => {
    const { declared, comment } = columns[index] ?? {}
    return {
      ...column,
      ...(declared === undefined ? {} : { type: sparkTypeName(declared) }),
      ...(comment === undefined ? {} : { comment }),
    }
  })
}
