import { Type } from 'typebox'
import { type ErrorKind, isErrorKind, type StatementPlace } from '../../../base/errors.ts'
import { storedJson } from '../sqlite/rows.ts'

export const mistakeFromJson: (text: string) => StatementPlace = storedJson(
  'place in a statement',
  Type.Object({
    line: Type.Integer(),
    column: Type.Integer(),
    length: Type.Integer(),
    expected: Type.Optional(Type.String()),
  }),
)

/** A kind that a later version has kept is none here. */
export const errorKindOf = (stored: string | null): ErrorKind | undefined => (stored !== null && isErrorKind(stored) ? stored : undefined)
