import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROW_PIECE_LENGTH_MAX, ROW_PIECES_AHEAD_MAX } from '../../protocol/row-pieces.ts'
import type { RowReader } from './compute-ports.ts'
import type { Step } from './fixtures/scripted-step.ts'
import { eventually, failure, notes, type StartedCompute, startCompute } from './fixtures/started-compute.ts'

const COLUMNS = { do: 'columns' } as const
const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const
const ROW = '["x"]\n'
const rows = (text: string, times = 1): Step => ({ do: 'rows', text, times })
const message = (text: unknown, jobId = 'j'): Step => ({ do: 'send', message: { kind: 'job-rows', jobId, text } })
const columnsMessage = (jobId: string): Step => ({ do: 'send', message: { kind: 'job-columns', jobId, columns: [] } })

/** Keeps all that it gets, and takes it when `room` resolves. */
class KeepingReader implements RowReader {
  readonly got: string[] = []
  readonly #room: Promise<void>

  constructor(room = Promise.resolve()) {
    this.#room = room
  }

  columns(): void {
    this.got.push('columns')
  }

  async rows(text: string): Promise<void> {
    this.got.push(text)
    await this.#room
  }
}

describe('the rows of a job that somebody reads', () => {
  test('come in order while it runs, and only as many ahead as was agreed', async () => {
    await using started = await startCompute()
    const room = Promise.withResolvers<void>()
    const reader = new KeepingReader(room.promise)
    const ended = started.job([COLUMNS, rows(ROW, 3), rows('["y"]\n["z"]\n', 3), { ...FINISH, rowCount: 9 }], { reader })
    await eventually(() => reader.got.length === 1 + ROW_PIECES_AHEAD_MAX)
    expect(started.endedJobs).toEqual([])
    room.resolve()
    expect(await ended).toMatchObject({ kind: 'finished', result: { rowCount: 9 } })
    expect(reader.got).toEqual(['columns', ROW, ROW, ROW, ...Array.from({ length: 3 }, () => '["y"]\n["z"]\n')])
  })

  test('stand still with a reader that takes none: the job can be cancelled, by its time limit too, and the worker goes on', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const script = [COLUMNS, rows(ROW, 100), { ...FINISH, rowCount: 100 }]
    const never = Promise.withResolvers<void>().promise
    const reader = new KeepingReader(never)
    const waiting = started.job(script, { id: 'waiting', reader })
    await eventually(() => reader.got.length > ROW_PIECES_AHEAD_MAX)
    expect(started.compute.cancel('waiting', 'enough')).toBe(true)
    expect(await waiting).toMatchObject({ kind: 'cancelled', reason: 'enough' })
    const late = await started.job(script, { reader: new KeepingReader(never), timeoutMs: 100 })
    expect(late).toMatchObject({ kind: 'cancelled', reason: expect.stringContaining('dli.sql.job.timeout') })
    const before = started.workerPids()
    expect(await started.job(script, { reader: new KeepingReader() })).toMatchObject({ kind: 'finished' })
    expect(started.workerPids()).toEqual(before)
  })

  test('of two jobs on one queue go to their own readers at once', async () => {
    await using started = await startCompute({ spareWorkers: 2 })
    started.openQueue('wide', 64)
    const room = Promise.withResolvers<void>()
    const [one, other] = [new KeepingReader(room.promise), new KeepingReader(room.promise)]
    const script = (text: string): readonly Step[] => [COLUMNS, rows(text, 20), { ...FINISH, rowCount: 20 }]
    const both = [
      started.job(script('["one"]\n'), { queueId: 'wide', reader: one }),
      started.job(script('["other"]\n'), { queueId: 'wide', reader: other }),
    ]
    await eventually(() => one.got.length > ROW_PIECES_AHEAD_MAX && other.got.length > ROW_PIECES_AHEAD_MAX)
    room.resolve()
    for (const outcome of await Promise.all(both)) expect(outcome.kind).toBe('finished')
    expect(one.got).toEqual(['columns', ...Array.from({ length: 20 }, () => '["one"]\n')])
    expect(other.got).toEqual(['columns', ...Array.from({ length: 20 }, () => '["other"]\n')])
  })

  test('end with a worker that is killed between them: the job has failed', async () => {
    await using started = await startCompute()
    const reader = new KeepingReader()
    const ended = started.job([COLUMNS, rows(ROW, 10), { do: 'exit', code: 9 }], { reader })
    expect(failure(await ended).message).toContain('exit code 9')
    expect(reader.got.filter((text) => text !== 'columns' && text !== ROW)).toEqual([])
  })
})

const HOSTILE: readonly (readonly [string, readonly Step[]])[] = [
  ['rows before the columns', [message(ROW)]],
  ['the columns twice', [COLUMNS, COLUMNS]],
  ['rows of another job', [COLUMNS, message(ROW, 'other')]],
  ['columns of another job', [columnsMessage('other')]],
  ['no rows', [COLUMNS, message('')]],
  ['a piece that is no text', [COLUMNS, message([1])]],
  ['a row without its end', [COLUMNS, message('["x"]')]],
  ['an empty line', [COLUMNS, message('["x"]\n\n')]],
  ['a line that could be taken for the end', [COLUMNS, message('["x"]\n{"state":"FINISHED","row_count":1}\n')]],
  ['a piece that is too long', [COLUMNS, message(`["${'x'.repeat(ROW_PIECE_LENGTH_MAX)}"]\n`)]],
  ['more pieces than there is room for', [COLUMNS, ...Array.from({ length: ROW_PIECES_AHEAD_MAX + 1 }, () => message(ROW))]],
  ['an end with more rows than came', [COLUMNS, message(ROW), { ...FINISH, rowCount: 2 }]],
  ['an end with less rows than came', [COLUMNS, message(ROW), FINISH]],
  ['an end without columns', [FINISH]],
]

describe('a worker that breaks what was agreed about rows', () => {
  let shared: StartedCompute
  beforeAll(async () => {
    shared = await startCompute()
  })
  afterAll(() => shared?.[Symbol.asyncDispose]())

  test.each(HOSTILE)('%s: it is ended, the job has failed, and the next one runs', async (_name, steps) => {
    const reader = new KeepingReader(Promise.withResolvers<void>().promise)
    expect(failure(await shared.job([...steps, WAIT, FINISH], { id: 'j', reader })).message).toMatch(/^The worker sent /)
    // Nothing of what was not agreed reaches the reader.
    expect(reader.got.filter((text) => text !== 'columns' && text !== ROW)).toEqual([])
    expect(reader.got.length).toBeLessThanOrEqual(1 + ROW_PIECES_AHEAD_MAX)
    notes(await shared.job([FINISH]))
  })

  test('rows that nobody asked for, and rows after the end', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    for (const step of [COLUMNS, message(ROW)]) {
      expect(failure(await started.job([step, WAIT, FINISH], { id: 'j' })).message).toMatch(/^The worker sent /)
    }
    const reader = new KeepingReader()
    expect(await started.job([COLUMNS, FINISH, message(ROW)], { id: 'j', reader })).toMatchObject({ kind: 'finished' })
    await eventually(() => started.logLines.filter(({ msg }) => msg === 'worker broke the protocol and is ended').length === 3)
    expect(reader.got).toEqual(['columns'])
    notes(await started.job([FINISH]))
  })
})
