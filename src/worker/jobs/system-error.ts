import { CausewayError } from '../../base/errors.ts'
import { lookup } from '../../base/lookup.ts'
import { fullDisk } from './full-disk.ts'
import { removedFile } from './removed-file.ts'

/** By the code of the operating system. */
const WHY: Readonly<Record<string, string>> = lookup({
  EACCES: 'its rights, or those of its folder, do not let the worker',
  EPERM: 'its rights, or those of its folder, do not let the worker',
  EROFS: 'its file system may only be read',
})

const FULL = new Set(['ENOSPC', 'EDQUOT'])

/** Of a disk that is full, and of a file that is gone, or not as a job needs it: what whoever put it there can change. Undefined: it is something else, or nobody's file. No path of this machine is told. */
export function systemErrorToUser(error: unknown, shownPaths: ReadonlyMap<string, string>): CausewayError | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined
  // A write into an open file does not say which.
  if (FULL.has(error.code)) return fullDisk(error)
  if (!('path' in error && typeof error.path === 'string')) return undefined
  const { path } = error
  const [named] = [...shownPaths]
    .filter(([above]) => path === above || path.startsWith(`${above}/`))
    .toSorted(([one], [other]) => other.length - one.length)
  // One of the server's own folders is no matter of the user's.
  if (named === undefined) return undefined
  if (error.code === 'ENOENT') return removedFile(named[1], error)
  const why = WHY[error.code]
  if (why === undefined) return undefined
  return new CausewayError('invalid-parameter', `A file cannot be read or written (${named[1]}): ${why}`, {
    hint: 'On the server’s machine, give the files of the bucket to the user that the server runs as. Of a server that is root, workers write what is root’s on a disk that can show it to them (docs/security.md), and what everybody may write',
    cause: error,
  })
}
