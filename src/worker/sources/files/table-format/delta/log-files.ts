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

export const newestVersion = ({ commits, checkpoints }: LogFiles): number => Math.max(commits.at(-1) ?? 0, checkpoints.at(-1)?.version ?? 0)

const noTable = (folder: LogFolder): CausewayError =>
  new CausewayError('invalid-parameter', `${folder.shown('')} is no table of Delta Lake: there is no commit in a folder ${LOG}`, {
    hint: 'Name the folder that holds _delta_log.',
  })

/** Whether all is there that makes up the version. */
export const isKept = (files: LogFiles, version: number): boolean => 'commits' in partsOf(files, version)

/** What makes up a version: the newest checkpoint up to it, and each commit after that. @throws CausewayError when one is missing */
export function filesOfVersion(files: LogFiles, version: number, folder: LogFolder): PartsOfVersion {
  const parts = partsOf(files, version)
  if ('commits' in parts) return parts
  throw new CausewayError(
    'not-found',
    `${folder.shown(commitName(parts.missing))} is not there, and version ${version} of the table cannot be known without it`,
    { hint: 'The commit was removed; DESCRIBE HISTORY tells which versions are kept.' },
  )
}

interface PartsOfVersion {
  readonly checkpoint: Checkpoint | undefined
  readonly commits: readonly number[]
}

function partsOf({ commits, checkpoints }: LogFiles, version: number): PartsOfVersion | { readonly missing: number } {
  const checkpoint = checkpoints.findLast((one) => one.version <= version)
  const from = checkpoint === undefined ? 0 : checkpoint.version + 1
  const needed = commits.filter((one) => one >= from && one <= version)
  const gap = needed.findIndex((one, index) => one !== from + index)
  if (gap !== -1) return { missing: from + gap }
  return from + needed.length <= version ? { missing: from + needed.length } : { checkpoint, commits: needed }
}
