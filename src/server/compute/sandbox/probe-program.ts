import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withoutTypes } from '../../../base/without-types.ts'
import { programPreload } from '../processes/program-preload.ts'

/** What a probe runs, all of it. */
const MODULES = [
  './sandbox-probe-main.ts',
  './native-attempts.ts',
  '../../../worker/call-filter.ts',
  '../../../base/call-filter/set-filter.ts',
  '../../../base/call-filter/filter-program.ts',
  '../../../base/call-filter/system-calls.ts',
] as const

export interface ProbeProgram extends AsyncDisposable {
  /** What a probe reads it from. */
  readonly folder: string
  readonly preload: string
}

export const PROBE_MAIN = fileURLToPath(new URL(MODULES[0], import.meta.url))

/**
 * The program of the probes as JavaScript in one file, until it is disposed of: each of them would load what strips types, which takes longer than all that they try.
 * Made anew each time: what an earlier start left could have been written by what the probes are to measure.
 * @param scratch absolute; made when it is not there
 */
export async function makeProbeProgram(scratch: string): Promise<ProbeProgram> {
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(scratch, 'probe-program-'))
  const file = join(folder, 'program.json')
  const program: Record<string, string> = {}
  for (const name of MODULES) {
    const url = new URL(name, import.meta.url)
    program[url.href] = withoutTypes(await readFile(url, 'utf8'))
  }
  await writeFile(file, JSON.stringify(program), { mode: 0o600 })
  return {
    folder,
    preload: programPreload(file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
