import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createBuckets } from './buckets.ts'

let home: string
let outside: string
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-buckets-'))
  home = join(folder, 'home')
  outside = join(folder, 'outside')
  for (const path of [join(home, 'buckets', 'lake'), outside]) await mkdir(path, { recursive: true })
  return () => rm(folder, { recursive: true, force: true })
})

describe('a bucket of the settings that is for some projects', () => {
  it('is one of theirs, and none of the others', async () => {
    const buckets = createBuckets(home, { mapped: { vault: outside }, projects: { vault: ['p1'] } })
    const [seeing, other] = [buckets.of('p1'), buckets.of('p2')]
    expect(await seeing.locate('obs://vault/a')).toBe(join(outside, 'a'))
    expect(await seeing.names()).toEqual(['lake', 'vault'])
    expect(seeing.folders()).toContain(outside)
    for (const each of [other, buckets.shared]) {
      await expect(each.locate('obs://vault/a')).rejects.toMatchObject({ kind: 'not-found' })
      await expect(each.open('vault')).rejects.toMatchObject({ kind: 'not-found' })
      expect(await each.names()).toEqual(['lake'])
      expect(each.folders()).not.toContain(outside)
    }
  })

  it('takes no name from the others, nor a folder of the data folder that has its name', async () => {
    const buckets = createBuckets(home, { mapped: { lake: outside }, projects: { lake: ['p1'] } })
    await expect(buckets.of('p2').open('lake')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(buckets.of('p1').make('lake')).rejects.toMatchObject({ kind: 'already-exists' })
    await buckets.of('p2').make('lake')
    expect(await buckets.of('p2').locate('obs://lake/a')).toBe(join(home, 'project-buckets', 'p2', 'lake', 'a'))
    expect(await buckets.of('p1').locate('obs://lake/a')).toBe(join(outside, 'a'))
  })
})

it('folders of a project hold its own buckets and the shared ones, and nothing of another project', async () => {
  const buckets = createBuckets(home, { mapped: { open: outside } })
  await buckets.of('p1').make('first')
  expect(buckets.of('p1').folders()).toEqual([join(home, 'project-buckets', 'p1'), join(home, 'buckets'), outside])
  expect(await buckets.of('p1').names()).toEqual(['first', 'lake', 'open'])
  expect(await buckets.of('p2').names()).toEqual(['lake', 'open'])
})

it('an id that is a way out of the folder names no project', () => {
  for (const id of ['', '.', '..', '../p1', 'p1/..']) expect(() => createBuckets(home, {}).of(id)).toThrow('no name of a folder')
})
