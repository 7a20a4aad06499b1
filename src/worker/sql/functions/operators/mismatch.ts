import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import { semanticError } from '../../syntax-error.ts'

export function operatorMismatch(operator: string, left: Bound, right: Bound): Error {
  return semanticError(
    `The operator ${operator} cannot join ${sparkTypeName(left.type)} (${left.name}) and ${sparkTypeName(right.type)} (${right.name})`,
  )
}
