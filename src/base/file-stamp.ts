import { statSync } from 'node:fs'

/** Another one whenever the file has changed, its inode too; undefined when there is none. @param name absolute */
export function fileStamp(name: string): string | undefined {
  const stats = statSync(name, { throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`
}
