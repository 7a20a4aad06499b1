import { CopyDecoder } from '../sources/postgres/copy-decoder.ts'
import type { Decoder } from './decoder.ts'
import type { StreamColumn, StreamFormat } from './stream-column.ts'

export function decoderFor(format: StreamFormat, columns: readonly StreamColumn[]): Decoder {
  switch (format) {
    case 'postgres-copy-binary':
      return new CopyDecoder(columns)
  }
}
