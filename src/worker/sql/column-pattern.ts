/** Names of columns by a regular expression of Java's, matched whole and without regard to capitals (spark.sql.parser.quotedRegexColumnNames). */
import { lookup } from '../../base/lookup.ts'
import { notSupported, semanticError } from './syntax-error.ts'

type Node =
  | { readonly kind: 'sign'; readonly fits: (sign: string) => boolean }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number; readonly mode: Mode }
  | { readonly kind: 'end'; readonly isStart: boolean }

type Mode = 'greedy' | 'lazy' | 'possessive'

/** A pattern that tries more than so many ways through one name is refused. */
const STEPS_MAX = 100_000
/** How often {n,m} repeats at most. */
const REPEAT_MAX = 1000

/** Throws sql-semantics for what is no pattern, not-supported for what Java has and this has not. */
export function columnPattern(pattern: string): (name: string) => boolean {
  const node = new PatternReader(pattern).read()
  return (name) => new Matcher(name, pattern).isWhole(node)
}

class Matcher {
  readonly #signs: readonly string[]
  readonly #pattern: string
  #steps = 0

  constructor(name: string, pattern: string) {
    this.#signs = [...name]
    this.#pattern = pattern
  }

  isWhole(node: Node): boolean {
    return this.#match(node, 0, (at) => at === this.#signs.length)
  }

  #match(node: Node, at: number, goOn: (at: number) => boolean): boolean {
    this.#steps += 1
    if (this.#steps > STEPS_MAX)
      throw semanticError(`The pattern ${this.#pattern} of a column's name has too many ways to match`, 'Write a plainer one.')
    switch (node.kind) {
      case 'sign': {
        const sign = this.#signs[at]
        return sign !== undefined && node.fits(sign) && goOn(at + 1)
      }
      case 'sequence':
        return this.#sequence(node.nodes, 0, at, goOn)
      case 'choice':
        return node.nodes.some((one) => this.#match(one, at, goOn))
      case 'end':
        return at === (node.isStart ? 0 : this.#signs.length) && goOn(at)
      case 'repeat':
        return node.mode === 'possessive' ? this.#possessive(node.node, node.min, node.max, at, goOn) : this.#repeat(node, 0, at, goOn)
    }
  }

  #sequence(nodes: readonly Node[], index: number, at: number, goOn: (at: number) => boolean): boolean {
    const node = nodes[index]
    return node === undefined ? goOn(at) : this.#match(node, at, (next) => this.#sequence(nodes, index + 1, next, goOn))
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>, count: number, at: number, goOn: (at: number) => boolean): boolean {
    const again = (): boolean =>
      count < node.max && this.#match(node.node, at, (next) => (next > at || count < node.min) && this.#repeat(node, count + 1, next, goOn))
    if (count < node.min) return again()
    return node.mode === 'lazy' ? goOn(at) || again() : again() || goOn(at)
  }

  /** As much as it can take, and nothing of it given back. */
  #possessive(node: Node, min: number, max: number, from: number, goOn: (at: number) => boolean): boolean {
    let at = from
    for (let count = 0; count < max; count += 1) {
      let end: number | undefined
      this.#match(node, at, (next) => {
        end = next
        return true
      })
      if (end === undefined) {
        if (count < min) return false
        break
      }
      if (end === at) break
      at = end
    }
    return goOn(at)
  }
}

const DIGIT = (sign: string): boolean => /^[0-9]$/.test(sign)
const WORD = (sign: string): boolean => /^\w$/.test(sign)
const SPACE = (sign: string): boolean => /^[ \t\n\v\f\r]$/.test(sign)
const CLASSES: Readonly<Record<string, (sign: string) => boolean>> = lookup({
  d: DIGIT,
  D: (sign) => !DIGIT(sign),
  w: WORD,
  W: (sign) => !WORD(sign),
  s: SPACE,
  S: (sign) => !SPACE(sign),
})

const folded = (sign: string): string => (/^[A-Z]$/.test(sign) ? sign.toLowerCase() : sign)
const swapped = (sign: string): string => (/^[a-z]$/.test(sign) ? sign.toUpperCase() : folded(sign))

