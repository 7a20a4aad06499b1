import type { DefenceType } from '../../../base/defence-types.ts'
import type { DefenceRule } from '../../domain/defence-rule.ts'
import { systemRule } from './system-rules.ts'

/**
 * Those of the rules that the vendor makes with each queue that only stop what nobody wants. It makes one against NOT IN with a subquery, too, which would refuse statements that
 * are in order: whoever wants it names it in the settings.
 */
export const USUAL_DEFAULTS: readonly DefenceType[] = ['dynamic_0001', 'dynamic_0002', 'static_0001']

/** No other rule has such an id. */
const ID_PREFIX = 'default_'

export const isDefaultRule = ({ id }: Pick<DefenceRule, 'id'>): boolean => id.startsWith(ID_PREFIX)

const defaultRule = (projectId: string, type: DefenceType): DefenceRule => ({
  id: `${ID_PREFIX}${type}`,
  projectId,
  name: `default ${type}`,
  type,
  threshold: systemRule(type).threshold?.usual ?? 1,
  queueNames: [],
  action: 'block',
  description: 'Of every queue that has no rule of this type of its own',
  createdAt: 0,
  updatedAt: 0,
})

/**
 * The defaults that hold beside the rules of a project: for each queue, or for one. A rule of its own of a type takes the place of the default, be it looser or stricter;
 * one that only hints does not.
 */
export function withDefaults(own: readonly DefenceRule[], defaults: readonly DefenceType[], projectId: string): readonly DefenceRule[] {
  const isOwn = (type: DefenceType, holdsFor: (rule: DefenceRule) => boolean): boolean =>
    own.some((rule) => rule.type === type && rule.action === 'block' && holdsFor(rule))
  return [
    ...own,
    ...defaults.filter((type) => !isOwn(type, ({ queueNames }) => queueNames.length === 0)).map((type) => defaultRule(projectId, type)),
  ]
}

/** Of a list of rules with defaults: those that hold for the queue. */
export function rulesFor(rules: readonly DefenceRule[], queueName: string): readonly DefenceRule[] {
  const holding = rules.filter(({ queueNames }) => queueNames.length === 0 || queueNames.includes(queueName))
  return holding.filter(
    (rule) => !isDefaultRule(rule) || !holding.some((other) => other !== rule && other.type === rule.type && other.action === 'block'),
  )
}
