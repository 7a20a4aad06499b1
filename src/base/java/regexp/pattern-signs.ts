/** Single signs and classes of Java's regular expressions, as JavaScript's with the flag v reads them. */
import { lookup } from '../../lookup.ts'
import { unserved, wrong } from './pattern-error.ts'

export interface Signs {
  /** (?i) is of English letters alone. */
  readonly foldsAscii: boolean
  readonly comments: boolean
}

export const LINE_BREAKS = String.raw`\n\r\u0085\u2028\u2029`
const BLANKS = String.raw` \t\u00A0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000`
const VERTICALS = String.raw`\n\v\f\r\u0085\u2028\u2029`

/** What stands within [ ]. */
export const CLASSES: Readonly<Record<string, string>> = lookup({
  d: '0-9',
  D: '[^0-9]',
  w: 'A-Za-z0-9_',
  W: '[^A-Za-z0-9_]',
  s: String.raw` \t\n\v\f\r`,
  S: String.raw`[^ \t\n\v\f\r]`,
  h: BLANKS,
  H: `[^${BLANKS}]`,
  v: VERTICALS,
  V: `[^${VERTICALS}]`,
})
export const WHOLE_CLASSES: Readonly<Record<string, string>> = lookup({ R: String.raw`(?:\r\n|[${VERTICALS}])` })

const SIGNS: Readonly<Record<string, number>> = lookup({ t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 })

const POSIX: Readonly<Record<string, string>> = lookup({
  Lower: 'a-z',
  Upper: 'A-Z',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: String.raw`\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E`,
  Graph: String.raw`\u0021-\u007E`,
  Print: String.raw`\u0020-\u007E`,
  Blank: String.raw` \t`,
  Cntrl: String.raw`\u0000-\u001F\u007F`,
  XDigit: '0-9A-Fa-f',
  Space: String.raw` \t\n\v\f\r`,
  ASCII: String.raw`\u0000-\u007F`,
})
const CATEGORY = /^(?:Is|general_category=|gc=)?(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfo])$/
const SCRIPT =
  /^(?:Is|script=|sc=)(Arabic|Armenian|Bengali|Cyrillic|Devanagari|Ethiopic|Georgian|Greek|Gujarati|Gurmukhi|Han|Hangul|Hebrew|Hiragana|Katakana|Khmer|Lao|Latin|Mongolian|Tamil|Thai|Tibetan)$/
const BINARY: Readonly<Record<string, string>> = lookup({
  IsAlphabetic: '\\p{Alphabetic}',
  IsLetter: '\\p{L}',
  IsDigit: '\\p{Nd}',
  IsLowercase: '\\p{Lowercase}',
  IsUppercase: '\\p{Uppercase}',
  IsWhite_Space: '\\p{White_Space}',
  IsPunctuation: '\\p{P}',
})

const escaped = (code: number): string => `\\u{${code.toString(16)}}`

function otherCase(code: number): number | undefined {
  if (code >= 0x41 && code <= 0x5a) return code + 0x20
  return code >= 0x61 && code <= 0x7a ? code - 0x20 : undefined
}

/** One sign that stands for itself. */
export function lettersOf(sign: string, { foldsAscii }: Signs): string {
  const code = sign.codePointAt(0) ?? 0
  const other = foldsAscii ? otherCase(code) : undefined
  return other === undefined ? escaped(code) : `[${escaped(code)}${escaped(other)}]`
}

/** A sign that is written with \, from that on. */
export function signsOf(pattern: string, at: number): { readonly code: number; readonly at: number } {
  const rest = pattern.slice(at + 1, at + 12)
  const [letter = ''] = rest
  const simple = SIGNS[letter]
  if (simple !== undefined) return { code: simple, at: at + 2 }
  const [written, hex, long, unicode, octal, control] =
    /^(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|0([0-3]?[0-7]{1,2})|c([\s\S]))/.exec(rest) ?? []
  if (written !== undefined) {
    const code =
      control !== undefined
        ? control.charCodeAt(0) ^ 64
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : Number.parseInt(hex ?? long ?? unicode ?? '', 16)
    if (code > 0x10ffff) throw wrong(pattern, `\\${written} is no character`)
    if (code >= 0xd800 && code <= 0xdfff) throw unserved('Half a surrogate pair')
    return { code, at: at + 1 + written.length }
  }
  if (letter === '' || /^[A-Za-z0-9]$/.test(letter)) throw wrong(pattern, `\\${letter} means nothing`)
  const code = rest.codePointAt(0) ?? 0
  return { code, at: at + 1 + String.fromCodePoint(code).length }
}

/** \p{Lower}, \P{L}, \pL, within [ ]. */
export function propertyText(pattern: string, at: number, ignoresCase: boolean): { readonly text: string; readonly at: number } {
  const [written, sign, long, short] = /^\\([pP])(?:\{([^}]*)\}|([A-Z]))/.exec(pattern.slice(at, at + 60)) ?? []
  const name = long ?? short
  if (written === undefined || name === undefined) throw wrong(pattern, 'a \\p has no name behind it')
  if (ignoresCase && /Lower|Upper|^(?:Is|general_category=|gc=)?L[ult]$/.test(name)) throw unserved(`(?i) with \\p{${name}}`)
  const category = CATEGORY.exec(name)?.[1]
  const script = SCRIPT.exec(name)?.[1]
  const text =
    POSIX[name] ??
    BINARY[name] ??
    (category !== undefined ? `\\p{${category}}` : script !== undefined ? `\\p{Script=${script}}` : undefined)
  if (text === undefined) throw unserved(`\\${sign}{${name}}`)
  return { text: sign === 'P' ? `[^${text}]` : text, at: at + written.length }
}

