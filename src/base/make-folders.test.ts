import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolders } from './make-folders.ts'

it('makes a folder with those above it, for its user alone, and leaves what is there', () => {
  const top = mkdtempSync(join(tmpdir(), 'causeway-folders-'))
  try {
    const folder = join(top, 'a', 'b', 'c')
    makeFolders(folder)
    makeFolders(folder)
    expect(statSync(join(top, 'a')).mode & 0o777).toBe(0o700)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    writeFileSync(join(top, 'file'), '')
    expect(() => makeFolders(join(top, 'file', 'a'))).toThrow('ENOTDIR')
    expect(() => makeFolders(join(top, 'file'))).toThrow('EEXIST')
  } finally {
    rmSync(top, { recursive: true })
  }
})

it.runIf(process.platform === 'linux')('ends where nothing can be made', () => {
  expect(() => makeFolders('/proc/causeway-none/a/b')).toThrow('ENOENT')
})
