import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { openServer } from './support/lab.ts'
import { blocksOf, paste, statementsOf } from './support/paste.ts'

let api: Api
let folder = ''
beforeAll(async () => {
  api = await openServer()
  folder = await mkdtemp(join(tmpdir(), 'causeway-tables-guide-'))
})
afterAll(async () => {
  await api?.server.close()
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

const guide = readFileSync(new URL('../docs/guides/tables.md', import.meta.url), 'utf8')
const statements = statementsOf(guide)

it('every statement of the guide to tables is carried out', async () => {
  const [bucket = '', ...others] = blocksOf(guide)
  expect(others).toEqual([])
  const made = await paste(api, folder, `causeway login --home "$CAUSEWAY_HOME"\n${bucket}`)
  expect(made.code, made.said).toBe(0)
  expect(statements.length).toBeGreaterThan(25)
  for (const statement of statements) await api.finish(statement)
})
