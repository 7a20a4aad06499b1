import { sourceKindOf } from '../sources/registry.ts'
import type { CheckSource } from '../sql/plan/plan.ts'
import { newTableSource } from './new-table-source.ts'

/** What a job would refuse about a new table before it opens anything. */
export const checkNewSource: CheckSource = (written) => {
  const source = newTableSource(written)
  sourceKindOf(source).check(source)
}
