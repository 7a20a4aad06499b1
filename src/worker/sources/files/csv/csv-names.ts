import { lookup } from '../../../../base/lookup.ts'
import { SINGLE_BYTE_ENCODINGS } from './single-byte-text.ts'

export const CSV_ENCODINGS = [
  'UTF-8',
  'UTF-16',
  'UTF-16LE',
  'UTF-16BE',
  'ISO-8859-1',
  'US-ASCII',
  'GBK',
  'GB18030',
  'WINDOWS-31J',
  ...SINGLE_BYTE_ENCODINGS,
] as const
export type CsvEncoding = (typeof CSV_ENCODINGS)[number]

/** Other names of the same, as Java knows them. */
export const ENCODING_ALIASES: Readonly<Record<string, CsvEncoding>> = lookup({
  UTF8: 'UTF-8',
  LATIN1: 'ISO-8859-1',
  ISO8859_1: 'ISO-8859-1',
  'ISO8859-1': 'ISO-8859-1',
  ASCII: 'US-ASCII',
  CP936: 'GBK',
  CP1250: 'WINDOWS-1250',
  CP1251: 'WINDOWS-1251',
  CP1252: 'WINDOWS-1252',
  CP1253: 'WINDOWS-1253',
  CP1254: 'WINDOWS-1254',
  CP1256: 'WINDOWS-1256',
  CP1257: 'WINDOWS-1257',
  CP1258: 'WINDOWS-1258',
  LATIN2: 'ISO-8859-2',
  LATIN5: 'ISO-8859-9',
  LATIN9: 'ISO-8859-15',
  'LATIN-9': 'ISO-8859-15',
  KOI8_R: 'KOI8-R',
  CP866: 'IBM866',
  MS932: 'WINDOWS-31J',
})
