import type { SourceKind } from '../shared/source.ts'
import { REDIS_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'
import { TEXTS_FORMAT } from './texts-format.ts'

/** Tables of hashes in a Redis (USING REDIS). */
export const redisKind: SourceKind = {
  options: [REDIS_OPTIONS],
  decoders: {
    [TEXTS_FORMAT]: async () => (await import('./texts-decoder.ts')).makeTextsDecoder,
  },
  check: readSource,
  load: async () => (await import('./source.ts')).redisSource,
}
