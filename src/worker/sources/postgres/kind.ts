import { jdbcDdl } from '../shared/jdbc-ddl.ts'
import type { SourceKind } from '../shared/source.ts'
import { CopyDecoder } from './copy-decoder.ts'
import { COPY_FORMAT } from './copy-format.ts'

/** Tables of PostgreSQL databases (USING JDBC with a jdbc:postgresql URL). */
export const postgresKind: SourceKind = {
  decoders: { [COPY_FORMAT]: (columns) => new CopyDecoder(columns) },
  ddl: jdbcDdl,
  load: async () => (await import('./source.ts')).postgresSource,
}
