/** What bringing ranges of an object could be at best: asks for them over some connections, and does nothing with what comes. Prints times as JSON. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SignedRequest } from '../../src/protocol/object-store/object-store.ts'

export interface BareOrder {
  readonly host: string
  readonly port: number
  readonly connections: number
  readonly requests: readonly { readonly asked: SignedRequest; readonly bytes: number }[]
}

export interface BareTurn {
  readonly cpuMs: number
  readonly clockMs: number
}

const { host, port, connections, requests } = JSON.parse(await readAll()) as BareOrder
const waiting = requests.values()
const before = process.cpuUsage()
const begun = performance.now()
await Promise.all(Array.from({ length: connections }, lane))
const { user, system } = process.cpuUsage(before)
const turn: BareTurn = { cpuMs: (user + system) / 1000, clockMs: performance.now() - begun }
console.log(JSON.stringify(turn))

async function lane(): Promise<void> {
  let left = 0
  let isHead = true
  let whole = (): void => undefined
  const onread = {
    buffer: Buffer.allocUnsafeSlow(1 << 20),
    callback(count: number, buffer: Uint8Array): boolean {
      let came = count
      if (isHead) {
        const text = Buffer.from(buffer.buffer, 0, count).toString('latin1')
        const end = text.indexOf('\r\n\r\n')
        // The server sends the head at once.
        if (!text.startsWith('HTTP/1.1 206') || end < 0) throw new Error(`the server answers ${text.slice(0, 200)}`)
        isHead = false
        came -= end + 4
      }
      left -= came
      if (left === 0) whole()
      return true
    },
  }
  const socket: Socket = connect({ host, port, noDelay: true, onread })
  await once(socket, 'connect')
  for (const { asked, bytes } of waiting) {
    const { promise, resolve } = Promise.withResolvers<void>()
    ;[left, isHead, whole] = [bytes, true, resolve]
    const lines = Object.entries(asked.headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`${asked.method} ${asked.path} HTTP/1.1\r\n${lines.join('')}\r\n`)
    await promise
  }
  socket.destroy()
}

async function readAll(): Promise<string> {
  let text = ''
  for await (const piece of process.stdin.setEncoding('utf8')) text += String(piece)
  return text
}
