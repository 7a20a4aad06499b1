/** The formats of to_number: S MI PR $ , . 0 9 G D. What each of them takes is one regular expression. */
import type { SparkType } from '../../../../base/spark-type.ts'
import { semanticError } from '../../syntax-error.ts'

export interface NumberFormat {
  /** Of the texts that it takes, for the engine. */
  readonly pattern: string
  readonly type: Extract<SparkType, { kind: 'decimal' }>
}

/** A group of digits: as many as are written, where it begins with 0 and stands before the point, or at most so many. */
interface Digits {
  readonly count: number
  readonly isExact: boolean
}

type Token =
  | { readonly kind: 'digits'; readonly groups: readonly Digits[] }
  | { readonly kind: 'point' | 'dollar' | 'sign' | 'minus' | 'open' | 'close' }

const DIGITS_MAX = 38

/** What Java calls white space: it may stand anywhere among the digits. */
const SPACE = String.raw`[\t-\r\x1c-\x20\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}]*`

/** Where a text ends before it comes to the dollar sign, Java does not miss it. */
const PATTERNS = { dollar: String.raw`(?:\$|\z)`, sign: '[+-]?', minus: '-?', open: '', close: '' } as const

/** The order in which its parts may stand; each may be missing. */
const ORDER: readonly (readonly Token['kind'][])[] = [
  ['open'],
  ['minus', 'sign'],
  ['dollar'],
  ['digits'],
  ['point'],
  ['digits'],
  ['dollar'],
  ['minus', 'sign', 'close'],
]

/** Throws sql-semantics for what Spark takes for no format. */
export function numberFormat(written: string): NumberFormat {
  const tokens = tokensOf(written.toUpperCase(), written)
  check(tokens, written)
  const point = tokens.findIndex(({ kind }) => kind === 'point')
  const precision = countDigits(tokens)
  const scale = point === -1 ? 0 : countDigits(tokens.slice(point))
  if (precision > DIGITS_MAX) throw semanticError(`The number format '${written}' has more than ${DIGITS_MAX} digits`)
  const body = patternOf(tokens, point)
  const isBracketed = tokens.some(({ kind }) => kind === 'close')
  return { pattern: isBracketed ? `<${body}>|${body}` : body, type: { kind: 'decimal', precision, scale } }
}

const countDigits = (tokens: readonly Token[]): number =>
  tokens.flatMap((token) => (token.kind === 'digits' ? token.groups : [])).reduce((sum, { count }) => sum + count, 0)

const SIGNS: readonly (readonly [RegExp, Exclude<Token['kind'], 'digits' | 'open'>])[] = [
  [/^[.D]/, 'point'],
  [/^\$/, 'dollar'],
  [/^S/, 'sign'],
  [/^MI/, 'minus'],
  [/^PR/, 'close'],
]

function tokensOf(format: string, written: string): readonly Token[] {
  const tokens: Token[] = []
  let rest = format
  while (rest !== '') {
    const digits = /^[09,G]+/.exec(rest)?.[0]
    if (digits !== undefined) {
      tokens.push({
        kind: 'digits',
        groups: groupsOf(
          digits,
          tokens.some(({ kind }) => kind === 'point'),
          written,
        ),
      })
      rest = rest.slice(digits.length)
      continue
    }
    const [sign, kind] = SIGNS.find(([found]) => found.test(rest)) ?? []
    if (sign === undefined || kind === undefined)
      throw semanticError(
        `The number format '${written}' has a sign that means nothing: ${rest[0]}`,
        'A format is [MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [PR|MI|S].',
      )
    if (kind === 'close') tokens.unshift({ kind: 'open' })
    tokens.push({ kind })
    rest = rest.replace(sign, '')
  }
  return tokens
}

function groupsOf(digits: string, isBehindPoint: boolean, written: string): readonly Digits[] {
  const groups = digits.split(/[,G]/)
  if (isBehindPoint && groups.length > 1) throw semanticError(`The number format '${written}' has a thousands separator behind the point`)
  if (groups.some((group) => group === ''))
    throw semanticError(`The number format '${written}' has a thousands separator without digits on both sides`)
  return groups.map((group) => ({ count: group.length, isExact: group.startsWith('0') && !isBehindPoint }))
}

function check(tokens: readonly Token[], written: string): void {
  const placeOf = (wanted: Token['kind']): number => tokens.findIndex(({ kind }) => kind === wanted)
  if (placeOf('digits') === -1) throw semanticError(`The number format '${written}' has no digit`)
  if (placeOf('dollar') > placeOf('digits') || (placeOf('point') !== -1 && placeOf('point') < placeOf('dollar')))
    throw semanticError(`The number format '${written}' has $ behind its digits`)
  for (const [, kind] of SIGNS)
    if (tokens.filter((token) => token.kind === kind).length > 1)
      throw semanticError(`The number format '${written}' has one of its signs twice`)
  let place = 0
  for (const allowed of ORDER) {
    const token = tokens[place]
    if (token !== undefined && allowed.includes(token.kind)) place += 1
  }
  if (place < tokens.length)
    throw semanticError(
      `The parts of the number format '${written}' are not in their order`,
      'A format is [MI|S] [$] [0|9|G|,]* [.|D] [0|9]* [PR|MI|S].',
    )
}

function patternOf(tokens: readonly Token[], point: number): string {
  const behind = point === -1 ? undefined : tokens[point + 1]
  const parts = tokens.map((token, index) => {
    switch (token.kind) {
      case 'digits':
        return index === point + 1 && point !== -1 ? '' : groupsPattern(token.groups)
      case 'point':
        // Digits behind a point that the text has not would be part of those before it.
        return behind?.kind !== 'digits' ? String.raw`\.?` : fractionPattern(behind.groups, tokens[point - 1]?.kind === 'digits')
      default:
        return PATTERNS[token.kind]
    }
  })
  return parts.join('')
}

const fractionPattern = (groups: readonly Digits[], hasWhole: boolean): string =>
  hasWhole ? String.raw`(?:\.${groupsPattern(groups)})?` : String.raw`(?:\.?${groupsPattern(groups)})`

/** From the right: of the groups of the format those on the left may be missing, where none of them wants all of its digits. */
function groupsPattern(groups: readonly Digits[]): string {
  let before = ''
  let isOptional = true
  for (const [index, { count, isExact }] of groups.entries()) {
    const digits = `${SPACE}(?:[0-9]${SPACE})${isExact ? `{${count}}` : `{0,${count}}`}`
    const isLast = index === groups.length - 1
    isOptional = isOptional && !isExact
    before = isLast ? `${before}${digits}` : `(?:${before}${digits},)${isOptional ? '?' : ''}`
  }
  return before
}
