import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const FILES = 'src/worker/sources/files'
const OPTIONS = ['--runtime', 'stub', '-Ospeed', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory']

/** A reader of files as a module of TypeScript that exports its text: what is committed needs no compiler to be run. `source`: within the files of sources. */
export function assemblyModule(source: string, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'))
  try {
    const file = join(folder, 'module.wasm')
    // As a program: its types, imported, would change those of all of ours.
    execFileSync(
      process.execPath,
      [join(ROOT, 'node_modules/assemblyscript/bin/asc.js'), `${FILES}/${source}`, '--outFile', file, ...OPTIONS],
      {
        cwd: ROOT,
      },
    )
    const text = readFileSync(file, 'base64')
    return `/** WebAssembly of ${source.slice(source.indexOf('/') + 1)}, made by npm run generate. */\nexport const ${name} =\n  '${text}'\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
