/**
 * Java's regular expressions as JavaScript's: what is read otherwise there is written in signs that mean the same. Every group has a name in it (g1, g2 …), for
 * what stands for possessive quantifiers are groups, too.
 */
import { lookup } from '../../lookup.ts'
import { unserved, wrong } from './pattern-error.ts'
import { CLASSES, classText, LINE_BREAKS, lettersOf, propertyText, type Signs, signsOf, WHOLE_CLASSES } from './pattern-signs.ts'

export interface ScriptPattern {
  /** For a RegExp with the flag v. */
  readonly source: string
  readonly groupCount: number
  /** The numbers of the groups with a name. */
  readonly names: ReadonlyMap<string, number>
  /** Groups that may not be asked for: JavaScript forgets in the next round of a repetition what they have found, and Java does not. */
  readonly forgetful: ReadonlySet<number>
}

interface Flags {
  readonly ignoresCase: boolean
  /** Of letters of all languages. */
  readonly unicodeCase: boolean
  readonly dotMatchesAll: boolean
  readonly multiline: boolean
  readonly comments: boolean
  readonly unixLines: boolean
}

/** A group, or the whole: what stands in the way of what is in it being found. */
interface Node {
  readonly parent: Node | undefined
  /** Which branch of the parent it stands in. */
  readonly branch: number
  branches: number
  least: number
  most: number
  readonly isLookBehind: boolean
  readonly isNegative: boolean
}

const FLAG_LETTERS: Readonly<Record<string, keyof Flags>> = lookup({
  i: 'ignoresCase',
  u: 'unicodeCase',
  s: 'dotMatchesAll',
  m: 'multiline',
  x: 'comments',
  d: 'unixLines',
})

const NO_FLAGS: Flags = {
  ignoresCase: false,
  unicodeCase: false,
  dotMatchesAll: false,
  multiline: false,
  comments: false,
  unixLines: false,
}

const DEPTH_MAX = 200
const LENGTH_MAX = 20_000

const START = '(?<![^])'
const END = '(?![^])'
const WORD_BEFORE = String.raw`[\p{L}\p{Nd}_]|[\p{L}\p{Nd}]\p{Mn}+`
const WORD_BEHIND = String.raw`[\p{L}\p{Nd}_]|(?<=[\p{L}\p{Nd}]\p{Mn}*)\p{Mn}`

/** @throws Error for what is no regular expression of Java; its name is unserved where it is one that is not served. */
export function scriptPattern(pattern: string): ScriptPattern {
  if (pattern.length > LENGTH_MAX) throw unserved(`A regular expression of more than ${LENGTH_MAX} characters`)
  return new Reader(pattern).read()
}

const isUnderNode = (node: Node | undefined, above: Node): boolean => {
  for (let at = node; at !== undefined; at = at.parent) if (at === above) return true
  return false
}

