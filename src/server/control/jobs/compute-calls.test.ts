import { existsSync, mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { type PortsRig, portsRig } from './fixtures/ports-rig.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
  mkdirSync(join(server.home, 'buckets', 'bucket'), { recursive: true })
})
afterAll(() => server.remove())

let counter = 0
function rig(): Promise<PortsRig> {
  counter += 1
  return portsRig(server, { name: `rig${counter}`, port: 1 })
}

describe('a call', () => {
  const table = {
    database: 'shop',
    name: 'orders',
    columns: [{ name: 'a', type: 'int' }],
    source: { kind: 'managed', format: 'parquet' },
  } as const

  it('of a job reads and changes the catalog of its project', async () => {
    const { ports } = await rig()
    const call = (request: WorkerCall): Promise<unknown> => ports.call('job', request)
    expect(await call({ kind: 'get-database', database: 'shop' })).toBeNull()
    expect(await call({ kind: 'create-database', database: 'Shop', ifNotExists: false, comment: 'text', properties: { a: 'b' } })).toEqual({
      created: true,
    })
    expect(await call({ kind: 'get-database', database: 'SHOP' })).toEqual({ database: 'shop', comment: 'text', properties: { a: 'b' } })
    expect(await call({ kind: 'list-databases' })).toEqual({ databases: expect.arrayContaining(['default', 'shop']) })
    expect(await call({ kind: 'get-table', database: 'shop', table: 'orders' })).toBeNull()
    expect(await call({ kind: 'create-table', table: { ...table, columns: [...table.columns] }, ifNotExists: false })).toEqual({
      created: true,
    })
    expect(await call({ kind: 'get-table', database: 'Shop', table: 'Orders' })).toEqual(table)
    expect(await call({ kind: 'get-origin', database: 'Shop', table: 'Orders' })).toEqual({
      createdAt: expect.any(Number),
      owner: expect.any(String),
    })
    expect(await call({ kind: 'get-origin', database: 'shop', table: 'none' })).toBeNull()
    expect(await call({ kind: 'list-tables', database: 'shop' })).toEqual({ tables: ['orders'], views: [], areAll: true })
    expect(await call({ kind: 'open-table', database: 'shop', table: 'orders' })).toEqual({
      folder: expect.stringContaining('/warehouse/'),
      version: 0,
      files: [],
    })
    expect(
      await call({ kind: 'commit-table', database: 'shop', table: 'orders', operation: 'TRUNCATE TABLE', add: [], remove: 'all' }),
    ).toEqual({
      version: 1,
    })
    expect(await call({ kind: 'locate-path', location: 'obs://bucket/x' })).toEqual({ folder: join(server.home, 'buckets', 'bucket', 'x') })
    expect(await call({ kind: 'drop-table', database: 'shop', table: 'orders', ifExists: false })).toEqual({ dropped: true })
    expect(await call({ kind: 'drop-database', database: 'shop', ifExists: false, cascade: false })).toEqual({ dropped: true })
    expect(await call({ kind: 'drop-database', database: 'shop', ifExists: true, cascade: false })).toEqual({ dropped: false })
  })

  it('J10: of a check reads definitions and nothing else, of an unknown job nothing at all', async () => {
    const { ports } = await rig()
    expect(await ports.call('analysis', { kind: 'list-databases' })).toEqual({ databases: expect.arrayContaining(['default']) })
    expect(await ports.call('analysis', { kind: 'get-table', database: 'default', table: 'none' })).toBeNull()
    const refused: readonly WorkerCall[] = [
      { kind: 'create-database', database: 'x', ifNotExists: false },
      { kind: 'drop-database', database: 'x', ifExists: true, cascade: true },
      { kind: 'create-table', table: { ...table, columns: [...table.columns] }, ifNotExists: false },
      { kind: 'drop-table', database: 'x', table: 'x', ifExists: true },
      { kind: 'locate-path', location: 'obs://bucket/x' },
      { kind: 'open-table', database: 'x', table: 'x' },
      { kind: 'stage-table', database: 'x', table: 'x' },
      { kind: 'stage-new-table', database: 'default', table: 'x' },
      { kind: 'commit-table', database: 'x', table: 'x', operation: 'TRUNCATE TABLE', add: [], remove: 'all' },
      { kind: 'get-credential', authName: 'x', host: 'pg', port: 5432 },
    ]
    for (const call of refused) await expect(ports.call('analysis', call)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(ports.call('unknown', { kind: 'list-databases' })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('a staged folder becomes the table’s when the job makes it, and is removed at the end of a job that does not', async () => {
    const { ports } = await rig()
    const call = (request: WorkerCall): Promise<unknown> => ports.call('job', request)
    const folderOf = async (request: WorkerCall): Promise<string> => {
      const answer = await call(request)
      if (typeof answer !== 'object' || answer === null || !('folder' in answer)) throw new Error('no folder')
      return String(answer.folder)
    }
    const named = (name: string) => ({ ...table, database: 'default', name, columns: [...table.columns] })
    const used = await folderOf({ kind: 'stage-new-table', database: 'Default', table: 'Made' })
    await writeFile(join(used, 'rows'), 'x')
    await expect(call({ kind: 'open-table', database: 'default', table: 'made' })).rejects.toMatchObject({ kind: 'not-found' })
    const files = [{ name: 'rows', bytes: 1, rowCount: 1 }]
    expect(await call({ kind: 'create-table', table: named('made'), ifNotExists: false, files })).toEqual({ created: true })
    expect(await call({ kind: 'open-table', database: 'default', table: 'made' })).toEqual({
      folder: dirname(used),
      version: 0,
      files: [{ name: `${basename(used)}/rows`, bytes: 1, rowCount: 1 }],
    })
    const unused = await folderOf({ kind: 'stage-new-table', database: 'default', table: 'unmade' })
    await writeFile(join(unused, 'rows'), 'x')
    await expect(call({ kind: 'stage-new-table', database: 'nowhere', table: 't' })).rejects.toMatchObject({ kind: 'not-found' })
    ports.jobEnded('job', { kind: 'cancelled', reason: 'x' })
    await expect.poll(() => existsSync(dirname(unused))).toBe(false)
    expect(existsSync(join(used, 'rows'))).toBe(true)
    await server.control.catalog.dropTable(server.caller, 'default', 'made', { ifExists: false })
  })

  it('that adds files to several tables, of which one was not written, leaves nothing of the others', async () => {
    const { ports } = await rig()
    const call = (request: WorkerCall): Promise<unknown> => ports.call('job', request)
    const named = { ...table, database: 'default', name: 'several', columns: [...table.columns] }
    await call({ kind: 'create-table', table: named, ifNotExists: false })
    const staged = await call({ kind: 'stage-table', database: 'default', table: 'several' })
    const { folder } = staged as { readonly folder: string }
    await writeFile(join(folder, 'rows'), 'x')
    const change = { operation: 'INSERT INTO', add: [{ name: 'rows', bytes: 1, rowCount: 1 }], remove: 'none' } as const
    const both = ['several', 'unwritten'].map((name) => ({ ...change, add: [...change.add], database: 'default', table: name }))
    await expect(call({ kind: 'commit-tables', changes: both })).rejects.toMatchObject({ kind: 'internal' })
    expect(existsSync(folder)).toBe(false)
    await server.control.catalog.dropTable(server.caller, 'default', 'several', { ifExists: false })
  })

  it('of a job that has ended is refused', async () => {
    const { ports } = await rig()
    ports.jobEnded('job', { kind: 'cancelled', reason: 'x' })
    await expect(ports.call('job', { kind: 'list-databases' })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
