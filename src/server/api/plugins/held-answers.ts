import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CausewayError } from '../../../base/errors.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What all large answers hold that their clients have not taken. */
    readonly heldAnswers: HeldAnswers
  }
}

interface HeldAnswers {
  /** 0 when every large answer is sent or its connection has ended. */
  readonly bytes: () => number
  /** Throws 'unavailable' when an answer of this size would not fit now; counts nothing. */
  readonly checkRoom: (bytes: number) => void
  /** Counts an answer until it is sent or its connection has ended. Throws 'unavailable' when it does not fit. */
  readonly hold: (request: FastifyRequest, reply: FastifyReply, text: string | Uint8Array) => void
}

/** A smaller answer is not counted, so that those are given at all times. */
const UNCOUNTED_BYTES = 64 * 1024
/** Of all answers that wait for their clients to read. */
export const HELD_ANSWER_BYTES_MAX = 256 * 1024 * 1024

/** A client that asks and does not read makes the server keep its answer: together they keep no more than this. */
export function addHeldAnswers(app: FastifyInstance): void {
  let heldBytes = 0
  const checkRoom = (bytes: number): void => {
    if (heldBytes + bytes <= HELD_ANSWER_BYTES_MAX) return
    throw new CausewayError('unavailable', 'The server holds many large answers that their clients have not read', {
      hint: 'Send the request again in a moment, and read the answers of those that were sent.',
    })
  }
  const hold = (request: FastifyRequest, reply: FastifyReply, text: string | Uint8Array): void => {
    // The client may be gone already: then nothing tells of the end.
    if (text.length <= UNCOUNTED_BYTES / 4 || reply.raw.destroyed) return
    const bytes = Buffer.byteLength(text)
    if (bytes <= UNCOUNTED_BYTES) return
    checkRoom(bytes)
    heldBytes += bytes
    const { socket } = request.raw
    let held = true
    const giveBack = (): void => {
      if (!held) return
      held = false
      heldBytes -= bytes
      reply.raw.off('close', giveBack)
      socket.off('close', giveBack)
    }
    reply.raw.once('close', giveBack)
    // Of requests sent one after the other without waiting, only the first answer is told when the connection ends.
    socket.once('close', giveBack)
  }
  app.decorate('heldAnswers', { bytes: () => heldBytes, checkRoom, hold })
}
