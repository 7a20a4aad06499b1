import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobRecord } from '../fixtures/job-record.ts'
import { openProjectStore, type ProjectStore } from '../fixtures/project-store.ts'
import { compressRows, findJobRows, insertJobResult } from './job-results.ts'
import { insertJob } from './jobs.ts'

let made: ProjectStore
beforeEach(async () => {
  made = await openProjectStore('p')
})
afterEach(() => made[Symbol.asyncDispose]())

it.each([
  ['no rows', []],
  ['one', ['[1,"é"]']],
  ['so many that are alike that they are packed into next to nothing', Array.from({ length: 1_000 }, () => `["${'x'.repeat(10_000)}"]`)],
  ['more than a packet of what cannot be packed', Array.from({ length: 400 }, (_, n) => `["${crypto.randomUUID()}${n}"]`)],
])('gives back what was kept: %s', async (_what, rows) => {
  await made.store.transaction(async (tx) => {
    await insertJob(tx, jobRecord('j'))
    await insertJobResult(tx, 'j', await compressRows(rows))
  })
  expect(await findJobRows(made.store.db, 'j')).toEqual(rows)
})

it('tells of rows that cannot be read', async () => {
  await made.store.transaction(async (tx) => {
    await insertJob(tx, jobRecord('j'))
    await insertJobResult(tx, 'j', (await compressRows(['[1]'])).slice(0, -3))
  })
  await expect(findJobRows(made.store.db, 'j')).rejects.toThrow()
})
