import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { addErrorHandler } from './error-handler.ts'

const lines: string[] = []
let app: FastifyInstance
beforeAll(async () => {
  const log: FastifyBaseLogger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  app = Fastify({ loggerInstance: log })
  addErrorHandler(app)
  app.get('/busy', async () => {
    throw new CausewayError('unavailable', 'All are busy', { hint: 'Try again.' })
  })
  app.get('/gone', async () => {
    throw new CausewayError('unavailable', 'No worker has started', { cause: new Error('spawn failed') })
  })
  app.get('/broken', async () => {
    throw new TypeError('the reason')
  })
  await app.ready()
})
afterAll(() => app.close())

async function get(url: string): Promise<{ readonly status: number; readonly text: string; readonly logged: readonly string[] }> {
  lines.length = 0
  const answer = await app.inject({ method: 'GET', url })
  return { status: answer.statusCode, text: answer.payload, logged: [...lines] }
}

describe('failures of the server', () => {
  it('are in the log with their reason, which the caller does not see', async () => {
    for (const [url, status, reason] of [
      ['/broken', 500, 'the reason'],
      ['/gone', 503, 'spawn failed'],
    ] as const) {
      const { status: got, text, logged } = await get(url)
      expect(got).toBe(status)
      expect(text).not.toContain(reason)
      expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, err: { message: reason } }])
    }
  })

  it('are not what was refused on purpose: many callers at once do not fill the log', async () => {
    expect(await get('/busy')).toMatchObject({ status: 503, text: expect.stringContaining('All are busy'), logged: [] })
  })
})
