import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from './lab.ts'

/** By client, the operations whose answers its last recorded run looked at. docs/reference/operations.md is made from it. */
export type Proved = Readonly<Record<string, readonly string[]>>

const FILE = join(import.meta.dirname, '..', 'proved.json')

export function readProved(): Proved {
  const json: unknown = JSON.parse(readFileSync(FILE, 'utf8'))
  if (!isRecord(json)) throw new Error(`${FILE} is no object`)
  return Object.fromEntries(Object.entries(json).map(([client, names]) => [client, Array.isArray(names) ? names.map(String) : []]))
}

export function recordProved(client: string, operations: readonly string[]): void {
  const all = Object.entries({ ...readProved(), [client]: operations }).toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`)
}
