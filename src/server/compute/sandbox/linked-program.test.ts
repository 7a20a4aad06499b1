import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { workerCommand } from './isolation.ts'

test('a program whose node_modules is a link finds its packages, where nothing but node’s permissions holds it', async () => {
  const top = mkdtempSync(join(tmpdir(), 'causeway-linked-'))
  try {
    const [program, shared] = [join(top, 'program'), join(top, 'shared')]
    mkdirSync(program)
    mkdirSync(join(shared, 'pkg'), { recursive: true })
    writeFileSync(join(shared, 'pkg', 'package.json'), '{ "name": "pkg", "type": "module", "exports": "./main.js" }')
    writeFileSync(join(shared, 'pkg', 'main.js'), 'export const found = "found"')
    symlinkSync(shared, join(program, 'node_modules'))
    const entry = join(program, 'main.mjs')
    writeFileSync(entry, 'import { found } from "pkg"; console.log(found)')
    const { file, args } = workerCommand(
      { kind: 'plain', processes: 'shared', wrap: [] },
      { unshare: undefined, setpriv: undefined, prlimit: undefined },
      { entry, readable: [program, join(program, 'node_modules')], writable: [], callFilter: false },
    )
    expect((await promisify(execFile)(file, args)).stdout).toBe('found\n')
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
})
