import { semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { blame } from '../tree/written.ts'
import { call } from './calls.ts'
import { isName, readName } from './names.ts'
import type { Parser } from './parser.ts'
import { readType } from './types.ts'

/** Reads the form, or nothing when the word is an ordinary name here. */
type Form = (parser: Parser) => Expression | undefined

/** Reads the word and the opening bracket behind it; the word in lower case. */
function beginCall({ reader }: Parser): string {
  const name = reader.next().text.toLowerCase()
  reader.expectSymbol('(')
  return name
}

const whenCalled =
  (read: (parser: Parser) => Expression | undefined): Form =>
  (parser) =>
    parser.reader.isSymbol('(', 1) ? read(parser) : undefined

/** A call whose arguments stand between words: Spark makes no columns of a * there. */
function wordCall(name: string, ...values: readonly Expression[]): Expression {
  const star = values.find(({ kind }) => kind === 'star')
  if (star === undefined) return call(name, ...values)
  throw blame(semanticError(`* may not stand between the words of ${name.replace('_characters', '')}`, 'Name the column.'), star)
}

const readCast: Form = whenCalled((parser) => {
  const { reader } = parser
  const isTry = beginCall(parser) === 'try_cast'
  const operand = parser.expression()
  reader.expectWord('AS')
  const type = readType(reader)
  reader.expectSymbol(')')
  return { kind: 'cast', operand, type, isTry }
})

const readCase: Form = (parser) => {
  const { reader } = parser
  // A column named case: nothing of a CASE stands behind it.
  const { kind, text } = reader.peek(1)
  if (kind === 'end' || (kind === 'symbol' && !['(', '-', '+', '~', '!', '*'].includes(text))) return undefined
  reader.expectWord('CASE')
  const operand = reader.isWord('WHEN') ? undefined : parser.expression()
  const branches: { readonly when: Expression; readonly result: Expression }[] = []
  while (reader.takeWord('WHEN')) {
    const when = parser.expression()
    reader.expectWord('THEN')
    branches.push({ when, result: parser.expression() })
  }
  if (branches.length === 0) throw reader.unexpected('WHEN')
  const otherwise = reader.takeWord('ELSE') ? parser.expression() : undefined
  reader.expectWord('END')
  return { kind: 'case', operand, branches, otherwise }
}

const readStruct: Form = whenCalled((parser) => {
  const { reader } = parser
  beginCall(parser)
  const items = reader.isSymbol(')') ? [] : reader.list(() => parser.named())
  reader.expectSymbol(')')
  return call('struct', { kind: 'row', items })
})

/** With a comma it is the function of a field's name as text. */
const readExtract: Form = whenCalled((parser) => {
  const { reader } = parser
  if (reader.isSymbol(')', 2) || reader.isSymbol(',', 3)) return undefined
  beginCall(parser)
  if (!isName(reader)) throw reader.unexpected('a field of a date, such as YEAR')
  const field = readName(reader)
  reader.expectWord('FROM')
  const source = parser.value()
  reader.expectSymbol(')')
  return call('extract', { kind: 'string', value: field }, source)
})

const readPosition: Form = whenCalled((parser) => {
  const { reader } = parser
  beginCall(parser)
  const needle = parser.value()
  if (!reader.takeWord('IN')) {
    // The function of two or three arguments.
    const rest: Expression[] = []
    while (reader.takeSymbol(',')) rest.push(parser.expression())
    reader.expectSymbol(')')
    return call('position', needle, ...rest)
  }
  const text = parser.value()
  reader.expectSymbol(')')
  return wordCall('locate', needle, text)
})

const readSubstring: Form = whenCalled((parser) => {
  const { reader } = parser
  const name = beginCall(parser)
  const values = [parser.value()]
  // With words it is substring, by whichever name.
  const isOfWords = reader.isWord('FROM')
  if (reader.takeWord('FROM') || reader.takeSymbol(',')) {
    values.push(parser.value())
    if (reader.takeWord('FOR') || reader.takeSymbol(',')) values.push(parser.value())
  }
  reader.expectSymbol(')')
  return isOfWords ? wordCall('substring', ...values) : call(name, ...values)
})

const readOverlay: Form = whenCalled((parser) => {
  const { reader } = parser
  beginCall(parser)
  const values = [parser.value()]
  const isOfWords = reader.takeWord('PLACING')
  if (isOfWords) {
    values.push(parser.value())
    reader.expectWord('FROM')
    values.push(parser.value())
    if (reader.takeWord('FOR')) values.push(parser.value())
  } else while (reader.takeSymbol(',')) values.push(parser.expression())
  reader.expectSymbol(')')
  return isOfWords ? wordCall('overlay', ...values) : call('overlay', ...values)
})

const readTrim: Form = whenCalled((parser) => {
  const { reader } = parser
  beginCall(parser)
  const side = (['BOTH', 'LEADING', 'TRAILING'] as const).find((word) => !reader.isSymbol(')', 1) && reader.takeWord(word))
  const name = side === 'LEADING' ? 'ltrim' : side === 'TRAILING' ? 'rtrim' : 'trim'
  // TRIM(BOTH FROM x) names no characters.
  const first = side !== undefined && reader.isWord('FROM') ? undefined : parser.value()
  if (side === undefined && !reader.isWord('FROM')) {
    const rest: Expression[] = []
    while (reader.takeSymbol(',')) rest.push(parser.expression())
    reader.expectSymbol(')')
    return first === undefined ? call(name) : call(name, first, ...rest)
  }
  reader.expectWord('FROM')
  const source = parser.value()
  reader.expectSymbol(')')
  // Spark's two-argument ltrim and rtrim take the characters first; the forms with FROM keep one order here.
  return first === undefined ? wordCall(name, source) : wordCall(`${name}_characters`, source, first)
})

const UNITS = new Set(
  'YEAR QUARTER MONTH WEEK DAY DAYOFYEAR HOUR MINUTE SECOND MILLISECOND MICROSECOND YEARS QUARTERS MONTHS WEEKS DAYS HOURS MINUTES SECONDS MILLISECONDS MICROSECONDS'.split(
    ' ',
  ),
)

/** dateadd(DAY, 1, d) and its kin: the unit is a bare word. With two arguments it is the function of days. */
const readUnitCall =
  (name: 'timestampadd' | 'timestampdiff'): Form =>
  (parser) => {
    const { reader } = parser
    if (!reader.isSymbol('(', 1)) return undefined
    if (!reader.isOneOf(UNITS, 2) || !reader.isSymbol(',', 3)) {
      if (reader.peek().word === name.toUpperCase()) throw semanticError(`The unit of ${reader.peek().text} is a bare word, as in DAY`)
      return undefined
    }
    const spelled = beginCall(parser)
    const unit = reader.next().text
    const values: Expression[] = []
    while (reader.takeSymbol(',')) values.push(parser.value())
    reader.expectSymbol(')')
    // Two arguments: the word is a column that is called like a unit, and this the function of days.
    if (values.length === 1 && spelled !== name) return call(spelled, { kind: 'column', parts: [unit] }, ...values)
    return call(name, { kind: 'string', value: unit }, ...values)
  }

/** Forms that begin with a word; each becomes the call it is another spelling of. */
export const KEYWORD_FORMS: ReadonlyMap<string, Form> = new Map([
  ['CAST', readCast],
  ['TRY_CAST', readCast],
  ['CASE', readCase],
  ['STRUCT', readStruct],
  ['EXTRACT', readExtract],
  ['POSITION', readPosition],
  ['SUBSTR', readSubstring],
  ['SUBSTRING', readSubstring],
  ['OVERLAY', readOverlay],
  ['TRIM', readTrim],
  ['TIMESTAMPADD', readUnitCall('timestampadd')],
  ['DATEADD', readUnitCall('timestampadd')],
  ['DATE_ADD', readUnitCall('timestampadd')],
  ['TIMESTAMPDIFF', readUnitCall('timestampdiff')],
  ['DATEDIFF', readUnitCall('timestampdiff')],
  ['DATE_DIFF', readUnitCall('timestampdiff')],
  ['TIMEDIFF', readUnitCall('timestampdiff')],
])
