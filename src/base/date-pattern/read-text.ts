import { zoneNameAt } from '../time-zones/zone-name-at.ts'
import { smallLetters } from './small-letters.ts'
import { type Element, type Field, type NumberElement, type OffsetStyle, WIDEST_OFFSET } from './text-elements.ts'

/** What has been read of a text. */
export interface ReadFields {
  readonly numbers: ReadonlyMap<Field, number>
  /** The id of a region, or the seconds of an offset. */
  readonly zone: string | number | undefined
}

interface Reading {
  readonly text: string
  /** The same in small letters: of each character one, so that places are the same. */
  readonly small: string
  numbers: Map<Field, number>
  zone: string | number | undefined
}

/** Java gives the whole text up, also within a section in brackets. */
class GivenUp extends Error {}
/** The step does not read what stands there. */
const FAILED = -1

/** What Java's DateTimeFormatter reads of a text by these steps; undefined: they do not read it, or not all of it. */
export function readText(elements: readonly Element[], text: string): ReadFields | undefined {
  const reading: Reading = { text, small: smallLetters(text), numbers: new Map(), zone: undefined }
  try {
    return readAll(elements, reading, 0) === text.length ? reading : undefined
  } catch (error) {
    if (error instanceof GivenUp) return undefined
    throw error
  }
}

function readAll(elements: readonly Element[], reading: Reading, from: number): number {
  let at = from
  for (const element of elements) {
    at = readOne(element, reading, at)
    if (at === FAILED) return FAILED
  }
  return at
}

function readOne(element: Element, reading: Reading, at: number): number {
  switch (element.kind) {
    case 'text':
      return reading.small.startsWith(smallLetters(element.text), at) ? at + element.text.length : FAILED
    case 'number':
      return readNumber(element, reading, at)
    case 'fraction':
      return readFraction(element.min, element.max, reading, at)
    case 'words':
      for (const [word, value] of element.words)
        if (reading.small.startsWith(word, at)) return setField(reading, element.field, value, at + word.length)
      return FAILED
    case 'offset':
      return readOffset(element.style, element.none, reading, at)
    case 'gmt-offset':
      return readGmtOffset(element.isFull, reading, at)
    case 'zone':
      return readZone(element.names, reading, at)
    case 'optional': {
      const { numbers, zone } = reading
      reading.numbers = new Map(numbers)
      const end = readAll(element.elements, reading, at)
      if (end !== FAILED) return end
      reading.numbers = numbers
      reading.zone = zone
      return at
    }
  }
}

/** A field that stands twice has one value. */
function setField(reading: Reading, field: Field, value: number, end: number): number {
  const earlier = reading.numbers.get(field)
  reading.numbers.set(field, value)
  return earlier !== undefined && earlier !== value ? FAILED : end
}

/** Undefined: there is none of ASCII. */
function digitAt(text: string, at: number): number | undefined {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : undefined
}

function countDigits(text: string, from: number, max: number): number {
  let at = from
  while (at < from + max && digitAt(text, at) !== undefined) at += 1
  return at - from
}

function readNumber({ field, min, max, sign, isReduced, behind }: NumberElement, reading: Reading, from: number): number {
  const { text } = reading
  const first = text[from]
  if ((first === '+' && sign !== 'wide') || (first === '-' && sign === 'never')) return FAILED
  const at = first === '+' || first === '-' ? from + 1 : from
  let length = countDigits(text, at, max + behind)
  if (length < min) return FAILED
  if (behind > 0) length = Math.min(length, Math.max(min, length - behind))
  const size = Number(text.slice(at, at + length))
  if (first === '-' && size === 0) return FAILED
  if (sign === 'wide' && first !== '-' && (first === '+' ? length <= min : length > min)) return FAILED
  return setField(reading, field, isReduced ? 2000 + size : first === '-' ? -size : size, at + length)
}

function readFraction(min: number, max: number, reading: Reading, at: number): number {
  const length = countDigits(reading.text, at, max)
  if (length < min) return FAILED
  return setField(reading, 'nano', Number(reading.text.slice(at, at + length).padEnd(9, '0')), at + length)
}

/** Two digits below 60; undefined: there are none. */
function pairAt(text: string, at: number): number | undefined {
  const [tens, ones] = [digitAt(text, at), digitAt(text, at + 1)]
  return tens === undefined || ones === undefined || tens > 5 ? undefined : tens * 10 + ones
}

