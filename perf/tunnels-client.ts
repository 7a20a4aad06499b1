/** The program of the benchmark tunnels that uses them: reads so many bytes from a port, or connects to it again and again. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface TunnelWork {
  readonly port: number
  readonly bytes: number
  readonly connects: number
}

async function receive(port: number, bytes: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const startedAt = performance.now()
  let got = 0
  socket.on('data', (data) => {
    got += data.length
  })
  socket.write('x')
  await once(socket, 'end')
  if (got !== bytes) throw new Error(`${got} of ${bytes} bytes arrived`)
  return performance.now() - startedAt
}

/** Until the first byte of the other side is there: a tunnel accepts before it has dialled. */
async function open(port: number): Promise<number> {
  const startedAt = performance.now()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).on('error', () => {})
  socket.write('x')
  await once(socket, 'data')
  const took = performance.now() - startedAt
  socket.destroy()
  return took
}

process.on('disconnect', () => process.exit())
process.on('message', async ({ port, bytes, connects }: TunnelWork) => {
  const millis: number[] = []
  if (bytes > 0) millis.push(await receive(port, bytes))
  for (let count = 0; count < connects; count += 1) millis.push(await open(port))
  process.send?.(millis)
})
