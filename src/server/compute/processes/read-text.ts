import { readFileSync } from 'node:fs'

/** A file of /proc or /sys; undefined where the system has none, or no more. */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