class Reader {
  readonly #pattern: string
  #at = 0
  #depth = 0
  #helpers = 0
  #groupCount = 0
  readonly #groups: Node[] = []
  readonly #closed = new Set<number>()
  readonly #names = new Map<string, number>()
  readonly #references: { readonly group: number; readonly node: Node; readonly branch: number }[] = []

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  read(): ScriptPattern {
    const whole: Node = { parent: undefined, branch: 0, branches: 1, least: 1, most: 1, isLookBehind: false, isNegative: false }
    const source = this.#branchesOf(whole, NO_FLAGS)
    if (this.#at < this.#pattern.length) throw wrong(this.#pattern, 'a ) has no (')
    const forgetful = new Set(this.#groups.flatMap((node, index) => (isForgetful(node) ? [index + 1] : [])))
    for (const reference of this.#references) this.#checkReference(reference, forgetful)
    return { source, groupCount: this.#groupCount, names: this.#names, forgetful }
  }

  /** In Java a group that has found nothing is nowhere to be found again; in JavaScript it is found everywhere. */
  #checkReference({ group, node, branch }: { group: number; node: Node; branch: number }, forgetful: ReadonlySet<number>): void {
    let at = this.#groups[group - 1]
    for (; at !== undefined && !isUnderNode(node, at); at = at.parent) {
      const around = at.parent
      if (at.least === 0) throw unserved('A back reference to a group that may not be there')
      if (around === undefined || around.branches === 1) continue
      if (!isUnderNode(node, around) || branchWithin(node, branch, around) !== at.branch)
        throw unserved('A back reference to a group of another branch')
    }
    if (forgetful.has(group)) throw unserved('A back reference to a group that is not found in each round of a repetition')
  }

  #branchesOf(node: Node, outer: Flags): string {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) throw unserved('So deep a nesting of groups')
    let flags = outer
    let text = ''
    for (;;) {
      this.#skipComments(flags)
      const sign = this.#sign()
      if (sign === '' || sign === ')') break
      if (sign === '|') {
        this.#at += 1
        node.branches += 1
        text += '|'
        continue
      }
      const changed = this.#flagsHere(flags)
      if (changed !== undefined) flags = changed
      else text += this.#quantified(node, flags)
    }
    this.#depth -= 1
    return text
  }

  /** (?i) and its like, which change what stands behind. */
  #flagsHere(flags: Flags): Flags | undefined {
    const [head, on = '', off = ''] = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?\)/.exec(this.#ahead(40)) ?? []
    if (head === undefined) return undefined
    this.#at += head.length
    return changedFlags(flags, on, off, this.#pattern)
  }

  #quantified(node: Node, flags: Flags): string {
    const inner: Node = {
      parent: node,
      branch: node.branches - 1,
      branches: 1,
      least: 1,
      most: 1,
      isLookBehind: node.isLookBehind,
      isNegative: node.isNegative,
    }
    const piece = this.#piece(inner, flags)
    this.#skipComments(flags)
    const [written, sign, least, comma, most] = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})/.exec(this.#ahead(24)) ?? []
    if (written === undefined) return piece
    this.#at += written.length
    inner.least = sign === '+' ? 1 : sign === undefined ? Number(least) : 0
    inner.most =
      sign === '?' ? 1 : sign !== undefined || (comma !== undefined && most === '') ? Number.POSITIVE_INFINITY : Number(most ?? least)
    if (inner.most < inner.least) throw wrong(this.#pattern, `${written} runs backwards`)
    if (inner.most > 2 ** 31 && Number.isFinite(inner.most)) throw wrong(this.#pattern, `${written} is too often`)
    if (node.isLookBehind && inner.most === Number.POSITIVE_INFINITY) throw unserved('A look-behind of any length')
    this.#skipComments(flags)
    const behind = this.#sign()
    if (behind === '+' || behind === '?') this.#at += 1
    this.#skipComments(flags)
    if (/^[*+?]/.test(this.#sign())) throw wrong(this.#pattern, `nothing stands before ${this.#sign()} that it could repeat`)
    const repeated = `(?:${piece})${written}`
    return behind === '+' ? this.#atomic(repeated) : behind === '?' ? `${repeated}?` : repeated
  }

  /** What is found once is not looked for again in another way. */
  #atomic(text: string): string {
    this.#helpers += 1
    return `(?:(?=(?<p${this.#helpers}>${text}))\\k<p${this.#helpers}>)`
  }

  #piece(node: Node, flags: Flags): string {
    const sign = this.#sign()
    switch (sign) {
      case '(':
        return this.#group(node, flags)
      case '[': {
        this.#at += 1
        const { text, at } = classText(this.#pattern, this.#at, signsIn(flags))
        this.#at = at
        return cased(text, flags)
      }
      case '\\':
        return this.#escape(node, flags)
      case '.':
        this.#at += 1
        return flags.dotMatchesAll ? '[^]' : flags.unixLines ? '[^\\n]' : `[^${LINE_BREAKS}]`
      case '^':
        this.#at += 1
        return flags.multiline ? lineStart(flags) : START
      case '$':
        this.#at += 1
        return flags.multiline ? lineEnd(flags) : textEnd(flags)
      case '*':
      case '+':
      case '?':
        throw wrong(this.#pattern, `nothing stands before ${sign} that it could repeat`)
      case '{':
        throw wrong(this.#pattern, 'a { stands where nothing can be repeated; write \\{')
      default:
        this.#at += sign.length
        return cased(lettersOf(sign, signsIn(flags)), flags)
    }
  }

  #group(node: Node, flags: Flags): string {
    const rest = this.#ahead(80)
    const [look, behind, kind] = /^\(\?(<?)([=!])/.exec(rest) ?? []
    if (look !== undefined) {
      const inner: Node = {
        ...nodeIn(node),
        isLookBehind: behind === '<' || node.isLookBehind,
        isNegative: kind === '!' || node.isNegative,
      }
      return `${look}${this.#inGroup(look.length, inner, flags)})`
    }
    if (rest.startsWith('(?>')) return this.#atomic(this.#inGroup('(?>'.length, nodeIn(node), flags))
    const [plain, on = '', off = ''] = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?:/.exec(rest) ?? []
    if (plain !== undefined) return `(?:${this.#inGroup(plain.length, nodeIn(node), changedFlags(flags, on, off, this.#pattern))})`
    const [named, name] = /^\(\?<([A-Za-z][A-Za-z0-9]*)>/.exec(rest) ?? []
    if (named === undefined && rest.startsWith('(?')) throw wrong(this.#pattern, 'what stands behind (? is unknown')
    if (node.isNegative || node.isLookBehind)
      throw unserved('A group with a number within a look-behind, or one that says what is not there,')
    this.#groupCount += 1
    const number = this.#groupCount
    if (name !== undefined) {
      if (this.#names.has(name)) throw wrong(this.#pattern, `two groups are called ${name}`)
      this.#names.set(name, number)
    }
    const own = nodeIn(node)
    this.#groups.push(own)
    const text = this.#inGroup(named?.length ?? 1, own, flags)
    this.#closed.add(number)
    return `(?<g${number}>${text})`
  }

  #inGroup(headLength: number, node: Node, flags: Flags): string {
    this.#at += headLength
    const text = this.#branchesOf(node, flags)
    if (this.#sign() !== ')') throw wrong(this.#pattern, 'a ( has no )')
    this.#at += 1
    return text
  }

  #escape(node: Node, flags: Flags): string {
    const letter = this.#pattern[this.#at + 1]
    if (letter === undefined) throw wrong(this.#pattern, 'nothing stands behind its last \\')
    const take = (text: string): string => {
      this.#at += 2
      return text
    }
    const whole = CLASSES[letter] ?? WHOLE_CLASSES[letter]
    if (whole !== undefined) return take(CLASSES[letter] === undefined ? whole : `[${whole}]`)
    switch (letter) {
      case 'Q': {
        const end = this.#pattern.indexOf('\\E', this.#at + 2)
        const quoted = this.#pattern.slice(this.#at + 2, end < 0 ? undefined : end)
        this.#at = end < 0 ? this.#pattern.length : end + 2
        return cased([...quoted].map((sign) => lettersOf(sign, signsIn(flags))).join(''), flags)
      }
      case 'b':
      case 'B':
        if (this.#pattern.startsWith('{', this.#at + 2)) throw unserved('\\b{…}')
        return take(
          letter === 'b'
            ? `(?:(?<=${WORD_BEFORE})(?!${WORD_BEHIND})|(?<!${WORD_BEFORE})(?=${WORD_BEHIND}))`
            : `(?:(?<=${WORD_BEFORE})(?=${WORD_BEHIND})|(?<!${WORD_BEFORE})(?!${WORD_BEHIND}))`,
        )
      case 'A':
        return take(START)
      case 'z':
        return take(END)
      case 'Z':
        return take(textEnd(flags))
      case 'G':
      case 'X':
      case 'N':
        throw unserved(`\\${letter}`)
      case 'k': {
        const [written, name = ''] = /^\\k<([A-Za-z][A-Za-z0-9]*)>/.exec(this.#ahead(80)) ?? []
        const number = this.#names.get(name)
        if (written === undefined || number === undefined) throw wrong(this.#pattern, 'a \\k names no group before it')
        this.#at += written.length
        return this.#reference(number, node, flags)
      }
      case 'p':
      case 'P': {
        const { text, at } = propertyText(this.#pattern, this.#at, flags.ignoresCase)
        this.#at = at
        return `[${text}]`
      }
    }
    if (/[1-9]/.test(letter)) return this.#numbered(node, flags)
    const { code, at } = signsOf(this.#pattern, this.#at)
    this.#at = at
    return cased(lettersOf(String.fromCodePoint(code), signsIn(flags)), flags)
  }

  /** As many digits as there are groups so far. */
  #numbered(node: Node, flags: Flags): string {
    const digits = /^\\(\d+)/.exec(this.#ahead(12))?.[1] ?? ''
    let length = 1
    while (length < digits.length && Number(digits.slice(0, length + 1)) <= this.#groupCount) length += 1
    const number = Number(digits.slice(0, length))
    this.#at += 1 + length
    if (!this.#closed.has(number)) throw unserved('A back reference to a group that does not end before it')
    return this.#reference(number, node, flags)
  }

  #reference(group: number, node: Node, flags: Flags): string {
    if (flags.ignoresCase) throw unserved('A back reference with (?i)')
    if (node.isLookBehind) throw unserved('A back reference within a look-behind')
    this.#references.push({ group, node, branch: 0 })
    return `(?:\\k<g${group}>)`
  }

  #skipComments({ comments }: Flags): void {
    if (comments) this.#at += /^(?:[ \t\n\v\f\r]+|#[^\n\r\u0085\u2028\u2029]*)*/.exec(this.#pattern.slice(this.#at))?.[0].length ?? 0
  }

  #sign(): string {
    const code = this.#pattern.codePointAt(this.#at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  #ahead(length: number): string {
    return this.#pattern.slice(this.#at, this.#at + length)
  }
}

const nodeIn = (node: Node): Node => ({ ...node, parent: node, branch: node.branches - 1, branches: 1, least: 1, most: 1 })

/** Which branch of a node around it something stands in. */
function branchWithin(node: Node, branch: number, around: Node): number {
  let [at, place]: [Node, number] = [node, branch]
  while (at !== around && at.parent !== undefined) [at, place] = [at.parent, at.branch]
  return place
}

/** A repetition goes round without it, somewhere. */
function isForgetful(group: Node): boolean {
  let isSometimes = false
  for (let at: Node | undefined = group; at !== undefined; at = at.parent) {
    if (at.most > 1 && isSometimes) return true
    isSometimes ||= at.least === 0 || (at.parent?.branches ?? 1) > 1
  }
  return false
}

const signsIn = ({ ignoresCase, unicodeCase, comments }: Flags): Signs => ({ foldsAscii: ignoresCase && !unicodeCase, comments })

const cased = (text: string, { ignoresCase, unicodeCase }: Flags): string => (ignoresCase && unicodeCase ? `(?i:${text})` : text)

function changedFlags(flags: Flags, on: string, off: string, pattern: string): Flags {
  const changed = { ...flags }
  for (const [letters, value] of [
    [on, true],
    [off, false],
  ] as const)
    for (const letter of letters) {
      const flag = FLAG_LETTERS[letter]
      if (letter === 'U') throw unserved('The flag (?U)')
      if (flag === undefined) throw wrong(pattern, `(?${letter}) is no flag`)
      changed[flag] = value
    }
  return changed
}

const breaksOf = ({ unixLines }: Flags): string => (unixLines ? '\\n' : String.raw`\r\n|(?<!\r)\n|[\r\u0085\u2028\u2029]`)

const textEnd = (flags: Flags): string => `(?=(?:${breaksOf(flags)})?${END})`
const lineEnd = (flags: Flags): string => `(?=${breaksOf(flags)}|${END})`
/** Not at the end of the text, even behind a line break. */
const lineStart = ({ unixLines }: Flags): string =>
  unixLines ? `(?=[^])(?<=${START}|\\n)` : String.raw`(?=[^])(?<=${START}|[\n\u0085\u2028\u2029]|\r(?!\n))`
