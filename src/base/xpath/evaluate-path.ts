/** What an expression of XPath 1.0 is for a document. */
import type { Axis, BinaryOperator, NodeTest, PathExpression, Step } from './path-expression.ts'
import { callPathFunction } from './path-functions.ts'
import { booleanOf, localName, nodesOf, numberOf, type PathValue, stringOf } from './path-value.ts'
import type { XmlDocument, XmlNode } from './xml-document.ts'

/** Nodes that are looked at for one answer: what takes more would hardly end. */
const VISITS_MAX = 5_000_000

interface Place {
  readonly node: XmlNode
  readonly position: number
  readonly size: number
}

export function evaluatePath(expression: PathExpression, document: XmlDocument): PathValue {
  return new Evaluation(document).value(expression, { node: document.root, position: 1, size: 1 })
}

class Evaluation {
  readonly #document: XmlDocument
  #visits = 0

  constructor(document: XmlDocument) {
    this.#document = document
  }

  value(expression: PathExpression, place: Place): PathValue {
    switch (expression.kind) {
      case 'string':
      case 'number':
        return expression.value
      case 'negation':
        return -numberOf(this.value(expression.operand, place))
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right, place)
      case 'call':
        return callPathFunction(
          expression.name,
          expression.arguments.map((argument) => this.value(argument, place)),
          place,
        )
      case 'path':
        return this.#path(expression, place)
    }
  }

  #binary(operator: BinaryOperator, left: PathExpression, right: PathExpression, place: Place): PathValue {
    if (operator === 'or') return booleanOf(this.value(left, place)) || booleanOf(this.value(right, place))
    if (operator === 'and') return booleanOf(this.value(left, place)) && booleanOf(this.value(right, place))
    const [a, b] = [this.value(left, place), this.value(right, place)]
    switch (operator) {
      case '|':
        return this.#inOrder([...nodesOf(a), ...nodesOf(b)])
      case '+':
        return numberOf(a) + numberOf(b)
      case '-':
        return numberOf(a) - numberOf(b)
      case '*':
        return numberOf(a) * numberOf(b)
      case 'div':
        return numberOf(a) / numberOf(b)
      case 'mod':
        return numberOf(a) % numberOf(b)
      default:
        return this.#compared(operator, a, b)
    }
  }

  /** Nodes are compared each by itself: one that fits is enough. */
  #compared(operator: '=' | '!=' | '<' | '<=' | '>' | '>=', a: PathValue, b: PathValue): boolean {
    if (typeof a === 'object' && typeof b !== 'boolean') return a.some((node) => this.#compared(operator, asOther(node, b), b))
    if (typeof b === 'object' && typeof a !== 'boolean') return b.some((node) => this.#compared(operator, a, asOther(node, a)))
    this.#visit(1)
    switch (operator) {
      case '<':
        return numberOf(a) < numberOf(b)
      case '<=':
        return numberOf(a) <= numberOf(b)
      case '>':
        return numberOf(a) > numberOf(b)
      case '>=':
        return numberOf(a) >= numberOf(b)
      default: {
        const isEqual =
          typeof a === 'boolean' || typeof b === 'boolean'
            ? booleanOf(a) === booleanOf(b)
            : typeof a === 'number' || typeof b === 'number'
              ? numberOf(a) === numberOf(b)
              : stringOf(a) === stringOf(b)
        return isEqual === (operator === '=')
      }
    }
  }

  #path({ from, steps }: Extract<PathExpression, { kind: 'path' }>, place: Place): PathValue {
    let nodes: readonly XmlNode[]
    if (from === 'root') nodes = [this.#document.root]
    else if (from === 'here') nodes = [place.node]
    else nodes = this.#kept(nodesOf(this.value(from.expression, place)), from.predicates)
    for (const step of steps) nodes = this.#step(nodes, step)
    return nodes
  }

  #step(nodes: readonly XmlNode[], step: Step): readonly XmlNode[] {
    // From one node to all below it, and then from each to its children, would go over a deep tree once for each level.
    const found = nodes.flatMap((node) => {
      const all = this.#along(step.axis, node)
      this.#visit(all.length + 1)
      return this.#kept(
        all.filter((candidate) => passes(step.test, step.axis, candidate)),
        step.predicates,
      )
    })
    return this.#inOrder(found)
  }

  /** Predicates count along the axis: backwards where it goes backwards. */
  #kept(nodes: readonly XmlNode[], predicates: readonly PathExpression[]): readonly XmlNode[] {
    return predicates.reduce(
      (kept, predicate) =>
        kept.filter((node, index) => {
          this.#visit(1)
          const value = this.value(predicate, { node, position: index + 1, size: kept.length })
          // Java's implementation cuts the fraction off.
          return typeof value === 'number' ? Math.trunc(value) === index + 1 : booleanOf(value)
        }),
      nodes,
    )
  }

  #along(axis: Axis, node: XmlNode): readonly XmlNode[] {
    const { nodes } = this.#document
    const below = (): readonly XmlNode[] => nodes.slice(node.order + 1, node.lastInside + 1).filter(isNoAttribute)
    switch (axis) {
      case 'self':
        return [node]
      case 'child':
        return node.children
      case 'attribute':
        return node.attributes
      case 'parent':
        return node.parent === undefined ? [] : [node.parent]
      case 'descendant':
        return below()
      case 'descendant-or-self':
        return [node, ...below()]
      case 'ancestor':
        return ancestors(node)
      case 'ancestor-or-self':
        return [node, ...ancestors(node)]
      case 'following-sibling':
      case 'preceding-sibling': {
        const siblings = node.kind === 'attribute' ? [] : (node.parent?.children ?? [])
        this.#visit(siblings.length)
        return axis === 'following-sibling'
          ? siblings.filter(({ order }) => order > node.order)
          : siblings.filter(({ order }) => order < node.order).reverse()
      }
      case 'following': {
        const last = node.kind === 'attribute' ? node.order : node.lastInside
        return nodes.slice(last + 1).filter(isNoAttribute)
      }
      case 'preceding': {
        const from = node.kind === 'attribute' ? (node.parent ?? node) : node
        const above = new Set(ancestors(from))
        return nodes
          .slice(0, from.order)
          .filter((candidate) => isNoAttribute(candidate) && !above.has(candidate))
          .reverse()
      }
    }
  }

  /** Each node once. */
  #inOrder(nodes: readonly XmlNode[]): readonly XmlNode[] {
    if (nodes.length < 2) return nodes
    this.#visit(nodes.length)
    return [...new Set(nodes)].sort((a, b) => a.order - b.order)
  }

  #visit(count: number): void {
    this.#visits += count
    if (this.#visits > VISITS_MAX) throw new Error(`An XPath looks at more than ${VISITS_MAX.toLocaleString('en')} nodes of one text`)
  }
}

const isNoAttribute = (node: XmlNode): boolean => node.kind !== 'attribute'

function ancestors(node: XmlNode): readonly XmlNode[] {
  const found: XmlNode[] = []
  for (let above = node.parent; above !== undefined; above = above.parent) found.push(above)
  return found
}

function passes(test: NodeTest, axis: Axis, node: XmlNode): boolean {
  switch (test.kind) {
    case 'node':
      return true
    case 'name':
      return node.kind === (axis === 'attribute' ? 'attribute' : 'element') && (test.name === '*' || localName(node.name) === test.name)
    case 'instruction':
      return node.kind === 'instruction' && (test.target === undefined || test.target === node.name)
    case 'text':
    case 'comment':
      return node.kind === test.kind
  }
}

/** A node beside a value of that kind. */
function asOther(node: XmlNode, other: PathValue): PathValue {
  return typeof other === 'number' ? numberOf([node]) : stringOf([node])
}
