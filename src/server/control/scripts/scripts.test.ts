import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findJob, listOpenJobs } from '../../store/jobs/jobs.ts'
import { findScript, insertScript, updateScriptLife } from '../../store/jobs/scripts.ts'
import { listSessionItems } from '../../store/jobs/session-items.ts'
import { inAnotherProject, newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { LIMITS } from '../shared/limits.ts'
import { sweep } from '../sweeper.ts'
import type { NewScript } from './scripts.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
  await server.control.queues.create(server.caller, newQueue('q1'))
})
afterAll(() => server.remove())

/** A statement of the scripted worker. */
const statement = (...steps: readonly object[]): string => JSON.stringify(steps)
const finish = statement({ do: 'finish', rows: ['one', 'two'], rowCount: 2 })
const fail = statement({ do: 'fail', message: 'division by zero' })
const endless = statement({ do: 'wait', ms: 600_000 }, { do: 'finish' })

const submit = async (sql: string, change: Partial<NewScript> = {}) =>
  await server.control.scripts.submit(server.caller, {
    sql,
    currentDatabase: '',
    queueName: 'q1',
    conf: {},
    tags: [],
    stopsOnError: true,
    ...change,
  })
const get = async (id: string) => await server.control.scripts.get(server.caller, id)
const ended = async (id: string) => {
  await expect.poll(async () => (await get(id)).script.endedAt).toBeDefined()
  return await get(id)
}
const states = (statements: Awaited<ReturnType<typeof get>>['statements']) => statements.map(({ state }) => state)
const statesOf = async (id: string) => states((await get(id)).statements)
const sessionOf = async (id: string) => {
  const script = await findScript(server.store.db, id)
  return (await listSessionItems(server.store.db, script?.queueId ?? '', id)).filter(({ userId }) => userId === id)
}

