import { tableFormatOf } from '../../../protocol/table-format.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { SourceKind } from '../shared/source.ts'
import { AVRO_FORMAT } from './avro/avro-format.ts'
import { CSV_FORMAT } from './csv/csv-stream.ts'
import { fileFormat } from './file-format.ts'
import { JSON_FORMAT } from './json/json-format.ts'
import { FILE_OPTIONS } from './options.ts'
import { ORC_FORMAT } from './orc/orc-format.ts'
import { TEXT_FORMAT } from './text/text-format.ts'

/** Tables whose rows are in files: Parquet, CSV, JSON, text, Avro and ORC under an obs:// path, and managed tables (Parquet in the warehouse). */
export const filesKind: SourceKind = {
  options: Object.values(FILE_OPTIONS),
  check(source) {
    const format = tableFormatOf(source)
    if (format === undefined || source.kind !== 'files') return fileFormat(source)
    return readOptions(FILE_OPTIONS[format], { ...source.options, path: source.location })
  },
  decoders: {
    [CSV_FORMAT]: async () => (await import('./csv/csv-decoder.ts')).makeCsvDecoder,
    [TEXT_FORMAT]: async () => (await import('./text/text-decoder.ts')).makeTextDecoder,
    [AVRO_FORMAT]: async () => (await import('./avro/avro-decoder.ts')).makeAvroDecoder,
    [ORC_FORMAT]: async () => (await import('./orc/orc-decoder.ts')).makeOrcDecoder,
    [JSON_FORMAT]: async () => (await import('./json/json-decoder.ts')).makeJsonDecoder,
  },
  load: async () => (await import('./source.ts')).filesSource,
}
