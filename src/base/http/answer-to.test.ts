import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { answerTo } from './answer-to.ts'

it.each([
  ['an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', { statusCode: 200 }],
  ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n', { code: 'ECONNRESET' }],
  ['nothing of HTTP', 'SSH-2.0-none\r\n', { code: 'HPE_INVALID_CONSTANT' }],
])('is over where %s comes', async (_, text, end) => {
  const server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write(text))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const asked = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }).end()
  expect(await answerTo(asked).catch((error: unknown) => error)).toMatchObject(end)
  asked.destroy()
  server.close()
})
