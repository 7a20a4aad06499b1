/**
 * Java's regular expressions in the engine's syntax (RE2). Read sign by sign: what the engine has not, or reads otherwise, is written in its own signs, or
 * refused by name.
 */
import { lookup } from '../../../../base/lookup.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'

export interface EnginePattern {
  readonly text: string
  /** It asks where the text ends, which for Java is before a last line break, too. */
  readonly asksForEnd: boolean
  /** It asks where words end, whose letters are of any language for Java, and of English for the engine. */
  readonly asksForWords: boolean
}

/** What a $ is to be written as: the engine's end of the text, or with the line break that may stand before it. */
export type EndForm = 'end' | 'line-break-and-end'

interface Reader {
  readonly pattern: string
  readonly end: EndForm
  at: number
  dotMatchesAll: boolean
  ignoresCase: boolean
  asksForEnd: boolean
  asksForWords: boolean
  depth: number
  readonly names: Set<string>
}

const LINE_BREAKS = String.raw`\n\r\x{85}\x{2028}\x{2029}`
const SPACES = String.raw` \t\n\x0B\f\r`
const NO_SPACES = String.raw`\x00-\x08\x0E-\x1F\x21-\x{10FFFF}`
const BLANKS = String.raw` \t\x{A0}\x{1680}\x{180E}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}`
const VERTICALS = String.raw`\n\x0B\f\r\x{85}\x{2028}\x{2029}`

/** The classes that a letter behind \ stands for, as they are written inside of [ ]. */
const CLASSES: Readonly<Record<string, string>> = lookup({
  d: '0-9',
  D: String.raw`\D`,
  w: 'A-Za-z0-9_',
  W: String.raw`\W`,
  s: SPACES,
  S: NO_SPACES,
})
const WHOLE_CLASSES: Readonly<Record<string, string>> = lookup({
  h: `[${BLANKS}]`,
  H: `[^${BLANKS}]`,
  v: `[${VERTICALS}]`,
  V: `[^${VERTICALS}]`,
  R: String.raw`(?:\r\n|[${VERTICALS}])`,
})
const SIGNS: Readonly<Record<string, string>> = lookup({ t: '\\t', n: '\\n', r: '\\r', f: '\\f', a: '\\x07', e: '\\x1B' })
const POSIX = /^(?:Lower|Upper|Alpha|Digit|Alnum|Punct|Graph|Print|Blank|Cntrl|XDigit|Space|ASCII)$/
const CATEGORY = /^(?:Is|general_category=|gc=)?(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfo])$/
const SCRIPT =
  /^(?:Is|script=|sc=)(Arabic|Armenian|Bengali|Cyrillic|Devanagari|Ethiopic|Georgian|Greek|Gujarati|Gurmukhi|Han|Hangul|Hebrew|Hiragana|Katakana|Khmer|Lao|Latin|Mongolian|Tamil|Thai|Tibetan)$/

