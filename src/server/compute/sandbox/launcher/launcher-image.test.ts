import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SET_FILTER_CODE } from '../../../../base/call-filter/filter-library.ts'
import { compiler } from '../fixtures/native-library.ts'
import { LAUNCHER_CODE } from './launcher-image.ts'

/** What the source says, in bytes. */
function assembled(source: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-assembled-'))
  try {
    execFileSync(compiler ?? '', ['-c', source, '-o', join(folder, 'code.o')])
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', join(folder, 'code.o'), join(folder, 'code')])
    return readFileSync(join(folder, 'code'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Only where instructions of this kind can be assembled.
describe.skipIf(compiler === undefined || process.platform !== 'linux' || process.arch !== 'x64')(
  'instructions are what their source says',
  () => {
    test('of the launcher', () => {
      expect(assembled(join(import.meta.dirname, 'launcher-x64.s')).toString('hex')).toBe(LAUNCHER_CODE.toString('hex'))
    })

    test('of the library that sets the filter', () => {
      const source = join(import.meta.dirname, '..', '..', '..', '..', 'base', 'call-filter', 'set-filter-x64.s')
      expect(assembled(source).toString('hex')).toBe(SET_FILTER_CODE.toString('hex'))
    })
  },
)
