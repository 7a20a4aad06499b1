import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemErrorToUser } from './system-error.ts'

const shown = new Map([
  ['/data/buckets/b', 'obs://b'],
  ['/data/buckets/b/rows', 'obs://b/rows'],
])
const of = (code: string, path: string): Error => Object.assign(new Error(`${code}: permission denied, open '${path}'`), { code, path })

test('a file that may not be written is told by its bucket, and not by its path', () => {
  const told = systemErrorToUser(of('EACCES', '/data/buckets/b/rows/.unfinished-1'), shown)
  expect(told).toMatchObject({ kind: 'invalid-parameter' })
  expect(told?.message).toBe('A file cannot be read or written (obs://b/rows): its rights, or those of its folder, do not let the worker')
  expect(systemErrorToUser(of('EROFS', '/data/buckets/b'), shown)?.message).toBe(
    'A file cannot be read or written (obs://b): its file system may only be read',
  )
})

test('a full disk is told as such, with or without the file', () => {
  for (const code of ['ENOSPC', 'EDQUOT'])
    for (const error of [of(code, '/data/buckets/b/rows/part-0'), Object.assign(new Error(`${code}: no space, write`), { code })])
      expect(systemErrorToUser(error, shown)).toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining('no space left on a disk'),
      })
})

test('a file that is gone by the time that it is read is told by its bucket, and as a change by somebody else', () => {
  expect(systemErrorToUser(of('ENOENT', '/data/buckets/b/rows/part-0'), shown)).toMatchObject({
    kind: 'conflict',
    message: 'A file that the statement reads was removed meanwhile (obs://b/rows)',
  })
})

test('what is no matter of rights stays what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-system-error-'))
  try {
    readFileSync(join(folder, 'none'))
  } catch (error) {
    expect(systemErrorToUser(error, shown)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true })
  }
  for (const path of ['/data/scratch/w1/file', '/data/buckets/b2/file'])
    expect(systemErrorToUser(of('EACCES', path), shown)).toBeUndefined()
  expect(systemErrorToUser(new Error('EACCES'), shown)).toBeUndefined()
})
