import type { SourceKind } from '../shared/source.ts'
import { HITS_FORMAT } from './hits-format.ts'
import { CSS_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'

/** Tables of documents in an OpenSearch or Elasticsearch (USING CSS). */
export const cssKind: SourceKind = {
  options: [CSS_OPTIONS],
  decoders: {
    [HITS_FORMAT]: async () => (await import('./hits-decoder.ts')).makeHitsDecoder,
  },
  check: readSource,
  load: async () => (await import('./source.ts')).cssSource,
}
