import type { RingWriter, StreamWriter } from '../../../engine/ring.ts'

interface Reading {
  readonly session: { abandon(): Promise<void> }
}

/** Several readings at once, each into a stream of its own. When one fails, all end: its failure is that of all. */
export async function readAll<R extends Reading>(
  readings: readonly R[],
  ring: RingWriter,
  read: (reading: R, stream: StreamWriter) => Promise<void>,
): Promise<void> {
  const streams = ring.streams(readings.length)
  const reading = readings.map(async (one, index) => {
    const stream = streams[index]
    if (stream !== undefined) await read(one, stream)
  })
  try {
    await Promise.all(reading)
  } catch (error) {
    await Promise.all(readings.map(({ session }) => session.abandon()))
    await Promise.allSettled(reading)
    throw error
  }
}
