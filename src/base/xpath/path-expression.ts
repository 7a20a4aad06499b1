/** Expressions of XPath 1.0 as trees. */
import { lookup } from '../lookup.ts'
import { XML_NAME } from './xml-document.ts'

const AXES = [
  'child',
  'descendant',
  'parent',
  'ancestor',
  'following-sibling',
  'preceding-sibling',
  'following',
  'preceding',
  'attribute',
  'self',
  'descendant-or-self',
  'ancestor-or-self',
] as const
export type Axis = (typeof AXES)[number]

export type NodeTest =
  /** * takes any name. Without a prefix a name is compared with what stands behind the prefix. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'node' | 'text' | 'comment' }
  | { readonly kind: 'instruction'; readonly target: string | undefined }

export interface Step {
  readonly axis: Axis
  readonly test: NodeTest
  readonly predicates: readonly PathExpression[]
}

export type BinaryOperator = 'or' | 'and' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | 'div' | 'mod' | '|'

export type PathExpression =
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: PathExpression; readonly right: PathExpression }
  | { readonly kind: 'negation'; readonly operand: PathExpression }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly PathExpression[] }
  /** from: the root, the node that is looked at, or the nodes of another expression with its own predicates. */
  | {
      readonly kind: 'path'
      readonly from: 'root' | 'here' | { readonly expression: PathExpression; readonly predicates: readonly PathExpression[] }
      readonly steps: readonly Step[]
    }

/** How many arguments each function of XPath 1.0 takes. */
const PATH_FUNCTIONS: Readonly<Record<string, readonly [min: number, max: number]>> = lookup({
  last: [0, 0],
  position: [0, 0],
  count: [1, 1],
  'local-name': [0, 1],
  name: [0, 1],
  string: [0, 1],
  concat: [2, 1000],
  'starts-with': [2, 2],
  contains: [2, 2],
  'substring-before': [2, 2],
  'substring-after': [2, 2],
  substring: [2, 3],
  'string-length': [0, 1],
  'normalize-space': [0, 1],
  translate: [3, 3],
  boolean: [1, 1],
  not: [1, 1],
  true: [0, 0],
  false: [0, 0],
  number: [0, 1],
  sum: [1, 1],
  floor: [1, 1],
  ceiling: [1, 1],
  round: [1, 1],
})
const NODE_TYPES: ReadonlySet<string> = new Set(['node', 'text', 'comment', 'processing-instruction'])
const DEPTH_MAX = 100
const TOKEN = new RegExp(
  `\\s*(?:("[^"]*"|'[^']*')|(\\d+(?:\\.\\d*)?|\\.\\d+)|(\\.\\.|::|//|!=|<=|>=|[()[\\].@,/|+\\-=<>*$])|(${XML_NAME.replaceAll(':', '')}(?::(?!:)(?:\\*|${XML_NAME.replaceAll(':', '')}))?))`,
  'y',
)

type Token = { readonly kind: 'string' | 'number' | 'mark' | 'name' | 'operator'; readonly text: string }

/** Throws an Error, which says why, for what is no expression of XPath 1.0, and for what is not supported. */
export function parsePath(text: string): PathExpression {
  return new PathReader(tokensOf(text)).whole()
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const end = text.trimEnd().length
  while (at < end) {
    TOKEN.lastIndex = at
    const [found, string, number, mark, name] = TOKEN.exec(text) ?? []
    if (found === undefined) throw new Error(`there is no ${text.slice(at).trim().charAt(0)} at its place ${at + 1}`)
    at += found.length
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1) })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else {
      // Behind an operand these are operators, elsewhere a name or any name.
      const last = tokens.at(-1)
      const isBehindOperand =
        last !== undefined && last.kind !== 'operator' && !(last.kind === 'mark' && /^(?:@|::|\(|\[|,|\/\/?)$/.test(last.text))
      const word = name ?? mark ?? ''
      const isOperator = isBehindOperand && /^(?:and|or|div|mod|\*)$/.test(word)
      if (isOperator || /^(?:[|+\-=<>]|!=|<=|>=)$/.test(word)) tokens.push({ kind: 'operator', text: word })
      else tokens.push({ kind: name === undefined ? 'mark' : 'name', text: word })
    }
  }
  return tokens
}

