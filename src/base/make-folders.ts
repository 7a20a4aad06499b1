import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasCode } from './has-code.ts'

/**
 * A folder and those above it that are not there, each for its user alone. Not by `recursive` of Node, which tries for ever where the system says that nothing can be made in a folder, as if that were not there: Linux does so
 * of /proc. Throws what the system says.
 */
export function makeFolders(folder: string): void {
  try {
    makeOne(folder)
  } catch (thrown) {
    const above = dirname(folder)
    if (!hasCode(thrown, 'ENOENT') || above === folder) throw thrown
    makeFolders(above)
    makeOne(folder)
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST') || !statSync(folder).isDirectory()) throw thrown
  }
}
