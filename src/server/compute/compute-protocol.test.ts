import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step } from './fixtures/scripted-step.ts'
import { eventually, failure, greetingServer, isReady, notes, type StartedCompute, startCompute } from './fixtures/started-compute.ts'

const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const
const NOTHING = { distinctCounts: 0, notInQueries: 0, joins: 0, unions: 0, nesting: 0, products: 0 }
const PROGRESS = { inputRowCount: 1, inputBytes: 10, outputRowCount: 0 }
const RESULT = { jobType: 'QUERY', columns: [], rowsJson: [], rowCount: 0, inputRowCount: 0, inputBytes: 0, remoteStatements: [] }

describe('a worker that is not as it should be', () => {
  // Of those that each break one worker. The others start their own, for they count processes or settings.
  let shared: StartedCompute
  let cases = 0
  beforeAll(async () => {
    shared = await startCompute()
  })
  afterAll(() => shared?.[Symbol.asyncDispose]())

  test('one that says that its engine has failed gets no other job: the next one runs on another', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const spent = {
      kind: 'job-failed',
      jobId: 'spent',
      error: { kind: 'internal', message: 'x' },
      remoteStatements: [],
      residentBytes: 1,
      isSpent: true,
    }
    notes(await started.job([FINISH]))
    // The analyzer, and the worker that the next job would get.
    const before = started.workerPids()
    expect(before).toHaveLength(2)
    expect(failure(await started.job([{ do: 'send', message: spent }], { id: 'spent' }))).toMatchObject({ kind: 'internal', message: 'x' })
    const next = started.job([WAIT, FINISH], { id: 'next' })
    await started.jobStarted('next')
    expect(started.workerPids().filter((pid) => before.includes(pid))).toHaveLength(1)
    started.compute.cancel('next', 'enough')
    await next
  })

  test('killed in the middle of a job: the job fails with the signal, and the next one runs', async () => {
    await using started = await startCompute()
    await eventually(() => started.isFull(2))
    const spares = started.workerPids()
    const outcome = started.job([WAIT], { id: 'victim' })
    await started.jobStarted('victim')
    // One of the first two took the job, the other is the analyzer; both may go.
    for (const pid of spares) process.kill(pid, 'SIGKILL')
    expect(failure(await outcome)).toMatchObject({
      kind: 'internal',
      message: 'The worker was ended from outside while it ran the job (signal SIGKILL)',
      hint: expect.stringContaining('run the job again'),
    })
    notes(await started.job([FINISH]))
    expect(await started.analyze({ analysisId: 'a', sql: 'ok', currentDatabase: '', depth: 'syntax' })).toMatchObject({
      jobType: 'QUERY',
    })
  })

  test.each([
    [{ do: 'exit', code: 3 }, 'exit code 3'],
    [
      { do: 'exit', code: 134, write: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n' },
      'it had no memory left',
    ],
  ] satisfies [Step, string][])('%j: the job fails and says how', async (step, words) => {
    await using started = await startCompute()
    const error = failure(await started.job([step]))
    expect(error.message).toContain(words)
    expect(error.message).not.toContain('FATAL')
    notes(await started.job([FINISH]))
  })

  test.each([
    ['is lost', [{ do: 'exit', code: 3 }]],
    ['fails', [{ do: 'fail', message: 'x' }]],
    ['breaks the protocol', [{ do: 'send', message: { kind: 'ready' } }, WAIT]],
    ['says it again', [{ do: 'send', message: { kind: 'job-settled', jobId: 'j', result: RESULT } }, WAIT]],
  ] satisfies [string, Step[]][])('one that %s behind a statement that has had its effect: the job has finished', async (_what, steps) => {
    const settled = { kind: 'job-settled', jobId: 'j', result: { ...RESULT, jobType: 'INSERT', rowCount: 7 } }
    const outcome = await shared.job([{ do: 'send', message: settled }, ...steps], { id: 'j' })
    expect(outcome).toMatchObject({ kind: 'finished', result: { jobType: 'INSERT', rowCount: 7 } })
    notes(await shared.job([FINISH]))
  })

  test.each([
    ['no object', 'text'],
    ['an unknown kind', { kind: 'give-me-root' }],
    ['a wrong shape', { kind: 'dial', dialId: 'one', contextId: 'j', host: 'x', port: 1 }],
    ['a port that is none', { kind: 'dial', dialId: 1, contextId: 'j', host: 'x', port: 0 }],
    ['a result that is none', { kind: 'job-finished', jobId: 'j', residentBytes: 1, result: { ...RESULT, rowCount: -1 } }],
    [
      'too many rows',
      { kind: 'job-finished', jobId: 'j', residentBytes: 1, result: { ...RESULT, rowsJson: Array.from({ length: 1001 }, () => '[]') } },
    ],
    ['the end of another job', { kind: 'job-finished', jobId: 'other', residentBytes: 1, result: RESULT }],
    ['the settled end of another job', { kind: 'job-settled', jobId: 'other', result: RESULT }],
    ['ready a second time', { kind: 'ready' }],
    ['warm a second time', { kind: 'warm' }],
    ['claimed a second time', { kind: 'claimed' }],
    ['progress of another job', { kind: 'job-progress', jobId: 'other', progress: PROGRESS }],
    ['progress below nothing', { kind: 'job-progress', jobId: 'j', progress: { ...PROGRESS, inputBytes: -1 } }],
    ['progress by fractions', { kind: 'job-progress', jobId: 'j', progress: { ...PROGRESS, inputRowCount: 0.5 } }],
    ['progress without end', { kind: 'job-progress', jobId: 'j', progress: { ...PROGRESS, outputRowCount: 1e300 } }],
    [
      'an analysis that nobody ordered',
      {
        kind: 'analyzed',
        analysisId: 'a',
        analysis: { jobType: 'QUERY', tables: [], tableNames: [], access: [], inspection: NOTHING, authNames: [] },
      },
    ],
    ['a call for another job', { kind: 'call', callId: 1, contextId: 'other', call: { kind: 'list-databases' } }],
    ['a dial for another job', { kind: 'dial', dialId: 1, contextId: 'other', host: 'x', port: 1 }],
    ['a confirmation for no socket', { kind: 'sockets-taken', dialIds: [77] }],
    ['an acknowledgement of node’s own', { cmd: 'NODE_HANDLE_ACK' }],
    ['a refusal of node’s own', { cmd: 'NODE_HANDLE_NACK' }],
  ])('%s: it is ended, its job fails, the server goes on', async (_what, message) => {
    const error = failure(await shared.job([{ do: 'send', message }, WAIT], { id: 'j' }))
    expect(error).toMatchObject({ kind: 'internal', message: expect.stringContaining('so it was ended') })
    notes(await shared.job([FINISH]))
  })

  test.each(
    (['write-message', 'write-to-channel'] as const).flatMap((how) =>
      [
        'no JSON\n',
        '{"kind":"warm"\n',
        '\0\n',
        '[1]\n',
        'null\n',
        '{"cmd":"NODE_HANDLE_ACK"}\n',
        '{"cmd":"NODE_HANDLE_NACK"}\n',
        '{"cmd":"NODE_HANDLE","type":"net.Server","msg":{}}\n',
        '{"cmd":"NODE_HANDLE","type":"net.Socket","msg":{"cmd":"NODE_X"}}\n',
        '{"cmd":"NODE_SOCKET_NOTIFY_CLOSE"}\n',
      ].map((text): readonly [typeof how, string] => [how, text]),
    ),
  )('%s %j: it is ended, its job fails, the server goes on', async (how, text) => {
    cases += 1
    const id = `bystander-${cases}`
    const bystander = shared.job([WAIT, FINISH], { id })
    await shared.jobStarted(id)
    const error = failure(await shared.job([{ do: how, text }, WAIT], { id: 'j' }))
    expect(error).toMatchObject({ kind: 'internal', message: expect.stringContaining('so it was ended') })
    // It still runs, and still hears.
    expect(shared.compute.cancel(id, 'enough')).toBe(true)
    expect(await bystander).toEqual({ kind: 'cancelled', reason: 'enough' })
    notes(await shared.job([FINISH]))
  })

  test.each([
    ['dials', { kind: 'dial', dialId: 5, contextId: 'j', host: 'x', port: 1 }, 2],
    ['progress', { kind: 'job-progress', jobId: 'j', progress: PROGRESS }, 5_000],
    ['calls', { kind: 'call', callId: 5, contextId: 'j', call: { kind: 'list-databases' } }, 20_000],
  ])('a flood of %s: it is ended, the server goes on', async (_what, message, times) => {
    await using started = await startCompute({ call: () => new Promise(() => {}), dial: () => new Promise(() => {}) })
    expect(failure(await started.job([{ do: 'send', message, times }, WAIT], { id: 'j' })).message).toContain('so it was ended')
    notes(await started.job([FINISH]))
  })

  test('progress that goes back: it is ended, and what it told before was told', async () => {
    await using started = await startCompute()
    const tell = (inputBytes: number): Step => ({
      do: 'send',
      message: { kind: 'job-progress', jobId: 'j', progress: { ...PROGRESS, inputBytes } },
    })
    const error = failure(await started.job([tell(10), tell(20), tell(19), WAIT], { id: 'j' }))
    expect(error.message).toContain('so it was ended')
    expect(started.progress.map(({ id, inputBytes }) => [id, inputBytes])).toEqual([
      ['j', 10],
      ['j', 20],
    ])
    notes(await started.job([FINISH]))
  })

  test('one message of millions of parts, which to read would hold the server: it is ended', async () => {
    await using started = await startCompute()
    const error = failure(await started.job([{ do: 'send-parts', parts: 2_000_000 }, WAIT], { id: 'j' }))
    expect(error.message).toContain('a message of too many parts, so it was ended')
    notes(await started.job([FINISH]))
  })

  test.each([false, true])('a socket that it sends is closed, and it is ended (as a message of node’s own: %s)', async (inner) => {
    await using target = await greetingServer()
    // With it the kernel sends none.
    await using started = await startCompute({ withoutFilter: true })
    const error = failure(
      await started.job([{ do: 'dial', host: 'x', port: target.port, keep: true }, { do: 'garbage-handle', inner }, WAIT]),
    )
    expect(error.message).toContain('a handle, which no worker sends')
    await eventually(() => target.open() === 0)
  })

  test('a flood of what node itself would answer: it is ended at the first', async () => {
    await using started = await startCompute()
    const text = '{"cmd":"NODE_HANDLE"}\n'.repeat(1_000)
    expect(failure(await started.job([{ do: 'write-to-channel', text, times: 1_000 }, WAIT], { id: 'j' })).message).toContain(
      'so it was ended',
    )
    notes(await started.job([FINISH]))
  })

  test('more late calls than a job can have in flight: it is ended', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const late = { kind: 'call', callId: 9, contextId: 'j', call: { kind: 'list-databases' } }
    notes(await started.job([FINISH, { do: 'send', message: late, times: 20_000 }], { id: 'j' }))
    const before = started.workerPids()
    await eventually(() => before.some((pid) => !started.workerPids().includes(pid)))
    notes(await started.job([FINISH]))
  })

  test('what it asks after its job has ended is refused, and it lives', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const late = { kind: 'call', callId: 9, contextId: 'j', call: { kind: 'list-databases' } }
    notes(
      await started.job(
        [FINISH, { do: 'send', message: late }, { do: 'send', message: { ...late, kind: 'dial', dialId: 9, host: 'x', port: 1 } }],
        { id: 'j' },
      ),
    )
    // Until it has started whole, the system shows more processes of it than stay.
    await eventually(() => started.isFull(2))
    const before = started.workerPids()
    notes(await started.job([FINISH]))
    expect(started.workerPids().every((pid) => before.includes(pid))).toBe(true)
  })

  test('what it writes goes nowhere but the log, a line each, bounded in length and number', async () => {
    await using started = await startCompute()
    const write = `${`${'x'.repeat(5000)}\n`.repeat(20)}${'y\n'.repeat(5000)}`
    expect(failure(await started.job([{ do: 'exit', code: 1, write }])).message).not.toMatch(/xxx|y$/)
    const lines = started.logLines.filter(({ msg }) => msg === 'worker wrote').map(({ line }) => String(line))
    expect(lines.length).toBeLessThan(1000)
    expect(lines.filter((line) => line.startsWith('x')).every((line) => line.length === 1000)).toBe(true)
    expect(lines.filter((line) => line.startsWith('x'))).toHaveLength(20)
    expect(started.logLines.filter(({ msg }) => String(msg).includes('they are dropped'))).toHaveLength(1)
  })
})