/** Throws not-supported for what the engine cannot do, sql-semantics for what is no regular expression of Java. */
export function enginePattern(pattern: string, end: EndForm = 'end'): EnginePattern {
  const reader: Reader = {
    pattern,
    end,
    at: 0,
    dotMatchesAll: false,
    ignoresCase: false,
    asksForEnd: false,
    asksForWords: false,
    depth: 0,
    names: new Set(),
  }
  const outer: { readonly dotMatchesAll: boolean; readonly ignoresCase: boolean }[] = []
  let text = ''
  /** Nothing that a quantifier could stand behind, something, or something with its quantifier. */
  let last: 'none' | 'piece' | 'quantified' = 'none'
  while (reader.at < pattern.length) {
    const sign = signAt(reader)
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(pattern.slice(reader.at, reader.at + 24))?.[0]
    if (quantifier !== undefined) {
      if (last !== 'piece') throw wrong(pattern, `nothing stands before ${quantifier} that it could repeat`)
      if (Number(/\d+(?!.*\d)/.exec(quantifier)?.[0] ?? 0) > 1000) throw refused(`The repetition ${quantifier}`)
      reader.at += quantifier.length
      const behind = pattern[reader.at]
      if (behind === '+') throw refused('A possessive quantifier (*+, ++, ?+)')
      if (behind === '?') reader.at += 1
      text += quantifier + (behind === '?' ? '?' : '')
      last = 'quantified'
      continue
    }
    if (sign === '(') {
      const opened = openGroup(reader)
      text += opened.text
      if (opened.isGroup) {
        outer.push(opened.before)
        reader.depth += 1
        last = 'none'
      }
    } else if (sign === ')') {
      const before = outer.pop()
      if (before === undefined) throw wrong(pattern, 'a ) has no (')
      reader.depth -= 1
      reader.dotMatchesAll = before.dotMatchesAll
      reader.ignoresCase = before.ignoresCase
      reader.at += 1
      text += ')'
      last = 'piece'
    } else if (sign === '|' || sign === '^') {
      reader.at += 1
      text += sign
      last = sign === '|' ? 'none' : 'piece'
    } else {
      text += pieceAt(reader, sign)
      last = 'piece'
    }
  }
  if (outer.length > 0) throw wrong(pattern, 'a ( has no )')
  return { text, asksForEnd: reader.asksForEnd, asksForWords: reader.asksForWords }
}

