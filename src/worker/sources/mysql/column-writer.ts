import { CausewayError } from '../../../base/errors.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import type { NativeVector } from '../../engine/vector-writers.ts'

/** Writes one column of up to a vector of rows: field `row` is `lengths[row]` bytes of text at `offsets[row]`, a length of -1 is NULL. */
export type ColumnWriter = (bytes: Buffer, offsets: Int32Array, lengths: Int32Array, rows: number, vector: NativeVector) => void

export const wrongForm = ({ name, value }: StreamColumn) =>
  new CausewayError('remote-failure', `Column "${name}" came in a form that is not ${value.kind}`, {
    hint: 'The remote table was changed while it was read: run the statement again',
  })
