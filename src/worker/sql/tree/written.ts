import { CausewayError } from '../../../base/errors.ts'
import { placeOf, type Range } from '../place.ts'

/** Where the part of a statement stands: the statement, and the half-open range in it. */
interface Written extends Range {
  readonly sql: string
}

/**
 * Beside the tree, not in it: what compares, rewrites and prints trees knows nothing of places, and two trees of the same meaning are equal. Only of the statement
 * that a user has sent: a view's text and a function's have none, so that what is wrong in them is told at their names.
 */
const WRITTEN = new WeakMap<object, Written>()

/** Says where the node stands; what is known of it stays: of a call the name, of a field its own. */
export function tellWritten<T extends object>(node: T, written: Written): T {
  if (!WRITTEN.has(node)) WRITTEN.set(node, written)
  return node
}

/** The node stands where the other does, which it was made of. */
export function keepWritten<T>(made: T, of: object): T {
  if (typeof made !== 'object' || made === null || made === of) return made
  const [written, names] = [WRITTEN.get(of), NAMES.get(of)]
  if (written !== undefined) tellWritten(made, written)
  if (names !== undefined) NAMES.set(made, names)
  return made
}

export const writtenStart = (node: object): number | undefined => WRITTEN.get(node)?.start

/** Of lists of names, which are texts: a node for each, that stands where the name does. */
const NAMES = new WeakMap<object, readonly object[]>()

export function namesWritten(names: readonly string[], nodes: readonly object[]): readonly string[] {
  NAMES.set(names, nodes)
  return names
}

/** What stands where that name of the list does. */
export const nameWritten = (names: readonly string[], index: number): object | undefined => NAMES.get(names)?.[index]

/** The error, told at the node unless something within it has been blamed already; what is no error of ours is handed back as it is. */
export function blame(thrown: unknown, node: object | undefined): unknown {
  if (!(thrown instanceof CausewayError) || thrown.place !== undefined) return thrown
  const written = node === undefined ? undefined : WRITTEN.get(node)
  if (written !== undefined) thrown.tellPlace(placeOf(written.sql, written))
  return thrown
}

/** What it gives; what it throws is told at the node. */
export function blaming<T>(node: object | undefined, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw blame(thrown, node)
  }
}
