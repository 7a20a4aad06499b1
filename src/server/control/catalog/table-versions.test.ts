import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { definition, makeTable, T, type TableLab, tableLab } from './fixtures/table-lab.ts'
import type { TableChange } from './table-change.ts'

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

describe('versions of a managed table', () => {
  it('are lists of files: each one that is written is there, for whoever opens the table afterwards', async () => {
    expect(await one.versions.open(server.caller, 'r0', T)).toMatchObject({ version: 0, files: [] })
    expect(await one.write('w1', 'one')).toBe(1)
    expect(await one.write('w2', 'second')).toBe(2)
    const { version, files } = await one.versions.open(server.caller, 'r1', T)
    expect(version).toBe(2)
    expect(files.map(({ bytes }) => bytes).toSorted()).toEqual([3, 6])
    expect(await one.overwrite('w3', 'anew', 2)).toBe(3)
    expect((await one.versions.open(server.caller, 'r2', T)).files.map(({ bytes }) => bytes)).toEqual([4])
  })

  it('an addition lands whatever others did; what takes away fails when there is a newer version', async () => {
    const base = (await one.versions.open(server.caller, 'w2', T)).version
    await one.write('w1', 'meanwhile')
    await expect(one.overwrite('w2', 'mine', base)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(/^The table default\.t was changed while this statement ran: INSERT INTO by \S+ made version 1$/),
    })
    expect(await one.write('w3', 'more')).toBe(2)
    expect(await one.paths('r')).toHaveLength(2)
  })

  it('a partition that is renamed has files of the same sizes, be the worker taken over', async () => {
    await one.write('w1', 'one')
    const renamed = { operation: 'RENAME PARTITION', baseVersion: 1, remove: 'all' } as const
    // One after the other: the second, made beside the first, may be refused before anybody waits for it, which ends the run.
    await expect(one.write('w2', 'others', renamed)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(one.write('w3', 'one', { ...renamed, remove: 'none' })).rejects.toMatchObject({ kind: 'forbidden' })
    const nothing = { ...T, ...renamed, add: [] }
    await expect(one.versions.commit(server.caller, 'w4', nothing)).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await one.paths('r')).toHaveLength(1)
    expect(await one.write('w5', 'two', renamed)).toBe(2)
  })

  it('what gives way is refused as long as another job has the table open, and makes no version', async () => {
    await one.write('w1', 'one')
    await one.write('w2', 'two')
    await one.versions.open(server.caller, 'other', T)
    const { version, files } = await one.versions.open(server.caller, 'w3', T)
    const change = (): Promise<number> =>
      one.write('w3', 'both', {
        operation: 'OPTIMIZE',
        baseVersion: version,
        remove: { files: files.map(({ name }) => name) },
        yields: true,
      })
    for (const job of ['w1', 'w2']) one.versions.jobEnded(job)
    await expect(change()).rejects.toMatchObject({ kind: 'conflict' })
    expect(await one.paths('r')).toHaveLength(2)
    for (const job of ['other', 'r']) one.versions.jobEnded(job)
    expect(await change()).toBe(3)
    expect(await one.paths('r')).toHaveLength(1)
  })

  it('keep what is known of their files, also when an earlier version comes back; and small ones that are not alone are counted', async () => {
    const statistics = { id: { type: 'int', nulls: 0, min: '1', max: '9' }, other: { type: 'string', nulls: 1 } }
    await one.write('w1', 'one', { add: [{ name: 'part-0.parquet', bytes: 3, rowCount: 1, statistics }] })
    const known = async (version: number) =>
      Object.values(await one.versions.statistics(server.caller, { ...T, version, columns: ['id', 'gone'] }))
    expect(await known(1)).toEqual([{ id: statistics.id }])
    expect(await known(0)).toEqual([])
    await one.overwrite('w2', 'new', 1)
    expect(await known(2)).toEqual([])
    expect(await one.versions.restore(server.caller, 'w3', { ...T, was: { version: 1 }, changesColumns: false })).toBe(3)
    expect(await known(3)).toEqual([{ id: statistics.id }])
    expect((await one.versions.open(server.caller, 'r', T)).files).toEqual([expect.not.objectContaining({ statistics: expect.anything() })])
    expect(await one.versions.countSmallFiles(server.caller, { ...T, bytes: 100 })).toBe(0)
    await one.write('w4', 'more')
    expect(await one.versions.countSmallFiles(server.caller, { ...T, bytes: 100 })).toBe(2)
    expect(await one.versions.countSmallFiles(server.caller, { ...T, bytes: 4 })).toBe(0)
  })

  it('of partitions: what takes away fails only where its own partitions were changed meanwhile', async () => {
    const columns = ['id', 'day', 'region'].map((name) => ({ name, type: 'string' }))
    await one.catalog.dropTable(server.caller, 'default', 't', { ifExists: false })
    await one.catalog.createTable(server.caller, { ...definition, columns, partitionedBy: ['day', 'region'] }, { ifNotExists: false })
    const partition = (day: string): Partial<TableChange> => ({
      add: [{ name: 'part-0.parquet', bytes: 1, partition: { day, region: null } }],
    })
    const replace = (day: string, baseVersion: number): Partial<TableChange> => ({
      ...partition(day),
      operation: 'INSERT OVERWRITE',
      remove: { partitions: [{ day }] },
      baseVersion,
    })
    await one.write('w1', 'x', partition('mon'))
    await one.write('w2', 'x', partition('tue'))
    const days = async () =>
      (await one.versions.open(server.caller, 'r', T)).files.map(({ partition: values }) => values?.['day']).toSorted()
    expect(await one.write('w3', 'x', replace('mon', 2))).toBe(3)
    expect(await one.write('w4', 'x', replace('tue', 2))).toBe(4)
    expect(await days()).toEqual(['mon', 'tue'])
    await expect(one.write('w5', 'x', replace('mon', 2))).rejects.toMatchObject({ kind: 'conflict' })
    await expect(one.write('w6', 'x', { ...replace('mon', 2), remove: 'all' })).rejects.toMatchObject({ kind: 'conflict' })
    expect(await one.write('w7', 'x', { ...partition('mon'), remove: 'none' })).toBe(5)
    expect(await days()).toEqual(['mon', 'mon', 'tue'])
    await expect(one.write('w8', 'x', replace('mon', 4))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await one.write('w9', 'x', { ...partition('wed'), remove: { partitions: [{ region: null }] }, baseVersion: 5 })).toBe(6)
    expect(await days()).toEqual(['wed'])
  })

  it('of files: one that writes some anew stays beside additions, and fails when another took one of them away', async () => {
    await one.write('w1', 'one')
    await one.write('w2', 'second')
    const [first = '', second = ''] = (await one.versions.open(server.caller, 'r', T)).files
      .toSorted((a, b) => a.bytes - b.bytes)
      .map(({ name }) => name)
    const anew = (...files: readonly string[]): Partial<TableChange> => ({
      baseVersion: 2,
      operation: 'UPDATE',
      remove: { files: [...files] },
    })
    const sizes = async () => (await one.versions.open(server.caller, 'r', T)).files.map(({ bytes }) => bytes).toSorted()
    await one.write('w3', 'added')
    expect(await one.write('w4', 'changed', anew(first))).toBe(4)
    expect(await sizes()).toEqual([5, 6, 7])
    await expect(one.write('w5', 'lost', anew(first, second))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await one.write('w6', 'moved on', anew(second))).toBe(5)
    expect(await sizes()).toEqual([5, 7, 8])
  })

  it('what a job wrote and did not commit goes at its end, and what it committed stays', async () => {
    const { folder } = await one.versions.stage(server.caller, 'w', T)
    writeFileSync(join(folder, 'part-0.parquet'), 'x')
    await one.write('w', 'kept')
    one.versions.jobEnded('w')
    await expect.poll(() => existsSync(folder)).toBe(false)
    const [kept = ''] = await one.paths('r')
    expect(existsSync(kept)).toBe(true)
  })

  it('a table that was dropped, or dropped and made anew, gets nothing of a job that began before', async () => {
    await one.versions.stage(server.caller, 'w', T)
    await one.catalog.dropTable(server.caller, 'default', 't', { ifExists: false })
    const change = { ...T, baseVersion: undefined, operation: 'INSERT INTO', remove: 'none' } as const
    await expect(one.versions.commit(server.caller, 'w', { ...change, add: [] })).rejects.toMatchObject({ kind: 'not-found' })
    await one.catalog.createTable(server.caller, definition, { ifNotExists: false })
    const { folder } = await one.versions.stage(server.caller, 'other', T)
    expect(existsSync(folder)).toBe(true)
    const add = [{ name: 'part-0.parquet', bytes: 0 }]
    await expect(one.versions.commit(server.caller, 'w', { ...change, add })).rejects.toThrow()
    expect(await one.paths('r')).toEqual([])
  })

  it('a file that is not there as the worker says is no file of a table', async () => {
    const { folder } = await one.versions.stage(server.caller, 'w', T)
    writeFileSync(join(folder, 'short'), 'x')
    writeFileSync(join(folder, 'there'), 'xyz')
    symlinkSync('/etc/hostname', join(folder, 'link'))
    mkdirSync(join(folder, 'folder'))
    for (const add of [
      [{ name: 'short', bytes: 3 }],
      [{ name: 'nowhere', bytes: 1 }],
      [{ name: 'link', bytes: 13 }],
      [{ name: 'folder', bytes: 4096 }],
      [
        { name: 'there', bytes: 3 },
        { name: 'there', bytes: 3 },
      ],
    ]) {
      const change = { ...T, baseVersion: undefined, operation: 'INSERT INTO', add, remove: 'none' } as const
      await expect(one.versions.commit(server.caller, 'w', change)).rejects.toMatchObject({ kind: 'internal' })
    }
    await expect(
      one.versions.commit(server.caller, 'never-staged', {
        ...T,
        baseVersion: undefined,
        operation: 'INSERT INTO',
        add: [{ name: 'there', bytes: 3 }],
        remove: 'none',
      }),
    ).rejects.toMatchObject({ kind: 'internal' })
    expect(await one.paths('r')).toEqual([])
  })

  it('a folder on the way to a file may be no link, and a file of no partition of the table is none of its files', async () => {
    const { folder } = await one.versions.stage(server.caller, 'w', T)
    const outside = join(server.home, 'outside')
    mkdirSync(outside, { recursive: true })
    writeFileSync(join(outside, 'part-0.parquet'), 'xyz')
    symlinkSync(outside, join(folder, 'link'))
    const change = { ...T, baseVersion: undefined, operation: 'INSERT INTO', remove: 'none' } as const
    const add = [{ name: 'link/part-0.parquet', bytes: 3 }]
    await expect(one.versions.commit(server.caller, 'w', { ...change, add })).rejects.toMatchObject({ kind: 'internal' })
    expect(existsSync(folder)).toBe(false)
    expect(existsSync(join(outside, 'part-0.parquet'))).toBe(true)
    const partition = { add: [{ name: 'part-0.parquet', bytes: 1, partition: { day: 'mon' } }] }
    await expect(one.write('w', 'x', partition)).rejects.toMatchObject({ kind: 'internal' })
    expect(await one.paths('r')).toEqual([])
  })

  describe('of a table that a job makes with its rows', () => {
    const made: TableDefinition = {
      ...definition,
      name: 'made',
      columns: ['id', 'day'].map((name) => ({ name, type: 'string' })),
      partitionedBy: ['day'],
    }
    const named = { database: 'default', table: 'made' }
    const create = (table: TableDefinition, files: readonly TableFile[]): Promise<boolean | undefined> =>
      one.versions.createWith(server.caller, 'w', table, files, (rows) =>
        one.catalog.createTable(server.caller, table, { ifNotExists: false, jobId: 'w', rows }),
      )
    const file = { name: 'part-0.parquet', bytes: 1 }
    beforeEach(() => one.catalog.dropTable(server.caller, 'default', 'made', { ifExists: true }))

    it('each file is of one of its partitions', async () => {
      for (const partition of [undefined, {}, { other: 'x' }, { day: 'x', id: 'y' }, { Day: 'x' }]) {
        const { folder } = await one.versions.stageNew(server.caller, 'w', named)
        writeFileSync(join(folder, file.name), 'x')
        const lying = partition === undefined ? file : { ...file, partition }
        await expect(create(made, [lying])).rejects.toMatchObject({ kind: 'internal' })
        expect(existsSync(folder)).toBe(false)
      }
      const { folder } = await one.versions.stageNew(server.caller, 'w', named)
      writeFileSync(join(folder, file.name), 'x')
      expect(await create(made, [{ ...file, partition: { day: null } }])).toBe(true)
      expect(await one.versions.open(server.caller, 'r', named)).toMatchObject({ files: [{ partition: { day: null } }] })
    })

    it('what was written for a table that was there, or for one of other rows, makes no table', async () => {
      const plain = { ...definition, name: 'made' }
      await one.catalog.createTable(server.caller, plain, { ifNotExists: false })
      const { folder } = await one.versions.stage(server.caller, 'w', named)
      writeFileSync(join(folder, file.name), 'x')
      await one.catalog.dropTable(server.caller, 'default', 'made', { ifExists: false })
      await expect(create(plain, [file])).rejects.toMatchObject({ kind: 'internal' })
      const { folder: second } = await one.versions.stageNew(server.caller, 'w', named)
      writeFileSync(join(second, file.name), 'x')
      const remote: TableDefinition = { ...plain, source: { kind: 'jdbc', url: 'jdbc:postgresql://pg/d', dbtable: 't', options: {} } }
      await expect(create(remote, [file])).rejects.toMatchObject({ kind: 'internal' })
      expect(existsSync(dirname(second))).toBe(false)
      expect(await one.catalog.findTable(server.caller, 'default', 'made')).toBeUndefined()
    })
  })

  it('a job that ends while it commits leaves what it committed, and nothing is committed twice', async () => {
    const { folder } = await one.versions.stage(server.caller, 'w', T)
    writeFileSync(join(folder, 'part-0.parquet'), 'x')
    const change = {
      ...T,
      baseVersion: undefined,
      operation: 'INSERT INTO',
      add: [{ name: 'part-0.parquet', bytes: 1 }],
      remove: 'none',
    } as const
    const committing = one.versions.commit(server.caller, 'w', change)
    await expect(one.versions.commit(server.caller, 'w', change)).rejects.toMatchObject({ kind: 'internal' })
    one.versions.jobEnded('w')
    expect(await committing).toBe(1)
    const [kept = ''] = await one.paths('r')
    expect(existsSync(kept)).toBe(true)
  })

  it('of another project are out of reach', async () => {
    const stranger = { ...server.caller, projectId: 'f'.repeat(32) }
    await expect(one.versions.open(stranger, 'r', T)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(one.versions.stage(stranger, 'w', T)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('are for tables in the warehouse', async () => {
    mkdirSync(join(server.home, 'buckets', 'lake'), { recursive: true })
    const files: TableDefinition = {
      ...definition,
      name: 'files',
      source: { kind: 'files', format: 'csv', location: 'obs://lake/x', options: {} },
    }
    await one.catalog.createTable(server.caller, files, { ifNotExists: true })
    await expect(one.versions.open(server.caller, 'r', { ...T, table: 'files' })).rejects.toMatchObject({ kind: 'not-supported' })
  })

  it('a job writes to a limited number of tables', async () => {
    for (let i = 0; i < 64; i += 1) await one.versions.stage(server.caller, 'w', T)
    await expect(one.versions.stage(server.caller, 'w', T)).rejects.toMatchObject({ kind: 'limit-exceeded' })
    one.versions.jobEnded('w')
  })
})

describe('changes of several tables', () => {
  const U = { database: 'default', table: 'u' }

  it('are all made, or none', async () => {
    await one.catalog.dropTable(server.caller, 'default', 'u', { ifExists: true })
    await one.catalog.createTable(server.caller, { ...definition, name: 'u' }, { ifNotExists: false })
    const staged = async (job: string) => {
      const changes: TableChange[] = []
      for (const table of [T, U]) {
        const { folder } = await one.versions.stage(server.caller, job, table)
        writeFileSync(join(folder, 'part-0.parquet'), job)
        const add = [{ name: 'part-0.parquet', bytes: job.length, rowCount: 1 }]
        changes.push({ ...table, baseVersion: 0, operation: 'INSERT OVERWRITE', add, remove: 'all' })
      }
      return changes
    }
    const late = await staged('late')
    expect(await one.versions.commitAll(server.caller, 'first', await staged('first'))).toEqual([1, 1])
    const [t, u] = late
    if (t === undefined || u === undefined) throw new Error('nothing was staged')
    await expect(one.versions.commitAll(server.caller, 'late', [{ ...t, baseVersion: 1 }, u])).rejects.toMatchObject({ kind: 'conflict' })
    for (const table of [T, U]) {
      expect((await one.versions.list(server.caller, table)).map(({ version }) => version)).toEqual([1, 0])
      const { folder, files } = await one.versions.open(server.caller, 'reader', table)
      // What was late is not left on the disk.
      expect(readdirSync(folder)).toEqual(files.map(({ name }) => name.split('/')[0]))
    }
    one.versions.jobEnded('reader')
  })
})

describe('a change that hangs on rows that were not there', () => {
  const merge = (job: string, text: string, baseVersion: number) =>
    one.write(job, text, { baseVersion, operation: 'MERGE', remove: { files: [] }, dependsOn: 'absence' })

  it('lands beside what only adds or removes, and not beside what may have brought such rows', async () => {
    await one.write('w1', 'one')
    expect(await merge('w2', 'two', 0)).toBe(2)
    await one.versions.commit(server.caller, 'w3', { ...T, baseVersion: undefined, operation: 'TRUNCATE TABLE', add: [], remove: 'all' })
    expect(await merge('w4', 'four', 2)).toBe(4)
    await expect(merge('w5', 'five', 3)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('MERGE by') })
    expect(await merge('w6', 'six', 4)).toBe(5)
  })
})
