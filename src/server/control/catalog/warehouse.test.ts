import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { OpenFolder } from './buckets/open-folder.ts'
import { createWarehouse, type Warehouse } from './warehouse.ts'

/** A worker may put anything into the folders of its data, and something else in their place at any moment. */
let home: string
let warehouse: Warehouse
let outside: string
const table = { projectId: 'p', database: 'd', tableId: '0f9df2b3-90d6-4d0c-8b5d-6f35f5f0a001' }
const write = { ...table, name: '1f9df2b3-90d6-4d0c-8b5d-6f35f5f0a002' }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'causeway-warehouse-'))
  warehouse = createWarehouse(home, createLog('silent'))
  outside = join(home, 'outside')
  mkdirSync(join(outside, 'deep'), { recursive: true })
  for (const file of ['precious', 'deep/precious']) writeFileSync(join(outside, file), 'x')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const isWhole = (): boolean =>
  ['precious', 'deep/precious'].every((file) => existsSync(join(outside, file)) && readFileSync(join(outside, file), 'utf8') === 'x')

const SWAP = `
const { renameSync, writeSync } = require('node:fs')
const [, real, link, aside] = process.argv
writeSync(1, '.')
for (;;) {
  try { renameSync(real, aside); renameSync(link, real) } catch {}
  try { renameSync(real, link); renameSync(aside, real) } catch {}
}`

it('what a link that comes and goes in the place of a folder leads to is never removed', async () => {
  const folder = await warehouse.makeFolder(table)
  const real = join(folder, write.name)
  symlinkSync(outside, join(folder, 'link'))
  const swap = spawn(process.execPath, ['-e', SWAP, real, join(folder, 'link'), join(folder, 'aside')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(swap.stdout, 'data')
  // Who goes by paths that were looked at is caught in some of such runs, and who goes by descriptors in none.
  for (let round = 0; round < 300; round += 1) {
    try {
      mkdirSync(join(real, 'deep'), { recursive: true })
      writeFileSync(join(real, 'deep', 'precious'), 'to be removed', { flag: 'wx' })
    } catch {
      // The link stands there, or nothing.
    }
    await warehouse.removeFile(table, `${write.name}/deep/precious`)
    await warehouse.removeWrite(write)
  }
  swap.kill('SIGKILL')
  await once(swap, 'exit')
  expect(isWhole()).toBe(true)
})

it('folders that are links, or on whose way a link stands, are left as they are, and nothing is made behind one', async () => {
  symlinkSync(outside, join(dirname(await warehouse.makeFolder(table)), 'link'))
  await warehouse.removeWrite({ ...table, tableId: 'link', name: 'deep' })
  await warehouse.removeFile({ ...table, tableId: 'link' }, 'deep/precious')
  await warehouse.remove([{ projectId: 'p', database: 'd/link', tableId: 'deep' }])
  await expect(warehouse.makeFolder({ ...table, tableId: 'link' }, 'new')).rejects.toMatchObject({ kind: 'internal' })
  expect(isWhole()).toBe(true)
  expect(readdirSync(outside).toSorted()).toEqual(['deep', 'precious'])
  await warehouse.remove([{ ...table, tableId: 'link' }])
  expect(existsSync(join(home, 'warehouse', 'p', 'd', 'link'))).toBe(false)
  expect(isWhole()).toBe(true)
})

/** Deeper than a path may be long, and than a process has descriptors. */
const DEEP = `
const { mkdirSync } = require('node:fs')
process.chdir(process.argv[1])
for (let i = 0; i < 1000; i += 1) { mkdirSync('nested'); process.chdir('nested') }`

it('whatever a worker has left is removed: pipes, links, closed folders, names of any kind, and folders nested without measure', async () => {
  const folder = await warehouse.makeFolder(table, write.name)
  execFileSync('mkfifo', [join(folder, 'pipe')])
  symlinkSync('/', join(folder, 'root'))
  symlinkSync('nowhere', join(folder, 'broken'))
  for (const name of ['0-1', '1-1', '-rf', 'line\nend', '\\', "'; --", '%2e%2e', 'ü'.repeat(100)]) mkdirSync(join(folder, name))
  for (const name of ['-rf', '0-1', '1-1']) writeFileSync(join(folder, name, 'file'), 'x')
  mkdirSync(join(folder, 'closed', 'inner'), { recursive: true })
  chmodSync(join(folder, 'closed', 'inner'), 0)
  chmodSync(join(folder, 'closed'), 0)
  execFileSync(process.execPath, ['-e', DEEP, folder])
  await warehouse.sweep(new Map([[table.tableId, new Set<string>()]]))
  await warehouse.drain()
  expect(readdirSync(join(home, 'warehouse', 'p', 'd', table.tableId))).toEqual([])
})

it('folders of partitions go with their last file, and not with another one', async () => {
  const folder = await warehouse.makeFolder(table, write.name)
  for (const day of ['mon', 'tue']) {
    mkdirSync(join(folder, `day=${day}`))
    writeFileSync(join(folder, `day=${day}`, 'part-0'), 'x')
  }
  await warehouse.removeFile(table, `${write.name}/day=mon/part-0`)
  expect(readdirSync(folder)).toEqual(['day=tue'])
  await warehouse.removeFile(table, `${write.name}/day=tue/part-0`)
  expect(readdirSync(dirname(folder))).toEqual([])
})

it('a start and a stop do not wait until what belongs to no table is removed', async () => {
  const folder = await warehouse.makeFolder(table, write.name)
  for (let k = 0; k < 60; k += 1) {
    mkdirSync(join(folder, `k=${k}`))
    writeFileSync(join(folder, `k=${k}`, 'part-0'), 'x')
  }
  const { removeIfEmpty } = OpenFolder.prototype
  let stopped: Promise<void> | undefined
  const spy = vi.spyOn(OpenFolder.prototype, 'removeIfEmpty').mockImplementation(async function (this: OpenFolder, name) {
    stopped ??= warehouse.stop()
    await removeIfEmpty.call(this, name)
  })
  onTestFinished(() => spy.mockRestore())
  const known = new Map([[table.tableId, new Set<string>()]])
  await warehouse.sweep(known)
  expect(readdirSync(folder).length).toBe(60)
  await warehouse.drain()
  await stopped
  expect(readdirSync(folder).length).toBeGreaterThan(20)
  spy.mockRestore()
  const next = createWarehouse(home, createLog('silent'))
  await next.sweep(known)
  await next.drain()
  expect(readdirSync(dirname(folder))).toEqual([])
})
