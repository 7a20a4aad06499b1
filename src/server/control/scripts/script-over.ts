import { CausewayError } from '../../../base/errors.ts'
import type { ScriptRecord } from '../../domain/script.ts'

export const isOver = ({ state, cancelRequestedAt }: Pick<ScriptRecord, 'state' | 'cancelRequestedAt'>): boolean =>
  state !== 'running' || cancelRequestedAt !== undefined

/** Thrown where a statement would become a job of a script that has no use for it any more. */
export const NO_MORE = new CausewayError('cancelled', 'The script has ended')
