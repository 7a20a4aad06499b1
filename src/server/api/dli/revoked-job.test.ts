/** Jobs that run while the rights of their user change. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { type AddedUser, type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { isAtWork, settled } from '../fixtures/settled.ts'

let lab: ApiLab
let bob: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  await run('CREATE DATABASE shop')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const run = async (sql: string): Promise<void> => {
  expect(await lab.run(sql, { queueName: 'default' })).toMatchObject({ status: 'FINISHED' })
}

/** An endless one; where its status is told. */
async function running(keys: AddedUser, from?: string): Promise<string> {
  const sql = from === undefined ? endlessSql : `SELECT count(*) FROM (${from}) JOIN (${endlessSql})`
  const { body, text } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys, body: { sql, queue_name: 'default' } })
  expect(body['job_id'], text).toBeDefined()
  const target = `/v1.0/{p}/jobs/${String(body['job_id'])}/status`
  await settled(lab, target, /"RUNNING"/)
  if (from !== undefined) await isAtWork()
  return target
}
async function goesOn(target: string): Promise<void> {
  // More than two looks of the watch.
  await new Promise((done) => setTimeout(done, 1000))
  expect((await lab.call('GET', target)).body).toMatchObject({ status: 'RUNNING' })
}
async function isEnded(target: string, message: string): Promise<void> {
  await settled(lab, target, /"CANCELLED"/)
  expect((await lab.call('GET', target)).body).toMatchObject({ error_code: 'sql-permission', message: expect.stringContaining(message) })
}

it('a job that ends because its right was taken away says so by its kind of error', async () => {
  const erin = await lab.addUser({ name: 'erin', isAdmin: false })
  await lab.grant('erin', 'queues.default', 'SUBMIT_JOB')
  const target = await running(erin)
  await lab.grant('erin', 'queues.default')
  await isEnded(target, 'erin may not submit jobs to the queue default any more')
})

it('a job goes on when its table gets another name, and ends when the right on that is taken', async () => {
  await run('CREATE TABLE shop.big AS SELECT id FROM range(10)')
  await lab.grant('bob', 'queues.default', 'SUBMIT_JOB')
  await lab.grant('bob', 'databases.shop.tables.big', 'SELECT')
  const target = await running(bob, 'SELECT id FROM shop.big')
  await run('ALTER TABLE shop.big RENAME TO shop.large')
  await goesOn(target)
  await run('ALTER TABLE shop.large RENAME COLUMN id TO num')
  await lab.grant('bob', 'databases.shop.tables.large')
  await isEnded(target, 'shop.large')
})

it('a job ends with its user, and says that it is for that', async () => {
  const dan = await lab.addUser({ name: 'dan', isAdmin: false })
  await lab.grant('dan', 'queues.default', 'SUBMIT_JOB')
  const target = await running(dan)
  await lab.made('PUT', '/causeway/v1/users/dan', { enabled: false })
  await isEnded(target, 'The user dan is disabled')
})

it('a job goes on when a column is dropped that its user may read', async () => {
  await run('CREATE TABLE shop.few AS SELECT id, id AS other, id AS third FROM range(10)')
  for (const column of ['id', 'other']) await lab.grant('bob', `databases.shop.tables.few.columns.${column}`, 'SELECT')
  const target = await running(bob, 'SELECT id FROM shop.few')
  await run('ALTER TABLE shop.few DROP COLUMN other')
  await goesOn(target)
  await lab.grant('bob', 'databases.shop.tables.few.columns.id')
  await isEnded(target, 'shop.few')
})

it.each(['DROP TABLE gone.big', 'DROP DATABASE gone CASCADE'])('a job of a single right goes on to its end beside %s', async (drop) => {
  await run('CREATE DATABASE IF NOT EXISTS gone')
  await run('CREATE TABLE gone.big AS SELECT id FROM range(10)')
  await lab.grant('bob', 'databases.gone.tables.big', 'SELECT')
  const target = await running(bob, 'SELECT id FROM gone.big')
  await run(drop)
  await goesOn(target)
  await lab.grant('bob', 'queues.default')
  await isEnded(target, 'default')
  await lab.grant('bob', 'queues.default', 'SUBMIT_JOB')
})

it('a job that reads one column goes on when the table is put back to where the column had another name', async () => {
  await run('CREATE TABLE shop.back AS SELECT id, id AS other FROM range(10)')
  await run('ALTER TABLE shop.back RENAME COLUMN id TO num')
  await lab.grant('bob', 'databases.shop.tables.back.columns.num', 'SELECT')
  const target = await running(bob, 'SELECT num FROM shop.back')
  await run('RESTORE TABLE shop.back TO VERSION AS OF 0')
  await goesOn(target)
  await lab.grant('bob', 'databases.shop.tables.back.columns.id')
  await isEnded(target, 'shop.back')
})
