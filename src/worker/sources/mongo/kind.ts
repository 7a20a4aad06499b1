import type { SourceKind } from '../shared/source.ts'
import { DOCUMENTS_FORMAT } from './documents-format.ts'
import { MONGO_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'

/** Tables of documents in a MongoDB (USING MONGO). */
export const mongoKind: SourceKind = {
  options: [MONGO_OPTIONS],
  decoders: {
    [DOCUMENTS_FORMAT]: async () => (await import('./documents-decoder.ts')).makeDocumentsDecoder,
  },
  check: readSource,
  load: async () => (await import('./source.ts')).mongoSource,
}
