import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { inAnotherProject, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
  for (const folder of ['bucket-1/folder', 'bucket-2', 'bucket-1-evil'])
    mkdirSync(join(server.home, 'buckets', folder), { recursive: true })
  writeFileSync(join(server.home, 'buckets', 'bucket-1', 'file.csv'), 'a\n1\n')
})
afterAll(() => server.remove())

const database = (name: string, ifNotExists = false) =>
  server.control.catalog.createDatabase(server.caller, { name, description: 'text', enterpriseProjectId: '0', ifNotExists })
const table = (databaseName: string, name: string): TableDefinition => ({
  database: databaseName,
  name,
  columns: [{ name: 'a', type: 'int' }],
  source: { kind: 'managed', format: 'parquet' },
})
const createTable = (definition: TableDefinition, ifNotExists = false) =>
  server.control.catalog.createTable(server.caller, definition, { ifNotExists })
const warehouse = (...parts: readonly string[]): string => join(server.home, 'warehouse', server.caller.projectId, ...parts)

describe('databases', () => {
  it('default is there from the first start, is not made again and not dropped', async () => {
    const { catalog } = server.control
    expect((await catalog.listDatabases(server.caller)).items.map((d) => d.name)).toContain('default')
    await expect(database('DEFAULT')).rejects.toMatchObject({ kind: 'already-exists' })
    expect(await database('default', true)).toBe(false)
    await expect(catalog.dropDatabase(server.caller, 'Default', { cascade: true, ifExists: true })).rejects.toMatchObject({
      kind: 'not-supported',
    })
  })

  it('are found in any case and dropped with their tables only on request', async () => {
    const { catalog } = server.control
    expect(await database('Sales')).toBe(true)
    expect(await database('SALES', true)).toBe(false)
    expect(await catalog.findDatabase(server.caller, 'sAles')).toMatchObject({
      name: 'sales',
      owner: 'tester',
      tableCount: 0,
      description: 'text',
    })
    await createTable(table('SALES', 'Orders'))
    expect((await catalog.findDatabase(server.caller, 'sales'))?.tableCount).toBe(1)
    await expect(catalog.dropDatabase(server.caller, 'sales', { cascade: false, ifExists: false })).rejects.toMatchObject({
      kind: 'in-use',
    })
    expect(await catalog.dropDatabase(server.caller, 'SALES', { cascade: true, ifExists: false })).toBe(true)
    expect(existsSync(warehouse('sales'))).toBe(false)
    expect(await catalog.dropDatabase(server.caller, 'sales', { cascade: true, ifExists: true })).toBe(false)
    await expect(catalog.dropDatabase(server.caller, 'sales', { cascade: true, ifExists: false })).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no database named sales',
    })
    await expect(catalog.listTables(server.caller, 'sales')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('are at most 50 beside default', async () => {
    const present = (await server.control.catalog.listDatabases(server.caller)).total - 1
    for (let i = present; i < 50; i += 1) await database(`many_${i}`)
    await expect(database('one_more')).rejects.toMatchObject({ kind: 'limit-exceeded' })
    for (let i = present; i < 50; i += 1)
      await server.control.catalog.dropDatabase(server.caller, `many_${i}`, { cascade: false, ifExists: false })
    expect(await database('one_more')).toBe(true)
  })
})

describe('managed tables', () => {
  it('a name is taken in every case, and free to ask for', async () => {
    const { catalog } = server.control
    await createTable(table('default', 'Taken'))
    await expect(createTable(table('default', 'TAKEN'))).rejects.toMatchObject({ kind: 'already-exists' })
    expect(await createTable(table('default', 'taken'), true)).toBe(false)
    expect(await catalog.findTable(server.caller, 'Default', 'tAKEN')).toEqual(table('default', 'taken'))
    expect(await catalog.findTable(server.caller, 'nowhere', 'taken')).toBeUndefined()
    await expect(createTable(table('nowhere', 't'))).rejects.toMatchObject({ message: 'There is no database named nowhere' })
    await expect(catalog.dropTable(server.caller, 'default', 'nothing', { ifExists: false })).rejects.toMatchObject({ kind: 'not-found' })
    expect(await catalog.dropTable(server.caller, 'nowhere', 'nothing', { ifExists: true })).toBe(false)
  })

  it('of another project are not seen', async () => {
    await createTable(table('default', 'mine'))
    const stranger = await inAnotherProject(server)
    const { catalog } = server.control
    expect(await catalog.findTable(stranger, 'default', 'mine')).toBeUndefined()
    await expect(catalog.createTable(stranger, table('default', 'x'), { ifNotExists: false })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('locations', () => {
  const locate = (location: string) => server.control.catalog.locatePath(server.caller, location)

  it('lead into their bucket, to files and folders that are there or not', async () => {
    const root = join(server.home, 'buckets', 'bucket-1')
    expect(await locate('obs://bucket-1')).toBe(root)
    expect(await locate('obs://bucket-1/file.csv')).toBe(join(root, 'file.csv'))
    expect(await locate('obs://bucket-1/folder/new/deep/')).toBe(join(root, 'folder', 'new', 'deep'))
    expect(await locate('obs://bucket-1/a%2F..%2Fb')).toBe(join(root, 'a%2F..%2Fb'))
    expect(existsSync(join(root, 'folder', 'new'))).toBe(false)
  })

  it('never lead out of it, by whatever link', async () => {
    const bucket = join(server.home, 'buckets', 'bucket-1')
    symlinkSync('/etc', join(bucket, 'out'))
    symlinkSync(join(server.home, 'buckets', 'bucket-2'), join(bucket, 'neighbour'))
    symlinkSync(join(server.home, 'buckets', 'bucket-1-evil'), join(bucket, 'prefix'))
    symlinkSync(join(bucket, 'folder'), join(bucket, 'inside'))
    symlinkSync('loop', join(bucket, 'loop'))
    for (const location of [
      'obs://bucket-1/out',
      'obs://bucket-1/out/passwd',
      'obs://bucket-1/out/not/there',
      'obs://bucket-1/neighbour/x',
      'obs://bucket-1/prefix/x',
      'obs://bucket-1/loop',
      'obs://bucket-1/loop/x',
    ]) {
      await expect(locate(location)).rejects.toMatchObject({ kind: 'forbidden' })
    }
    expect(await locate('obs://bucket-1/inside/x')).toBe(join(bucket, 'inside', 'x'))
    await expect(locate('obs://bucket-1/../bucket-2/x')).rejects.toMatchObject({ kind: 'invalid-parameter' })
  })

  it('are none where nothing stays: rows that were written among uploads were gone with the next start', async () => {
    for (const location of ['obs://bucket-1/.uploads', 'obs://bucket-1/.uploads/x/', 'obs://bucket-1/a/.unfinished-1/b']) {
      await expect(locate(location)).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining('nothing stays there') })
    }
    expect(await locate('obs://bucket-1/a/.uploads')).toContain('.uploads')
  })

  it('of an unknown bucket are refused with what would help', async () => {
    await expect(locate('obs://nowhere/x')).rejects.toMatchObject({ kind: 'not-found', hint: expect.stringContaining('causeway.yaml') })
  })

  it('are checked when a table is made on them', async () => {
    const files = (location: string): TableDefinition => ({
      ...table('default', 'files'),
      source: { kind: 'files', format: 'csv', location, options: {} },
    })
    await expect(createTable(files('obs://nowhere/x'))).rejects.toMatchObject({ kind: 'not-found' })
    await expect(createTable(files('obs://bucket-1/out/x'))).rejects.toMatchObject({ kind: 'forbidden' })
    expect(await createTable(files('obs://bucket-1/file.csv'))).toBe(true)
    expect(await server.control.catalog.dropTable(server.caller, 'default', 'files', { ifExists: false })).toBe(true)
    expect(existsSync(join(server.home, 'buckets', 'bucket-1', 'file.csv'))).toBe(true)
  })
})
