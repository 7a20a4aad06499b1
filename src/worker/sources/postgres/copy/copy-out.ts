import type { RingWriter, StreamWriter } from '../../../engine/ring.ts'
import { readAll } from '../../shared/jdbc/read-all.ts'
import type { RemoteContext, SentStatement } from '../../shared/source-context.ts'
import type { RemoteSession } from '../connect.ts'
import { holdTables } from '../hold-tables.ts'
import { remoteError } from '../remote-error.ts'
import { copyMessages } from './copy-messages.ts'

/** The statement that sends the rows of a SELECT. */
export const copyOf = (select: string): string => `COPY (${select}) TO STDOUT (FORMAT binary)`

/** A SELECT whose rows are wanted, and what is told of it. */
interface Copy {
  readonly session: RemoteSession
  readonly select: string
  readonly sent: SentStatement
}

/** The rows of a SELECT into a stream, of a state of its tables that is there when nobody holds them. */
export async function copyHeld(copy: Copy, ring: StreamWriter, context: RemoteContext): Promise<void> {
  const { session, select } = copy
  const isBegun = await holdTables(session, select, context.signal)
  // What a query calls may write.
  await copyOut(copy, ring, context, async () => {
    if (isBegun) await session.client.query('COMMIT')
  })
}

/** Runs a COPY … TO STDOUT into a stream. When the reader closes the ring early, the server is told to stop. */
async function copyOut(
  { session, select, sent }: Copy,
  ring: StreamWriter,
  context: RemoteContext,
  finish: () => Promise<void>,
): Promise<void> {
  try {
    const received = (bytes: number): void => {
      context.countInput(bytes)
      sent.received(bytes)
    }
    const end = await copyMessages(session.client, copyOf(select), ring, received)
    sent.ended(end?.rows)
    if (end === undefined) {
      await session.abandon()
      return
    }
    await finish()
    await session.end()
  } catch (error) {
    await session.abandon()
    // A reader that has gone does not care how the stream ended.
    if (!ring.closed) throw remoteError(error, session.place)
  }
}

/** Several of them at once, each into a stream of its own, by sessions that hold the table. When one fails, all end: its failure is that of all. */
export async function copyAll(copies: readonly Copy[], ring: RingWriter, context: RemoteContext): Promise<void> {
  const [first] = copies
  if (first !== undefined && copies.length === 1) return copyHeld(first, ring, context)
  await readAll(copies, ring, (copy, stream) => copyOut(copy, stream, context, async () => undefined))
}
