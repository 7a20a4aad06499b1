import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { OpenFolder } from '../catalog/buckets/open-folder.ts'
import { pageOfObjects } from './page-of-objects.ts'

const NOBODY = 65_534
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-objects-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function keysOf(path: string, request: { readonly after?: string; readonly limit: number; readonly prefix?: string }) {
  await using root = await OpenFolder.open(path)
  const objects = await pageOfObjects(root, { prefix: '', after: '', hidden: '.uploads', ...request })
  return objects.map(({ key }) => key)
}

/** Root may read everything: the test is of a user who may not. */
async function asUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await work()
  process.seteuid?.(NOBODY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

it('a file that is closed to the server is listed with the others', async () => {
  const bucket = join(folder, 'closed')
  await mkdir(bucket)
  for (const name of ['a', 'b', 'c']) await writeFile(join(bucket, name), name)
  await chmod(join(bucket, 'b'), 0o000)
  if (process.getuid?.() === 0) for (const path of [folder, bucket, join(bucket, 'b')]) await chown(path, NOBODY, NOBODY)
  expect(await asUser(() => keysOf(bucket, { limit: 10 }))).toEqual(['a', 'b', 'c'])
})

it('of a folder of many, the pages together have each object once, in order', async () => {
  const bucket = join(folder, 'many')
  await mkdir(bucket)
  const names = Array.from({ length: 5_000 }, (_, index) => `n${index}`)
  await Promise.all(names.map((name) => writeFile(join(bucket, name), '')))
  // Between the files by their keys, and without one.
  for (let index = 0; index < 1_500; index += 1) await mkdir(join(bucket, `n2${index}-`))
  const keys: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await keysOf(bucket, { after, limit: 700 })
    keys.push(...page)
    after = page.at(-1)
  }
  expect(keys).toEqual(names.toSorted())
})

it('an object that goes away while the page is made does not end the list', async () => {
  const bucket = join(folder, 'going')
  await mkdir(bucket)
  const names = Array.from({ length: 2_500 }, (_, index) => `n${10_000 + index}`)
  await Promise.all(names.map((name) => writeFile(join(bucket, name), '')))
  await using root = await OpenFolder.open(bucket)
  const going = new Set(names.slice(0, 1_500))
  const fileStat = root.fileStat.bind(root)
  root.fileStat = async (name) => {
    if (going.delete(name)) await rm(join(bucket, name))
    return await fileStat(name)
  }
  const objects = await pageOfObjects(root, { prefix: '', after: '', hidden: '', limit: 100 })
  expect(objects.map(({ key }) => key)).toEqual(names.slice(1_500, 1_600))
})
