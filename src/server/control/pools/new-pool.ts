import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import type { NewPool } from '../../domain/elastic-resource-pool.ts'
import { LIMITS } from '../shared/limits.ts'
import { freeText, lineText, poolName } from '../shared/names.ts'
import { checkTags } from '../shared/tags.ts'
import { privateNetwork } from '../vpcs/cidrs.ts'

const DESCRIPTION_MAX = 256
/** The vendor's limits, by the form of the pool. */
const SIZES = { standard: { min: 64, max: 32_000 }, basic: { min: 16, max: 64 } } as const

/** The sizes that a pool of this form may have, and its description. */
export function checkLimits<P extends Pick<NewPool, 'description' | 'label' | 'minCu' | 'maxCu'>>(pool: P): P {
  const { description, label, minCu, maxCu } = pool
  const form = label['spec'] === 'basic' ? 'basic' : 'standard'
  const { min, max } = SIZES[form]
  if (![minCu, maxCu].every(Number.isSafeInteger) || minCu < min || maxCu > max || minCu > maxCu) {
    throw new CausewayError('invalid-parameter', `A ${form} elastic resource pool cannot have ${minCu} to ${maxCu} CUs`, {
      hint: `Use ${min} to ${max}, and a max_cu that is not below the min_cu.`,
    })
  }
  if (description.length > DESCRIPTION_MAX) {
    throw new CausewayError('invalid-parameter', `The description has ${description.length} characters`, {
      hint: `Use at most ${DESCRIPTION_MAX} characters.`,
    })
  }
  return { ...pool, description: freeText('description', description) }
}

function checkLabel(label: NewPool['label']): NewPool['label'] {
  const entries = Object.entries(label)
  if (entries.length > LIMITS.labels) {
    throw new CausewayError('invalid-parameter', `${entries.length} labels are given`, { hint: `Use at most ${LIMITS.labels} labels.` })
  }
  for (const [key, value] of entries) {
    plainText('label', key)
    lineText('label', value)
  }
  return label
}

/** The vendor's rules for a new pool; the name is in lower case then. */
export function checkNewPool(input: NewPool): NewPool {
  if (input.chargingMode !== 1) {
    throw new CausewayError('not-supported', `The charging mode ${input.chargingMode} cannot be used: nothing is sold here in advance`, {
      hint: 'Use 1, on demand.',
    })
  }
  if (input.ipv6) {
    throw new CausewayError('not-supported', 'Elastic resource pools have no IPv6 addresses', { hint: 'Leave ipv6_enable out.' })
  }
  return {
    ...checkLimits(input),
    name: poolName(input.name),
    cidr: input.cidr === '' ? '' : privateNetwork('an elastic resource pool', input.cidr).cidr,
    enterpriseProjectId: lineText('enterprise project id', input.enterpriseProjectId),
    label: checkLabel(input.label),
    tags: checkTags(input.tags),
  }
}
