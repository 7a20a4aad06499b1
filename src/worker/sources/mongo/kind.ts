import type { SourceKind } from '../shared/source.ts'
import { DOCUMENTS_FORMAT } from './documents-format.ts'
import { MONGO_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'

/** Tables of documents in a MongoDB (USING MONGO). */
export const mongoKind: SourceKind = {
  options: [MONGO_OPTIONS],
  decoders: {
    [DOCUMENTS_FORMAT]: async () => {
      const { DocumentsDecoder } = await import('./documents-decoder.ts')
      return (columns) => new DocumentsDecoder(columns)
    },
  },
  check: readSource,
  load: async () => (await import('./source.ts')).mongoSource,
}
