import { notSupportedPattern, type Piece, piecesOf, shownPattern, unknownLetters } from './pieces.ts'

/** What a pattern's letters say of a moment, by the names of Java's fields. */
export type Field =
  | 'year'
  | 'yearOfEra'
  | 'era'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'hour'
  | 'hourOfHalf'
  | 'clockHour'
  | 'clockHourOfHalf'
  | 'half'
  | 'minute'
  | 'second'
  | 'nano'
  | 'offset'

/** A number as Java's NumberPrinterParser reads it. */
export interface NumberElement {
  readonly kind: 'number'
  readonly field: Field
  readonly min: number
  readonly max: number
  /** never: digits alone; normal: a minus, too; wide: a minus, and a plus before what is wider than `min`. */
  readonly sign: 'never' | 'normal' | 'wide'
  /** Of a year of two digits. */
  readonly isReduced: boolean
  /** The digits that the numbers of a fixed width right behind it need. */
  readonly behind: number
}

interface FractionElement {
  readonly kind: 'fraction'
  readonly min: number
  readonly max: number
}

/** One step of a pattern. */
export type Element =
  | { readonly kind: 'text'; readonly text: string }
  | NumberElement
  | FractionElement
  | { readonly kind: 'words'; readonly field: Field; readonly words: Words }
  /** X and x, and Z but for ZZZZ; `none` stands for no offset at all. */
  | { readonly kind: 'offset'; readonly style: OffsetStyle; readonly none: string }
  /** O, OOOO and ZZZZ. */
  | { readonly kind: 'gmt-offset'; readonly isFull: boolean }
  | { readonly kind: 'zone'; readonly names: 'regions' | 'short' | 'long' }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] }

export interface OffsetStyle {
  readonly hasColon: boolean
  readonly minutes: 'none' | 'may' | 'must'
  readonly seconds: 'none' | 'may'
}

/** In small letters, the longer first where one begins with another. */
type Words = readonly (readonly [string, number])[]

export const MONTH_NAMES: readonly string[] = 'january february march april may june july august september october november december'.split(
  ' ',
)
const MONTHS: Words = MONTH_NAMES.map((name, index) => [name, index + 1])
const SHORT_MONTHS: Words = MONTHS.map(([name, month]) => [name.slice(0, 3), month])
const HALVES: Words = [
  ['am', 0],
  ['pm', 1],
]
const ERAS: Words = [
  ['bc', 0],
  ['ad', 1],
]
const LONG_ERAS: Words = [
  ['before christ', 0],
  ['anno domini', 1],
]

const style = (hasColon: boolean, minutes: OffsetStyle['minutes'], seconds: OffsetStyle['seconds']): OffsetStyle => ({
  hasColon,
  minutes,
  seconds,
})
const PLAIN_OFFSET = style(false, 'must', 'none')
export const WIDEST_OFFSET: OffsetStyle = style(true, 'must', 'may')
/** Of X and x, by how many there are. */
const OFFSET_STYLES: readonly OffsetStyle[] = [
  style(false, 'may', 'none'),
  PLAIN_OFFSET,
  style(true, 'must', 'none'),
  style(false, 'must', 'may'),
  WIDEST_OFFSET,
]

const NUMBERS: ReadonlyMap<string, Field> = new Map([
  ['M', 'month'],
  ['L', 'month'],
  ['d', 'day'],
  ['H', 'hour'],
  ['k', 'clockHour'],
  ['K', 'hourOfHalf'],
  ['h', 'clockHourOfHalf'],
  ['m', 'minute'],
  ['s', 'second'],
])

const number = (field: Field, min: number, max: number, sign: NumberElement['sign'], isReduced = false): NumberElement => ({
  kind: 'number',
  field,
  min,
  max,
  sign,
  isReduced,
  behind: 0,
})

const WIDEST_NUMBER = 19
/** Each level is a call within another. */
const DEPTH_MAX = 100

/** What is being gathered of a section in brackets, and as the first of the pattern itself. */
interface Section {
  readonly elements: Element[]
  /** The number that leaves its digits to those behind it; undefined: none does. */
  widening: number | undefined
}

/**
 * The steps by which Java's DateTimeFormatter reads a text, as Spark makes one of the pattern.
 * @throws CausewayError for what is no pattern, or not one for reading.
 */
