import type { DefenceType } from '../../../base/defence-types.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Inspection, StatementLimit } from '../../../protocol/statement-rules.ts'
import type { DefenceRule } from '../../domain/defence-rule.ts'
import { listDefenceRules } from '../../store/jobs/defence-rules.ts'
import type { Database } from '../../store/schema.ts'
import { isDefaultRule, rulesFor, withDefaults } from './default-rules.ts'
import { countOf, systemRule } from './system-rules.ts'

/** The rules that hold for the statements of a queue. `defaults`: for which types it has one where none of its own holds. */
export async function rulesOfQueue(
  db: Database,
  defaults: readonly DefenceType[],
  projectId: string,
  queueName: string,
): Promise<readonly DefenceRule[]> {
  return rulesFor(withDefaults(await listDefenceRules(db, projectId), defaults, projectId), queueName)
}

/**
 * What rules that only hint say of the text of a statement.
 * @throws 'sql-permission' for one that a rule refuses
 */
export function judgeStatement(rules: readonly DefenceRule[], sql: string, inspection: Inspection): readonly string[] {
  const hints: string[] = []
  for (const rule of rules) {
    const { type, name, threshold } = rule
    const found = countOf(type, inspection, Buffer.byteLength(sql))
    const { threshold: counted, description, seen = description } = systemRule(type)
    if (found === undefined || (counted === undefined ? threshold === 0 || found === 0 : found <= threshold)) continue
    const shown = Number.isInteger(found) ? String(found) : found.toFixed(1)
    const unit = counted?.unit === undefined || counted.unit === '' ? '' : ` ${counted.unit}`
    const why = counted === undefined ? `it has ${seen}` : `${description} is ${shown}${unit}, and ${threshold}${unit} are allowed`
    if (rule.action === 'hint') {
      hints.push(`The rule ${name} (${type}) would refuse the statement: ${why}`)
      continue
    }
    throw new CausewayError('sql-permission', `The rule ${name} (${type}) refuses the statement: ${why}`, {
      hint: isDefaultRule(rule)
        ? `Write it otherwise, or have a rule of its own made for the queue: POST /v1/{project_id}/sql-defend-rules with "rule_id": "${type}" and another number.`
        : 'Write it otherwise, or submit it to a queue without the rule.',
    })
  }
  return hints
}

export interface RunLimits {
  /** Those that its worker looks at. */
  readonly limits: readonly StatementLimit[]
  readonly times: readonly TimeLimit[]
}

export interface TimeLimit {
  readonly ms: number
  /** What sets it, within a sentence. */
  readonly of: string
}

/** What of the rules holds while a statement runs. */
export function runLimits(rules: readonly DefenceRule[]): RunLimits {
  const limits: StatementLimit[] = []
  const times: TimeLimit[] = []
  for (const { type, name, threshold, action } of rules) {
    const by = `The rule ${name}`
    const only = action === 'hint' ? { isHint: true } : {}
    if (type === 'dynamic_0001') limits.push({ what: 'files', limit: threshold, by, ...only })
    if (type === 'dynamic_0002') limits.push({ what: 'partitions', limit: threshold, by, ...only })
    if (type === 'dynamic_0003' && threshold > 0) limits.push({ what: 'whole-tables', limit: 0, by, ...only })
    if (type === 'running_0001') limits.push({ what: 'rows', limit: threshold, by })
    if (type === 'running_0002') limits.push({ what: 'memory', limit: threshold * 1024 ** 2, by })
    if (type === 'running_0004') limits.push({ what: 'bytes', limit: threshold * 1024 ** 3, by })
    if (type === 'running_0003') times.push({ ms: threshold * 1000, of: `the rule ${name}` })
  }
  return { limits, times }
}
