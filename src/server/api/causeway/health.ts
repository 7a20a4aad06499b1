import { Type } from 'typebox'
import type { PublicCall } from '../call.ts'
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

const Down = Type.Object({
  vpc_id: Type.String(),
  vpc_name: Type.String(),
  project_id: Type.String(),
  kind: Type.String(),
  /** Which, and why. */
  reason: Type.String(),
  remedies: Type.Array(Type.String()),
})

/** A monitor of thousands is told of some of them, and how many there are. */
const SHOWN_MAX = 20

/** How many are down is told to anybody; which, and why, to whoever holds the data folder, as `causeway doctor` does. */
async function attachmentsDown({ control, header }: PublicCall) {
  const down = control.attachmentsDown()
  if (down.length === 0) return { reasons: [], more: {} }
  const count = `${down.length} attachment${down.length === 1 ? ' of a VPC is' : 's of VPCs are'} down`
  if ((await control.identity.readLocalProof(header('x-auth-token'))) === undefined) return { reasons: [count], more: {} }
  const shown = down.slice(0, SHOWN_MAX).map(({ vpcId, vpcName, projectId, kind, seen, remedies }) => {
    const reason = `The attachment of VPC ${vpcName} (${kind}) is down: ${seen}`
    return { vpc_id: vpcId, vpc_name: vpcName, project_id: projectId, kind, reason, remedies: [...remedies] }
  })
  const others = down.length > SHOWN_MAX ? [`${count}: the first ${SHOWN_MAX} are told here`] : []
  return { reasons: [...shown.map(({ reason }) => reason), ...others], more: { attachments_down: shown } }
}

/** 503 with the reasons while the server cannot take jobs; `degraded` with the reasons while it takes them, but runs them later than usual, or while an attachment that something is bound to is down. Also told: how many started workers wait for a new queue, and what confines workers, as it was measured at start. */
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
      attachments_down: Type.Optional(Type.Array(Down)),
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
  handle: async (call) => {
    const { context, control, query } = call
    const { missing, degraded } = await context.readiness()
    if (missing.length > 0) return { status: 503, body: { status: 'not-ready' as const, reasons: [...missing] } }
    const expected = query.expectations === undefined ? undefined : await control.expectations.counts()
    const expectations = expected === undefined ? {} : { expectations: { count: expected.all, broken: expected.broken } }
    if (expected !== undefined && expected.broken > 0) {
      const reasons = [`${expected.broken} of ${expected.all} expectations do not hold`]
      return { status: 503, body: { status: 'not-ready' as const, reasons, ...expectations } }
    }
    const down = await attachmentsDown(call)
    const reasons = [...degraded, ...down.reasons]
    const { level, ownNetwork, callFilter, processNamespace, fileSystem, user, limits } = context.sandbox()
    return {
      body: {
        status: reasons.length === 0 ? ('ready' as const) : ('degraded' as const),
        reasons,
        ...down.more,
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
