import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { createApi } from '../api.ts'
import { sign } from '../auth/signature.ts'
import type { ProjectCall } from '../call.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { NONE, projectStream } from '../operation.ts'
import type { StreamReply } from '../reply.ts'
import { sendPieces } from './send-pieces.ts'

type Pieces = (signal: AbortSignal) => StreamReply['pieces']

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** A server with one call that answers with these pieces. */
async function serve(pieces: Pieces) {
  const operation = projectStream({
    name: 'test.pieces',
    protocol: 'dli',
    method: 'GET',
    path: '/v1.0/{project_id}/pieces',
    permission: '',
    summary: 'Answers in pieces',
    status: 200,
    contentType: 'text/plain',
    schemas: { params: Type.Object({ project_id: Type.String() }), query: NONE, body: NONE, response: Type.String() },
    handle: async ({ signal }: ProjectCall) => ({ headers: { 'X-Note': 'pieces' }, pieces: pieces(signal()) }),
  })
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), operations: [operation] })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const target = `/v1.0/${lab.projectId}/pieces`
  const ask = async (method = 'GET'): Promise<IncomingMessage> => {
    const headers = { ...sign({ method, target, headers: {}, body: Buffer.alloc(0) }, lab, Date.now()) }
    const request = httpRequest(`${url}${target}`, { method, headers })
    request.end()
    const [answer]: IncomingMessage[] = await once(request, 'response')
    if (answer === undefined) throw new Error('no answer')
    return answer
  }
  return { app, ask, [Symbol.asyncDispose]: () => app.close() }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer) text += String(chunk)
  return text
}

it('sends the pieces in order, empty ones too, and ends', async () => {
  await using server = await serve(async function* () {
    yield* ['one ', '', 'two ', Buffer.from('three')]
  })
  const answer = await server.ask()
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/plain', 'x-note': 'pieces' } })
  expect(await textOf(answer)).toBe('one two three')
})

it('asks for no more than the client takes', async () => {
  const [pieces, bytes] = [2_000, 65_536]
  let made = 0
  await using server = await serve(async function* () {
    for (; made < pieces; made += 1) yield Buffer.alloc(bytes)
  })
  const answer = await server.ask()
  // Nobody reads: what the kernel holds, and no more, is made in as many turns as all of it would need.
  for (let turns = 0; turns < pieces; turns += 1) await turn()
  expect(made).toBeLessThan(pieces)
  let received = 0
  for await (const chunk of answer) received += Buffer.from(chunk).length
  expect({ made, received }).toEqual({ made: pieces, received: pieces * bytes })
})

it('a failure before the first piece is an ordinary error', async () => {
  await using server = await serve(async function* () {
    if (lab !== undefined) throw new CausewayError('expired', 'The rows are gone')
    yield ''
  })
  const answer = await server.ask()
  expect(answer.statusCode).toBe(400)
  expect(JSON.parse(await textOf(answer))).toMatchObject({ error_code: 'DLI.0100' })
})

it('a failure after the first piece cuts the connection', async () => {
  await using server = await serve(async function* () {
    yield 'a part'
    throw new Error('broken')
  })
  await expect(textOf(await server.ask())).rejects.toThrow('aborted')
})

it('a client that goes away ends the pieces', async () => {
  const ended = Promise.withResolvers<unknown>()
  await using server = await serve(async function* (signal) {
    try {
      yield 'hello'
      await once(signal, 'abort')
    } finally {
      ended.resolve(signal.reason)
    }
  })
  const answer = await server.ask()
  answer.destroy()
  expect(await ended.promise).toMatchObject({ kind: 'cancelled' })
  expect(server.app.openStreams.size).toBe(0)
})

it('a client that goes away before anything is sent ends the pieces', async () => {
  const ended = Promise.withResolvers<string>()
  const app = Fastify()
  async function* pieces(): AsyncGenerator<string> {
    try {
      yield 'hello'
      yield 'again'
    } finally {
      ended.resolve('ended')
    }
  }
  app.addHook('onSend', async (_request, reply) => {
    // What is sent is not read until this hook is through.
    request.destroy()
    await once(reply.raw, 'close')
  })
  app.get('/', async (_request, reply) => await sendPieces(reply, pieces(), 'text/plain'))
  const request = httpRequest(await app.listen({ host: '127.0.0.1', port: 0 }))
  request.on('error', () => undefined)
  request.end()
  expect(await ended.promise).toBe('ended')
  await app.close()
})

it('a server that stops ends the pieces in order, or cuts them, as they wish', async () => {
  for (const outcome of ['ends', 'is cut'] as const) {
    await using server = await serve(async function* (signal) {
      yield 'hello '
      await once(signal, 'abort')
      if (outcome === 'is cut') throw signal.reason
      yield 'bye'
    })
    const answer = await server.ask()
    const text = textOf(answer).catch(() => 'cut')
    await server.app.close()
    expect(await text).toBe(outcome === 'ends' ? 'hello bye' : 'cut')
  }
})

it('HEAD is no call of one that answers in pieces', async () => {
  await using server = await serve(async function* () {
    yield 'x'
  })
  expect((await server.ask('HEAD')).statusCode).toBe(404)
})
