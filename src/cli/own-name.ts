import { existsSync } from 'node:fs'
import { delimiter, join, relative } from 'node:path'
import { realPath } from '../base/real-path.ts'

const LAUNCHER = join(import.meta.dirname, 'launch.mjs')

/** How commands of this program are called from here: in a clone that is not linked `causeway` is not on the path. */
export function ownName(environment: NodeJS.ProcessEnv, workingFolder: string, launcher = LAUNCHER): string {
  const own = realPath(launcher)
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const isOnPath = folders.some((folder) => existsSync(join(folder, 'causeway.cmd')) || realPath(join(folder, 'causeway')) === own)
  if (isOnPath) return 'causeway'
  const near = relative(realPath(workingFolder), own)
  const shown = near.startsWith('..') ? own : near
  return `node ${/^[\w./@+-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`}`
}
