import { CausewayError } from '../../../base/errors.ts'
import type { Inspection, StatementLimit } from '../../../protocol/statement-rules.ts'
import type { DefenceRule } from '../../domain/defence-rule.ts'
import { listDefenceRules } from '../../store/defence-rules.ts'
import type { Database } from '../../store/schema.ts'
import { countOf, systemRule } from './system-rules.ts'

/** The rules that hold for the statements of a queue. */
export async function rulesOfQueue(db: Database, projectId: string, queueName: string): Promise<readonly DefenceRule[]> {
  const all = await listDefenceRules(db, projectId)
  return all.filter(({ queueNames }) => queueNames.length === 0 || queueNames.includes(queueName))
}

/** @throws 'sql-permission' for a statement whose text one of the rules refuses */
export function refuseStatement(rules: readonly DefenceRule[], sql: string, inspection: Inspection): void {
  for (const { type, name, threshold } of rules) {
    const found = countOf(type, inspection, Buffer.byteLength(sql))
    const { threshold: counted, description } = systemRule(type)
    if (found === undefined || (counted === undefined ? threshold === 0 || found === 0 : found <= threshold)) continue
    const shown = Number.isInteger(found) ? String(found) : found.toFixed(1)
    const unit = counted?.unit === undefined || counted.unit === '' ? '' : ` ${counted.unit}`
    const why = counted === undefined ? `it has ${description}` : `${description} is ${shown}${unit}, and ${threshold}${unit} are allowed`
    throw new CausewayError('sql-permission', `The rule ${name} (${type}) refuses the statement: ${why}`, {
      hint: 'Write it otherwise, or submit it to a queue without the rule.',
    })
  }
}

export interface RunLimits {
  /** Those that its worker looks at. */
  readonly limits: readonly StatementLimit[]
  readonly time: { readonly ms: number; readonly rule: string } | undefined
}

/** What of the rules holds while a statement runs. */
export function runLimits(rules: readonly DefenceRule[]): RunLimits {
  const limits: StatementLimit[] = []
  let time: RunLimits['time']
  for (const { type, name: rule, threshold } of rules) {
    if (type === 'dynamic_0001') limits.push({ what: 'files', limit: threshold, rule })
    if (type === 'dynamic_0002') limits.push({ what: 'partitions', limit: threshold, rule })
    if (type === 'running_0001') limits.push({ what: 'rows', limit: threshold, rule })
    if (type === 'running_0002') limits.push({ what: 'memory', limit: threshold * 1024 ** 2, rule })
    if (type === 'running_0004') limits.push({ what: 'bytes', limit: threshold * 1024 ** 3, rule })
    if (type === 'running_0003' && threshold * 1000 < (time?.ms ?? Number.POSITIVE_INFINITY)) time = { ms: threshold * 1000, rule }
  }
  return { limits, time }
}
