import { CausewayError } from '../../../base/errors.ts'

/** Undefined where the user of the job has no right to it, and the statement goes on without. */
export async function ifPermitted<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof CausewayError && error.kind === 'sql-permission') return undefined
    throw error
  }
}
