import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteDatabase } from './sqlite-database.ts'

const PAGE_BYTES = 4096

it('a commit brings few pages into the file at once, for others wait until the disk has them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-pages-'))
  const file = join(folder, 'causeway.db')
  const database = openSqliteDatabase(file)
  try {
    database.prepare('create table t (text text)').run([])
    // Each is a page of its own.
    for (let n = 0; n < 1_500; n += 1) database.prepare('insert into t values (?)').run(['x'.repeat(PAGE_BYTES - 500)])
    expect(statSync(file).size).toBeGreaterThan(1_000 * PAGE_BYTES)
    expect(statSync(`${file}-wal`).size).toBeLessThan(300 * PAGE_BYTES)
  } finally {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
