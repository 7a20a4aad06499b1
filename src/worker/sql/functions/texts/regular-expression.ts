/**
 * What can be said of a regular expression by reading it. It is never run here: what backtracks takes as many steps as it likes, and no other statement of
 * the queue would be read meanwhile.
 */
export interface RegularExpressionTraits {
  readonly groups: number
  /** Somewhere it matches a piece of text of length 0: x*, (a|), ^. */
  readonly matchesNothing: boolean
  /** Somewhere it may match a sign or more; not so ^, \\b. */
  readonly matchesSomething: boolean
  /** It begins with ^, whatever it matches: there is one place for it. */
  readonly isAtStart: boolean
}

/** One group, or the whole: what its branches so far, and the branch that is being read, may do without a character. */
interface Level {
  readonly isLookAround: boolean
  anyBranch: boolean
  branch: boolean
  /** The piece that a quantifier would change. */
  last: boolean
}

const newLevel = (isLookAround: boolean): Level => ({ isLookAround, anyBranch: false, branch: true, last: true })

function endPiece(level: Level): void {
  level.branch &&= level.last
  level.last = true
}

const endBranch = (level: Level): boolean => {
  endPiece(level)
  level.anyBranch ||= level.branch
  level.branch = true
  return level.anyBranch
}

/** A quotation, a group's head, an escape, a class without its end, a repetition; in a class only its end and escapes matter. */
const PIECE =
  /\\Q(?<quoted>[^\\]*)(?:\\E)?|\\(?<escaped>[\s\S])|\((?<head>\?(?:P?<[A-Za-z]\w*>|<?[=!]|[>|:]|[-A-Za-z]*[:)])?)?|(?:(?<any>[*?])|(?<some>\+)|\{(?<least>\d+)(?:,\d*)?\})[?+]?|[\s\S]/y
const ZERO_WIDTH_ESCAPES = 'bBAzZG'

/** Undefined for what is no regular expression, or none that can be read here. */
export function regularExpressionTraits(pattern: string): RegularExpressionTraits | undefined {
  let groups = 0
  let matchesSomething = false
  let branches = 1
  const outer: Level[] = []
  let level = newLevel(false)
  PIECE.lastIndex = 0
  for (let match = PIECE.exec(pattern); match !== null; match = PIECE.exec(pattern)) {
    const [piece] = match
    const { quoted, escaped, head, any, some, least } = match.groups ?? {}
    if (quoted !== undefined) {
      endPiece(level)
      level.last = quoted === ''
      matchesSomething ||= quoted !== ''
    } else if (escaped !== undefined) {
      endPiece(level)
      level.last = ZERO_WIDTH_ESCAPES.includes(escaped)
      matchesSomething ||= !level.last
    } else if (piece.startsWith('(')) {
      endPiece(level)
      // (?i) changes how what follows is read, and is no group.
      if (head?.endsWith(')')) continue
      if (head === '?') return undefined
      if (head === undefined || /<\w/.test(head)) groups += 1
      outer.push(level)
      level = newLevel(head !== undefined && /[=!]$/.test(head))
    } else if (piece === ')') {
      const around = outer.pop()
      if (around === undefined) return undefined
      around.last = endBranch(level) || level.isLookAround
      level = around
    } else if (piece === '|') {
      endBranch(level)
      if (outer.length === 0) branches += 1
    } else if (any !== undefined || least !== undefined) level.last ||= least === undefined || Number(least) === 0
    else if (piece === '[') {
      const end = endOfClass(pattern, PIECE.lastIndex)
      if (end === undefined) return undefined
      PIECE.lastIndex = end
      endPiece(level)
      level.last = false
      matchesSomething = true
    } else if (some === undefined) {
      endPiece(level)
      level.last = piece === '^' || piece === '$'
      matchesSomething ||= !level.last
    }
  }
  if (outer.length > 0) return undefined
  return { groups, matchesNothing: endBranch(level), matchesSomething, isAtStart: branches === 1 && pattern.startsWith('^') }
}

/** Classes stand in classes, and a ] that is the first sign is one of the class. */
function endOfClass(pattern: string, start: number): number | undefined {
  let depth = 1
  let at = start
  const first = (): void => {
    if (pattern[at] === '^') at += 1
    if (pattern[at] === ']') at += 1
  }
  first()
  while (at < pattern.length) {
    const sign = pattern[at]
    at += sign === '\\' ? 2 : 1
    if (sign === '[') {
      depth += 1
      first()
    } else if (sign === ']') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return undefined
}
