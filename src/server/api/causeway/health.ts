import { Type } from 'typebox'
import { NONE, type Operation, publicOperation } from '../operation.ts'

const healthz = publicOperation({
  name: 'causeway.health.alive',
  protocol: 'causeway',
  method: 'GET',
  path: '/healthz',
  permission: '',
  summary: 'Answers as long as the server runs',
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Type.Object({ status: Type.String() }) },
  handle: async () => ({ body: { status: 'alive' } }),
})

/** 503 with the reasons while the server cannot take jobs; `degraded` with the reasons while it takes them, but runs them later than usual. Also told: how many started workers wait for a new queue, and what confines workers, as it was measured at start. */
const readyz = publicOperation({
  name: 'causeway.health.ready',
  protocol: 'causeway',
  method: 'GET',
  path: '/readyz',
  permission: '',
  summary: 'Says whether the server can take jobs, and if not, why; with expectations also whether all of them hold',
  status: 200,
  otherStatuses: [503],
  schemas: {
    params: NONE,
    query: Type.Object({ expectations: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({
      status: Type.Enum(['ready', 'degraded', 'not-ready']),
      reasons: Type.Array(Type.String()),
      spare_workers: Type.Optional(Type.Integer()),
      /** How many there are of all projects, and how many do not hold. */
      expectations: Type.Optional(Type.Object({ count: Type.Integer(), broken: Type.Integer() })),
      sandbox: Type.Optional(
        Type.Object({
          level: Type.String(),
          own_network: Type.String(),
          call_filter: Type.String(),
          process_namespace: Type.String(),
          file_system: Type.String(),
          user: Type.String(),
          limits: Type.Object({
            memory: Type.String(),
            threads: Type.String(),
            processor: Type.String(),
            scratch: Type.String(),
          }),
        }),
      ),
    }),
  },
  handle: async ({ context, control, query }) => {
    const { missing, degraded } = context.readiness()
    if (missing.length > 0) return { status: 503, body: { status: 'not-ready' as const, reasons: [...missing] } }
    const expected = query.expectations === undefined ? undefined : await control.expectations.counts()
    const expectations = expected === undefined ? {} : { expectations: { count: expected.all, broken: expected.broken } }
    if (expected !== undefined && expected.broken > 0) {
      const reasons = [`${expected.broken} of ${expected.all} expectations do not hold`]
      return { status: 503, body: { status: 'not-ready' as const, reasons, ...expectations } }
    }
    const { level, ownNetwork, callFilter, processNamespace, fileSystem, user, limits } = context.sandbox()
    return {
      body: {
        status: degraded.length === 0 ? ('ready' as const) : ('degraded' as const),
        reasons: [...degraded],
        spare_workers: context.spareWorkers(),
        ...expectations,
        sandbox: {
          level,
          own_network: ownNetwork,
          call_filter: callFilter,
          process_namespace: processNamespace,
          file_system: fileSystem,
          user,
          limits: { ...limits },
        },
      },
    }
  },
})

export const healthOperations: readonly Operation[] = [healthz, readyz]
