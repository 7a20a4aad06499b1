import { asCausewayError, type CausewayError } from '../../base/errors.ts'
import { EngineError } from '../engine/engine.ts'
import { engineErrorToUser } from './engine-error.ts'
import { systemErrorToUser } from './system-error.ts'

/** What a job failed for, in the user's words, whoever said it first. */
export function userError(error: unknown, shownPaths: ReadonlyMap<string, string>): CausewayError {
  if (error instanceof EngineError) return engineErrorToUser(error.message, shownPaths)
  return systemErrorToUser(error, shownPaths) ?? asCausewayError(error)
}
