import type { SourceKind } from '../shared/source.ts'
import { NATIVE_BLOCKS } from './native-format.ts'
import { CLICKHOUSE_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

/** Tables of ClickHouse (USING JDBC with a jdbc:clickhouse or jdbc:ch URL). */
export const clickhouseKind: SourceKind = {
  options: [CLICKHOUSE_OPTIONS, URL_PARAMETERS],
  decoders: {
    [NATIVE_BLOCKS]: async () => {
      const { NativeDecoder } = await import('./native-decoder.ts')
      return (columns) => new NativeDecoder(columns)
    },
  },
  check: readSource,
  load: async () => (await import('./source.ts')).clickhouseSource,
}