interface Offset {
  readonly seconds: number
  readonly end: number
}

/** Undefined: there is none. @throws GivenUp for hours of no day. */
function offsetAt(style: OffsetStyle, text: string, from: number): Offset | undefined {
  const sign = text[from]
  const hours = pairAt(text, from + 1)
  if ((sign !== '+' && sign !== '-') || hours === undefined) return undefined
  const colon = style.hasColon ? 1 : 0
  const partAt = (at: number): number | undefined => (style.hasColon && text[at] !== ':' ? undefined : pairAt(text, at + colon))
  let end = from + 3
  const minutes = style.minutes === 'none' ? undefined : partAt(end)
  if (minutes === undefined && style.minutes === 'must') return undefined
  if (minutes !== undefined) end += 2 + colon
  const seconds = style.seconds === 'none' ? undefined : partAt(end)
  if (seconds !== undefined) end += 2 + colon
  if (hours > 23) throw new GivenUp()
  const size = (hours * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  return { seconds: sign === '-' ? -size : size, end }
}

function readOffset(style: OffsetStyle, none: string, reading: Reading, at: number): number {
  if (reading.small.startsWith(none, at)) return setField(reading, 'offset', 0, at + none.length)
  const offset = offsetAt(style, reading.text, at)
  return offset === undefined ? FAILED : setField(reading, 'offset', offset.seconds, offset.end)
}

function readGmtOffset(isFull: boolean, reading: Reading, from: number): number {
  if (!reading.small.startsWith('gmt', from)) return FAILED
  const { text } = reading
  let at = from + 3
  const sign = text[at]
  if (sign !== '+' && sign !== '-') return setField(reading, 'offset', 0, at)
  at += 1
  const partAt = (place: number): number | undefined => {
    const [tens, ones] = [digitAt(text, place + 1), digitAt(text, place + 2)]
    return text[place] === ':' && tens !== undefined && ones !== undefined ? tens * 10 + ones : undefined
  }
  const width = isFull ? 2 : Math.min(2, countDigits(text, at, 2))
  if (countDigits(text, at, width) < width || width === 0) {
    if (at + width > text.length || at >= text.length) throw new GivenUp()
    return FAILED
  }
  const hours = Number(text.slice(at, at + width))
  at += width
  const minutes = partAt(at)
  if (isFull && minutes === undefined) {
    // Java looks beyond the end.
    if (at + 3 > text.length) throw new GivenUp()
    return FAILED
  }
  if (minutes !== undefined) at += 3
  const seconds = minutes === undefined ? undefined : partAt(at)
  if (seconds !== undefined) at += 3
  const size = (hours * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)
  return setField(reading, 'offset', sign === '-' ? -size : size, at)
}

const OFFSET_MAX_SECONDS = 18 * 3600

function readZone(names: 'regions' | 'short' | 'long', reading: Reading, at: number): number {
  const { text, small } = reading
  if (at >= text.length) return FAILED
  if (text[at] === '+' || text[at] === '-') return readPrefixed(reading, at, 0)
  for (const prefix of ['utc', 'ut', 'gmt0', 'gmt']) {
    if (!small.startsWith(prefix, at)) continue
    if (prefix !== 'gmt0') return readPrefixed(reading, at, prefix.length)
    reading.zone = 0
    return at + prefix.length
  }
  const found = zoneNameAt(names, small, at)
  if (found !== undefined) {
    reading.zone = found.region
    return found.end
  }
  if (small[at] !== 'z') return FAILED
  reading.zone = 0
  return at + 1
}

/** An offset, behind UTC, UT or GMT or nothing. */
function readPrefixed(reading: Reading, from: number, prefix: number): number {
  const at = from + prefix
  const next = reading.small[at]
  const offset = next === undefined || next === '0' || next === 'z' ? undefined : offsetAt(WIDEST_OFFSET, reading.text, at)
  if (offset === undefined) {
    if (prefix === 0) return FAILED
    reading.zone = 0
    return at
  }
  if (Math.abs(offset.seconds) > OFFSET_MAX_SECONDS) return FAILED
  reading.zone = offset.seconds
  return offset.end
}
