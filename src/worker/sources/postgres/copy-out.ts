import { to as copyTo } from 'pg-copy-streams'
import type { RingWriter } from '../../engine/ring.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { remoteError } from './remote-error.ts'

/** What the driver hands on at once; a slot of the ring. */
const READ_AHEAD_BYTES = 1 << 18

/** Runs a COPY … TO STDOUT into the ring. When the reader closes the ring early, the server is told to stop. */
export async function copyOut(session: RemoteSession, sql: string, ring: RingWriter, context: RemoteContext): Promise<void> {
  const stream = session.client.query(copyTo(sql, { highWaterMark: READ_AHEAD_BYTES }))
  // After an early end nobody iterates any more, and the driver still reports that its connection is gone.
  stream.on('error', () => undefined)
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      context.countInput(bytes.length)
      if (await ring.write(bytes)) continue
      await session.abandon()
      return
    }
    await session.end()
  } catch (error) {
    await session.abandon()
    // A reader that has gone does not care how the stream ended.
    if (!ring.closed) throw remoteError(error, session.place)
  }
}
