import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { VersionChoice } from '../../../protocol/table-files.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { HOUR, makeTable, T, type TableLab, tableLab } from './fixtures/table-lab.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

let one: TableLab
beforeEach(async () => {
  one = tableLab(server)
  await makeTable(one, server)
})

describe('earlier versions', () => {
  const bytesOf = async (was?: VersionChoice): Promise<readonly number[]> => {
    const { files } = await one.versions.open(server.caller, 'r', was === undefined ? T : { ...T, was })
    return files.map(({ bytes }) => bytes).toSorted()
  }

  it('are read by their number and by a time, as long as they are kept', async () => {
    const before = Date.now() + server.time.aheadMs
    server.time.aheadMs += HOUR
    await one.write('w1', 'one')
    server.time.aheadMs += HOUR
    await one.overwrite('w2', 'second', 1)
    expect(await bytesOf()).toEqual([6])
    expect(await bytesOf({ version: 0 })).toEqual([])
    expect(await bytesOf({ version: 1 })).toEqual([3])
    expect(await bytesOf({ at: before + 1.5 * HOUR })).toEqual([3])
    expect(await bytesOf({ at: before + 1000 * HOUR })).toEqual([6])
    await expect(bytesOf({ version: 3 })).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining('the newest is 2') })
    await expect(bytesOf({ at: before - HOUR })).rejects.toMatchObject({ kind: 'not-found' })
    for (const job of ['r', 'w1', 'w2']) one.versions.jobEnded(job)
    expect(await one.versions.listOldFiles(server.caller, { ...T, hours: 1 })).toEqual([])
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 1 })).toBe(0)
    server.time.aheadMs += 1
    expect(await one.versions.listOldFiles(server.caller, T)).toEqual([])
    const old = await one.versions.listOldFiles(server.caller, { ...T, hours: 0 })
    expect(old).toHaveLength(1)
    expect(await one.versions.listOldFiles(server.caller, { ...T, hours: 0 })).toEqual(old)
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    expect(await one.versions.listOldFiles(server.caller, { ...T, hours: 0 })).toEqual([])
    await expect(bytesOf({ version: 1 })).rejects.toMatchObject({ kind: 'expired', message: expect.stringContaining('the oldest is 2') })
    expect(await bytesOf()).toEqual([6])
  })

  it('are listed, the newest first', async () => {
    await one.write('w1', 'one')
    await one.overwrite('w2', 'second', 1)
    expect(await one.versions.list(server.caller, T)).toMatchObject([
      {
        version: 2,
        operation: 'INSERT OVERWRITE',
        userName: server.caller.userName,
        jobId: 'w2',
        addedFiles: 1,
        removedFiles: 1,
        isKept: true,
      },
      { version: 1, operation: 'INSERT INTO', jobId: 'w1', addedFiles: 1, removedFiles: 0, isKept: true },
      { version: 0, operation: 'CREATE TABLE', addedFiles: 0, removedFiles: 0, isKept: true },
    ])
  })

  it('are made the present one, and their files are not removed with the ones between', async () => {
    await one.write('w1', 'one')
    await one.overwrite('w2', 'second', 1)
    expect(await one.versions.restore(server.caller, 'w3', { ...T, was: { version: 1 }, changesColumns: false })).toBe(3)
    expect(await bytesOf()).toEqual([3])
    for (const job of ['r', 'w1', 'w2', 'w3']) one.versions.jobEnded(job)
    server.time.aheadMs += 1
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    const [kept = ''] = await one.paths('r')
    expect(existsSync(kept)).toBe(true)
    one.versions.jobEnded('r')
    await one.overwrite('w4', 'last', 3)
    one.versions.jobEnded('w4')
    server.time.aheadMs += 1
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    expect(existsSync(kept)).toBe(false)
    await expect(one.versions.restore(server.caller, 'w5', { ...T, was: { version: 1 }, changesColumns: false })).rejects.toMatchObject({
      kind: 'expired',
    })
  })
})

describe('an earlier version with other columns', () => {
  it('is not made the present one by who has not asked to change columns', async () => {
    await one.versions.alterColumns(server.caller, 'w1', {
      ...T,
      change: { kind: 'add', columns: [{ column: { name: 'later', type: 'int' } }] },
    })
    expect(await one.versions.hadOtherColumns(server.caller, { ...T, was: { version: 1 } })).toBe(false)
    expect(await one.versions.hadOtherColumns(server.caller, { ...T, was: { version: 0 } })).toBe(true)
    const restore = (changesColumns: boolean) => one.versions.restore(server.caller, 'w2', { ...T, was: { version: 0 }, changesColumns })
    await expect(restore(false)).rejects.toMatchObject({ kind: 'conflict' })
    expect(await restore(true)).toBe(2)
  })
})

