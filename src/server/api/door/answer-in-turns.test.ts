import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { connectionLimits } from './connection-limits.ts'
import { createLimitedServer } from './limited-server.ts'

let server: Server | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  server = undefined
})

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

/** Two connections to a server that answers so. */
async function serve(answer: (path: string, response: ServerResponse) => unknown): Promise<readonly [Socket, Socket]> {
  server = createLimitedServer(connectionLimits(1_000)).on('request', ({ url = '' }, response) => answer(url, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  return [await open(), await open()]
}

/** The numbers of `count` answers, in the order in which they came. */
async function numbersOf(socket: Socket, count: number): Promise<readonly number[]> {
  let rest = ''
  const numbers: number[] = []
  for await (const chunk of socket) {
    rest += String(chunk)
    numbers.push(...[...rest.matchAll(/<(\d+)>/g)].map(([, number]) => Number(number)))
    rest = rest.slice(rest.lastIndexOf('>') + 1)
    if (numbers.length === count) return numbers
  }
  throw new Error(`the connection ended after ${numbers.length} answers`)
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)
const inOnePiece = (count: number): string =>
  upTo(count)
    .map((at) => request(`/${at}`))
    .join('')

it('of a thousand requests that come in one piece, others need not wait for the last', async () => {
  const begun: string[] = []
  const [greedy, other] = await serve((path, response) => {
    begun.push(path)
    if (begun.length === 1) other.write(request('/other'))
    response.end(`<${path.slice(1)}>`)
  })
  greedy.write(inOnePiece(1_000))
  expect(await numbersOf(greedy, 1_000)).toEqual(upTo(1_000))
  expect(begun.indexOf('/other')).toBeLessThan(900)
})

it('one of a connection is at work at a time, and each is answered: also many more than are read at once', async () => {
  let atWork = 0
  let most = 0
  const [greedy] = await serve((path, response) => {
    atWork += 1
    most = Math.max(most, atWork)
    setImmediate(() => {
      atWork -= 1
      response.end(`<${path.slice(1)}>`)
    })
  })
  greedy.write(inOnePiece(20_000))
  expect(await numbersOf(greedy, 20_000)).toEqual(upTo(20_000))
  expect(most).toBe(1)
})

it('behind an answer that ends the connection nothing is begun', async () => {
  const begun: string[] = []
  const [one] = await serve((path, response) => {
    begun.push(path)
    response.setHeader('Connection', 'close').end('done')
  })
  one.write(request('/first') + request('/second'))
  one.resume()
  await once(one, 'close')
  expect(begun).toEqual(['/first'])
})

it('bodies of requests that wait arrive whole', async () => {
  const [one] = await serve(() => undefined)
  server?.removeAllListeners('request').on('request', async (incoming, response) => {
    let bytes = 0
    for await (const chunk of incoming) bytes += chunk.length
    response.end(`<${bytes}>`)
  })
  const sizes = [5, 300_000, 0, 70_000, 1]
  one.write(sizes.map((size) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`).join(''))
  expect(await numbersOf(one, sizes.length)).toEqual(sizes)
})
