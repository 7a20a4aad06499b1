import { existsSync } from 'node:fs'
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
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 1 })).toBe(0)
    server.time.aheadMs += 1
    expect(await one.versions.vacuum(server.caller, { ...T, hours: 0 })).toBe(1)
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
