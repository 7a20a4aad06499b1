import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const SOURCE = 'src/worker/sources/files/json/assembly/line-reader.ts'
const OPTIONS = ['--runtime', 'stub', '-Ospeed', '--noAssert', '--enable', 'simd', '--enable', 'bulk-memory']

/** The reader of JSON lines as a module of TypeScript: what is committed needs no compiler to be run. */
export function lineReaderModule(): string {
  const folder = mkdtempSync(join(tmpdir(), 'line-reader-'))
  try {
    const file = join(folder, 'line-reader.wasm')
    // As a program: its types, imported, would change those of all of ours.
    execFileSync(process.execPath, [join(ROOT, 'node_modules/assemblyscript/bin/asc.js'), SOURCE, '--outFile', file, ...OPTIONS], {
      cwd: ROOT,
    })
    const text = readFileSync(file, 'base64')
    return `/** WebAssembly of assembly/line-reader.ts, made by npm run generate. */\nexport const LINE_READER =\n  '${text}'\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
