import { elementsOf } from '../../../../base/date-pattern/text-elements.ts'
import { writtenBy } from '../../../../base/date-pattern/written-by.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { lookup } from '../../../../base/lookup.ts'
import type { OptionValues } from '../../shared/options/source-option.ts'
import { packing, type TextCompression } from '../compression/text-compression.ts'
import type { FILE_OPTIONS } from '../options.ts'
import type { CsvDialect } from './csv-dialect.ts'
import type { CsvEncoding } from './csv-names.ts'

/** What the options of a CSV table say, as Spark's CSVOptions reads them. */
export interface CsvFormat {
  readonly kind: 'csv'
  readonly header: boolean
  readonly infersTypes: boolean
  /** False: the header's names must be those of the columns. */
  readonly enforcesColumns: boolean
  readonly dialect: CsvDialect
  readonly encoding: CsvEncoding
  readonly nanValue: string
  readonly positiveInf: string
  readonly negativeInf: string
  /** By which values are read; undefined: the ISO form. */
  readonly dateFormat: MomentPattern | undefined
  readonly timestampFormat: MomentPattern | undefined
  readonly mode: 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST'
  readonly corruptColumn: string
  readonly writing: CsvWriting
}

export interface MomentPattern {
  /** As it is written in the option. */
  readonly spark: string
  /** In the engine's notation, where it has an exact counterpart for all of it. */
  readonly engine: string | undefined
}

export interface CsvWriting {
  readonly separator: string
  readonly quote: string
  readonly quoteEscape: string
  readonly escapeOfEscape: string
  readonly comment: string | undefined
  readonly nullValue: string
  readonly emptyValue: string
  readonly trimsStart: boolean
  readonly trimsEnd: boolean
  readonly quotesAll: boolean
  readonly escapesQuotes: boolean
  readonly lineSeparator: string
  /** Undefined: the ISO form. That which is read as such is none in what is written. */
  readonly timestampFormat: MomentPattern | undefined
  readonly compression: TextCompression | undefined
}

const NUL = '\0'
const COLUMNS_MAX = 20_480

type Options = OptionValues<(typeof FILE_OPTIONS)['csv']['options']>

/** Letters of Spark's patterns that the engine has an exact counterpart for. */
const PATTERN_LETTERS: Readonly<Record<string, string>> = lookup({
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
})

/** @throws CausewayError, by name, for an option that cannot be honoured exactly. */
export function csvFormat(options: Options): CsvFormat {
  const { quote = '"', escape: quoteEscape = '\\', comment = '', nullValue = '', multiLine = false, lineSep, encoding = 'UTF-8' } = options
  const separator = options.sep ?? ','
  const escapeOfEscape = options.charToEscapeQuoteEscaping ?? ''
  const standardEscape = quote === quoteEscape ? '' : quoteEscape
  const firstEscape = escapeOfEscape === '' ? standardEscape : escapeOfEscape
  for (const [name, value] of Object.entries({ sep: separator, quote, escape: quoteEscape, comment })) checkSign(name, value)
  if (multiLine && lineSep !== undefined && lineSep !== '\n') {
    throw new CausewayError('not-supported', 'The options multiLine and lineSep of a CSV table are not supported together', {
      hint: 'Leave lineSep out: with multiLine the first line break of a file tells which one it has',
    })
  }
  if (encoding.startsWith('UTF-16') && !multiLine) {
    throw new CausewayError('not-supported', `The option encoding=${encoding} of a CSV table needs multiLine`, {
      hint: "Add the option multiLine 'true': without it Spark splits such files in the middle of their characters",
    })
  }
  return {
    kind: 'csv',
    header: options.header ?? false,
    infersTypes: options.inferSchema ?? false,
    enforcesColumns: options.enforceSchema ?? true,
    dialect: {
      separator: Buffer.from(separator),
      quote: codeOf(quote),
      quoteEscape: codeOf(quoteEscape),
      escapeOfEscape: codeOf(firstEscape),
      comment: comment === '' ? undefined : codeOf(comment),
      trimsStart: options.ignoreLeadingWhiteSpace ?? false,
      trimsEnd: options.ignoreTrailingWhiteSpace ?? false,
      nullValue: Buffer.from(nullValue),
      emptyValue: Buffer.from(options.emptyValue ?? ''),
      valuesMax: options.maxColumns ?? COLUMNS_MAX,
      valueLengthMax: options.maxCharsPerColumn === -1 ? undefined : options.maxCharsPerColumn,
      multiLine,
      lineSeparator: lineSep === undefined ? undefined : Buffer.from(lineSep),
    },
    encoding,
    nanValue: options.nanValue ?? 'NaN',
    positiveInf: options.positiveInf ?? 'Inf',
    negativeInf: options.negativeInf ?? '-Inf',
    dateFormat: momentPattern('dateFormat', options.dateFormat, 'yyyy-MM-dd'),
    timestampFormat: momentPattern('timestampFormat', options.timestampFormat, undefined),
    mode: options.mode ?? 'PERMISSIVE',
    corruptColumn: options.columnNameOfCorruptRecord ?? '_corrupt_record',
    writing: {
      separator,
      quote: quote === '' ? NUL : quote,
      quoteEscape,
      escapeOfEscape: firstEscape,
      comment: comment === '' ? undefined : comment,
      nullValue,
      emptyValue: options.emptyValue ?? '""',
      trimsStart: options.ignoreLeadingWhiteSpace ?? true,
      trimsEnd: options.ignoreTrailingWhiteSpace ?? true,
      quotesAll: options.quoteAll ?? false,
      escapesQuotes: options.escapeQuotes ?? true,
      lineSeparator: lineSep ?? '\n',
      timestampFormat: momentPattern('timestampFormat', options.timestampFormat, undefined),
      compression: packing(options.compression),
    },
  }
}

const codeOf = (sign: string): number => (sign === '' ? 0 : sign.charCodeAt(0))

/** Its bytes are looked for one by one. */
function checkSign(name: string, value: string): void {
  const isAscii = [...value].every((sign) => sign.charCodeAt(0) < 0x80)
  if (isAscii) return
  throw new CausewayError('not-supported', `The option ${name} of a CSV table is of ASCII characters, not ${JSON.stringify(value)}`, {
    hint: 'Write the files with another one',
  })
}

function momentPattern(name: string, spark: string | undefined, standard: string | undefined): MomentPattern | undefined {
  if (spark === undefined || spark === standard) return undefined
  if (spark === '') return { spark, engine: undefined }
  let engine = ''
  for (const [part] of spark.matchAll(/([A-Za-z])\1*|[^A-Za-z]/g)) {
    const known = /[A-Za-z]/.test(part) ? PATTERN_LETTERS[part] : part === '%' ? '%%' : SYNTAX.has(part) ? undefined : part
    if (known === undefined) return checkedPattern(name, spark)
    engine += known
  }
  return { spark, engine }
}

/** It may be of use for reading or for writing alone. */
function checkedPattern(name: string, spark: string): MomentPattern {
  try {
    elementsOf(spark)
  } catch (error) {
    try {
      writtenBy(spark)
    } catch {
      const why = error instanceof Error ? error.message : String(error)
      throw new CausewayError('not-supported', `The option ${name}=${spark} cannot be honoured: ${why}`, {
        hint: 'Write another pattern, or read the column as string',
      })
    }
  }
  return { spark, engine: undefined }
}

/** Signs that are more than themselves in a pattern. */
const SYNTAX: ReadonlySet<string> = new Set(["'", '[', ']', '{', '}', '#'])
