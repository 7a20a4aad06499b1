import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { fillNewFolder, isMountPoint, requireApart } from './copied-entries.ts'

const TOO_LONG = "for (let at = 0; at < 30; at += 1) { require('fs').mkdirSync('n'.repeat(200)); process.chdir('n'.repeat(200)) }"

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'causeway-copied-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  // Which Node cannot of what is behind a path that is too long.
  execFileSync('rm', ['-rf', top])
})

it('tells why the work has failed also where what there is of it cannot be removed, and that it is still there', async () => {
  const failed = fillNewFolder(join(top, 'copy'), async (unfinished) => {
    execFileSync(process.execPath, ['-e', TOO_LONG], { cwd: unfinished })
    throw new CausewayError('unavailable', 'The disk is full', { hint: 'Make room.' })
  })
  await expect(failed).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'The disk is full',
    hint: expect.stringMatching(/^Make room\. .*copy\.unfinished could not be removed \(ENAMETOOLONG.*remove it/),
  })
  expect(readdirSync(top)).toEqual(['copy.unfinished'])
})

it('brings all of it to the disk before it has its name, and is none where that fails', async () => {
  const programs = mkdtempSync(join(top, 'programs-'))
  writeFileSync(
    join(programs, 'sync'),
    `#!/bin/sh\nls "$2" > '${join(programs, 'seen')}'\necho "sync: $2: Input/output error" >&2\nexit 1\n`,
    { mode: 0o755 },
  )
  vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`)
  const made = fillNewFolder(join(top, 'copy'), async (unfinished) => {
    writeFileSync(join(unfinished, 'last'), '')
  })
  await expect(made).rejects.toMatchObject({ kind: 'unavailable', hint: expect.stringContaining('Input/output error') })
  expect(readFileSync(join(programs, 'seen'), 'utf8')).toBe('last\n')
  expect(readdirSync(top).filter((name) => name.startsWith('copy'))).toEqual([])
})

it.each(['link', 'link/a', 'link/a/b/c', 'data', 'data/a/b', '.'])('a folder within the other is none apart: %s', async (into) => {
  mkdirSync(join(top, 'data'))
  symlinkSync(join(top, 'data'), join(top, 'link'))
  await expect(requireApart(join(top, 'data'), join(top, into))).rejects.toMatchObject({ kind: 'invalid-parameter' })
  await requireApart(join(top, 'data'), join(top, 'elsewhere/a/b'))
})

it('fills the empty folder that a link leads to', async () => {
  mkdirSync(join(top, 'empty'))
  symlinkSync(join(top, 'empty'), join(top, 'link'))
  await fillNewFolder(join(top, 'link'), async (unfinished) => writeFileSync(join(unfinished, 'a'), ''))
  expect(readdirSync(join(top, 'empty'))).toEqual(['a'])
  expect(readdirSync(top).toSorted()).toEqual(['empty', 'link'])
})

it.runIf(process.platform === 'linux')('knows where something is mounted', async () => {
  expect([await isMountPoint('/proc'), await isMountPoint(top)]).toEqual([true, false])
})
