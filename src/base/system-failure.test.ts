import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { systemFailure } from './system-failure.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}
const errorOf = (code: string, syscall: string, path?: string): Error =>
  Object.assign(new Error(`${code}: words of the system`), { code, syscall, ...(path === undefined ? {} : { path }) })

it.each<[Error, string]>([
  [errorOf('ENOSPC', 'write'), 'A file cannot be written: the disk is full'],
  [errorOf('EROFS', 'chmod', '/data'), '/data cannot be used: its file system may only be read'],
  [errorOf('EROFS', 'mkdir', '/data'), '/data cannot be made: its file system may only be read'],
  [errorOf('EACCES', 'open', '/data/x'), '/data/x cannot be used: this user has not the right'],
  [errorOf('EDQUOT', 'write'), "A file cannot be written: this user's share of the disk is used up"],
  [errorOf('EMFILE', 'open', '/x'), '/x cannot be used: too many files are open'],
  [errorOf('ENEW', 'frob', '/x'), '/x cannot be used: the system says ENEW'],
])('%s is told with what it means and what to do', (thrown, message) => {
  const failure = systemFailure(thrown, 'A file')
  expect(failure).toMatchObject({ kind: 'unavailable', message, hint: expect.stringMatching(/\S\.$/), cause: thrown })
  expect(`${failure?.message} ${failure?.hint}`).not.toContain('words of the system')
})

it('who may not make a folder is told to have it made, not to give away one that is not there', () => {
  expect(systemFailure(errorOf('ENOENT', 'mkdir', '/proc/x'), 'A file')).toMatchObject({
    hint: expect.stringContaining('in another place'),
  })
  expect(systemFailure(errorOf('EACCES', 'mkdir', '/srv/x'), 'A file')).toMatchObject({
    message: '/srv/x cannot be made: this user has not the right',
    hint: expect.stringContaining('install -d -o <user>'),
  })
  expect(systemFailure(errorOf('EACCES', 'open', '/srv/x'), 'A file')?.hint).toContain('chown -R')
})

it('real errors of the system are known as such, and no others', () => {
  expect(
    systemFailure(
      thrownBy(() => readFileSync(import.meta.dirname)),
      'It',
    )?.message,
  ).toBe('It cannot be read: it is a folder')
  const inFile = `${import.meta.filename}/x`
  expect(
    systemFailure(
      thrownBy(() => writeFileSync(inFile, '')),
      'It',
    )?.message,
  ).toBe(`${inFile} cannot be used: a part of its path is no folder`)
  const there = import.meta.dirname
  expect(
    systemFailure(
      thrownBy(() => mkdirSync(there)),
      'It',
    )?.message,
  ).toBe(`${there} cannot be made: something else has its name`)
  expect(systemFailure(new Error('no'), 'It')).toBeUndefined()
  expect(systemFailure('no', 'It')).toBeUndefined()
})
