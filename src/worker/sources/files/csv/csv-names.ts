import { lookup } from '../../../../base/lookup.ts'

export const CSV_ENCODINGS = ['UTF-8', 'UTF-16', 'UTF-16LE', 'UTF-16BE', 'ISO-8859-1', 'US-ASCII', 'GBK', 'GB18030'] as const
export type CsvEncoding = (typeof CSV_ENCODINGS)[number]

/** Other names of the same, as Java knows them. */
export const ENCODING_ALIASES: Readonly<Record<string, CsvEncoding>> = lookup({
  UTF8: 'UTF-8',
  LATIN1: 'ISO-8859-1',
  ISO8859_1: 'ISO-8859-1',
  'ISO8859-1': 'ISO-8859-1',
  ASCII: 'US-ASCII',
  CP936: 'GBK',
})
