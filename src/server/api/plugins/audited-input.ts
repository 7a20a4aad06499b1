import { isRecord } from '../../../base/fields.ts'
import type { NewAuditEvent } from '../../control/audit/audit-trail.ts'
import type { ParsedInput } from '../call.ts'
import { type PublicFields, publicFields } from '../fields/public-fields.ts'
import type { Operation } from '../operation.ts'
import { objectOfPath } from './audited-operation.ts'

/** Names of what a call makes or means, where its path does not say it; the first that is there. */
const NAMES = [
  'queue_name',
  'elastic_resource_pool_name',
  'auth_info_name',
  'database_name',
  'table_name',
  'var_name',
  'rule_name',
  'sql_name',
  'plan_name',
  'object',
  'name',
] as const
/** What the body of a call of some protocols is wrapped in. */
const WRAPS = ['vpc', 'subnet'] as const
/** Ids that an answer tells of what was made. */
const IDS = [
  'id',
  'job_id',
  'script_id',
  'connection_id',
  'plan_id',
  'sql_id',
  'rule_uuid',
  'template_id',
  'task_id',
  'door_id',
  'run_id',
  'access_key',
  'access',
] as const

/** What the parsed input of a call says of what it is about. */
export function auditedInput(operation: Operation, { params, query, body }: ParsedInput): Pick<NewAuditEvent, 'object' | 'details'> {
  const { name, path, schemas } = operation
  const given = publicFields(name, 'body', schemas.body, body)
  const asked = publicFields(name, 'query', schemas.query, query)
  const object = objectOfPath(operation, params)
  const named = path.endsWith('}') ? undefined : nameIn(given)
  return {
    object: named === undefined ? object : `${object}/${named}`,
    details: { ...(isEmpty(asked) ? {} : { query: asked }), ...(isEmpty(given) ? {} : { body: given }) },
  }
}

/** The ids in an answer. */
export function auditedAnswer({ name, schemas }: Operation, body: unknown): Pick<NewAuditEvent, 'details'> {
  const told = publicFields(name, 'response', schemas.response, body)
  // Its own ids stand behind those of what it has in it, as its domain, and take their place.
  const made = Object.fromEntries(
    [...Object.values(told).filter(isRecord), told].flatMap((fields) =>
      IDS.flatMap((id) => (typeof fields[id] === 'string' || typeof fields[id] === 'number' ? [[id, fields[id]]] : [])),
    ),
  )
  return { details: isEmpty(made) ? {} : { made } }
}

function nameIn(body: PublicFields): string | undefined {
  for (const fields of [body, ...WRAPS.map((wrap) => body[wrap]).filter(isRecord)]) {
    for (const name of NAMES) {
      const value = fields[name]
      if (typeof value === 'string' && value !== '') return value
    }
  }
  return undefined
}

const isEmpty = (fields: PublicFields): boolean => Object.keys(fields).length === 0