/** A class from behind its [, with its brackets, and where it ends. */
export function classText(pattern: string, start: number, signs: Signs, depth = 0): { readonly text: string; readonly at: number } {
  if (depth > 100) throw unserved('So deep a nesting of classes')
  const isNegated = pattern[start] === '^'
  const { text, at } = unionText(pattern, isNegated ? start + 1 : start, signs, depth)
  return { text: `[${isNegated ? '^' : ''}${text}]`, at: at + 1 }
}

/** Up to its ], which stays. */
function unionText(pattern: string, start: number, signs: Signs, depth: number): { readonly text: string; readonly at: number } {
  let [text, at, isFirst] = ['', start, true]
  for (;;) {
    if (signs.comments) at += /^(?:[ \t\n\v\f\r]+|#[^\n\r\u0085\u2028\u2029]*)*/.exec(pattern.slice(at))?.[0].length ?? 0
    if (at >= pattern.length) throw wrong(pattern, 'a [ has no ]')
    const sign = pattern[at]
    if (sign === ']' && !isFirst) return { text, at }
    isFirst = false
    if (sign === '[') {
      const inner = classText(pattern, at + 1, signs, depth + 1)
      text += inner.text
      at = inner.at
    } else if (pattern.startsWith('&&', at)) {
      const right = intersected(pattern, at + 2, signs, depth)
      text = text === '' ? right.text : `[${text}]&&${right.text}`
      text = `[${text}]`
      at = right.at
    } else {
      const item = itemText(pattern, at, signs)
      text += item.text
      at = item.at
    }
  }
}

/** What stands behind &&, as one operand. */
function intersected(pattern: string, start: number, signs: Signs, depth: number): { readonly text: string; readonly at: number } {
  if (depth > 100) throw unserved('So deep a nesting of classes')
  if (pattern[start] === ']' || pattern[start] === '&') throw unserved('An intersection of classes with nothing')
  if (pattern[start] !== '[') {
    const right = unionText(pattern, start, signs, depth + 1)
    return { text: `[${right.text}]`, at: right.at }
  }
  let [text, at] = ['', start]
  while (pattern[at] === '[') {
    const inner = classText(pattern, at + 1, signs, depth + 1)
    text += inner.text
    at = inner.at
  }
  if (pattern[at] !== ']' && pattern[at] !== '&') throw unserved('Signs behind a class behind && ([a-z&&[b]c])')
  return { text: `[${text}]`, at }
}

function itemText(pattern: string, start: number, signs: Signs): { readonly text: string; readonly at: number } {
  if (pattern[start] === '\\') {
    const letter = pattern[start + 1] ?? ''
    if (letter === 'Q') {
      const end = pattern.indexOf('\\E', start + 2)
      const quoted = pattern.slice(start + 2, end < 0 ? undefined : end)
      return { text: [...quoted].map((sign) => lettersOf(sign, signs)).join(''), at: end < 0 ? pattern.length : end + 2 }
    }
    if (letter === 'p' || letter === 'P') return propertyText(pattern, start, signs.foldsAscii)
    const known = CLASSES[letter]
    if (known !== undefined) return { text: known, at: start + 2 }
    if (/^[RXNbBAzZGk1-9]$/.test(letter)) throw wrong(pattern, `\\${letter} may not stand in [ ]`)
  }
  const first = signAt(pattern, start)
  const behind = pattern[first.at + 1]
  const isRange =
    pattern[first.at] === '-' &&
    behind !== undefined &&
    behind !== ']' &&
    behind !== '[' &&
    !(behind === '\\' && /^[dDwWsShHvVpPQ]$/.test(pattern[first.at + 2] ?? ''))
  if (!isRange) return { text: lettersOf(String.fromCodePoint(first.code), signs), at: first.at }
  const last = signAt(pattern, first.at + 1)
  if (last.code < first.code) throw wrong(pattern, 'a range in [ ] runs backwards')
  return { text: rangeText(first.code, last.code, signs), at: last.at }
}

function signAt(pattern: string, at: number): { readonly code: number; readonly at: number } {
  if (pattern[at] === '\\') return signsOf(pattern, at)
  const code = pattern.codePointAt(at) ?? 0
  return { code, at: at + String.fromCodePoint(code).length }
}

function rangeText(first: number, last: number, { foldsAscii }: Signs): string {
  const range = (from: number, to: number): string => (from > to ? '' : `${escaped(from)}-${escaped(to)}`)
  if (!foldsAscii) return range(first, last)
  const shifted = (from: number, to: number, by: number): string => range(Math.max(first, from) + by, Math.min(last, to) + by)
  return range(first, last) + shifted(0x41, 0x5a, 0x20) + shifted(0x61, 0x7a, -0x20)
}
