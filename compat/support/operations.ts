import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRecord } from './lab.ts'
import type { RecordedCall } from './recording-front.ts'

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'reference', 'openapi.json')

/**
 * The operations of the OpenAPI document that these calls were, as `GET /v1.0/{project_id}/queues`: of each call that was carried out. Where two fit,
 * the one with more fixed segments is meant.
 */
export function provedOperations(calls: readonly RecordedCall[]): readonly string[] {
  const operations = documentedOperations()
  const found = new Set<string>()
  for (const { method, target, status } of calls) {
    if (status < 200 || status > 299) continue
    const segments = segmentsOf(target.split('?')[0] ?? '')
    const [best] = operations
      .filter((one) => one.method === method && fits(one.segments, segments))
      .toSorted((a, b) => fixedOf(b.segments) - fixedOf(a.segments))
    if (best !== undefined) found.add(best.name)
  }
  return [...found].toSorted()
}

interface Documented {
  readonly name: string
  readonly method: string
  readonly segments: readonly string[]
}

function documentedOperations(): readonly Documented[] {
  const document: unknown = JSON.parse(readFileSync(DOCUMENT, 'utf8'))
  if (!isRecord(document) || !isRecord(document['paths'])) throw new Error(`${DOCUMENT} is no OpenAPI document`)
  return Object.entries(document['paths']).flatMap(([path, methods]) =>
    Object.keys(isRecord(methods) ? methods : {}).map((lower) => {
      const method = lower.toUpperCase()
      return { name: `${method} ${path}`, method, segments: segmentsOf(path) }
    }),
  )
}

/** `/v1` and `/v1.0` are the same, and so is a slash at the end. */
function segmentsOf(path: string): readonly string[] {
  return path
    .replace(/^\/v([12])\.0\//, '/v$1/')
    .replace(/\/$/, '')
    .split('/')
    .slice(1)
}

const fits = (wanted: readonly string[], asked: readonly string[]): boolean =>
  wanted.length === asked.length && wanted.every((segment, at) => segment.startsWith('{') || segment === asked[at])

const fixedOf = (segments: readonly string[]): number => segments.filter((segment) => !segment.startsWith('{')).length
