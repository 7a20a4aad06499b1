import { chosenByChance } from '../functions/sample.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Sample } from '../tree/query.ts'
import type { BoundRelation, QueryContext } from './context.ts'
import { refuseCorrelated } from './correlation.ts'
import { enclosed } from './enclosed.ts'
import { foldedInteger } from './folded-integer.ts'

/** TABLESAMPLE: the first rows, or each with the same chance. */
export function bindSample({ method, seed }: Sample, input: BoundRelation, context: QueryContext): BoundRelation {
  refuseCorrelated(input.outerUses, 'TABLESAMPLE')
  if (seed !== undefined) throw notSupported('TABLESAMPLE … REPEATABLE', 'Leave the seed out: the rows are others each time.')
  if (method.kind === 'fraction') return enclosed(input, context, (query) => ({ ...query, where: chosenByChance(method.fraction) }))
  const count = foldedInteger(method.count)
  if (count === undefined) throw semanticError('TABLESAMPLE (… ROWS) takes an integer written in the statement')
  if (count < 0n) throw semanticError('TABLESAMPLE (… ROWS) is not negative')
  return enclosed(input, context, (query) => ({ ...query, limit: count }))
}
