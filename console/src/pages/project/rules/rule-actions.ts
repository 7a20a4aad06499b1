import type { Fields } from '../../../api/fields.ts'
import type { Action } from '../../../components/actions/action.ts'
import { choicesOf, type FieldSpec, type FormValues } from '../../../components/actions/form-values.ts'

export const RULES = '/v1/{project_id}/sql-defend-rules'
export const SYSTEM_RULES = '/v1/{project_id}/sql-defend-sys-rules'
const STALE = ['rules']

/** What a rule may be about. */
export interface SystemRule {
  readonly id: string
  readonly description: string
  readonly actions: readonly string[]
  readonly min: number
  readonly max: number
  readonly usual: number
}

export function readSystemRule(rule: Fields): SystemRule {
  const param = rule.fields('param')
  return {
    id: rule.text('rule_id'),
    description: rule.text('desc'),
    actions: rule.texts('actions'),
    min: param?.optionalNumber('min') ?? 1,
    max: param?.optionalNumber('max') ?? 1,
    usual: param?.optionalNumber('default_value') ?? 1,
  }
}

export interface DefenceRule {
  readonly uuid: string
  readonly name: string
  readonly ruleId: string
  readonly threshold: number
  readonly queues: readonly string[]
  readonly description: string
  readonly action: string
}

export const readRule = (rule: Fields): DefenceRule => ({
  uuid: rule.text('rule_uuid'),
  name: rule.text('rule_name'),
  ruleId: rule.text('rule_id'),
  threshold: rule.fields('engine_rules')?.optionalNumber('spark') ?? 1,
  queues: rule.texts('queue_names'),
  description: rule.optionalText('desc') ?? '',
  action: rule.text('action'),
})

const fieldsOf = (system: readonly SystemRule[], queues: readonly string[], rule: DefenceRule | undefined): readonly FieldSpec[] => [
  { kind: 'text', name: 'name', label: 'Name', isRequired: true, initial: rule?.name ?? '' },
  {
    kind: 'choice',
    name: 'about',
    label: 'About',
    options: system.map(({ id, description, min, max }) => ({
      value: id,
      label: `${description}${max > 1 ? ` (${min.toLocaleString()} to ${max.toLocaleString()})` : ''}`,
    })),
    ...(rule === undefined ? {} : { initial: rule.ruleId }),
  },
  { kind: 'number', name: 'threshold', label: 'At most', isRequired: true, initial: String(rule?.threshold ?? system[0]?.usual ?? 1) },
  {
    kind: 'choice',
    name: 'action',
    label: 'What it does',
    options: [
      { value: 'block', label: 'refuses the statement, or ends it' },
      { value: 'hint', label: 'tells of it with the job' },
      { value: 'circuitBreaker', label: 'refuses it, as a circuit breaker' },
    ],
    ...(rule === undefined ? {} : { initial: rule.action }),
  },
  { kind: 'choices', name: 'queues', label: 'Of these queues; none: of all', options: choicesOf(queues), initial: rule?.queues ?? [] },
  { kind: 'text', name: 'description', label: 'Description', initial: rule?.description ?? '' },
]

const bodyOf = (values: FormValues): Readonly<Record<string, unknown>> => ({
  rule_name: values.text('name'),
  rule_id: values.text('about'),
  engine_rules: { spark: values.number('threshold') ?? 1 },
  queue_names: values.chosen('queues'),
  desc: values.text('description'),
  action: values.text('action'),
})

const wrongOf =
  (system: readonly SystemRule[]) =>
  (values: FormValues): string | undefined => {
    const rule = system.find(({ id }) => id === values.text('about'))
    const threshold = values.number('threshold')
    if (rule === undefined || threshold === undefined) return 'Write a whole number'
    if (threshold < rule.min || threshold > rule.max) return `Write a number from ${rule.min} to ${rule.max}`
    return rule.actions.includes(values.text('action')) ? undefined : `Such a rule can only: ${rule.actions.join(', ')}`
  }

export const createRule = (system: readonly SystemRule[], queues: readonly string[]): Action => ({
  label: 'Make a rule',
  fields: fieldsOf(system, queues, undefined),
  wrong: wrongOf(system),
  request: (values) => ({ method: 'POST', path: RULES, body: bodyOf(values) }),
  stale: STALE,
})

export const changeRule = (system: readonly SystemRule[], queues: readonly string[], rule: DefenceRule): Action => ({
  label: 'Change',
  fields: fieldsOf(system, queues, rule),
  wrong: wrongOf(system),
  request: (values) => ({ method: 'PUT', path: `${RULES}/${encodeURIComponent(rule.uuid)}`, body: bodyOf(values) }),
  stale: STALE,
})

export const deleteRule = (rule: DefenceRule): Action => ({
  label: 'Delete',
  intro: `The rule ${rule.name} holds for nothing from then on.`,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `${RULES}/${encodeURIComponent(rule.uuid)}` }),
  stale: STALE,
})
