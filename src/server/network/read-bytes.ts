import type { Socket } from 'node:net'

/** So many bytes; what came behind them is put back. Undefined where it ended before. Rejects with the signal. */
export async function readBytes(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer | undefined> {
  let taken = Buffer.alloc(0)
  while (taken.length < count) {
    // All that there is: where a part was left, node would tell of it again and again, and the process would do nothing else until more comes.
    const more: unknown = socket.read()
    if (more instanceof Buffer) {
      taken = Buffer.concat([taken, more])
      continue
    }
    if (socket.readableEnded || socket.destroyed) return undefined
    await change(socket, signal)
  }
  if (taken.length > count) socket.unshift(taken.subarray(count))
  return taken.subarray(0, count)
}

/** More may be read, or nothing more will. */
function change(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      for (const event of EVENTS) socket.off(event, changed)
      signal.removeEventListener('abort', abort)
    }
    const changed = (): void => {
      forget()
      resolve()
    }
    const abort = (): void => {
      forget()
      reject(signal.reason)
    }
    for (const event of EVENTS) socket.once(event, changed)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
  })
}

const EVENTS = ['readable', 'end', 'close'] as const
