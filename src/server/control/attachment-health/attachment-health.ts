import type { Logger } from '../../../base/log.ts'
import { readAttachment } from '../../network/attachments/attachments.ts'
import type { LinkHealth } from '../../network/attachments/link-health.ts'
import type { Broker } from '../../network/broker.ts'
import type { DialFailure } from '../../network/dial-failure.ts'
import { boundVpcs, isVpcBound } from '../../store/network/bindings.ts'
import { findConnectionPlace } from '../../store/network/connections.ts'
import { findAttachmentOfAny } from '../../store/network/vpcs.ts'
import type { Store } from '../../store/store.ts'

/** An attachment that has told how it is. */
export interface AttachmentTold {
  readonly vpcId: string
  readonly vpcName: string
  readonly projectId: string
  /** Of attachment. */
  readonly kind: string
  readonly health: LinkHealth
  /** Undefined the first time. */
  readonly before: LinkHealth | undefined
}

/** One that is down, as it told last. */
interface AttachmentDown {
  readonly vpcId: string
  readonly vpcName: string
  readonly projectId: string
  readonly kind: string
  readonly failure: DialFailure
}

/** How the attachments are of those VPCs that something is bound to: they are kept up, whether somebody dials or not. */
export interface AttachmentHealth {
  /** After a start. */
  all(): Promise<void>
  /** Something is bound to the VPC, or nothing any more, or it is attached in another way. */
  settle(vpcId: string): Promise<void>
  /** The same of the VPCs that these connections lead to. */
  settleOf(connectionId: string): void
  /** Undefined as long as it is not known. Of a VPC that is not watched it is known when `settle` has ended, unless its attachment has to come up first. */
  of(vpcId: string): AttachmentTold | undefined
  watches(vpcId: string): boolean
  /** By the names of their VPCs. */
  down(): readonly AttachmentDown[]
  stop(): void
}

export interface AttachmentHealthDeps {
  readonly store: Store
  readonly broker: Pick<Broker, 'watch'>
  readonly log: Logger
  /** Never rejects. */
  readonly changed: (told: AttachmentTold) => Promise<void>
}

interface Watched {
  readonly revision: number
  told: AttachmentTold | undefined
  end: () => void
}

export function createAttachmentHealth({ store, broker, log, changed }: AttachmentHealthDeps): AttachmentHealth {
  const watched = new Map<string, Watched>()
  const lines = new Map<string, Promise<void>>()
  const asked = new Set<string>()
  let stopped = false

  async function settleNow(vpcId: string): Promise<void> {
    const isBound = await isVpcBound(store.db, vpcId)
    const found = isBound ? await findAttachmentOfAny(store.db, vpcId) : undefined
    const before = watched.get(vpcId)
    if (stopped || found === undefined) {
      watched.delete(vpcId)
      before?.end()
      return
    }
    if (before?.revision === found.revision) return
    const { projectId, vpcName, revision } = found
    const spec = readAttachment(found.attachment)
    const own: Watched = { revision, told: undefined, end: () => {} }
    watched.set(vpcId, own)
    own.end = broker.watch({ vpcId, revision, spec }, (health) => {
      if (watched.get(vpcId) !== own) return
      // What the attachment before was matters for what is told of a change.
      const last = own.told ?? before?.told
      own.told = { vpcId, vpcName: vpcName === '' ? vpcId : vpcName, projectId, kind: spec.kind, health, before: last?.health }
      void changed(own.told)
    })
    before?.end()
  }

  const health: AttachmentHealth = {
    async all() {
      for (const vpcId of await boundVpcs(store.db)) await health.settle(vpcId)
    },

    async settle(vpcId) {
      const run = (lines.get(vpcId) ?? Promise.resolve()).then(() => settleNow(vpcId))
      const line = run.catch((error: unknown) => log.error({ err: error, vpcId }, 'The attachment of a VPC is not watched'))
      lines.set(vpcId, line)
      await line
      if (lines.get(vpcId) === line) lines.delete(vpcId)
    },

    settleOf(connectionId) {
      // A thousand queues are bound at once: one look is enough for all that is told in one turn.
      asked.add(connectionId)
      if (asked.size > 1) return
      setImmediate(() => {
        const ids = [...asked]
        asked.clear()
        const look = async (): Promise<void> => {
          const vpcs = new Set<string>()
          for (const id of ids) {
            const connection = stopped ? undefined : await findConnectionPlace(store.db, id)
            if (connection !== undefined) vpcs.add(connection.vpcId)
          }
          for (const vpcId of vpcs) await health.settle(vpcId)
        }
        look().catch((error: unknown) => log.error({ err: error }, 'The attachments of VPCs are not watched'))
      })
    },

    of: (vpcId) => watched.get(vpcId)?.told,
    watches: (vpcId) => watched.has(vpcId),

    down: () =>
      [...watched.values()]
        .flatMap(({ told }) => (told?.health.kind === 'down' ? [{ ...told, failure: told.health.failure }] : []))
        .toSorted((one, other) => (one.vpcName < other.vpcName ? -1 : 1)),

    stop() {
      stopped = true
      for (const { end } of watched.values()) end()
      watched.clear()
    },
  }
  return health
}
