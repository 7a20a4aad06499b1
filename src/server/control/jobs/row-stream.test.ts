import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Column } from '../../../protocol/table-definition.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { RowPart } from './row-buffer.ts'
import type { RowStream, RowStreamEnd } from './row-stream.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
  await server.control.queues.create(server.caller, newQueue('q1'))
})
afterAll(() => server.remove())

const COLUMNS: readonly Column[] = [{ name: 'note', type: 'string' }]
const ROW = '["x"]\n'
const script = (...steps: readonly object[]): string => JSON.stringify(steps)
const whole = script({ do: 'columns' }, { do: 'rows', text: ROW, times: 50 }, { do: 'finish', rows: ['x'], rowCount: 50 })
const endless = script({ do: 'columns' }, { do: 'rows', text: ROW, times: 1e9 })
const never = new AbortController().signal

const stream = async (sql: string, signal = never, queueName = 'q1'): Promise<RowStream> =>
  await server.control.jobs.stream(server.caller, { sql, currentDatabase: '', queueName, conf: {}, tags: [] }, signal)
const record = async ({ job }: RowStream) => await server.control.jobs.get(server.caller, job.id)
const ended = async (rows: RowStream) => {
  await expect.poll(async () => (await record(rows)).endedAt).toBeDefined()
  return await record(rows)
}

/** Reads until it has so many parts, or to the end. */
async function read(rows: RowStream, count = Number.POSITIVE_INFINITY): Promise<readonly (RowPart | RowStreamEnd)[]> {
  const parts: (RowPart | RowStreamEnd)[] = []
  for await (const part of rows.parts) {
    parts.push(part)
    if (parts.length >= count) break
  }
  return parts
}

describe('a query whose rows are read while it runs', () => {
  it('gives columns, rows and, once it is written, its end; it is a job like any other', async () => {
    const rows = await stream(whole)
    expect(rows.job).toMatchObject({ type: 'QUERY', mode: 'sync', state: 'launching' })
    const parts = await read(rows)
    expect(parts.slice(0, -1)).toEqual([
      { kind: 'columns', columns: COLUMNS },
      ...Array.from({ length: 50 }, () => ({ kind: 'rows', text: ROW })),
    ])
    const job = await record(rows)
    expect(job).toMatchObject({ state: 'finished', rowCount: 50, resultColumns: COLUMNS })
    expect(parts.at(-1)).toEqual({ kind: 'end', job, error: undefined })
    expect((await server.control.jobs.preview(server.caller, job.id, 10)).rowsJson).toEqual(['["x"]'])
  })

  it('that fails between its rows says so at the end, and nothing else looks like one', async () => {
    const rows = await stream(script({ do: 'columns' }, { do: 'rows', text: ROW }, { do: 'fail', message: 'division by zero' }))
    expect((await read(rows)).slice(1)).toMatchObject([
      { kind: 'rows' },
      { kind: 'end', job: { state: 'failed' }, error: { kind: 'remote-failure', message: 'division by zero' } },
    ])
    expect(await read(await stream(script({ do: 'fail', message: 'no' })))).toMatchObject([{ kind: 'end', error: { message: 'no' } }])
  })

  it('that somebody cancels ends as cancelled, whether its rows are read or not', async () => {
    for (const count of [3, 0]) {
      const rows = await stream(endless)
      const iterator = rows.parts[Symbol.asyncIterator]()
      for (let n = 0; n < count; n += 1) expect((await iterator.next()).value).not.toMatchObject({ kind: 'end' })
      await server.control.jobs.cancel(server.caller, rows.job.id)
      const rest: unknown[] = []
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) rest.push(next.value)
      expect(rest.at(-1)).toMatchObject({
        kind: 'end',
        job: { state: 'cancelled' },
        error: { kind: 'cancelled', message: 'Cancelled by tester' },
      })
    }
  })

  it.each(['in the line', 'before it has rows', 'between its rows', 'who never began'])(
    'is cancelled with its reader: %s',
    async (when) => {
      const leaving = new AbortController()
      const first = when === 'in the line' ? [await stream(endless), await stream(endless)] : []
      const rows = await stream(when === 'before it has rows' ? script({ do: 'wait', ms: 600_000 }) : endless, leaving.signal)
      if (when === 'between its rows') await read(rows, 3)
      else leaving.abort(new Error('The client went away'))
      expect(await ended(rows)).toMatchObject({
        state: 'cancelled',
        message: when === 'between its rows' ? 'The rows were not read to their end' : 'The client went away',
      })
      for (const other of first) await server.control.jobs.cancel(server.caller, other.job.id)
    },
  )

  it('whose reader is told to stop gets its end without further rows', async () => {
    const leaving = new AbortController()
    const rows = await stream(endless, leaving.signal)
    const iterator = rows.parts[Symbol.asyncIterator]()
    for (let n = 0; n < 3; n += 1) await iterator.next()
    leaving.abort(new Error('The server is stopping'))
    expect((await iterator.next()).value).toMatchObject({ kind: 'end', job: { state: 'cancelled', message: 'The server is stopping' } })
  })

  it('is cancelled when its reader was gone before there was a job', async () => {
    const rows = await stream(whole, AbortSignal.abort(new Error('The client went away')))
    expect(await ended(rows)).toMatchObject({ state: 'cancelled' })
  })
})