export function elementsOf(pattern: string): readonly Element[] {
  const pieces = piecesOf(pattern)
  const hasEra = pieces.some((piece) => piece.kind === 'letters' && piece.letter === 'G')
  const sections: Section[] = [{ elements: [], widening: undefined }]
  const close = (): void => {
    const closed = sections.pop()
    if (closed !== undefined && closed.elements.length > 0) sections.at(-1)?.elements.push({ kind: 'optional', elements: closed.elements })
  }
  for (const piece of pieces) {
    const section = sections.at(-1)
    if (section === undefined) break
    if (piece.kind === 'optional') {
      section.widening = undefined
      if (piece.isOpened) sections.push({ elements: [], widening: undefined })
      else close()
      if (sections.length > DEPTH_MAX)
        throw notSupportedPattern(
          `The pattern ${shownPattern(pattern)}, whose sections in brackets are nested more than ${DEPTH_MAX} deep,`,
        )
    } else {
      const element: Element = piece.kind === 'text' ? piece : elementOf(piece, hasEra, pattern)
      if (element.kind === 'number' || (element.kind === 'fraction' && element.max === 1)) addNumber(section, element)
      else {
        section.elements.push(element)
        section.widening = undefined
      }
    }
  }
  // An open section at the end ends with the pattern.
  while (sections.length > 1) close()
  return sections[0]?.elements ?? []
}

/** Numbers right behind one another: those of a fixed width take their digits from the one before them. */
function addNumber(section: Section, element: NumberElement | FractionElement): void {
  const isFixed = element.min === element.max && (element.kind === 'fraction' || element.sign === 'never')
  const { widening } = section
  section.elements.push(element)
  if (widening === undefined || !isFixed) {
    section.widening = section.elements.length - 1
    const before = widening === undefined ? undefined : section.elements[widening]
    // Java makes the one before a fixed one: it leaves no digits to others.
    if (widening !== undefined && before?.kind === 'number') section.elements[widening] = { ...before, behind: 0 }
    return
  }
  const before = section.elements[widening]
  if (before?.kind === 'number') section.elements[widening] = { ...before, behind: before.behind + element.max }
}

function elementOf({ letter, count }: Extract<Piece, { kind: 'letters' }>, hasEra: boolean, pattern: string): Element {
  const plain = NUMBERS.get(letter)
  if (plain !== undefined && count === 1) return number(plain, 1, WIDEST_NUMBER, 'normal')
  if (plain !== undefined && count === 2) return number(plain, 2, 2, 'never')
  switch (letter) {
    case 'M':
    case 'L':
      if (count <= 4) return { kind: 'words', field: 'month', words: count === 3 ? SHORT_MONTHS : MONTHS }
      break
    case 'y': {
      const field = hasEra ? 'yearOfEra' : 'year'
      if (count === 2) return number(field, 2, 2, 'never', true)
      if (count <= 6) return number(field, count, WIDEST_NUMBER, count < 4 ? 'normal' : 'wide')
      break
    }
    case 'G':
      if (count <= 4) return { kind: 'words', field: 'era', words: count < 4 ? ERAS : LONG_ERAS }
      break
    case 'D':
      if (count === 1) return number('dayOfYear', 1, WIDEST_NUMBER, 'normal')
      if (count <= 3) return number('dayOfYear', count, 3, 'never')
      break
    case 'S':
      if (count <= 9) return { kind: 'fraction', min: 1, max: count }
      break
    case 'a':
      if (count === 1) return { kind: 'words', field: 'half', words: HALVES }
      break
    case 'V':
      if (count === 2) return { kind: 'zone', names: 'regions' }
      break
    case 'z':
      if (count <= 4) return { kind: 'zone', names: count === 4 ? 'long' : 'short' }
      break
    case 'O':
      if (count === 1 || count === 4) return { kind: 'gmt-offset', isFull: count === 4 }
      break
    case 'Z':
      if (count < 4) return { kind: 'offset', style: PLAIN_OFFSET, none: '+0000' }
      if (count === 4) return { kind: 'gmt-offset', isFull: true }
      if (count === 5) return { kind: 'offset', style: WIDEST_OFFSET, none: 'z' }
      break
    case 'X':
    case 'x': {
      const offset = OFFSET_STYLES[count - 1]
      if (offset === undefined) break
      const none = count === 1 ? '+00' : count % 2 === 0 ? '+0000' : '+00:00'
      return { kind: 'offset', style: offset, none: letter === 'X' ? 'z' : none }
    }
  }
  throw unknownLetters(letter.repeat(count), pattern)
}
