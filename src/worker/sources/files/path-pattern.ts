import { CausewayError } from '../../../base/errors.ts'

/** What makes a path a pattern, as for Hadoop: *, ?, […], {…} and \. */
const MAGIC = /[*?[{\\]/

export const isPattern = (path: string): boolean => MAGIC.test(path)

/** The folder above the first part that is a pattern, and the parts from there on; of a location without a pattern all of it. */
export function splitLocation(location: string): { readonly folder: string; readonly pattern: string | undefined } {
  const parts = location.split('/')
  const first = parts.findIndex(isPattern)
  if (first < 0) return { folder: location, pattern: undefined }
  return { folder: parts.slice(0, first).join('/'), pattern: parts.slice(first).join('/') }
}

const ALTERNATIVES_MAX = 1_000

/** The patterns without {…} that a pattern stands for. @throws CausewayError for more than may be */
export function expandGroups(pattern: string): readonly string[] {
  const found = new Set<string>()
  const waiting = [pattern]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const group = groupsOf(next)[0]
    if (group === undefined) found.add(next)
    else for (const option of group.options) waiting.push(next.slice(0, group.start) + option + next.slice(group.end + 1))
    if (found.size + waiting.length > ALTERNATIVES_MAX) throw wrongPattern(pattern, `it stands for more than ${ALTERNATIVES_MAX} others`)
  }
  return [...found]
}

interface Group {
  /** Of its braces. */
  readonly start: number
  readonly end: number
  readonly options: readonly string[]
}

function groupsOf(pattern: string): readonly Group[] {
  const groups: Group[] = []
  let depth = 0
  let start = 0
  let optionStart = 0
  let options: string[] = []
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern[at]
    if (sign === '\\') at += 1
    else if (sign === '{') {
      if (depth === 0) {
        start = at
        optionStart = at + 1
        options = []
      }
      depth += 1
    } else if (depth > 0 && (sign === '}' || (sign === ',' && depth === 1))) {
      if (sign === '}') depth -= 1
      if (depth === 0 || sign === ',') {
        options.push(pattern.slice(optionStart, at))
        optionStart = at + 1
      }
      if (depth === 0) groups.push({ start, end: at, options })
    }
  }
  return groups
}

type Sign =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly sign: string }
  | { readonly kind: 'class'; readonly isNegated: boolean; readonly ranges: readonly (readonly [from: string, to: string])[] }

/** Whether a name is of a pattern, as Hadoop's GlobPattern reads it. @throws CausewayError for a class or a group that is not closed */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const alternatives = expandGroups(pattern).map((one) => signsOf(one))
  return (name) => alternatives.some((signs) => matches([...name], signs))
}

function signsOf(pattern: string): readonly Sign[] {
  const signs: Sign[] = []
  const characters = [...pattern]
  for (let at = 0; at < characters.length; at += 1) {
    const sign = characters[at] ?? ''
    if (sign === '\\') {
      at += 1
      signs.push({ kind: 'one', sign: characters[at] ?? '\\' })
    } else if (sign === '*') {
      if (signs.at(-1)?.kind !== 'star') signs.push({ kind: 'star' })
    } else if (sign === '?') signs.push({ kind: 'any' })
    else if (sign === '{') throw wrongPattern(pattern, 'a { is not closed')
    else if (sign === '[') {
      const { end, ...read } = classOf(pattern, characters, at + 1)
      signs.push({ kind: 'class', ...read })
      at = end
    } else signs.push({ kind: 'one', sign })
  }
  return signs
}

/** `end`: where its bracket stands. */
function classOf(
  pattern: string,
  characters: readonly string[],
  start: number,
): Omit<Extract<Sign, { kind: 'class' }>, 'kind'> & { readonly end: number } {
  const isNegated = characters[start] === '!' || characters[start] === '^'
  const ranges: [string, string][] = []
  for (let at = isNegated ? start + 1 : start; at < characters.length; at += 1) {
    if (characters[at] === ']' && ranges.length > 0) return { isNegated, ranges, end: at }
    if (characters[at] === '\\') at += 1
    const from = characters[at] ?? ''
    const hasEnd = characters[at + 1] === '-' && at + 2 < characters.length && characters[at + 2] !== ']'
    if (hasEnd) at += 2
    const to = characters[at] ?? ''
    if (to < from) throw wrongPattern(pattern, `${from}-${to} is no range of characters`)
    ranges.push([from, to])
  }
  throw wrongPattern(pattern, 'a [ is not closed')
}

/** In time of their product at most: a star that took too little is tried with one more, and no earlier one. */
function matches(name: readonly string[], signs: readonly Sign[]): boolean {
  let [at, sign] = [0, 0]
  let star: { readonly sign: number; at: number } | undefined
  while (at < name.length) {
    const wanted = signs[sign]
    if (wanted?.kind === 'star') {
      star = { sign, at }
      sign += 1
    } else if (wanted !== undefined && isOf(name[at] ?? '', wanted)) {
      at += 1
      sign += 1
    } else if (star === undefined) return false
    else {
      star.at += 1
      at = star.at
      sign = star.sign + 1
    }
  }
  return signs.slice(sign).every(({ kind }) => kind === 'star')
}

function isOf(character: string, sign: Sign): boolean {
  switch (sign.kind) {
    case 'star':
    case 'any':
      return true
    case 'one':
      return sign.sign === character
    case 'class':
      return sign.ranges.some(([from, to]) => from <= character && character <= to) !== sign.isNegated
  }
}

/** The name that a part without a pattern stands for, however it is escaped; undefined: it is a pattern. */
export function literalName(part: string): string | undefined {
  const name = part.replaceAll(/\\([\s\S])/g, '')
  return isPattern(name) || name.includes('\\') ? undefined : part.replaceAll(/\\([\s\S])/g, '$1')
}

const wrongPattern = (pattern: string, why: string): CausewayError =>
  new CausewayError('invalid-parameter', `${JSON.stringify(pattern.slice(0, 200))} is no pattern of a path: ${why}`, {
    hint: 'There are *, ?, [a-z], [^a-z] and {a,b}; a backslash before one of them makes it an ordinary character.',
  })
