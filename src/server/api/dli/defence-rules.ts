import { type Static, Type } from 'typebox'
import type { DefenceType } from '../../../base/defence-types.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { SystemRule } from '../../control/defence/system-rules.ts'
import { actionsOf, systemRule } from '../../control/defence/system-rules.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import type { DefenceAction, DefenceRule } from '../../domain/defence-rule.ts'
import { RuleName, told } from '../input/told-limits.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, LIMIT_AND_OFFSET, PROJECT, ProjectPath, success } from './envelope.ts'

const COLLECTION = '/v1/{project_id}/sql-defend-rules'
const SYSTEM = '/v1/{project_id}/sql-defend-sys-rules'
/** The only one here. */
const ENGINE = 'spark'
const RulePath = Type.Object({ ...PROJECT, rule_id: Type.String({ minLength: 1 }) })
const Text = Type.Optional(Type.String())
const EngineRules = Type.Record(Type.String(), Type.Integer())
/** As the vendor names them: a rule about what runs ends it. */
const ActionInput = Type.Optional(Type.Enum(['hint', 'block', 'circuitBreaker']))
const QueueNames = Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 100, ...told({ maxItems: LIMITS.queuesOfRule }) }))

const Rule = {
  rule_uuid: Type.String(),
  project_id: Type.String(),
  rule_name: Type.String(),
  rule_id: Type.String(),
  category: Type.String(),
  engine_rules: EngineRules,
  queue_names: Type.Array(Type.String()),
  desc: Type.String(),
  sys_desc: Type.String(),
  action: Type.Enum(['hint', 'block', 'circuitBreaker']),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
}

/** Terraform's provider reads engine_rules as a map of an engine to an integer, and nothing else. */
function ruleFields(rule: DefenceRule): Static<ReturnType<typeof Type.Object<typeof Rule>>> {
  const { category, description: sys_desc } = systemRule(rule.type)
  return {
    rule_uuid: rule.id,
    project_id: rule.projectId,
    rule_name: rule.name,
    rule_id: rule.type,
    category,
    engine_rules: { [ENGINE]: rule.threshold },
    queue_names: [...rule.queueNames],
    desc: rule.description,
    sys_desc,
    action: actionName(rule.type, rule.action),
    create_time: rule.createdAt,
    update_time: rule.updatedAt,
  }
}

/** What rules of a type do beside hinting. */
const strictAction = (type: DefenceType): 'block' | 'circuitBreaker' =>
  systemRule(type).category === 'running' ? 'circuitBreaker' : 'block'
const actionName = (type: DefenceType, action: DefenceAction) => (action === 'hint' ? action : strictAction(type))

/** Of a rule of the type, as far as it is one. */
function actionOf(action: Static<typeof ActionInput> | undefined, { type }: SystemRule): DefenceAction {
  if (action === undefined || action === 'hint') return action ?? 'block'
  if (action === strictAction(type)) return 'block'
  throw new CausewayError('invalid-parameter', `A rule ${type} has not the action ${action}`, {
    hint: `Send ${actionsOf(type)
      .map((one) => `"${actionName(type, one)}"`)
      .join(' or ')}.`,
  })
}

function thresholdOf(rules: Readonly<Record<string, number>>): number {
  const { [ENGINE]: threshold, ...others } = rules
  const [other] = Object.keys(others)
  if (threshold !== undefined && other === undefined) return threshold
  throw new CausewayError(
    'not-supported',
    `The parameter engine_rules of the body ${other === undefined ? 'names no engine' : `names ${other}`}`,
    {
      hint: `The engine here is ${ENGINE}: send "engine_rules": {"${ENGINE}": 10}.`,
    },
  )
}

function checkCategory(category: string | undefined, type: string, actual: string): void {
  if (category === undefined || category === '' || category.toLowerCase() === actual) return
  throw new CausewayError('invalid-parameter', `The rule ${type} is of the category ${actual}`, {
    hint: `Send "category": "${actual}", or leave it out.`,
  })
}

const create = projectOperation({
  name: 'dli.sql-defend-rules.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:sqldefendrule:create',
  summary:
    'Makes a rule that refuses statements of the queues, or of all where none is named; with the action hint it tells of them with their jobs. `engine_rules` is the greatest number that is let through, by the engine: `{"spark": 10}`',
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      rule_name: RuleName,
      rule_id: Type.String({ minLength: 1 }),
      category: Text,
      engine_rules: EngineRules,
      queue_names: QueueNames,
      desc: Text,
      action: ActionInput,
    }),
    response: Type.Object({ ...ENVELOPE, rule_uuid: Type.String() }),
  },
  handle: async ({ control, caller, body }) => {
    const system = control.defenceRules.systemRule(body.rule_id)
    checkCategory(body.category, body.rule_id, system.category)
    const { id } = await control.defenceRules.create(caller, {
      name: body.rule_name,
      type: body.rule_id,
      threshold: thresholdOf(body.engine_rules),
      queueNames: body.queue_names ?? [],
      description: body.desc ?? '',
      action: actionOf(body.action, system),
    })
    return { body: { ...success(), rule_uuid: id } }
  },
})

