import { CausewayError } from '../../../../../base/errors.ts'
import type { LogFolder } from '../log-folder.ts'

export const LOG = '_delta_log'

export interface Checkpoint {
  readonly version: number
  /** Names below the table's folder; several: it is in parts. */
  readonly names: readonly string[]
}

export interface LogFiles {
  /** Versions that have a commit, in order. */
  readonly commits: readonly number[]
  /** Whole ones, in order. */
  readonly checkpoints: readonly Checkpoint[]
}

export const commitName = (version: number): string => `${LOG}/${String(version).padStart(20, '0')}.json`

/** What is in the log, by the names of its files. `_last_checkpoint` only says again what they say. */
export async function listLog(folder: LogFolder): Promise<LogFiles> {
  const names = await folder.names(LOG)
  if (names === undefined) throw noTable(folder)
  const commits: number[] = []
  const checkpoints = new Map<string, Checkpoint & { readonly parts: number }>()
  for (const name of names) {
    const [, digits, rest] = /^(\d{20})\.(.+)$/.exec(name) ?? []
    if (digits === undefined || rest === undefined) continue
    const version = Number(digits)
    if (!Number.isSafeInteger(version)) continue
    if (rest === 'json') commits.push(version)
    const [, part, parts] = /^checkpoint\.(\d{10})\.(\d{10})\.parquet$/.exec(rest) ?? []
    if (part !== undefined && parts !== undefined) {
      const key = `${digits}.${parts}`
      const found = checkpoints.get(key) ?? { version, names: [], parts: Number(parts) }
      checkpoints.set(key, { ...found, names: [...found.names, `${LOG}/${name}`] })
    } else if (/^checkpoint\.parquet$|^checkpoint\.[0-9a-fA-F-]{36}\.(json|parquet)$/.test(rest)) {
      checkpoints.set(name, { version, names: [`${LOG}/${name}`], parts: 1 })
    }
  }
  const whole = [...checkpoints.values()].filter((one) => one.names.length === one.parts)
  if (commits.length === 0 && whole.length === 0) throw noTable(folder)
  return { commits: commits.toSorted((a, b) => a - b), checkpoints: whole.toSorted((a, b) => a.version - b.version) }
}

const noTable = (folder: LogFolder): CausewayError =>
  new CausewayError('invalid-parameter', `${folder.shown('')} is no table of Delta Lake: there is no commit in a folder ${LOG}`, {
    hint: 'Name the folder that holds _delta_log.',
  })

/** What makes up a version: the newest checkpoint up to it, and each commit after that. @throws CausewayError when one is missing */
export function filesOfVersion(
  { commits, checkpoints }: LogFiles,
  version: number,
  folder: LogFolder,
): { readonly checkpoint: Checkpoint | undefined; readonly commits: readonly number[] } {
  const checkpoint = checkpoints.findLast((one) => one.version <= version)
  const from = checkpoint === undefined ? 0 : checkpoint.version + 1
  const needed = commits.filter((one) => one >= from && one <= version)
  const missing = from + needed.findIndex((one, index) => one !== from + index)
  const gap = missing >= from ? missing : from + needed.length <= version ? from + needed.length : undefined
  if (gap === undefined) return { checkpoint, commits: needed }
  throw new CausewayError(
    'not-found',
    `${folder.shown(commitName(gap))} is not there, and version ${version} of the table cannot be known without it`,
    {
      hint: 'The commit was removed; later versions may be there: DESCRIBE HISTORY lists them.',
    },
  )
}
