import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { DialledAddress } from '../address.ts'

/** When it is sent again, where nothing has come: each may be lost on the way. */
const AGAIN_MS = [400, 1_200]
const ID_BYTES = 2

/** Sends a datagram from this machine's own network, and gives the first that comes back from that very address and begins with the same two bytes: the id of a question for a name. */
export function askByDatagram({ ip, port }: DialledAddress, datagram: Buffer, signal: AbortSignal): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const socket = createSocket(isIPv6(ip) ? 'udp6' : 'udp4')
  const giveUp = (): void => reject(new Error('Nothing has come back'))
  signal.addEventListener('abort', giveUp, { once: true })
  socket.on('error', reject)
  socket.on('message', (message) => {
    if (message.subarray(0, ID_BYTES).equals(datagram.subarray(0, ID_BYTES))) resolve(message)
  })
  const send = (): void => socket.send(datagram, (error) => error !== null && reject(error))
  let again: readonly NodeJS.Timeout[] = []
  socket.once('connect', () => {
    send()
    again = AGAIN_MS.map((ms) => setTimeout(send, ms))
  })
  // Of one that is connected the kernel takes nothing from anybody else, and tells that nobody listens there. A callback would be called where there is no way, too.
  socket.connect(port, ip)
  if (signal.aborted) giveUp()
  return promise.finally(() => {
    for (const timer of again) clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
    socket.close()
  })
}
