/** The options of the functions on JSON and CSV texts: a map of strings that is written in the statement. */
import type { JsonDialect } from '../../../../base/json-dialect.ts'
import { JSON_ALLOWANCES } from '../../../../base/plain-json.ts'
import type { Bound } from '../../bound/bound.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'

export interface TextOptions {
  readonly mode?: 'PERMISSIVE' | 'FAILFAST'
  readonly columnNameOfCorruptRecord?: string
  readonly timestampFormat?: string
  readonly dateFormat?: string
  readonly ignoreNullFields?: boolean
  readonly pretty?: boolean
  readonly locale?: string
  readonly primitivesAsString?: boolean
  readonly prefersDecimal?: boolean
  readonly dropFieldIfAllNull?: boolean
  /** Undefined: none of them is given. */
  readonly allowances?: JsonDialect
  /** Of timestamps, whose own form in JSON has milliseconds: of files, which are read again. */
  readonly keepsMicroseconds?: true
  readonly sep?: string
  readonly quote?: string
  readonly escape?: string
  readonly nullValue?: string
  readonly emptyValue?: string
  readonly quoteAll?: boolean
  readonly escapeQuotes?: boolean
  readonly comment?: string
  readonly ignoreLeadingWhiteSpace?: boolean
  readonly ignoreTrailingWhiteSpace?: boolean
  readonly nanValue?: string
  readonly positiveInf?: string
  readonly negativeInf?: string
}

/** What JSON texts may have beyond JSON. */
export const ALLOWANCES = [
  'allowComments',
  'allowUnquotedFieldNames',
  'allowSingleQuotes',
  'allowNumericLeadingZeros',
  'allowNonNumericNumbers',
  'allowBackslashEscapingAnyCharacter',
  'allowUnquotedControlChars',
] as const satisfies readonly (keyof JsonDialect)[]

type Allowance = (typeof ALLOWANCES)[number]

const isAllowance = (name: string): name is Allowance => name in JSON_ALLOWANCES

type OptionName = Exclude<keyof TextOptions, 'keepsMicroseconds' | 'allowances'> | Allowance

/** Options of Spark that change what these functions give; those of reading files, and what is no option at all, change nothing. */
const OF_PARSING =
  /^(?:allow\w+|mode|columnnameofcorruptrecord|dateformat|timestampformat|timestampntzformat|locale|timezone|encoding|charset|linesep)$/
const OF_WRITING = /^(?:dateformat|timestampformat|timestampntzformat|locale|timezone|pretty|ignorenullfields)$/
const OF_INFERENCE = /^(?:primitivesasstring|prefersdecimal|dropfieldifallnull|infertimestamp)$/

const OF_CSV =
  /^(?:sep|delimiter|quote|escape|chartoescapequoteescaping|comment|nullvalue|emptyvalue|locale|timezone|dateformat|timestampformat|timestampntzformat|ignore(?:leading|trailing)whitespace)$/
const OF_READING_CSV =
  /^(?:mode|columnnameofcorruptrecord|nanvalue|positiveinf|negativeinf|maxcolumns|maxcharspercolumn|unescapedquotehandling|linesep)$/
const OF_WRITING_CSV = /^(?:quoteall|escapequotes)$/

function matters(written: string, called: string): boolean {
  const name = written.toLowerCase()
  // The types of a record do not hang on it.
  if (called === 'schema_of_csv' && name === 'dateformat') return false
  if (called.endsWith('_csv')) return OF_CSV.test(name) || (called === 'to_csv' ? OF_WRITING_CSV : OF_READING_CSV).test(name)
  if (called === 'to_json') return OF_WRITING.test(name)
  return OF_PARSING.test(name) || (called === 'schema_of_json' && OF_INFERENCE.test(name))
}

/** Throws not-supported for an option that is not among these, and would change something. */
export function optionsOf(map: Bound | undefined, called: string, names: readonly OptionName[]): TextOptions {
  if (map === undefined) return {}
  const entries = map.constant?.kind === 'map' ? map.constant.entries : undefined
  if (entries === undefined)
    throw semanticError(`The options of ${called} must be a map of strings written in the statement, as map('mode', 'PERMISSIVE')`)
  let options: TextOptions = {}
  const hasSep = entries.some(([written]) => written.toLowerCase() === 'sep')
  for (const [written, value] of entries) {
    const name = names.find((known) => known.toLowerCase() === optionName(written))
    if (name === undefined) {
      if (!matters(written, called)) continue
      throw notSupported(`The option ${written} of ${called}`, names.length === 0 ? undefined : `There are: ${names.join(', ')}.`)
    }
    // Of the two names of the separator sep counts.
    if (hasSep && written.toLowerCase() === 'delimiter') continue
    options = isAllowance(name)
      ? { ...options, allowances: { ...JSON_ALLOWANCES, ...options.allowances, [name]: isTrue(name, value, called) } }
      : { ...options, ...optionOf(name, value, called) }
  }
  return options
}

const optionName = (written: string): string => (written.toLowerCase() === 'delimiter' ? 'sep' : written.toLowerCase())

function isTrue(name: OptionName, value: string, called: string): boolean {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  throw semanticError(`The option ${name} of ${called} is true or false, not ${value}`)
}

function optionOf(name: Exclude<OptionName, Allowance>, value: string, called: string): TextOptions {
  switch (name) {
    case 'mode': {
      const mode = value.toUpperCase()
      if (mode === 'DROPMALFORMED') throw semanticError(`${called} has no mode ${value}`, 'There are PERMISSIVE and FAILFAST.')
      // Spark takes any other word for the first.
      return { mode: mode === 'FAILFAST' ? mode : 'PERMISSIVE' }
    }
    case 'ignoreNullFields':
    case 'quoteAll':
    case 'pretty':
    case 'escapeQuotes':
    case 'ignoreLeadingWhiteSpace':
    case 'ignoreTrailingWhiteSpace':
    case 'primitivesAsString':
    case 'prefersDecimal':
    case 'dropFieldIfAllNull':
      return { [name]: isTrue(name, value, called) }
    case 'locale':
      if (/^en([-_]us)?$/i.test(value)) return { locale: value }
      throw notSupported(`The locale ${value} of ${called}`, 'There is en-US.')
    case 'sep': {
      const mark = value === '\\t' ? '\t' : value
      if (mark !== '' && !/["\\\r\n\0]/.test(mark)) return { sep: mark }
      throw notSupported(`The separator ${value} of ${called}`)
    }
    case 'quote':
    case 'comment':
    case 'escape':
      if (value.length === 1 && !' \r\n\0'.includes(value)) return { [name]: value }
      throw notSupported(`The option ${name} '${value}' of ${called}`, 'One visible character can be given.')
    default:
      return { [name]: value }
  }
}
