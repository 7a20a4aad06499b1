import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { realPath } from '../base/real-path.ts'
import { ownName } from './own-name.ts'

let folder = ''
let launcher = ''
beforeEach(() => {
  folder = realPath(mkdtempSync(join(tmpdir(), 'causeway-name-')))
  mkdirSync(join(folder, "it's here", 'cli'), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  launcher = join(folder, "it's here", 'cli', 'launch.mjs')
  writeFileSync(launcher, '')
})
afterEach(() => rmSync(folder, { recursive: true }))

const PATH = (): string => ['', '/nowhere', join(folder, 'bin')].join(delimiter)

it('is what works when pasted where it was started: its file, as it is seen from there', () => {
  expect(ownName({ PATH: PATH() }, join(folder, "it's here"), launcher)).toBe('node cli/launch.mjs')
  expect(ownName({}, join(folder, 'bin'), launcher)).toBe(`node '${folder}/it'\\''s here/cli/launch.mjs'`)
})

it('is causeway where that is on the path, and this one', () => {
  symlinkSync('/bin/sh', join(folder, 'bin', 'causeway'))
  expect(ownName({ PATH: PATH() }, folder, launcher)).not.toBe('causeway')
  rmSync(join(folder, 'bin', 'causeway'))
  symlinkSync(launcher, join(folder, 'bin', 'causeway'))
  expect(ownName({ PATH: PATH() }, folder, launcher)).toBe('causeway')
})
