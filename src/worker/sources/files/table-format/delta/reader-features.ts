import { CausewayError } from '../../../../../base/errors.ts'
import type { Protocol } from './actions.ts'

/** What a table may demand of its readers, and is done here; for others it makes no difference. */
const KNOWN: ReadonlySet<string> = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
])
const READER_VERSION_MAX = 3

/** @throws CausewayError not-supported, by name, for what a reader of the table must know and this one does not */
export function checkReader({ minReaderVersion, readerFeatures }: Protocol, shown: string): void {
  if (minReaderVersion > READER_VERSION_MAX)
    throw new CausewayError(
      'not-supported',
      `${shown} needs readers of version ${minReaderVersion}, and this one is of version ${READER_VERSION_MAX}`,
    )
  if (minReaderVersion < READER_VERSION_MAX) return
  const unknown = readerFeatures.filter((feature) => !KNOWN.has(feature)).map((feature) => feature.slice(0, 60))
  if (unknown.length === 0) return
  throw new CausewayError('not-supported', `${shown} needs readers that know ${unknown.slice(0, 10).join(', ')}, which is not supported`, {
    hint: 'Have the feature dropped from the table by what writes it, or a copy made without it.',
  })
}