describe('the analyzer', () => {
  const order = (sql: string, id = sql) => ({ analysisId: id, sql, currentDatabase: 'default', depth: 'semantics' }) as const

  test('answers in order, and gives errors on', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    const answers = await Promise.allSettled(['ok', 'bad', 'ok'].map((sql, i) => started.analyze(order(sql, String(i)))))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(answers[1]).toMatchObject({ reason: { kind: 'sql-syntax', message: 'bad' } })
  })

  const ANALYSIS = { stillMs: 1000, cpuMs: 5000, blindMs: 10_000 }

  test('a statement that takes too much processor time ends with timed-out, and the next one has a new analyzer', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { analysis: { ...ANALYSIS, cpuMs: 1500 } } })
    const before = started.workerPids()
    await expect(started.analyze(order('spin'))).rejects.toMatchObject({ kind: 'timed-out', hint: 'Make the statement shorter' })
    expect(await started.analyze(order('ok'))).toMatchObject({ jobType: 'QUERY' })
    expect(started.workerPids().some((pid) => before.includes(pid))).toBe(false)
  })

  test('an analyzer that stands still is replaced twice, and the statement is not blamed', async () => {
    await using started = await startCompute({ spareWorkers: 0, limits: { analysis: ANALYSIS } })
    await expect(started.analyze(order('hang'))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('stood still'),
      hint: undefined,
    })
    expect(await started.analyze(order('ok'))).toMatchObject({ jobType: 'QUERY' })
  })

  test('a statement that ends the analyzer fails, and the next one has a new analyzer', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    await expect(started.analyze(order('crash'))).rejects.toMatchObject({
      kind: 'internal',
      message: 'The worker ended while it checked a statement (exit code 3)',
      hint: expect.not.stringContaining('job'),
    })
    expect(await started.analyze(order('ok'))).toMatchObject({ jobType: 'QUERY' })
  })

  test('that is killed under a statement costs it nothing: another one checks it', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    // Its end is not seen yet when the statement is given to it.
    for (const pid of started.workerPids()) process.kill(pid, 'SIGKILL')
    expect(await started.analyze(order('ok'))).toMatchObject({ jobType: 'QUERY' })
  })

  test('that is to start when it is asked for does so, and again where it has ended; until then there is no process, and nothing is missing', async () => {
    await using started = await startCompute({ spareWorkers: 0, analyzer: 'when-asked' })
    const isIdle = () => started.workerPids().length === 0 && isReady(started.compute)
    expect(isIdle()).toBe(true)
    expect(await started.analyze(order('ok'))).toMatchObject({ jobType: 'QUERY' })
    expect(started.workerPids()).toHaveLength(1)
    // Both that it meets.
    await expect(started.analyze(order('crash'))).rejects.toMatchObject({ kind: 'internal' })
    await eventually(isIdle)
    const answers = await Promise.all(['ok', 'ok'].map((sql, at) => started.analyze(order(sql, String(at)))))
    expect(answers).toHaveLength(2)
    for (const pid of started.workerPids()) process.kill(pid, 'SIGKILL')
    expect(await started.analyze(order('ok', 'last'))).toMatchObject({ jobType: 'QUERY' })
  })

  test('reaches nothing', async () => {
    await using started = await startCompute({ spareWorkers: 0 })
    await expect(started.analyze(order('dial'))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('nothing is reached'),
    })
  })
})
