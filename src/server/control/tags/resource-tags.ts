import { CausewayError } from '../../../base/errors.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { listTagged, type TaggedKind, type TaggedResource, updateTags } from '../../store/tagged-resources.ts'
import type { Caller } from '../shared/caller.ts'
import { checkTags } from '../shared/tags.ts'

export type { TaggedKind, TaggedResource } from '../../store/tagged-resources.ts'

/** A key and the values that it may have; none: any. */
interface TagMatch {
  readonly key: string
  readonly values: readonly string[]
}

export interface TagSearch extends PageRequest {
  /** All of them must be met. */
  readonly tags: readonly TagMatch[]
  /** None of them may be met. */
  readonly notTags: readonly TagMatch[]
  /** Those without any tag, whatever else is said of tags. */
  readonly onlyUntagged: boolean
  /** A part of the name, in letters of either case. */
  readonly namePart: string
}

/**
 * Tags of queues, elastic resource pools, connections, databases, tables and packages. A resource is named by its id or by its name; a table as `database.table`, a package
 * of a group as `group#package`. One that is not there is 'not-found'.
 */
export interface ResourceTags {
  read(caller: Caller, kind: TaggedKind, resource: string): Promise<readonly Tag[]>
  /** Of one that is there its id and its name, of one that is not undefined. */
  named(caller: Caller, kind: TaggedKind, resource: string): Promise<Pick<TaggedResource, 'id' | 'name'> | undefined>
  /** A key that is there gets the new value. */
  add(caller: Caller, kind: TaggedKind, resource: string, tags: readonly Tag[]): Promise<void>
  /** By their keys; one that is not there is no mistake. */
  remove(caller: Caller, kind: TaggedKind, resource: string, keys: readonly string[]): Promise<void>
  /** Every key of the project with its values, both in their order. */
  summary(caller: Caller, kind: TaggedKind): Promise<readonly TagMatch[]>
  find(caller: Caller, kind: TaggedKind, search: TagSearch): Promise<Page<TaggedResource>>
}

const WORDS: Readonly<Record<TaggedKind, string>> = {
  queue: 'queue',
  pool: 'elastic resource pool',
  connection: 'connection',
  database: 'database',
  table: 'table',
  package: 'package',
}

/** Of which capitals count in names. */
const WITH_CAPITALS: readonly TaggedKind[] = ['connection', 'package']

async function findTagged(db: Database, projectId: string, kind: TaggedKind, resource: string): Promise<TaggedResource | undefined> {
  const named = WITH_CAPITALS.includes(kind) ? resource : resource.toLowerCase()
  const all = await listTagged(db, kind, projectId, named)
  // Of packages several may have a name: the one that is in no group has it as its id.
  return all.find(({ id }) => id === named) ?? (kind === 'package' ? undefined : all[0])
}

async function requireTagged(db: Database, projectId: string, kind: TaggedKind, resource: string): Promise<TaggedResource> {
  const found = await findTagged(db, projectId, kind, resource)
  if (found !== undefined) return found
  throw new CausewayError('not-found', `There is no ${WORDS[kind]} ${resource}`, { hint: 'Use the id or the name of one of the project.' })
}

const meets = (tags: readonly Tag[], { key, values }: TagMatch): boolean =>
  tags.some((tag) => tag.key === key && (values.length === 0 || values.includes(tag.value)))

export function createResourceTags({ store }: { readonly store: Store }): ResourceTags {
  async function change(caller: Caller, kind: TaggedKind, resource: string, next: (tags: readonly Tag[]) => readonly Tag[]): Promise<void> {
    await store.transaction(async (tx) => {
      const found = await requireTagged(tx, caller.projectId, kind, resource)
      await updateTags(tx, kind, caller.projectId, found.id, checkTags(next(found.tags)))
    })
  }
  return {
    async read(caller, kind, resource) {
      return (await requireTagged(store.db, caller.projectId, kind, resource)).tags
    },
    async named(caller, kind, resource) {
      return await findTagged(store.db, caller.projectId, kind, resource)
    },
    async add(caller, kind, resource, tags) {
      checkTags(tags)
      await change(caller, kind, resource, (before) => [...before.filter(({ key }) => !tags.some((tag) => tag.key === key)), ...tags])
    },
    async remove(caller, kind, resource, keys) {
      await change(caller, kind, resource, (before) => before.filter(({ key }) => !keys.includes(key)))
    },
    async summary(caller, kind) {
      const all = (await listTagged(store.db, kind, caller.projectId)).flatMap(({ tags }) => tags)
      const byKey = Map.groupBy(all, ({ key }) => key)
      return [...byKey.keys()].sort().map((key) => ({ key, values: [...new Set((byKey.get(key) ?? []).map(({ value }) => value))].sort() }))
    },
    async find(caller, kind, { tags, notTags, onlyUntagged, namePart, offset = 0, limit }) {
      const matching = (await listTagged(store.db, kind, caller.projectId)).filter(
        (resource) =>
          resource.name.toLowerCase().includes(namePart.toLowerCase()) &&
          (onlyUntagged
            ? resource.tags.length === 0
            : tags.every((match) => meets(resource.tags, match)) && !notTags.some((match) => meets(resource.tags, match))),
      )
      return { total: matching.length, items: matching.slice(offset, limit === undefined ? undefined : offset + limit) }
    },
  }
}
