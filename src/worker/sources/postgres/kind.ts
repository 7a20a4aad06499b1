import type { SourceKind } from '../shared/source.ts'
import { CopyDecoder } from './copy/copy-decoder.ts'
import { COPY_FORMAT } from './copy/copy-format.ts'
import { POSTGRES_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

/** Tables of PostgreSQL databases (USING JDBC with a jdbc:postgresql URL). */
export const postgresKind: SourceKind = {
  options: [POSTGRES_OPTIONS, URL_PARAMETERS],
  decoders: { [COPY_FORMAT]: async () => (columns) => new CopyDecoder(columns) },
  check: readSource,
  load: async () => (await import('./source.ts')).postgresSource,
}