/** From the loosest to the tightest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
]

class PathReader {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): PathExpression {
    const expression = this.#expression()
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw new Error(`${rest.text} is not expected`)
    return expression
  }

  #expression(): PathExpression {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) throw new Error(`it is nested more than ${DEPTH_MAX} times`)
    const expression = this.#level(0)
    this.#depth -= 1
    return expression
  }

  #level(level: number): PathExpression {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#unary()
    let left = this.#level(level + 1)
    for (let length = 0; ; length += 1) {
      const operator = operators.find((known) => this.#is('operator', known))
      if (operator === undefined) return left
      if (length > 1000) throw new Error('it has more than 1,000 operators in a row')
      this.#at += 1
      left = { kind: 'binary', operator, left, right: this.#level(level + 1) }
    }
  }

  #unary(): PathExpression {
    let negations = 0
    while (this.#takes('operator', '-')) negations += 1
    let operand = this.#union()
    // Each sign makes a number of it.
    for (let done = 0; done < Math.min(negations, 2 - (negations % 2)); done += 1) operand = { kind: 'negation', operand }
    return operand
  }

  #union(): PathExpression {
    let left = this.#path()
    for (let length = 0; this.#takes('operator', '|'); length += 1) {
      if (length > 1000) throw new Error('it has more than 1,000 operators in a row')
      left = { kind: 'binary', operator: '|', left, right: this.#path() }
    }
    return left
  }

  #path(): PathExpression {
    if (this.#takes('mark', '/')) return { kind: 'path', from: 'root', steps: this.#startsStep() ? this.#steps() : [] }
    if (this.#takes('mark', '//')) return { kind: 'path', from: 'root', steps: [ANY_DEPTH, ...this.#steps()] }
    if (this.#startsStep()) return { kind: 'path', from: 'here', steps: this.#steps() }
    const expression = this.#primary()
    const predicates = this.#predicates()
    const steps = this.#takes('mark', '/') ? this.#steps() : this.#takes('mark', '//') ? [ANY_DEPTH, ...this.#steps()] : []
    if (predicates.length === 0 && steps.length === 0) return expression
    return { kind: 'path', from: { expression, predicates }, steps }
  }

  #startsStep(): boolean {
    const token = this.#tokens[this.#at]
    if (token === undefined) return false
    if (token.kind === 'mark') return /^(?:\.|\.\.|@|\*)$/.test(token.text)
    return token.kind === 'name' && (NODE_TYPES.has(token.text) || this.#tokens[this.#at + 1]?.text !== '(')
  }

  #steps(): readonly Step[] {
    const steps = [this.#step()]
    for (;;) {
      if (this.#takes('mark', '//')) steps.push(ANY_DEPTH)
      else if (!this.#takes('mark', '/')) return steps
      steps.push(this.#step())
    }
  }

  #step(): Step {
    if (this.#takes('mark', '.')) return { axis: 'self', test: { kind: 'node' }, predicates: [] }
    if (this.#takes('mark', '..')) return { axis: 'parent', test: { kind: 'node' }, predicates: [] }
    const axis = this.#axis()
    return { axis, test: this.#test(), predicates: this.#predicates() }
  }

  #axis(): Axis {
    if (this.#takes('mark', '@')) return 'attribute'
    if (this.#tokens[this.#at + 1]?.text !== '::') return 'child'
    const name = this.#tokens[this.#at]?.text
    const axis = AXES.find((known) => known === name)
    if (axis === undefined) throw new Error(`the axis ${name} is not supported`)
    this.#at += 2
    return axis
  }

  #test(): NodeTest {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new Error('a location path is expected at its end')
    this.#at += 1
    if (token.kind === 'mark' && token.text === '*') return { kind: 'name', name: '*' }
    if (token.kind !== 'name') throw new Error(`${token.text} is not expected`)
    if (!this.#takes('mark', '(')) {
      if (token.text.includes(':')) throw new Error(`the name ${token.text} with a prefix is not supported; write it without the prefix`)
      return { kind: 'name', name: token.text }
    }
    const target =
      token.text === 'processing-instruction' && this.#tokens[this.#at]?.kind === 'string' ? this.#tokens[this.#at++]?.text : undefined
    this.#expect(')')
    switch (token.text) {
      case 'processing-instruction':
        return { kind: 'instruction', target }
      case 'node':
      case 'text':
      case 'comment':
        return { kind: token.text }
      default:
        throw new Error(`${token.text}() is no test of a node`)
    }
  }

  #predicates(): readonly PathExpression[] {
    const predicates: PathExpression[] = []
    while (this.#takes('mark', '[')) {
      predicates.push(this.#expression())
      this.#expect(']')
    }
    return predicates
  }

  #primary(): PathExpression {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new Error('a location path is expected at its end')
    this.#at += 1
    if (token.kind === 'string') return { kind: 'string', value: token.text }
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.text === '$') throw new Error('it has a variable, and there are none')
    if (token.text === '(') {
      const expression = this.#expression()
      this.#expect(')')
      return expression
    }
    if (token.kind !== 'name') throw new Error(`${token.text} is not expected`)
    return this.#call(token.text)
  }

  #call(name: string): PathExpression {
    this.#expect('(')
    const values: PathExpression[] = []
    if (!this.#takes('mark', ')')) {
      do values.push(this.#expression())
      while (this.#takes('mark', ','))
      this.#expect(')')
    }
    const counts = Object.hasOwn(PATH_FUNCTIONS, name) ? PATH_FUNCTIONS[name] : undefined
    if (counts === undefined) throw new Error(`the function ${name}() is not supported`)
    if (values.length < counts[0] || values.length > counts[1])
      throw new Error(`the function ${name}() does not take ${values.length} arguments`)
    return { kind: 'call', name, arguments: values }
  }

  #is(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === kind && token.text === text
  }

  #takes(kind: Token['kind'], text: string): boolean {
    if (!this.#is(kind, text)) return false
    this.#at += 1
    return true
  }

  #expect(mark: string): void {
    if (!this.#takes('mark', mark))
      throw new Error(
        `${mark} is expected${this.#tokens[this.#at] === undefined ? ' at its end' : ` before ${this.#tokens[this.#at]?.text}`}`,
      )
  }
}

const ANY_DEPTH: Step = { axis: 'descendant-or-self', test: { kind: 'node' }, predicates: [] }
