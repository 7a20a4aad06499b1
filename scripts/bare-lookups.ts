/**
 * What is looked up by a name that comes from outside is made by `lookup` (src/base/lookup.ts): in an object that is written down, "constructor" and its like are
 * found too. Lists the constants of the program that are not.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const PLAIN = /^(?:export )?const (\w+): Readonly<Record<string, .*>> = \{/gm

/** Gone through, and nothing is looked up in them; the first two are part of the program of the probes, which is to be small. */
const GONE_THROUGH = [
  'src/base/call-filter/system-calls.ts',
  'src/base/call-filter/allowed-calls.ts',
  'src/server/store/migrations/migrations.ts',
]

const complaints = globSync('src/**/*.ts', { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('/fixtures/') && !GONE_THROUGH.includes(file))
  .flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(PLAIN)].map(
      ([, name]) => `${file}: ${name} is to be made by lookup() of src/base/lookup.ts`,
    ),
  )
for (const complaint of complaints.sort()) console.error(complaint)
process.exitCode = complaints.length === 0 ? 0 : 1