describe('files of a managed table', () => {
  it('that a job reads stay when they are overwritten, and when the table is dropped, until the job has ended', async () => {
    await one.write('w1', 'old')
    const [old = ''] = await one.paths('reader')
    await one.overwrite('w2', 'new', 1)
    server.time.aheadMs += 25 * HOUR
    await one.removeOld()
    expect(existsSync(old)).toBe(true)
    await one.catalog.dropTable(server.caller, 'default', 't', { ifExists: false })
    expect(existsSync(old)).toBe(true)
    for (const job of ['w1', 'w2']) one.versions.jobEnded(job)
    expect(existsSync(old)).toBe(true)
    one.versions.jobEnded('reader')
    await expect.poll(() => existsSync(dirname(dirname(old)))).toBe(false)
  })

  it('of each version that a job reads stay, as those of the last one and of an earlier one in one statement', async () => {
    await one.overwrite('w1', 'first', 0)
    await one.overwrite('w2', 'second', 1)
    const [second = ''] = await one.paths('reader')
    await one.versions.open(server.caller, 'reader', { ...T, was: { version: 0 } })
    await one.overwrite('w3', 'third', 2)
    for (const job of ['w1', 'w2', 'w3']) one.versions.jobEnded(job)
    server.time.aheadMs += 1
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    expect(existsSync(second)).toBe(true)
    one.versions.jobEnded('reader')
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    expect(existsSync(second)).toBe(false)
  })

  it('that only a job keeps bring back no version that was given up', async () => {
    await one.write('w1', 'first')
    const [first = ''] = await one.paths('reader')
    await one.overwrite('w2', 'second', 1)
    server.time.aheadMs += 25 * HOUR
    await one.overwrite('w3', 'third', 2)
    for (const job of ['w1', 'w2', 'w3']) one.versions.jobEnded(job)
    server.time.aheadMs += 1
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
    await one.removeOld()
    expect(existsSync(first)).toBe(true)
    expect((await one.versions.list(server.caller, T)).map(({ isKept }) => isKept)).toEqual([true, false, false, false])
  })

  it('are removed by a VACUUM that says no age when they are as old as those that nobody keeps', async () => {
    await one.write('w1', 'old')
    await one.overwrite('w2', 'new', 1)
    for (const job of ['w1', 'w2']) one.versions.jobEnded(job)
    server.time.aheadMs += 23 * HOUR
    expect(await one.versions.vacuum(server.caller, T)).toBe(0)
    server.time.aheadMs += 2 * HOUR
    expect(await one.versions.vacuum(server.caller, T)).toBe(1)
  })

  it('that were overwritten are kept for a day, and then removed, and only they', async () => {
    await one.write('w1', 'old')
    const [old = ''] = await one.paths('w1')
    await one.overwrite('w2', 'new', 1)
    for (const job of ['w1', 'w2']) one.versions.jobEnded(job)
    await one.removeOld()
    expect(existsSync(old)).toBe(true)
    server.time.aheadMs += 25 * HOUR
    await one.removeOld()
    expect(existsSync(dirname(old))).toBe(false)
    const [kept = ''] = await one.paths('r')
    expect(existsSync(kept)).toBe(true)
  })

  it('that a crash left are removed at the next start: of dropped tables, and what nobody committed', async () => {
    await one.write('w1', 'kept')
    const [kept = ''] = await one.paths('r')
    const { folder: uncommitted } = await one.versions.stage(server.caller, 'w2', T)
    writeFileSync(join(uncommitted, 'part-0.parquet'), 'x')
    const { folder: unmade } = await one.versions.stageNew(server.caller, 'w3', { database: 'default', table: 'unmade' })
    const database = dirname(dirname(unmade))
    const foreign = [join(database, 'not-ours'), join(dirname(uncommitted), 'not-ours')]
    for (const folder of foreign) mkdirSync(folder, { recursive: true })
    one = tableLab(server)
    await one.settle()
    expect([uncommitted, dirname(unmade), ...foreign, kept].map((path) => existsSync(path))).toEqual([false, false, true, true, true])
  })

  it('of a release that kept no versions become the first one', async () => {
    const { folder } = await one.versions.open(server.caller, 'r', T)
    writeFileSync(join(folder, 'part-1.parquet'), 'rows')
    writeFileSync(join(folder, '.unfinished-1'), 'x')
    writeFileSync(join(folder, '_SUCCESS'), '')
    await sql`delete from table_version`.execute(server.store.db)
    await sql`update catalog_table set version = null where id = ${basename(folder)}`.execute(server.store.db)
    one = tableLab(server)
    await one.settle()
    expect(await one.versions.open(server.caller, 'r', T)).toMatchObject({ version: 0, files: [{ name: 'part-1.parquet', bytes: 4 }] })
    expect(readdirSync(folder).toSorted()).toEqual(['_SUCCESS', 'part-1.parquet'])
    await one.settle()
    expect(readdirSync(folder).toSorted()).toEqual(['_SUCCESS', 'part-1.parquet'])
  })
})
