/** Regular expressions of Java that the engine has not, or reads otherwise, as Java's Matcher finds them. */
import { unserved } from '../../../base/java/regexp/pattern-error.ts'
import { scriptPattern } from '../../../base/java/regexp/script-pattern.ts'
import { keptByText } from '../../../base/kept-by-text.ts'
import type { Compute } from './compute.ts'

interface Matcher {
  readonly regexp: RegExp
  readonly groupCount: number
  readonly names: ReadonlyMap<string, number>
  readonly forgetful: ReadonlySet<number>
}

const matcherOf = keptByText((pattern): Matcher => {
  const { source, groupCount, names, forgetful } = scriptPattern(pattern)
  return { regexp: sized(() => new RegExp(source, 'gv')), groupCount, names, forgetful }
})

/** What is too much for JavaScript it says itself, some of it only when it searches. */
function sized<T>(work: () => T): T {
  try {
    return work()
  } catch {
    throw unserved('So many repetitions')
  }
}

/** One after the other; behind one of nothing the search goes on a sign later. */
function* finds({ regexp }: Matcher, subject: string): Generator<RegExpExecArray> {
  for (let at = 0; at <= subject.length; ) {
    regexp.lastIndex = at
    const found = sized(() => regexp.exec(subject))
    if (found === null) return
    yield found
    at = found.index + found[0].length
    if (found[0] !== '') continue
    at += 1
    // Java would look between the halves of a pair, and a text has none here.
    if ((subject.codePointAt(at - 1) ?? 0) > 0xffff) throw unserved('What matches nothing, over a text with characters above U+FFFF,')
  }
}

function groupText(found: RegExpExecArray, group: number, { groupCount, forgetful }: Matcher): string {
  if (group < 0 || group > groupCount) throw new Error(`The group ${group} does not exist: the regular expression has ${groupCount} groups`)
  if (forgetful.has(group)) throw unserved('A group that is not found in each round of a repetition')
  return (group === 0 ? found[0] : found.groups?.[`g${group}`]) ?? ''
}

/** 'true' where it is found somewhere. */
export const regexpFinds: Compute = (subject, pattern) => {
  const { regexp } = matcherOf(String(pattern))
  regexp.lastIndex = 0
  return String(sized(() => regexp.test(String(subject))))
}

export const regexpExtract: Compute = (subject, pattern, group) => {
  const matcher = matcherOf(String(pattern))
  for (const found of finds(matcher, String(subject))) return groupText(found, Number(group), matcher)
  return ''
}

export const regexpExtractAll: Compute = (subject, pattern, group) => {
  const matcher = matcherOf(String(pattern))
  return Array.from(finds(matcher, String(subject)), (found) => groupText(found, Number(group), matcher))
}

/** From a position, which counts from 1. */
export const regexpReplace: Compute = (subject, pattern, replacement, position) => {
  const whole = String(subject)
  const from = Number(position) - 1
  if (from < 0) throw new Error('The position of regexp_replace counts from 1')
  if (from > 0 && from >= whole.length) return whole
  const matcher = matcherOf(String(pattern))
  const searched = whole.slice(from)
  let [made, last] = [whole.slice(0, from), 0]
  for (const found of finds(matcher, searched)) {
    made += searched.slice(last, found.index) + replaced(String(replacement), found, matcher)
    last = found.index + found[0].length
  }
  return made + searched.slice(last)
}

/** $1 and ${name} are groups, and \ before a sign is that sign. */
function replaced(replacement: string, found: RegExpExecArray, matcher: Matcher): string {
  let text = ''
  for (let at = 0; at < replacement.length; ) {
    const sign = replacement[at] ?? ''
    if (sign === '\\') {
      if (at + 1 >= replacement.length) throw new Error('A \\ at the end of the replacement of regexp_replace stands before nothing')
      text += replacement[at + 1]
      at += 2
    } else if (sign === '$') {
      const { group, length } = groupNamed(replacement.slice(at, at + 80), matcher)
      text += groupText(found, group, matcher)
      at += length
    } else {
      text += sign
      at += 1
    }
  }
  return text
}

function groupNamed(written: string, { groupCount, names }: Matcher): { readonly group: number; readonly length: number } {
  const [braced, name = ''] = /^\$\{([A-Za-z][A-Za-z0-9]*)\}/.exec(written) ?? []
  if (braced !== undefined) {
    const group = names.get(name)
    if (group === undefined)
      throw new Error(`The replacement of regexp_replace names the group ${name}, which the regular expression has not`)
    return { group, length: braced.length }
  }
  const digits = /^\$(\d+)/.exec(written)?.[1]
  if (digits === undefined)
    throw new Error('A $ in the replacement of regexp_replace stands before the number of a group; write \\$ for a dollar')
  // As many digits as there are groups; the others stand for themselves.
  let length = 1
  while (length < digits.length && Number(digits.slice(0, length + 1)) <= groupCount) length += 1
  return { group: Number(digits.slice(0, length)), length: length + 1 }
}

/** At most so many parts, where the limit is above 0. */
export const regexpSplit: Compute = (subject, pattern, limit) => {
  const whole = String(subject)
  const most = Number(limit)
  if (pattern === '') return characters(whole, most)
  const parts: string[] = []
  let last = 0
  for (const found of finds(matcherOf(String(pattern)), whole)) {
    const end = found.index + found[0].length
    // No empty part before what matches nothing at the start.
    if (end === 0) continue
    if (most > 0 && parts.length >= most - 1) break
    parts.push(whole.slice(last, found.index))
    last = end
  }
  return last === 0 && parts.length === 0 ? [whole] : [...parts, whole.slice(last)]
}

/** Cut behind each, the last one too, and into the halves of a pair, which are no characters: Java writes a question mark for each. */
function characters(whole: string, most: number): readonly string[] {
  if (whole === '') return ['']
  const units = whole.split('')
  const parts = most > 0 && units.length >= most ? [...units.slice(0, most - 1), whole.slice(most - 1)] : [...units, '']
  return parts.map((part) => part.replaceAll(/\p{Surrogate}/gu, '?'))
}
