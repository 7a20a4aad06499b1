import type { HookHandlerDoneFunction } from 'fastify'
import { asCausewayError } from '../../../base/errors.ts'

/** Goes on with what was found: at once when it is known, for a request that waits for nothing costs less. */
export function whenFound<T>(found: T | Promise<T>, done: HookHandlerDoneFunction, use: (value: T) => void): void {
  if (found instanceof Promise) {
    found.then(use).then(
      () => done(),
      (failure: unknown) => done(failure instanceof Error ? failure : asCausewayError(failure)),
    )
    return
  }
  use(found)
  done()
}