class PatternReader {
  readonly #signs: readonly string[]
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#signs = [...pattern]
    this.#pattern = pattern
  }

  read(): Node {
    const node = this.#choice()
    if (this.#at < this.#signs.length) throw this.#wrong('closes a bracket that is not open')
    return node
  }

  #choice(): Node {
    const nodes = [this.#sequence()]
    while (this.#take('|')) nodes.push(this.#sequence())
    return { kind: 'choice', nodes }
  }

  #sequence(): Node {
    const nodes: Node[] = []
    for (let next = this.#signs[this.#at]; next !== undefined && next !== '|' && next !== ')'; next = this.#signs[this.#at])
      nodes.push(this.#repeated(this.#atom()))
    return { kind: 'sequence', nodes }
  }

  #repeated(atom: Node): Node {
    let node = atom
    for (let bounds = this.#bounds(); bounds !== undefined; bounds = this.#bounds()) {
      const mode: Mode = this.#take('?') ? 'lazy' : this.#take('+') ? 'possessive' : 'greedy'
      node = { kind: 'repeat', node, ...bounds, mode }
    }
    return node
  }

  #bounds(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#take('?')) return { min: 0, max: 1 }
    if (this.#signs[this.#at] !== '{') return undefined
    const [whole, from, comma, to] = /^\{(\d{1,6})(,?)(\d{0,6})\}/.exec(this.#signs.slice(this.#at).join('')) ?? []
    if (whole === undefined) throw this.#wrong('has a { that is no count')
    this.#at += whole.length
    const min = Number(from)
    const max = to !== '' ? Number(to) : comma === '' ? min : Number.POSITIVE_INFINITY
    if (max < min || min > REPEAT_MAX) throw this.#wrong('has a count that cannot be')
    return { min, max }
  }

  #atom(): Node {
    const sign = this.#signs[this.#at] ?? ''
    this.#at += 1
    switch (sign) {
      case '(':
        return this.#group()
      case '[':
        return { kind: 'sign', fits: this.#class() }
      case '.':
        return { kind: 'sign', fits: (one) => one !== '\n' && one !== '\r' }
      case '^':
      case '$':
        return { kind: 'end', isStart: sign === '^' }
      case '\\':
        return { kind: 'sign', fits: this.#escape() }
      case '*':
      case '+':
      case '?':
      case '{':
        throw this.#wrong(`has a ${sign} behind nothing`)
      default:
        return { kind: 'sign', fits: (one) => folded(one) === folded(sign) }
    }
  }

  #group(): Node {
    if (this.#take('?') && !this.#take(':'))
      throw notSupported(`The group (?… in the pattern ${this.#pattern} of a column's name`, 'Groups are ( … ) and (?: … ).')
    const node = this.#choice()
    if (!this.#take(')')) throw this.#wrong('has a ( that is not closed')
    return node
  }

  #escape(): (sign: string) => boolean {
    const sign = this.#signs[this.#at] ?? ''
    this.#at += 1
    const known = CLASSES[sign]
    if (known !== undefined) return known
    if (sign === '' || /^[A-Za-z0-9]$/.test(sign))
      throw notSupported(
        `\\${sign} in the pattern ${this.#pattern} of a column's name`,
        String.raw`There are \d, \w, \s, \D, \W, \S and signs that stand for themselves.`,
      )
    return (one) => one === sign
  }

  #class(): (sign: string) => boolean {
    const isNegated = this.#take('^')
    const parts: ((sign: string) => boolean)[] = []
    for (let isFirst = true; isFirst || this.#signs[this.#at] !== ']'; isFirst = false) {
      const sign = this.#signs[this.#at]
      if (sign === undefined) throw this.#wrong('has a [ that is not closed')
      this.#at += 1
      if (sign === '[' || (sign === '&' && this.#signs[this.#at] === '&'))
        throw notSupported(`A class within a class, in the pattern ${this.#pattern} of a column's name`, 'Write one class.')
      parts.push(sign === '\\' ? this.#escape() : this.#range(sign))
    }
    this.#at += 1
    return (sign) => parts.some((fits) => fits(sign)) !== isNegated
  }

  #range(from: string): (sign: string) => boolean {
    const to = this.#signs[this.#at + 1]
    if (this.#signs[this.#at] !== '-' || to === undefined || to === ']' || to === '\\') return (sign) => folded(sign) === folded(from)
    this.#at += 2
    if (to < from) throw this.#wrong(`has a range from ${from} to ${to}`)
    return (sign) => [sign, folded(sign), swapped(sign)].some((one) => one >= from && one <= to)
  }

  #take(sign: string): boolean {
    if (this.#signs[this.#at] !== sign) return false
    this.#at += 1
    return true
  }

  #wrong(what: string): Error {
    return semanticError(
      `The pattern ${this.#pattern} of a column's name ${what}`,
      'A name in backticks is a pattern while spark.sql.parser.quotedRegexColumnNames is true.',
    )
  }
}
