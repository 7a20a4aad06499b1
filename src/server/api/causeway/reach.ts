import { Type } from 'typebox'
import { LIST_BODY } from '../input/body-limit.ts'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const Step = Type.Object({
  step: Type.String(),
  outcome: Type.Enum(['passed', 'failed', 'not-reached']),
  seen: Type.String(),
  rule: Type.Optional(Type.Integer()),
})

const wouldReach = projectOperation({
  name: 'causeway.reach.statement',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/{project_id}/queues/{queue_name}/would-reach',
  permission: 'dli:queue:submitJob',
  alsoLocal: true,
  summary: 'Says which tables a statement names, and whether the queue would be let through to each; nothing is run and nothing dialled',
  bodyLimit: LIST_BODY,
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) }),
    query: NONE,
    body: Type.Object({ sql: Type.String({ minLength: 1 }), currentdb: Type.Optional(Type.String()) }),
    response: Type.Object({
      tables: Type.Array(
        Type.Object({
          database_name: Type.String(),
          table_name: Type.String(),
          verdict: Type.Enum(['allowed', 'refused', 'local', 'unknown']),
          address: Type.String(),
          steps: Type.Array(Step),
        }),
      ),
    }),
  },
  handle: async ({ control, caller, params, body }) => {
    const { sql, currentdb: currentDatabase = '' } = body
    const tables = await control.reach.wouldReach(caller, params.queue_name, { sql, currentDatabase })
    return {
      body: {
        tables: tables.map(({ database, table, reach, address, steps }) => ({
          database_name: database,
          table_name: table,
          verdict: reach,
          address,
          steps: steps.map(({ step, outcome, seen, rule }) => ({ step, outcome, seen, ...(rule === undefined ? {} : { rule }) })),
        })),
      },
    }
  },
})

const impact = projectOperation({
  name: 'causeway.reach.impact',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/connections/{connection_id}/impact',
  permission: 'dli:edsconnection:getConnection',
  alsoLocal: true,
  summary:
    'Says what would be missed without the bindings of a connection, or without that of one queue: databases elsewhere, tables, expectations, jobs of the last 7 days',
  status: 200,
  schemas: {
    params: Type.Object({ ...PROJECT, connection_id: Type.String({ minLength: 1 }) }),
    query: Type.Object({ queue: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) }),
    body: NONE,
    response: Type.Object({
      queues: Type.Array(Type.String()),
      elastic_resource_pools: Type.Array(Type.String()),
      databases: Type.Array(Type.Object({ queue_name: Type.String(), database_name: Type.String(), address: Type.String() })),
      tables: Type.Array(
        Type.Object({ queue_name: Type.String(), database_name: Type.String(), table_name: Type.String(), address: Type.String() }),
      ),
      expectations: Type.Array(
        Type.Object({ id: Type.String(), queue_name: Type.String(), address: Type.String(), enforced: Type.Boolean() }),
      ),
      jobs: Type.Array(Type.Object({ job_id: Type.String(), queue_name: Type.String(), status: Type.String(), time: Type.Integer() })),
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    const { bindings, databases, tables, expectations, jobs } = await control.reach.impact(caller, params.connection_id, query.queue)
    const boundOf = (kind: string): string[] => bindings.filter(({ holder }) => holder.kind === kind).map(({ holder }) => holder.name)
    return {
      body: {
        queues: boundOf('queue'),
        elastic_resource_pools: boundOf('pool'),
        databases: databases.map(({ queueName, database, address }) => ({ queue_name: queueName, database_name: database, address })),
        tables: tables.map(({ queueName, database, table, address }) => ({
          queue_name: queueName,
          database_name: database,
          table_name: table,
          address,
        })),
        expectations: expectations.map(({ id, queueName, address, enforced }) => ({ id, queue_name: queueName, address, enforced })),
        jobs: jobs.map(({ jobId, queueName, state, dialledAt }) => ({
          job_id: jobId,
          queue_name: queueName,
          status: state,
          time: dialledAt,
        })),
      },
    }
  },
})

/** As a connectivity test takes it. */
const Address = Type.String({ minLength: 1, maxLength: 512 })

const matrix = projectOperation({
  name: 'causeway.reach.matrix',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/{project_id}/reach',
  permission: 'causeway:reach:get',
  alsoLocal: true,
  summary:
    'Says of queues and addresses, each with each, whether the policy lets the queue through; all queues, all addresses of tables and of expectations where none are named',
  bodyLimit: LIST_BODY,
  status: 200,
  schemas: {
    params: Type.Object(PROJECT),
    query: NONE,
    body: Type.Object({
      queues: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { maxItems: 1_000 })),
      addresses: Type.Optional(Type.Array(Address, { maxItems: 5_000 })),
    }),
    response: Type.Object({
      queues: Type.Array(Type.String()),
      addresses: Type.Array(Type.String()),
      /** Queue by queue. */
      cells: Type.Array(
        Type.Object({
          queue_name: Type.String(),
          address: Type.String(),
          /** unknown: the resolver of its name was not heard in the time of this call. */
          verdict: Type.Enum(['allowed', 'refused', 'unknown']),
          /** Through which it is let; absent else. */
          connection_id: Type.Optional(Type.String()),
          /** What has decided. */
          step: Type.String(),
          rule: Type.Optional(Type.Integer()),
          seen: Type.String(),
        }),
      ),
    }),
  },
  handle: async ({ control, caller, body }) => {
    const { queues, addresses, cells } = await control.reach.matrix(caller, body)
    return {
      body: {
        queues: [...queues],
        addresses: [...addresses],
        cells: cells.map(({ queueName, address, verdict, connectionId, step, rule, seen }) => ({
          queue_name: queueName,
          address,
          verdict,
          ...(connectionId === undefined ? {} : { connection_id: connectionId }),
          step,
          ...(rule === undefined ? {} : { rule }),
          seen,
        })),
      },
    }
  },
})

export const reachOperations: readonly Operation[] = [wouldReach, impact, matrix]
