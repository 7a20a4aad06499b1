import { CausewayError } from '../../../base/errors.ts'
import { linesOfText, plainText } from '../../../base/plain-text.ts'
import { LIMITS } from './limits.ts'

// The vendor's rule for queues, databases and datasource authentications.
const COMMON_NAME = /^(?!_)(?![0-9]+$)[A-Za-z0-9_]{1,128}$/
const TABLE_NAME = /^(?!_)(?![0-9]+$)[A-Za-z0-9_$]{1,128}$/
const CONNECTION_NAME = /^[A-Za-z0-9_]{1,64}$/
const ROUTE_NAME = /^[A-Za-z0-9_-]{1,64}$/
const AGENT_NAME = /^[A-Za-z0-9_.-]{1,64}$/
const VPC_NAME = /^[\p{L}\p{N}_.-]{0,64}$/u
const POOL_NAME = /^[A-Za-z][A-Za-z0-9_]{0,127}$/
/** For the documents of the API. */
export const NAME_RULES = {
  common: COMMON_NAME,
  pool: POOL_NAME,
  table: TABLE_NAME,
  connection: CONNECTION_NAME,
  route: ROUTE_NAME,
  vpc: VPC_NAME,
  agent: AGENT_NAME,
} as const
const COMMON_HINT = 'Use 1 to 128 letters, digits and underscores, not only digits, and no underscore at the start.'

const shown = (name: string): string => JSON.stringify(name.length > 140 ? `${name.slice(0, 140)}…` : name)

function matched(what: string, name: string, pattern: RegExp, hint: string): string {
  if (pattern.test(name)) return name
  throw new CausewayError('invalid-parameter', `${shown(name)} is not a valid ${what} name`, { hint })
}

/** Checked and in lower case, as queues are stored. */
export const queueName = (name: string): string => matched('queue', name, COMMON_NAME, COMMON_HINT).toLowerCase()
/** Checked; the case is kept. */
export const planName = (name: string): string => matched('plan', name, COMMON_NAME, COMMON_HINT)
/** Checked and in lower case; the vendor's pools do not begin with a digit. */
export function poolName(name: string): string {
  const hint = COMMON_HINT.replace('not only digits, and no underscore', 'and neither a digit nor an underscore')
  return matched('elastic resource pool', name, POOL_NAME, hint).toLowerCase()
}
/** Checked and in lower case. */
export const databaseName = (name: string): string => matched('database', name, COMMON_NAME, COMMON_HINT).toLowerCase()
/** Checked and in lower case. */
export const tableName = (name: string): string =>
  matched('table', name, TABLE_NAME, COMMON_HINT.replace('underscores', 'underscores (or $)')).toLowerCase()
/** Checked; the case is kept, and two names that differ in it are two. */
export const credentialName = (name: string): string => matched('datasource authentication', name, COMMON_NAME, COMMON_HINT)
/** Checked; the case is kept. */
export const connectionName = (name: string): string =>
  matched('connection', name, CONNECTION_NAME, 'Use 1 to 64 letters, digits and underscores.')
/** Checked; the case is kept. */
export const variableName = (name: string): string => matched('variable', name, COMMON_NAME, COMMON_HINT)
/** Checked; the case is kept. */
export const routeName = (name: string): string =>
  matched('route', name, ROUTE_NAME, 'Use 1 to 64 letters, digits, underscores and hyphens.')
/** Checked; the case is kept. */
export const agentName = (name: string): string =>
  matched('agent', name, AGENT_NAME, 'Use 1 to 64 letters, digits, underscores, hyphens and full stops.')
/** May be empty. */
export const vpcName = (name: string): string =>
  matched('VPC', name, VPC_NAME, 'Use at most 64 letters, digits, underscores, hyphens and full stops.')
export const subnetName = (name: string): string => {
  const hint = 'Use 1 to 64 letters, digits, underscores, hyphens and full stops.'
  if (name === '') throw new CausewayError('invalid-parameter', 'A subnet needs a name', { hint })
  return matched('subnet', name, VPC_NAME, hint)
}

/** A description: tabs and line breaks, but no other control characters. */
export const freeText = (what: string, text: string): string => linesOfText(what, bounded(what, text))
/** Of a VPC or a subnet (the vendor's rule): no angle brackets. */
export function networkDescription(text: string): string {
  const hint = `Use at most ${LIMITS.networkDescriptionCharacters} characters, without < and >.`
  if (text.length > LIMITS.networkDescriptionCharacters) {
    throw new CausewayError('invalid-parameter', `The description has ${text.length} characters`, { hint })
  }
  if (/[<>]/.test(text)) throw new CausewayError('invalid-parameter', 'The description has an angle bracket', { hint })
  return freeText('description', text)
}
/** A label or an id that others gave: one line. */
export const lineText = (what: string, text: string): string => plainText(what, bounded(what, text))

function bounded(what: string, text: string): string {
  if (text.length > LIMITS.textCharacters) {
    throw new CausewayError('invalid-parameter', `The ${what} has ${text.length} characters`, {
      hint: `Use at most ${LIMITS.textCharacters} characters.`,
    })
  }
  return text
}