const list = projectOperation({
  name: 'dli.sql-defend-rules.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:sqldefendrule:list',
  summary: 'Lists SQL defence rules, the newest first, by their whole name and the queue that they hold for',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({
      queue_name: Text,
      rule_name: Text,
      ...LIMIT_AND_OFFSET,
    }),
    body: NONE,
    response: Type.Object({ rules: Type.Array(Type.Object(Rule)), total_count: Type.Integer() }),
  },
  handle: async ({ control, caller, query }) => {
    const { total, items } = await control.defenceRules.list(caller, {
      name: query.rule_name ?? '',
      queueName: query.queue_name ?? '',
      offset: query.offset ?? 0,
      ...(query.limit === undefined ? {} : { limit: query.limit }),
    })
    return { body: { rules: items.map(ruleFields), total_count: total } }
  },
})

const get = projectOperation({
  name: 'dli.sql-defend-rules.get',
  protocol: 'dli',
  method: 'GET',
  path: `${COLLECTION}/{rule_id}`,
  permission: 'dli:sqldefendrule:get',
  summary: 'Describes a SQL defence rule, by its rule_uuid',
  status: 200,
  schemas: { params: RulePath, query: NONE, body: NONE, response: Type.Object(Rule) },
  handle: async ({ control, caller, params }) => ({ body: ruleFields(await control.defenceRules.get(caller, params.rule_id)) }),
})

const update = projectOperation({
  name: 'dli.sql-defend-rules.update',
  protocol: 'dli',
  method: 'PUT',
  path: `${COLLECTION}/{rule_id}`,
  permission: 'dli:sqldefendrule:update',
  summary: 'Changes a SQL defence rule, for the statements that are submitted from then on; what is not given stays',
  status: 200,
  schemas: {
    params: RulePath,
    query: NONE,
    body: Type.Object({
      rule_name: Text,
      rule_id: Text,
      category: Text,
      engine_rules: Type.Optional(EngineRules),
      queue_names: QueueNames,
      desc: Text,
      action: ActionInput,
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, params, body }) => {
    const { rule_name: name, rule_id: type, engine_rules, action, queue_names: queueNames, desc: description } = body
    const ofType = type ?? (action === undefined ? undefined : (await control.defenceRules.get(caller, params.rule_id)).type)
    await control.defenceRules.update(caller, params.rule_id, {
      ...(action === undefined || ofType === undefined ? {} : { action: actionOf(action, control.defenceRules.systemRule(ofType)) }),
      ...(name === undefined ? {} : { name }),
      ...(type === undefined ? {} : { type }),
      ...(engine_rules === undefined ? {} : { threshold: thresholdOf(engine_rules) }),
      ...(queueNames === undefined ? {} : { queueNames }),
      ...(description === undefined ? {} : { description }),
    })
    return { body: success() }
  },
})

const remove = projectOperation({
  name: 'dli.sql-defend-rules.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: `${COLLECTION}/{rule_id}`,
  permission: 'dli:sqldefendrule:delete',
  summary: 'Deletes a SQL defence rule',
  status: 200,
  schemas: { params: RulePath, query: NONE, body: NONE, response: Acknowledgement },
  handle: async ({ control, caller, params }) => {
    await control.defenceRules.delete(caller, params.rule_id)
    return { body: success() }
  },
})

const SYSTEM_RULE = {
  rule_id: Type.String(),
  category: Type.String(),
  actions: Type.Array(Type.String()),
  engines: Type.Array(Type.String()),
  no_limit: Type.Boolean(),
  desc: Type.String(),
  param: Type.Object({
    max: Type.Integer(),
    min: Type.Integer(),
    default_value: Type.Integer(),
    // The name under which the vendor's SDKs look for it.
    defaultValue: Type.Integer(),
    desc: Type.String(),
  }),
}

function systemFields({ type, category, description, threshold }: SystemRule) {
  return {
    rule_id: type,
    category,
    actions: actionsOf(type).map((action) => actionName(type, action)),
    engines: [ENGINE],
    no_limit: threshold === undefined,
    desc: description,
    param: {
      max: threshold?.maximum ?? 1,
      min: threshold?.minimum ?? 0,
      default_value: threshold?.usual ?? 1,
      defaultValue: threshold?.usual ?? 1,
      desc: threshold === undefined ? '1 forbids it, 0 does not' : threshold.unit,
    },
  }
}

const listSystem = projectOperation({
  name: 'dli.sql-defend-sys-rules.list',
  protocol: 'dli',
  method: 'GET',
  path: SYSTEM,
  permission: 'dli:sqldefendrule:list',
  summary: 'Lists what SQL defence rules may be about',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: NONE,
    response: Type.Object({ rules: Type.Array(Type.Object(SYSTEM_RULE)), total_count: Type.Integer() }),
  },
  handle: async ({ control }) => {
    const rules = control.defenceRules.systemRules().map(systemFields)
    return { body: { rules, total_count: rules.length } }
  },
})

const getSystem = projectOperation({
  name: 'dli.sql-defend-sys-rules.get',
  protocol: 'dli',
  method: 'GET',
  path: `${SYSTEM}/{system_rule_id}`,
  permission: 'dli:sqldefendrule:get',
  summary: 'Describes one thing that a SQL defence rule may be about',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, system_rule_id: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: NONE,
    response: Type.Object(SYSTEM_RULE),
  },
  handle: async ({ control, params }) => ({ body: systemFields(control.defenceRules.systemRule(params.system_rule_id)) }),
})

export const defenceRuleOperations: readonly Operation[] = [create, list, get, update, remove, listSystem, getSystem]
