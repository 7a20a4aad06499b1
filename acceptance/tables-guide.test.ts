import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
  // A bucket is a folder.
  mkdirSync(join(api.server.home, 'buckets', 'landing'), { recursive: true })
})
afterAll(() => api?.server.close())

const guide = readFileSync(new URL('../docs/guides/tables.md', import.meta.url), 'utf8')
const statements = [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== ''),
)

it('every statement of the guide to tables is carried out', async () => {
  expect(statements.length).toBeGreaterThan(25)
  for (const statement of statements) await api.finish(statement)
})
