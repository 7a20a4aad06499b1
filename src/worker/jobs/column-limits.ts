import { CausewayError } from '../../base/errors.ts'
import { keptType } from '../../base/spark-type.ts'
import { COLUMN_LIMITS } from '../../protocol/column-limits.ts'
import type { Column } from '../../protocol/table-definition.ts'

const SHOWN_CHARACTERS = 60

/** What crosses the worker's channel has bounds: whatever is over them is refused here, by the column's name. @throws CausewayError limit-exceeded. */
export function checkColumnLimits(columns: readonly Column[]): void {
  if (columns.length > COLUMN_LIMITS.columns) {
    throw new CausewayError('limit-exceeded', `There are ${columns.length} columns, and at most ${COLUMN_LIMITS.columns} are possible`)
  }
  for (const [index, { name, type, comment = '' }] of columns.entries()) {
    const shown = name.length <= SHOWN_CHARACTERS ? `"${name}"` : `"${name.slice(0, SHOWN_CHARACTERS)}…"`
    refuseLong(`The name of column ${index + 1}, ${shown},`, name, COLUMN_LIMITS.nameCharacters, 'Give the column a name with AS.')
    refuseLong(`The type of column ${shown}`, type, COLUMN_LIMITS.typeCharacters, 'Make it of fewer fields, or several columns of it.')
    refuseLong(`The comment of column ${shown}`, comment, COLUMN_LIMITS.commentCharacters, 'Shorten it.')
    if (keptType(type) === undefined)
      throw new CausewayError(
        'invalid-parameter',
        `Column ${shown} would be of the type ${type.slice(0, SHOWN_CHARACTERS)}, which is none here`,
      )
    if (name === '')
      throw new CausewayError('invalid-parameter', `Column ${index + 1} has no name`, { hint: 'Give the column a name with AS.' })
  }
}

function refuseLong(what: string, text: string, max: number, hint: string): void {
  if (text.length <= max) return
  throw new CausewayError('limit-exceeded', `${what} has ${text.length} characters, and at most ${max} are possible`, { hint })
}
