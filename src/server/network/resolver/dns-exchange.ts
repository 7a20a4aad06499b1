import type { Socket } from 'node:net'
import { DNS_MESSAGE_BYTES_MAX } from './dns-message.ts'

const LENGTH_BYTES = 2

/** Sends a question with its length before it, as TCP has it, and gives back the first message that comes, without its length. Rejects where none comes whole; who calls destroys the socket. */
export function askOver(socket: Socket, question: Buffer, signal: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  let read = Buffer.alloc(0)
  const gone = (): void => reject(new Error('It closed the connection without an answer'))
  const late = (): void => reject(new Error('It does not answer in time'))
  signal.addEventListener('abort', late, { once: true })
  if (signal.aborted) late()
  socket.on('error', gone)
  socket.once('close', gone)
  socket.once('end', gone)
  socket.on('data', (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    if (read.length < LENGTH_BYTES) return
    const length = read.readUInt16BE(0)
    if (length > DNS_MESSAGE_BYTES_MAX) return reject(new Error('its answer is too long'))
    const end = LENGTH_BYTES + length
    if (read.length >= end) resolve(read.subarray(LENGTH_BYTES, end))
  })
  // It was paused before it connected.
  socket.resume()
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(question.length)
  socket.write(Buffer.concat([length, question]))
  return promise.finally(() => signal.removeEventListener('abort', late))
}
