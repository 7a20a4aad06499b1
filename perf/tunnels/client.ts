/** The program of the benchmark tunnels that uses them: reads so many bytes from a port, or connects to it again and again. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SocksDoor } from './socks-door.ts'

export interface TunnelWork {
  readonly port: number
  /** The port is that of an address which is asked of this door. */
  readonly socks?: SocksDoor
  readonly bytes: number
  readonly connects: number
}

async function receive(work: TunnelWork): Promise<number> {
  const socket = await connectTo(work)
  const startedAt = performance.now()
  let got = 0
  socket.on('data', (data) => {
    got += data.length
  })
  socket.write('x')
  await once(socket, 'end')
  if (got !== work.bytes) throw new Error(`${got} of ${work.bytes} bytes arrived`)
  return performance.now() - startedAt
}

/** Until the first byte of the other side is there: a tunnel accepts before it has dialled. */
async function open(work: TunnelWork): Promise<number> {
  const startedAt = performance.now()
  const socket = await connectTo(work)
  socket.write('x')
  await once(socket, 'data')
  const took = performance.now() - startedAt
  socket.destroy()
  return took
}

async function connectTo({ port, socks }: TunnelWork): Promise<Socket> {
  const socket = connect({ port: socks?.port ?? port, host: '127.0.0.1', noDelay: true })
  socket.on('error', () => {})
  if (socks === undefined) {
    await once(socket, 'connect')
    return socket
  }
  const login = [1, socks.user.length, ...Buffer.from(socks.user), socks.password.length, ...Buffer.from(socks.password)]
  const request = [5, 1, 0, 1, ...socks.ip.split('.').map(Number), port >> 8, port & 0xff]
  // Everything at once: the server answers in three pieces.
  socket.write(Buffer.from([5, 1, 2, ...login, ...request]))
  for (const count of [2, 2, 10]) {
    let answer: unknown = socket.read(count)
    for (; answer === null; answer = socket.read(count)) await once(socket, 'readable')
    if (answer instanceof Buffer && answer[1] !== 0 && count !== 2) throw new Error('The door refused')
  }
  return socket
}

process.on('disconnect', () => process.exit())
process.on('message', async (work: TunnelWork) => {
  const millis: number[] = []
  if (work.bytes > 0) millis.push(await receive(work))
  for (let count = 0; count < work.connects; count += 1) millis.push(await open(work))
  process.send?.(millis)
})
