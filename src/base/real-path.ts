import { realpathSync } from 'node:fs'

/** The path itself where nothing is there yet: who reads it tells so. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