const refused = (what: string): Error => notSupported(`${what} in a regular expression`)
const wrong = (pattern: string, why: string): Error => semanticError(`${pattern} is no regular expression: ${why}`)
const signAt = (reader: Reader): string => String.fromCodePoint(reader.pattern.codePointAt(reader.at) ?? 0)
/** A sign that stands for itself, inside and outside of [ ]. */
const itself = (sign: string): string => (/^[!-/:-@[-^`{-~]$/.test(sign) ? `\\${sign}` : sign)

function pieceAt(reader: Reader, sign: string): string {
  switch (sign) {
    case '\\':
      return escapeAt(reader)
    case '[': {
      const { isNegated, items } = classAt(reader)
      return `[${isNegated ? '^' : ''}${items}]`
    }
    case '{':
      throw wrong(reader.pattern, 'a { stands where nothing can be repeated; write \\{')
    case '.':
      reader.at += 1
      return reader.dotMatchesAll ? '(?s:.)' : `[^${LINE_BREAKS}]`
    case '$':
      reader.at += 1
      return endOfText(reader)
    default:
      reader.at += sign.length
      return literal(reader, sign)
  }
}

function literal(reader: Reader, sign: string): string {
  if (reader.ignoresCase && sign > '\x7F' && sign.toLowerCase() !== sign.toUpperCase())
    throw refused('(?i) with other letters than those of English')
  return itself(sign)
}

function endOfText(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at)
  // Behind a $ nothing more is read: the line break may be taken as a part of the match.
  const isLast = /^\)*$/.test(rest) || (reader.depth === 0 && rest.startsWith('|'))
  if (reader.end === 'end' || !isLast) {
    reader.asksForEnd = true
    return '$'
  }
  return String.raw`(?:\r\n|[${LINE_BREAKS}])?$`
}

interface Opened {
  readonly text: string
  readonly isGroup: boolean
  readonly before: { readonly dotMatchesAll: boolean; readonly ignoresCase: boolean }
}

function openGroup(reader: Reader): Opened {
  const before = { dotMatchesAll: reader.dotMatchesAll, ignoresCase: reader.ignoresCase }
  const rest = reader.pattern.slice(reader.at, reader.at + 80)
  if (/^\(\?<?[=!]/.test(rest)) throw refused('A look-around (?=…), (?!…), (?<=…)')
  if (rest.startsWith('(?>')) throw refused('An atomic group (?>…)')
  const [named, name] = /^\(\?<([A-Za-z][A-Za-z0-9]*)>/.exec(rest) ?? []
  if (named !== undefined && name !== undefined) {
    if (reader.names.has(name)) throw wrong(reader.pattern, `two groups are called ${name}`)
    reader.names.add(name)
    reader.at += named.length
    return { text: `(?P<${name}>`, isGroup: true, before }
  }
  if (!rest.startsWith('(?')) {
    reader.at += 1
    return { text: '(', isGroup: true, before }
  }
  const [head, on = '', off = '', end] = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest) ?? []
  if (head === undefined) throw wrong(reader.pattern, 'what stands behind (? is unknown')
  const others = /[^isu]/.exec(on + off)?.[0]
  if (others !== undefined) throw refused(`The flag (?${others})`)
  if (on.includes('u') && !on.includes('i')) throw refused('The flag (?u) without (?i)')
  reader.at += head.length
  reader.dotMatchesAll = (reader.dotMatchesAll || on.includes('s')) && !off.includes('s')
  reader.ignoresCase = (reader.ignoresCase || (on.includes('i') && !on.includes('u'))) && !off.includes('i')
  const flags = `${on.includes('i') ? 'i' : ''}${off.includes('i') ? '-i' : ''}`
  if (end === ':') return { text: `(?${flags}:`, isGroup: true, before }
  return { text: flags === '' ? '' : `(?${flags})`, isGroup: false, before }
}

/** Outside of [ ]. */
function escapeAt(reader: Reader): string {
  const letter = String.fromCodePoint(reader.pattern.codePointAt(reader.at + 1) ?? 0)
  if (reader.at + 1 >= reader.pattern.length) throw wrong(reader.pattern, 'nothing stands behind its last \\')
  if (letter === 'Q') return quotation(reader)
  if ('bB'.includes(letter)) {
    if (reader.pattern.startsWith('{', reader.at + 2)) throw refused('\\b{…}')
    reader.at += 2
    reader.asksForWords = true
    return `\\${letter}`
  }
  if (letter === 'A' || letter === 'z') {
    reader.at += 2
    return `\\${letter}`
  }
  if (letter === 'Z') {
    reader.at += 2
    return endOfText(reader)
  }
  const whole = WHOLE_CLASSES[letter]
  if (whole !== undefined) {
    reader.at += 2
    return whole
  }
  const items = CLASSES[letter]
  if (items !== undefined) {
    reader.at += 2
    return `[${items}]`
  }
  if (letter === 'p' || letter === 'P') return `[${property(reader)}]`
  return signOf(reader)
}

/** A sign that is written with \, inside and outside of [ ]. */
function signOf(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at + 1, reader.at + 12)
  const letter = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  const take = (length: number, text: string): string => {
    reader.at += 1 + length
    return text
  }
  const simple = SIGNS[letter]
  if (simple !== undefined) return take(1, simple)
  const [written, hex, octal] = /^(?:x([0-9A-Fa-f]{2})|x\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|0([0-3]?[0-7]{1,2}))/.exec(rest) ?? []
  if (written !== undefined) {
    const code = Number.parseInt(octal ?? hex ?? written.replace(/[^0-9A-Fa-f]/g, ''), octal === undefined ? 16 : 8)
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw refused('Half a surrogate pair, or a number that is no character,')
    return take(written.length, `\\x{${code.toString(16)}}`)
  }
  if (/^[1-9]/.test(letter) || letter === 'k') throw refused('A back reference (\\1)')
  if ('GXNc'.includes(letter)) throw refused(`\\${letter}`)
  if (/^[A-Za-z0]$/.test(letter)) throw wrong(reader.pattern, `\\${letter} means nothing`)
  return take(letter.length, literal(reader, letter))
}

function quotation(reader: Reader): string {
  const end = reader.pattern.indexOf('\\E', reader.at + 2)
  const quoted = reader.pattern.slice(reader.at + 2, end < 0 ? undefined : end)
  reader.at = end < 0 ? reader.pattern.length : end + 2
  return `(?:${[...quoted].map((sign) => literal(reader, sign)).join('')})`
}

/** \p{Lower}, \P{L}, \pL as items of a class. */
function property(reader: Reader): string {
  const [written, sign, long, short] = /^\\([pP])(?:\{([^}]*)\}|([A-Z]))/.exec(reader.pattern.slice(reader.at, reader.at + 60)) ?? []
  const name = long ?? short
  if (written === undefined || name === undefined) throw wrong(reader.pattern, 'a \\p has no name behind it')
  reader.at += written.length
  const isNegated = sign === 'P'
  if (POSIX.test(name)) {
    if (reader.ignoresCase && /^(?:Lower|Upper)$/.test(name)) throw refused(`(?i) with \\p{${name}}`)
    return `[:${isNegated ? '^' : ''}${name.toLowerCase()}:]`
  }
  const category = CATEGORY.exec(name)?.[1] ?? SCRIPT.exec(name)?.[1]
  if (category === undefined || (reader.ignoresCase && /^L[ult]$/.test(category))) throw refused(`\\${sign}{${name}}`)
  return `\\${sign}{${category}}`
}

/** From [ to its ]: classes in it are a part of it. */
function classAt(reader: Reader): { readonly isNegated: boolean; readonly items: string } {
  const { pattern } = reader
  reader.at += 1
  const isNegated = pattern[reader.at] === '^'
  if (isNegated) reader.at += 1
  let items = ''
  for (let isFirst = true; ; isFirst = false) {
    if (reader.at >= pattern.length) throw wrong(pattern, 'a [ has no ]')
    if (pattern.startsWith('&&', reader.at)) throw refused('An intersection of classes ([a-z&&[^b]])')
    const sign = signAt(reader)
    if (sign === ']' && !isFirst) {
      reader.at += 1
      return { isNegated, items }
    }
    if (sign === '[') {
      const inner = classAt(reader)
      if (inner.isNegated || isNegated) throw refused('A class in a class that says what is not in it ([a[^b]])')
      items += inner.items
    } else items += itemAt(reader, sign)
  }
}

function itemAt(reader: Reader, sign: string): string {
  if (sign === '\\') {
    const letter = reader.pattern[reader.at + 1] ?? ''
    if (letter === 'Q') return quotation(reader).slice('(?:'.length, -1)
    if (letter === 'p' || letter === 'P') return property(reader)
    const items = CLASSES[letter] ?? { h: BLANKS, v: VERTICALS }[letter]
    if (items !== undefined) {
      reader.at += 2
      return items
    }
    if (/^[HVRbBAzZ]$/.test(letter)) throw refused(`\\${letter} in [ ]`)
    return rangeFrom(reader, signOf(reader))
  }
  reader.at += sign.length
  return rangeFrom(reader, literal(reader, sign))
}

/** A range where a - and another sign follow. */
function rangeFrom(reader: Reader, first: string): string {
  const { pattern } = reader
  const behind = pattern[reader.at + 1]
  if (pattern[reader.at] !== '-' || behind === undefined || behind === ']' || behind === '[') return first
  if (behind === '\\' && /^[dDwWsShHvVpPQ]$/.test(pattern[reader.at + 2] ?? '')) return first
  reader.at += 1
  const sign = signAt(reader)
  if (sign !== '\\') reader.at += sign.length
  const last = sign === '\\' ? signOf(reader) : literal(reader, sign)
  if (codePointOf(first) > codePointOf(last)) throw wrong(pattern, `the range ${first}-${last} runs backwards`)
  return `${first}-${last}`
}

function codePointOf(written: string): number {
  const hex = /^\\x\{?([0-9A-Fa-f]+)/.exec(written)?.[1]
  if (hex !== undefined) return Number.parseInt(hex, 16)
  const simple = { '\\t': 9, '\\n': 10, '\\r': 13, '\\f': 12 }[written]
  return simple ?? (written.startsWith('\\') ? written.slice(1) : written).codePointAt(0) ?? 0
}
