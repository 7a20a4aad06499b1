import { JOB_NOTE_LIMITS } from '../../protocol/job-note-limits.ts'
import type { RemoteStatement, SourceProgress } from '../../protocol/job-result.ts'

/** By source, in the order in which they were asked first: several statements may ask the same. What has sent nothing yet, or is written to, is none. */
export function sourceProgress(statements: readonly RemoteStatement[]): readonly SourceProgress[] {
  const read = new Map<string, { bytes: number; rows: number | undefined }>()
  for (const { source, bytes, rows } of statements) {
    if (bytes === undefined && rows === undefined) continue
    const before = read.get(source)
    if (before === undefined && read.size >= JOB_NOTE_LIMITS.sources) continue
    const sum = before ?? { bytes: 0, rows: undefined }
    sum.bytes += bytes ?? 0
    if (rows !== undefined) sum.rows = (sum.rows ?? 0) + rows
    read.set(source, sum)
  }
  return [...read].map(([source, { bytes, rows }]) => ({
    source: source.slice(0, JOB_NOTE_LIMITS.reasonLength),
    bytes,
    ...(rows === undefined ? {} : { rows }),
  }))
}
