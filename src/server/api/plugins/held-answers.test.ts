import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '../api.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { publicOperation } from '../operation.ts'
import { HELD_ANSWER_BYTES_MAX } from './held-answers.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const MIB = 2 ** 20
const LARGEST = 32 * MIB

/** A server whose one call answers with a text of as many bytes as asked for. */
async function serve() {
  const made = { count: 0 }
  const operation = publicOperation({
    name: 'test.text',
    protocol: 'dli',
    method: 'GET',
    path: '/text',
    permission: '',
    summary: 'Answers with a text',
    status: 200,
    answerBytesMax: LARGEST,
    schemas: {
      params: Type.Object({}),
      query: Type.Object({ bytes: Type.Integer() }),
      body: Type.Object({}),
      response: Type.String(),
    },
    handle: async ({ query }) => {
      made.count += 1
      return { body: 'x'.repeat(query.bytes - 2) }
    },
  })
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), operations: [operation] })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  // What is not read is to stay as long as a busy machine needs to make all of it.
  app.server.setTimeout(0)
  const { port } = new URL(url)
  const sockets: Socket[] = []
  /** Asks on a connection that is never read, as often as wished without waiting. */
  const askAndNotRead = (bytes: number, times = 1): Socket => {
    const socket = connect(Number(port), '127.0.0.1').pause()
    sockets.push(socket)
    socket.write(`GET /text?bytes=${bytes} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(times))
    return socket
  }
  const ask = async (bytes: number) => await fetch(`${url}/text?bytes=${bytes}`)
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await app.close()
  }
  return { app, made, ask, askAndNotRead, [Symbol.asyncDispose]: close }
}

it('answers that nobody reads hold no more than the limit, and what does not fit is refused before it is made', async () => {
  await using server = await serve()
  const fit = HELD_ANSWER_BYTES_MAX / LARGEST
  const sockets = Array.from({ length: fit }, () => server.askAndNotRead(LARGEST))
  await expect.poll(() => server.app.heldAnswers.bytes()).toBe(HELD_ANSWER_BYTES_MAX)
  expect(server.made.count).toBe(fit)

  const refused = await server.ask(LARGEST)
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ hint: expect.stringContaining('again') })
  expect(server.made.count).toBe(fit)

  for (const socket of sockets) socket.destroy()
  await expect.poll(() => server.app.heldAnswers.bytes()).toBe(0)
  expect((await server.ask(LARGEST)).status).toBe(200)
})

it('what answers hold is nothing again when they are read, or their connections end, also those asked for at once', async () => {
  await using server = await serve()
  for (const bytes of [10, 65_536, 65_537, MIB]) {
    const texts = await Promise.all(Array.from({ length: 5 }, async () => (await server.ask(bytes)).text()))
    expect(texts.map((text) => text.length)).toEqual(Array.from({ length: 5 }, () => bytes))
  }
  await expect.poll(() => server.app.heldAnswers.bytes()).toBe(0)

  const socket = server.askAndNotRead(8 * MIB, 5)
  await expect.poll(() => server.app.heldAnswers.bytes()).toBeGreaterThanOrEqual(8 * MIB)
  socket.destroy()
  await once(socket, 'close')
  await expect.poll(() => server.app.heldAnswers.bytes()).toBe(0)
})