describe('a script', () => {
  it('S1 S6: runs its statements one after the other, each as a job with its result, in a session of its own', async () => {
    const made = await submit(`\n${finish};\n  ${finish}; ${finish}`, {
      conf: { 'dli.sql.job.timeout': '60', day: '2024-01-01', 'dli.sql.sqlasync.enabled': 'false' },
      tags: [{ key: 'of', value: 'night' }],
    })
    expect(made).toMatchObject({ state: 'running', statementCount: 3, queueName: 'q1', owner: 'tester' })
    expect(await sessionOf(made.id)).toMatchObject([{ kind: 'setting', name: 'day', value: '2024-01-01' }])
    const { script, statements } = await ended(made.id)
    expect(script).toMatchObject({ state: 'finished', message: '' })
    expect(statements).toMatchObject([
      { number: 1, state: 'finished', type: 'QUERY', line: 2, column: 1, rowCount: 2 },
      { number: 2, state: 'finished', line: 3, column: 3 },
      { number: 3, state: 'finished', line: 3, column: finish.length + 5 },
    ])
    expect(await sessionOf(made.id)).toEqual([])
    const jobs = await Promise.all(statements.map(async ({ jobId = '' }) => await findJob(server.store.db, jobId)))
    for (const [at, job] of jobs.entries()) {
      expect(job).toMatchObject({ scriptId: made.id, tags: made.tags, conf: { 'dli.sql.job.timeout': '60' }, state: 'finished' })
      // S3
      expect(job?.startedAt).toBeGreaterThanOrEqual(jobs[at - 1]?.endedAt ?? 0)
    }
    const { jobId = '' } = statements[1] ?? {}
    expect((await server.control.jobs.preview(server.caller, jobId, 10)).rowsJson).toEqual(['["one"]', '["two"]'])
    server = await server.restart()
    expect(await get(made.id)).toEqual({ script, statements })
  })

  it('stops where a statement fails, and says which, where and what was done', async () => {
    const made = await submit(`${finish};\n${fail};\n${finish};${finish}`)
    const { script, statements } = await ended(made.id)
    expect(script).toMatchObject({
      state: 'failed',
      message: 'Statement 2 of 4 (line 2) failed: division by zero\nStatement 1 had ended before it, statements 3 and 4 were not run.',
    })
    expect(statements).toMatchObject([
      { state: 'finished' },
      { state: 'failed', message: 'division by zero', jobId: expect.any(String) },
      { state: 'skipped', jobId: undefined },
      { state: 'skipped' },
    ])
    expect(await sessionOf(made.id)).toEqual([])
  })

  it('goes on after errors where it is told to, and is failed at its end', async () => {
    const made = await submit(`${fail};${finish};${fail};${finish}`, { stopsOnError: false })
    const { script, statements } = await ended(made.id)
    expect(script).toMatchObject({ state: 'failed', message: '2 of 4 statements did not finish, statement 1 first' })
    expect(states(statements)).toEqual(['failed', 'finished', 'failed', 'finished'])
  })

  it('S7: is cancelled with the statement that runs, and no other begins', async () => {
    const made = await submit(`${finish};${endless};${finish}`)
    await expect.poll(() => statesOf(made.id)).toEqual(['finished', 'running', 'waiting'])
    expect(await server.control.scripts.progress(server.caller, made.id)).toMatchObject({
      script: { state: 'running' },
      ended: 1,
      statement: { number: 2, state: 'running' },
    })
    await server.control.scripts.cancel(server.caller, made.id)
    const { script, statements } = await ended(made.id)
    expect(script).toMatchObject({ state: 'cancelled', message: 'Cancelled by tester' })
    expect(statements).toMatchObject([{ state: 'finished' }, { state: 'cancelled', message: 'Cancelled by tester' }, { state: 'skipped' }])
    await expect(server.control.scripts.cancel(server.caller, made.id)).rejects.toMatchObject({ kind: 'not-supported' })
    expect(await sessionOf(made.id)).toEqual([])
  })

  it('S7: may be cancelled at any moment: what was acknowledged as cancelled runs nothing more', async () => {
    for (let round = 0; round < 12; round += 1) {
      // The last has no end: however quick the machine is, there is something to cancel.
      const made = await submit([...Array.from({ length: 40 }, () => finish), endless].join(';'))
      await new Promise((resolve) => setTimeout(resolve, round * 4))
      await server.control.scripts.cancel(server.caller, made.id)
      const before = (await get(made.id)).statements.filter(({ jobId }) => jobId !== undefined).length
      const { script, statements } = await ended(made.id)
      expect(script.state).toBe('cancelled')
      expect(statements.filter(({ jobId }) => jobId !== undefined)).toHaveLength(before)
      expect(states(statements).filter((state) => state === 'waiting' || state === 'launching')).toEqual([])
    }
    await expect.poll(async () => await listOpenJobs(server.store.db)).toEqual([])
  })

  it('S6: keeps its session where its queue is restarted, and its queue while it runs', async () => {
    const { caller, control, store } = server
    await control.queues.create(caller, newQueue('restarted'))
    const conf = { day: '2024-01-01' }
    const made = await submit(`${endless};${endless}`, { queueName: 'restarted', conf, stopsOnError: false })
    await expect.poll(() => statesOf(made.id)).toEqual(['running', 'waiting'])
    await control.queueActions.restart(caller, 'restarted', true)
    await expect.poll(() => statesOf(made.id)).toEqual(['cancelled', 'running'])
    expect(await sessionOf(made.id)).toMatchObject([{ kind: 'setting', name: 'day', value: '2024-01-01' }])
    // Between two statements it has no job.
    const { script } = await get(made.id)
    const between = { ...script, id: 'between', projectId: caller.projectId }
    await insertScript(store.db, between, [])
    await control.scripts.cancel(caller, made.id)
    await ended(made.id)
    expect(await listOpenJobs(store.db)).toEqual([])
    await expect(control.queues.delete(caller, 'restarted')).rejects.toMatchObject({ kind: 'in-use' })
    await updateScriptLife(store.db, between.id, { state: 'failed', message: '', endedAt: 1 })
    await control.queues.delete(caller, 'restarted')
  })

  it('whose statement somebody else cancels has failed', async () => {
    const made = await submit(`${endless};${finish}`)
    await expect.poll(() => statesOf(made.id)).toEqual(['running', 'waiting'])
    const [{ jobId = '' } = {}] = (await get(made.id)).statements
    await server.control.jobs.cancel(server.caller, jobId)
    expect((await ended(made.id)).script).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('Statement 1 of 2 (line 1) was cancelled: Cancelled by tester'),
    })
  })

  it('S5: that the end of the server interrupts has failed, and says where; nothing of it runs on', async () => {
    const made = await submit(`${finish};\n${endless};${finish}`)
    await expect.poll(() => statesOf(made.id)).toEqual(['finished', 'running', 'waiting'])
    const cancelled = await submit(`${endless};${finish}`)
    server = await server.restart()
    const { script, statements } = await get(made.id)
    expect(script).toMatchObject({
      state: 'failed',
      message:
        'The server was stopped or restarted at statement 2 of 3 (line 2)\nStatement 1 had ended before it, statement 3 was not run.',
    })
    expect(states(statements)).toEqual(['finished', 'cancelled', 'skipped'])
    expect((await get(cancelled.id)).script.state).toBe('failed')
    expect(await listOpenJobs(server.store.db)).toEqual([])
    expect(await sessionOf(made.id)).toEqual([])
  })

  it('S3: shares its queue: no statement of it that is accepted after another job begins before that', async () => {
    await server.control.queues.create(server.caller, newQueue('narrow', { cuCount: 4 }))
    const short = statement({ do: 'wait', ms: 5 }, { do: 'finish' })
    const scripts = await Promise.all([1, 2].map(() => submit(Array.from({ length: 30 }, () => short).join(';'), { queueName: 'narrow' })))
    const job = { sql: short, currentDatabase: '', queueName: 'narrow', conf: {}, tags: [] }
    const single: string[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      const { id } = await server.control.jobs.submit(server.caller, job)
      await expect.poll(async () => (await server.control.jobs.get(server.caller, id)).endedAt).toBeDefined()
      single.push(id)
    }
    const ofScripts = await Promise.all(scripts.map(async ({ id }) => (await ended(id)).statements.map(({ jobId = '' }) => jobId)))
    for (const id of single) {
      const own = await findJob(server.store.db, id)
      for (const statements of ofScripts) {
        const others = await Promise.all(statements.map(async (jobId) => await findJob(server.store.db, jobId)))
        // Accepted after it, and begun before it.
        const before = others.filter(
          (other) => (other?.startedAt ?? 0) > (own?.startedAt ?? 0) && (other?.runningAt ?? 0) < (own?.runningAt ?? 0),
        )
        expect(before).toEqual([])
      }
    }
  })

  it('is of its project, and forgotten 30 days after its end', async () => {
    const made = await submit(finish)
    await ended(made.id)
    const stranger = await inAnotherProject(server)
    await expect(server.control.scripts.get(stranger, made.id)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(server.control.scripts.cancel(stranger, made.id)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await server.control.scripts.list(stranger, {}, {})).toEqual({ total: 0, items: [] })
    const { total, items } = await server.control.scripts.list(server.caller, { state: 'finished', queueName: 'Q1' }, { limit: 1 })
    expect(items).toMatchObject([{ id: made.id, statementCount: 1 }])
    expect(total).toBeGreaterThan(1)
    await sweep(server.store, Date.now() + 29 * 24 * 3_600_000)
    expect((await get(made.id)).statements).toHaveLength(1)
    await sweep(server.store, Date.now() + 31 * 24 * 3_600_000)
    await expect(get(made.id)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('has no more beside it than a queue may run at once', async () => {
    const many = await Promise.all(Array.from({ length: LIMITS.scriptsRunning }, () => submit(endless)))
    await expect(submit(finish)).rejects.toMatchObject({ kind: 'limit-exceeded' })
    // Who may use one queue keeps nobody on another from running scripts.
    expect((await ended((await submit(finish, { queueName: 'narrow' })).id)).script.state).toBe('finished')
    for (const { id } of many) await server.control.scripts.cancel(server.caller, id)
    for (const { id } of many) expect((await ended(id)).script.state).toBe('cancelled')
    expect((await ended((await submit(finish)).id)).script.state).toBe('finished')
  })

  it('is refused before there is one', async () => {
    const kindOf = async (sql: string, change: Partial<NewScript> = {}) =>
      await submit(sql, change).then(
        () => 'accepted',
        (error: { kind: string }) => error.kind,
      )
    expect(await kindOf(' -- nothing;\n')).toBe('invalid-parameter')
    expect(await kindOf(Array.from({ length: LIMITS.statementsOfScript + 1 }, () => finish).join(';'))).toBe('invalid-parameter')
    expect(await kindOf(' '.repeat(LIMITS.scriptCharacters + 1))).toBe('invalid-parameter')
    expect(await kindOf(finish, { queueName: 'nowhere' })).toBe('not-found')
    expect(await kindOf(finish, { currentDatabase: 'nowhere' })).toBe('not-found')
    expect(await kindOf(finish, { conf: { 'dli.sql.job.timeout': 'soon' } })).toBe('invalid-parameter')
    await expect(submit(`${finish};\n 'open; ${finish}`)).rejects.toMatchObject({
      kind: 'sql-syntax',
      message: expect.stringContaining('line 2, column 2'),
      place: { line: 2, column: 2, length: 1 },
    })
  })
})
