import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Tag } from '../../domain/tag.ts'
import type { SubnetRecord, VpcRecord } from '../../domain/vpc.ts'
import { updateSubnet } from '../../store/network/subnets.ts'
import { updateVpc } from '../../store/network/vpcs.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { checkTags } from '../shared/tags.ts'
import { requireSubnet, requireVpc } from './require.ts'

export type TaggedKind = 'vpc' | 'subnet'

/** Tags of VPCs and subnets. A resource that is not there is 'not-found'. */
export interface NetworkTags {
  read(caller: Caller, kind: TaggedKind, id: string): Promise<readonly Tag[]>
  /** A key that is there gets the new value. */
  add(caller: Caller, kind: TaggedKind, id: string, tags: readonly Tag[]): Promise<void>
  /** By their keys; one that is not there is no mistake. */
  remove(caller: Caller, kind: TaggedKind, id: string, keys: readonly string[]): Promise<void>
  /** 'not-found' when there is none of that key. */
  removeOne(caller: Caller, kind: TaggedKind, id: string, key: string): Promise<void>
}

export function createNetworkTags({ store, clock }: { readonly store: Store; readonly clock: Clock }): NetworkTags {
  const change = async (caller: Caller, kind: TaggedKind, id: string, next: (tags: readonly Tag[]) => readonly Tag[]): Promise<void> => {
    await store.transaction(async (tx) => {
      const { record, write } = await tagged(tx, caller.projectId, kind, id)
      await write(checkTags(next(record.tags)), clock())
    })
  }
  const without = (tags: readonly Tag[], keys: readonly string[]): readonly Tag[] => tags.filter(({ key }) => !keys.includes(key))
  return {
    async read(caller, kind, id) {
      return (await tagged(store.db, caller.projectId, kind, id)).record.tags
    },
    async add(caller, kind, id, tags) {
      checkTags(tags)
      await change(caller, kind, id, (before) => [
        ...without(
          before,
          tags.map(({ key }) => key),
        ),
        ...tags,
      ])
    },
    async remove(caller, kind, id, keys) {
      await change(caller, kind, id, (before) => without(before, keys))
    },
    async removeOne(caller, kind, id, key) {
      await change(caller, kind, id, (before) => {
        if (!before.some((tag) => tag.key === key)) {
          throw new CausewayError('not-found', `The ${kind === 'vpc' ? 'VPC' : 'subnet'} has no tag ${key}`, { hint: 'List its tags.' })
        }
        return without(before, [key])
      })
    },
  }
}

interface Tagged {
  readonly record: VpcRecord | SubnetRecord
  write(tags: readonly Tag[], updatedAt: number): Promise<void>
}

async function tagged(db: Database, projectId: string, kind: TaggedKind, id: string): Promise<Tagged> {
  switch (kind) {
    case 'vpc': {
      const record = await requireVpc(db, projectId, id)
      return { record, write: (tags, updatedAt) => updateVpc(db, { ...record, tags, updatedAt }) }
    }
    case 'subnet': {
      const record = await requireSubnet(db, projectId, id)
      return { record, write: (tags, updatedAt) => updateSubnet(db, { ...record, tags, updatedAt }) }
    }
  }
}
