import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, isExecutable, prepare } from './programs.ts'

/** A Python in an environment of its own that has the packages of a file of requirements. Made once for each state of the file. */
export async function pythonWith(requirements: string, cache: string): Promise<string> {
  const state = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12)
  const folder = join(cache, `environment-${state}`)
  const python = join(folder, 'bin', 'python')
  const done = join(folder, 'bin', 'causeway-done')
  if (await isExecutable(done)) return python
  const base = await findProgram('python3', 'CAUSEWAY_COMPAT_PYTHON', 'Install Python 3.9 or later.')
  console.log(`Installing ${requirements} into ${folder} …`)
  await prepare(base, ['-m', 'venv', '--clear', folder], cache)
  await prepare(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', requirements], cache)
  await prepare('cp', ['--', python, done], cache)
  return python
}
