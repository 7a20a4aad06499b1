import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { PROBE_PROTOCOLS } from '../../../base/probe-protocols.ts'
import type { Remedy } from '../../control/dialling/in-words.ts'
import type { Explained } from '../../control/explain/explain.ts'
import { stepFields } from '../answers/explanation-fields.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import type { OperationContext, RemedyRequest } from '../operation-context.ts'
import { PROJECT } from './project-path.ts'

/** Of a database, which may have any name; not the one sign that ends it on the wire. */
const DatabaseText = Type.String({ minLength: 1, maxLength: 63, pattern: '^[^\\x00]+$' })

const Explanation = Type.Object({
  queue: Type.String(),
  target: Type.String(),
  verdict: Type.Enum(['allowed', 'reachable', 'refused', 'dial-failed', 'failed']),
  steps: Type.Array(
    Type.Object({
      step: Type.String(),
      outcome: Type.Enum(['passed', 'failed', 'not-reached']),
      seen: Type.String(),
      rule: Type.Optional(Type.Integer()),
      took_ms: Type.Optional(Type.Number()),
      found: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  remedies: Type.Array(
    Type.Object({
      text: Type.String(),
      remedy: Type.Unknown(),
      /** The same as it stands in the text; what stands in angle brackets is to be filled in. Absent where no single request does it. */
      request: Type.Optional(
        Type.Object({ method: Type.String(), path: Type.String(), body: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }),
      ),
    }),
  ),
})

const get = projectOperation({
  name: 'causeway.explain.address',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/queues/{queue_name}/explain',
  permission: 'dli:queue:submitJob',
  alsoLocal: true,
  summary:
    'Says step by step whether a queue reaches an address, by which rules, and what would help; what_if supposes changes that are not made',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) }),
    query: Type.Object({
      address: Type.String({ minLength: 1, maxLength: 512 }),
      dial: Type.Optional(Type.Boolean()),
      protocol: Type.Optional(Type.Enum([...PROBE_PROTOCOLS])),
      tls: Type.Optional(Type.Boolean()),
      user: Type.Optional(DatabaseText),
      database: Type.Optional(DatabaseText),
      auth_info: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
      allow_unencrypted_login: Type.Optional(Type.Boolean()),
      what_if: Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 })),
    }),
    body: NONE,
    response: Explanation,
  },
  handle: async ({ context, control, caller, params, query, signal }) => {
    const { protocol, tls, user, database, auth_info: authName, allow_unencrypted_login: allowUnencryptedLogin } = query
    if (authName !== undefined && query.dial !== true) {
      throw new CausewayError('invalid-parameter', 'A log-in goes on where a dial has ended', { hint: 'Ask with dial=true.' })
    }
    const question = {
      address: query.address,
      whatIf: query.what_if,
      dial: query.dial === true ? { protocol, tls, user, database, authName, allowUnencryptedLogin, signal: signal() } : undefined,
    }
    return { body: fieldsOf(await control.explain.address(caller, params.queue_name, question), context) }
  },
})

const table = projectOperation({
  name: 'causeway.explain.table',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/databases/{database_name}/tables/{table_name}/test',
  permission: 'dli:table:select',
  alsoLocal: true,
  summary:
    'Says step by step whether a table can be read on a queue: what it is, the way to its database, the log-in, its columns; shows none of its rows',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, database_name: Type.String({ minLength: 1 }), table_name: Type.String({ minLength: 1 }) }),
    query: Type.Object({ queue: Type.String({ minLength: 1, maxLength: 128 }) }),
    body: NONE,
    response: Explanation,
  },
  handle: async ({ context, control, caller, params, query, signal }) => {
    const named = { database: params.database_name, table: params.table_name }
    return { body: fieldsOf(await control.tableTest.table(caller, query.queue, named, signal()), context) }
  },
})

const fieldsOf = (
  { queue, target, verdict, steps, remedies }: Explained,
  { remedyRequest }: Pick<OperationContext, 'remedyRequest'>,
): Static<typeof Explanation> => ({
  queue,
  target,
  verdict,
  steps: steps.map(stepFields),
  remedies: remedies.map(({ text, remedy }) => {
    const request = remedyRequest(remedy)
    return { text, remedy: inSnakeCase(remedy), ...(request === undefined ? {} : { request: requestFields(request) }) }
  }),
})

const requestFields = ({ method, path, body }: RemedyRequest) => ({ method, path, ...(body === undefined ? {} : { body: { ...body } }) })

/** Its own fields; what an attachment's are is the attachment's to say. */
const inSnakeCase = (remedy: Remedy): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(remedy).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]))

export const explainOperations: readonly Operation[] = [get, table]
