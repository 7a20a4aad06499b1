/** Formats of Java's Formatter: %[index$][flags][width][.precision]conversion, read as Java 17 reads them. */

/** What Spark gives Java: a text, whole numbers by their bits, floating point numbers, a boolean, an exact decimal, or what only its being there can be told of. */
export type FormatKind = 'text' | 'byte' | 'short' | 'int' | 'long' | 'float' | 'double' | 'boolean' | 'decimal' | 'opaque'

export interface Directive {
  readonly written: string
  /** Of its value among those behind the format, from 0; undefined: it takes none. */
  readonly place: number | undefined
  readonly flags: string
  readonly width: number | undefined
  readonly precision: number | undefined
  /** In lower case; behind a t as it is written. */
  readonly conversion: string
  readonly isUpper: boolean
  readonly isTime: boolean
}

export type FormatPiece = string | Directive

const DIRECTIVE = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?([tT])?([a-zA-Z%])/y

/** Longer texts than this of one value are nobody's wish. */
const SIZE_MAX = 10_000

const GENERAL = 'bhs'
const INTEGER = 'dox'
const FLOATING = 'efga'
/** Those that are there in capitals, too. */
const UPPER = 'BHSCXEGA'
const TIMES = 'HIklMNLQpsSzZaAbBCdehjmyYrRTcDF'

/** @throws Error where Java's Formatter would, for what it reads before any value. */
export function formatPieces(format: string): readonly FormatPiece[] {
  const pieces: FormatPiece[] = []
  let [ordinary, last] = [0, -1]
  for (let at = 0; at < format.length; ) {
    const sign = format.indexOf('%', at)
    if (sign !== at) pieces.push(format.slice(at, sign < 0 ? undefined : sign))
    if (sign < 0) break
    DIRECTIVE.lastIndex = sign
    const match = DIRECTIVE.exec(format)
    if (match === null) throw new Error(`'${format.slice(sign, sign + 10)}' is no directive of a format; %% is a percent sign`)
    at = sign + match[0].length
    const directive = checked(match)
    if (directive.conversion === '%' || directive.conversion === 'n') {
      pieces.push(directive)
      continue
    }
    const [, index, flags = ''] = match
    if (flags.includes('<')) {
      if (last < 0) throw new Error(`${directive.written} of a format names the value before it, and there is none`)
    } else last = index === undefined ? ordinary++ : Number(index) - 1
    if (last < 0) throw new Error(`${directive.written} of a format: values are counted from 1`)
    pieces.push({ ...directive, place: last })
  }
  return pieces
}

function checked([written, , signs = '', width, precision, time, letter = '']: RegExpExecArray): Directive {
  const fail = (why: string): Error => new Error(`${written} of a format ${why}`)
  if (new Set(signs).size !== signs.length) throw fail('has a flag twice')
  const size = (digits: string | undefined): number | undefined => {
    if (Number(digits ?? '0') > SIZE_MAX) throw fail(`asks for more than ${SIZE_MAX} signs`)
    return digits === undefined ? undefined : Number(digits)
  }
  const flags = signs.replace('<', '')
  const isTime = time !== undefined
  const conversion = isTime ? letter : letter.toLowerCase()
  const isUpper = isTime ? time === 'T' : letter !== conversion
  const directive = { written, place: undefined, flags, width: size(width), precision: size(precision), conversion, isUpper, isTime }
  if (isTime ? !TIMES.includes(letter) : isUpper ? !UPPER.includes(letter) : !`${GENERAL}${INTEGER}${FLOATING}c%n`.includes(letter))
    throw fail('is no directive that Java has')
  const other = [...flags].find((flag) => !flagsOf(directive).includes(flag))
  if (other !== undefined) throw fail(`has the flag '${other}', which it does not take`)
  if (directive.width === undefined && /[-0]/.test(flags)) throw fail('has a flag that needs a width')
  if (/-.*0|0.*-/.test(flags) || /\+.* | .*\+/.test(flags)) throw fail('has flags that do not go together')
  if (directive.precision !== undefined && !takesPrecision(directive)) throw fail('takes no number behind a point')
  if (conversion === 'n' && !isTime && directive.width !== undefined) throw fail('takes no width')
  return directive
}

const takesPrecision = ({ conversion, isTime }: Directive): boolean => !isTime && (GENERAL + FLOATING).includes(conversion)

function flagsOf({ conversion, isTime }: Directive): string {
  if (isTime) return '-'
  switch (conversion) {
    case 'd':
      return '-+ 0,('
    case 'o':
    case 'x':
      return '-#0'
    case 'f':
      return '-#+ 0,('
    case 'e':
      return '-#+ 0('
    case 'g':
      return '-+ 0,('
    case 'a':
      return '-#+ 0'
    case 'n':
      return ''
    default:
      return '-'
  }
}

const WHOLE: readonly FormatKind[] = ['byte', 'short', 'int', 'long']

/** Whether Java prints a value of that kind, if it is not NULL, by that directive. */
export function takes({ conversion, isTime }: Directive, kind: FormatKind): boolean {
  if (isTime) return kind === 'long'
  if (INTEGER.includes(conversion)) return WHOLE.includes(kind)
  if (FLOATING.includes(conversion)) return kind === 'float' || kind === 'double'
  return conversion !== 'c' || (WHOLE.includes(kind) && kind !== 'long')
}
