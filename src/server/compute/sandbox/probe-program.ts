import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileStamp } from '../../../base/file-stamp.ts'
import { PACKER, packModules } from '../processes/module-pack.ts'
import { PACK_HOOKS, programPreload } from '../processes/program-preload.ts'

/** What a probe runs, all of it. */
const MODULES = [
  './sandbox-probe-main.ts',
  './native-attempts.ts',
  '../../../worker/call-filter.ts',
  '../../../base/call-filter/set-filter.ts',
  '../../../base/call-filter/filter-program.ts',
  '../../../base/call-filter/system-calls.ts',
  '../../../base/call-filter/allowed-calls.ts',
] as const

export interface ProbeProgram extends AsyncDisposable {
  /** What a probe reads it from. */
  readonly folder: string
  readonly preload: string
}

export const PROBE_MAIN = fileURLToPath(new URL(MODULES[0], import.meta.url))

/**
 * The program of the probes as JavaScript in one file, until it is disposed of: each of them would load what strips types, which takes longer than all that they try.
 * @param scratch absolute; made when it is not there
 * @param keptFile absolute, in a folder that this user alone may write: what an earlier start has made of the same modules. It is believed as the modules of this server
 * are that stand beside it; absent: made anew each time
 */
export async function makeProbeProgram(scratch: string, keptFile?: string): Promise<ProbeProgram> {
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(scratch, 'probe-program-'))
  const file = join(folder, 'program.pack')
  const stamp = [
    process.version,
    ...[...MODULES.map((name) => fileURLToPath(new URL(name, import.meta.url))), PACKER, PACK_HOOKS].map(fileStamp),
  ].join(' ')
  let program = keptFile === undefined ? undefined : await readKept(keptFile, stamp)
  if (program === undefined) {
    program = packModules(await withoutAnyTypes())
    // Without it the next start takes longer, and nothing else.
    if (keptFile !== undefined) await keep(keptFile, { stamp, program }).catch(() => {})
  }
  await writeFile(file, program, { mode: 0o600 })
  return {
    folder,
    preload: programPreload(file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function withoutAnyTypes(): Promise<Readonly<Record<string, string>>> {
  const { withoutTypes } = await import('../../../base/without-types.ts')
  const program: Record<string, string> = {}
  for (const name of MODULES) {
    const url = new URL(name, import.meta.url)
    program[url.href] = withoutTypes(await readFile(url, 'utf8'))
  }
  return program
}

interface Kept {
  /** Of node and of every module. */
  readonly stamp: string
  /** As packModules makes it. */
  readonly program: string
}

async function readKept(file: string, stamp: string): Promise<string | undefined> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isKept(kept) && kept.stamp === stamp ? kept.program : undefined
  } catch {
    return undefined
  }
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'stamp' in value &&
  typeof value.stamp === 'string' &&
  'program' in value &&
  typeof value.program === 'string'

/** Whole or not at all. */
async function keep(file: string, kept: Kept): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.draft`
  await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
  await rename(draft, file)
}
