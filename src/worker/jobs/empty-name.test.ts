import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

test('a text that is empty may name a column, and a field is refused by name', async () => {
  expect(await worker.run("SELECT '', '' FROM VALUES (1) AS t(c) ORDER BY 1")).toMatchObject({
    columns: [{ name: '_' }, { name: '_' }],
    rowsJson: ['["",""]'],
  })
  expect(await worker.rows("SELECT * FROM (SELECT '', 1 AS a)")).toEqual([['', 1]])
  expect((await worker.fail("SELECT named_struct('', 1)")).error).toMatchObject({
    kind: 'not-supported',
    message: expect.stringContaining('empty name'),
  })
})
