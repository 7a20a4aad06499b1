import type { IncomingMessage } from 'node:http'
import type { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CausewayError } from '../base/errors.ts'
import { hasCode } from '../base/has-code.ts'
import { cutOff } from './connect/http-call.ts'

/** The reader has gone, as `head` does: nothing more is to be written, and nothing is wrong. */
export const READER_GONE = new CausewayError('cancelled', 'Nobody reads it any more')

/** What is thrown for a stream that takes no more: READER_GONE, or what a user can do something about, as a disk that is full. */
export function outFailure(cause: unknown): CausewayError {
  if (cause instanceof CausewayError) return cause
  if (hasCode(cause, 'EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END')) return READER_GONE
  const code = cause instanceof Error && 'code' in cause ? `: ${String(cause.code)}` : ''
  return new CausewayError('cancelled', `What was to be written could not be${code}`, {
    hint: 'What is there is not all. Look at the space on the disk that it is written to',
    cause,
  })
}

/** What has kept words of a command from where they were to go, a disk that is full as a rule; not that nobody reads them any more. Node's console swallows it. */
export function watchWrites(out: Writable): () => CausewayError | undefined {
  let failure: CausewayError | undefined
  out.on('error', (error) => {
    failure ??= outFailure(error)
  })
  return () => (failure === READER_GONE ? undefined : failure)
}

/** Resolves when it is taken. Throws as outFailure says. */
export async function writeOut(out: Writable, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // A stream that has failed calls back with that it is destroyed, and not with why.
    out.write(text, (error) => (error ? reject(outFailure(out.errored ?? error)) : resolve()))
  })
}

/** A whole answer, by way of what it is passed through; `out` stays open. Throws as outFailure says, the reason of a signal that was aborted, and 'unavailable' where the answer is cut. */
export async function copyOut(answer: IncomingMessage, out: Writable, signal?: AbortSignal, through?: Transform): Promise<void> {
  let failure: unknown
  const failed = (error: Error): void => {
    failure = error
  }
  out.once('error', failed)
  try {
    await pipeline(through === undefined ? [answer, out] : [answer, through, out], { end: false })
    // The last of it may be on its way still, and fail.
    await writeOut(out, '')
    if (failure !== undefined) throw outFailure(failure)
  } catch (thrown) {
    if (signal?.aborted === true) throw signal.reason
    if (thrown instanceof CausewayError) throw thrown
    if (failure !== undefined || out.destroyed) throw outFailure(failure ?? out.errored ?? thrown)
    throw cutOff(thrown)
  } finally {
    out.off('error', failed)
  }
}
