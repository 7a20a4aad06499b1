import { CausewayError } from '../../../base/errors.ts'
import { isPlainText } from '../../../base/plain-text.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'

export type FileFormat =
  | { readonly kind: 'parquet' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'csv'
      readonly header: boolean
      readonly separator: string
      /** Empty: values are not quoted. */
      readonly quote: string
      readonly escape: string
      readonly nullValue: string
      /** In the engine's notation; undefined: the ISO form. */
      readonly dateFormat: string | undefined
      readonly timestampFormat: string | undefined
      /** What a value becomes that is not of its column's type: NULL, or the job fails. */
      readonly failFast: boolean
    }

const FORMAT_OPTIONS: Readonly<Record<FileFormat['kind'], readonly string[]>> = {
  parquet: ['compression', 'mergeschema'],
  json: ['compression', 'encoding', 'mode', 'primitivesasstring'],
  csv: [
    'header',
    'delimiter',
    'sep',
    'quote',
    'escape',
    'nullvalue',
    'dateformat',
    'timestampformat',
    'mode',
    'encoding',
    'compression',
    'inferschema',
  ],
}

/** Letters of Spark's patterns that the engine has an exact counterpart for. */
const PATTERN_LETTERS: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
}

/** @throws CausewayError not-supported, by name, for an option that cannot be honoured exactly. */
export function fileFormat(source: TableDefinition['source']): FileFormat {
  if (source.kind === 'managed') return { kind: 'parquet' }
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without files was given to the files source')
  const { format, options } = source
  for (const [name, value] of Object.entries(options)) {
    // A separator may be any other character: tables of Hive have U+0001.
    if (value.includes('\0') || !isPlainText(name)) {
      throw new CausewayError('invalid-parameter', `The option ${JSON.stringify(name)} holds a control character`, {
        hint: "Leave U+0000 out; for quote and escape an empty text means none: 'quote'=''",
      })
    }
    if (name !== 'path' && !FORMAT_OPTIONS[format].includes(name)) {
      throw new CausewayError('not-supported', `The option ${name} of a ${format} table is not supported`)
    }
  }
  checkValues(options)
  return format === 'csv' ? csvFormat(options) : { kind: format }
}

function checkValues(options: Readonly<Record<string, string>>): void {
  const encoding = options['encoding']?.toLowerCase()
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'utf8') {
    throw new CausewayError('not-supported', `The encoding ${encoding} is not supported`, { hint: 'Convert the files to UTF-8' })
  }
  const compression = options['compression']?.toLowerCase()
  if (compression !== undefined && !['none', 'uncompressed', 'snappy'].includes(compression)) {
    throw new CausewayError('not-supported', `The compression ${compression} is not supported for writing`, {
      hint: 'Leave the option compression out; compressed files are read as they are',
    })
  }
  if (truth(options, 'inferschema')) {
    throw new CausewayError('not-supported', 'The option inferschema is not supported', {
      hint: 'Name the columns and their types in CREATE TABLE',
    })
  }
  if (truth(options, 'primitivesasstring')) throw new CausewayError('not-supported', 'The option primitivesasstring is not supported')
}

function csvFormat(options: Readonly<Record<string, string>>): FileFormat {
  const mode = (options['mode'] ?? 'permissive').toLowerCase()
  if (mode !== 'permissive' && mode !== 'failfast') {
    throw new CausewayError('not-supported', `The option mode=${mode} is not supported`, { hint: 'Use PERMISSIVE or FAILFAST' })
  }
  return {
    kind: 'csv',
    header: truth(options, 'header'),
    separator: character(options, options['delimiter'] === undefined ? 'sep' : 'delimiter', ',', 1),
    quote: character(options, 'quote', '"', 0),
    escape: character(options, 'escape', '\\', 0),
    nullValue: options['nullvalue'] ?? '',
    dateFormat: pattern(options, 'dateformat', 'yyyy-MM-dd'),
    timestampFormat: pattern(options, 'timestampformat', 'yyyy-MM-dd HH:mm:ss'),
    failFast: mode === 'failfast',
  }
}

function truth(options: Readonly<Record<string, string>>, name: string): boolean {
  const value = (options[name] ?? 'false').toLowerCase()
  if (value !== 'true' && value !== 'false')
    throw new CausewayError('invalid-parameter', `The option ${name} is true or false, not ${value}`)
  return value === 'true'
}

function character(options: Readonly<Record<string, string>>, name: string, fallback: string, lengthMin: number): string {
  const given = options[name]
  const value = given === '\\t' ? '\t' : (given ?? fallback)
  if (value.length < lengthMin || value.length > 1) {
    throw new CausewayError('not-supported', `The option ${name} is one character, not ${JSON.stringify(value)}`)
  }
  return value
}

function pattern(options: Readonly<Record<string, string>>, name: string, standard: string): string | undefined {
  const value = options[name]
  if (value === undefined || value === standard) return undefined
  let translated = ''
  for (const [part] of value.matchAll(/([A-Za-z])\1*|[^A-Za-z]/g)) {
    const letter = /[A-Za-z]/.test(part) ? PATTERN_LETTERS[part] : part === '%' ? '%%' : part === "'" ? undefined : part
    if (letter === undefined) {
      throw new CausewayError('not-supported', `The option ${name}=${value} is not supported because of ${part}`, {
        hint: 'Use yyyy, MM, dd, HH, mm, ss, SSS and SSSSSS with other characters than letters between them, or read the column as string',
      })
    }
    translated += letter
  }
  return translated
}
