import type { Clock } from '../../../base/clock.ts'
import { DEFENCE_TYPES, type DefenceType } from '../../../base/defence-types.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { DefenceAction, DefenceRule } from '../../domain/defence-rule.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import { deleteDefenceRule, insertDefenceRule, listDefenceRules, updateDefenceRule } from '../../store/jobs/defence-rules.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { requireQueue } from '../queues/require-queue.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText, lineText } from '../shared/names.ts'
import { isDefaultRule, rulesFor, withDefaults } from './default-rules.ts'
import { actionsOf, SYSTEM_RULES, type SystemRule, systemRule } from './system-rules.ts'

interface NewDefenceRule {
  readonly name: string
  /** One of DEFENCE_TYPES. */
  readonly type: string
  readonly threshold: number
  readonly queueNames: readonly string[]
  readonly description: string
  readonly action: DefenceAction
}

/** Rules that refuse statements, end them, or tell of them with their jobs. A change holds for the statements that are submitted after it. */
export interface DefenceRules {
  create(caller: Caller, rule: NewDefenceRule): Promise<DefenceRule>
  /** The newest first, those that are there by default last. `queueName`: those that hold for the queue. */
  list(caller: Caller, selection: PageRequest & { readonly name?: string; readonly queueName?: string }): Promise<Page<DefenceRule>>
  get(caller: Caller, id: string): Promise<DefenceRule>
  /** What is not given stays. */
  update(caller: Caller, id: string, change: Partial<NewDefenceRule>): Promise<void>
  delete(caller: Caller, id: string): Promise<void>
  systemRules(): readonly SystemRule[]
  /** 'not-found' for another id. */
  systemRule(type: string): SystemRule
}

const NAME_MAX = 32

const noType = (type: string): CausewayError =>
  new CausewayError('not-found', noneNamed('system rule', type), { hint: `Those that there are: ${DEFENCE_TYPES.join(', ')}.` })

function requireType(type: string): DefenceRule['type'] {
  const found = DEFENCE_TYPES.find((one) => one === type)
  if (found === undefined) throw noType(type)
  return found
}

function checked({
  name,
  type: typeText,
  threshold,
  queueNames,
  description,
  action,
}: NewDefenceRule): Pick<DefenceRule, 'type'> & NewDefenceRule {
  const type = requireType(typeText)
  if (name.trim() === '' || name.length > NAME_MAX)
    throw new CausewayError('invalid-parameter', 'The name of the rule is not valid', { hint: `Use 1 to ${NAME_MAX} characters.` })
  if (!actionsOf(type).includes(action)) {
    throw new CausewayError('invalid-parameter', `A rule ${type} cannot only hint: a statement that runs already is ended by it`, {
      hint: 'Leave "action" out.',
    })
  }
  const { minimum, maximum } = systemRule(type).threshold ?? { minimum: 0, maximum: 1 }
  if (!Number.isInteger(threshold) || threshold < minimum || threshold > maximum) {
    throw new CausewayError('invalid-parameter', `The threshold of a rule ${type} is not valid`, {
      hint: `Send a whole number from ${minimum} to ${maximum}: "engine_rules": {"spark": ${maximum}}.`,
    })
  }
  if (queueNames.length > LIMITS.queuesOfRule) {
    throw new CausewayError('invalid-parameter', `The rule is given ${queueNames.length} queues`, {
      hint: `Name at most ${LIMITS.queuesOfRule}.`,
    })
  }
  const names = [...new Set(queueNames.map((one) => one.toLowerCase()))]
  return { name: lineText('name', name), type, threshold, queueNames: names, description: freeText('description', description), action }
}

const shareQueue = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 || other.length === 0 || one.some((name) => other.includes(name))

interface DefenceRulesDeps {
  readonly store: Store
  readonly clock: Clock
  /** For which types a queue has a rule where none of its own holds. */
  readonly defaults: readonly DefenceType[]
}

export function createDefenceRules({ store, clock, defaults }: DefenceRulesDeps): DefenceRules {
  const allOf = async (db: Database, projectId: string): Promise<readonly DefenceRule[]> =>
    withDefaults(await listDefenceRules(db, projectId), defaults, projectId)

  /** To be changed. */
  async function requireOwn(db: Database, projectId: string, id: string): Promise<DefenceRule> {
    const found = await require(db, projectId, id)
    if (!isDefaultRule(found)) return found
    throw new CausewayError('not-supported', `The rule ${found.name} is there by default, and is not changed`, {
      hint: `Make one of your own with "rule_id": "${found.type}" and another number, which takes its place; or take the type out of defaultDefenceRules in causeway.yaml.`,
    })
  }

  async function require(db: Database, projectId: string, id: string): Promise<DefenceRule> {
    const found = (await allOf(db, projectId)).find((rule) => rule.id === id)
    if (found !== undefined) return found
    throw new CausewayError('not-found', `There is no SQL defence rule with the id ${id}`, { hint: 'List the rules: rule_uuid is the id.' })
  }

  /** The vendor has one rule of a type and an action for a queue. */
  async function refuseClash(db: Database, projectId: string, rule: ReturnType<typeof checked>, id: string): Promise<void> {
    for (const name of rule.queueNames) await requireQueue(db, projectId, name)
    const others = (await listDefenceRules(db, projectId)).filter((other) => other.id !== id)
    if (id === '' && others.length >= LIMITS.defenceRules) {
      throw new CausewayError('limit-exceeded', `The project has ${others.length} SQL defence rules`, { hint: 'Delete one first.' })
    }
    const clash = others.find(
      (other) =>
        other.name === rule.name ||
        (other.type === rule.type && other.action === rule.action && shareQueue(other.queueNames, rule.queueNames)),
    )
    if (clash === undefined) return
    const what =
      clash.name === rule.name
        ? `The SQL defence rule ${rule.name} already exists`
        : `The rule ${clash.name} (${clash.type}) holds for such a queue already`
    throw new CausewayError('already-exists', what, { hint: 'Change that one, or name another.' })
  }

  return {
    async create({ projectId }, input) {
      const rule = checked(input)
      return await store.transaction(async (tx) => {
        await refuseClash(tx, projectId, rule, '')
        const now = clock()
        const made = { ...rule, id: newUuid(), projectId, createdAt: now, updatedAt: now }
        await insertDefenceRule(tx, made)
        return made
      })
    },

    async list({ projectId }, { name = '', queueName = '', offset = 0, limit = Number.MAX_SAFE_INTEGER }) {
      const queue = queueName.toLowerCase()
      const all = await allOf(store.db, projectId)
      const found = (queue === '' ? all : rulesFor(all, queue)).filter((rule) => name === '' || rule.name === name)
      return { total: found.length, items: found.slice(offset, offset + limit) }
    },

    async get({ projectId }, id) {
      return await require(store.db, projectId, id)
    },

    async update({ projectId }, id, change) {
      await store.transaction(async (tx) => {
        const found = await requireOwn(tx, projectId, id)
        const rule = checked({ ...found, ...change })
        await refuseClash(tx, projectId, rule, id)
        await updateDefenceRule(tx, { ...found, ...rule, updatedAt: clock() })
      })
    },

    async delete({ projectId }, id) {
      await store.transaction(async (tx) => {
        await deleteDefenceRule(tx, (await requireOwn(tx, projectId, id)).id)
      })
    },

    systemRules: () => SYSTEM_RULES,
    systemRule: (type) => systemRule(requireType(type)),
  }
}
