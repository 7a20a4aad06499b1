import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { FILE_OPTIONS } from './options.ts'

export type FileFormat =
  /** `compression`: of the files that are written. */
  | { readonly kind: 'parquet'; readonly compression: 'snappy' | 'uncompressed' }
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

/** @throws CausewayError, by name, for an option that cannot be honoured exactly. */
export function fileFormat(source: TableDefinition['source']): FileFormat {
  if (source.kind === 'managed') return { kind: 'parquet', compression: 'snappy' }
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without files was given to the files source')
  const given = { ...source.options, path: source.location }
  switch (source.format) {
    case 'parquet': {
      const { compression } = readOptions(FILE_OPTIONS.parquet, given)
      return { kind: 'parquet', compression: compression === 'none' || compression === 'uncompressed' ? 'uncompressed' : 'snappy' }
    }
    case 'json':
      readOptions(FILE_OPTIONS.json, given)
      return { kind: 'json' }
    case 'csv':
      return csvFormat(readOptions(FILE_OPTIONS.csv, given))
  }
}

function csvFormat(options: OptionValues<(typeof FILE_OPTIONS)['csv']['options']>): FileFormat {
  return {
    kind: 'csv',
    header: options.header ?? false,
    separator: options.sep ?? ',',
    quote: options.quote ?? '"',
    escape: options.escape ?? '\\',
    nullValue: options.nullValue ?? '',
    dateFormat: pattern('dateFormat', options.dateFormat, 'yyyy-MM-dd'),
    timestampFormat: pattern('timestampFormat', options.timestampFormat, 'yyyy-MM-dd HH:mm:ss'),
    failFast: options.mode === 'FAILFAST',
  }
}

function pattern(name: string, value: string | undefined, standard: string): string | undefined {
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
