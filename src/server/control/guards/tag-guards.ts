import { isUuid } from '../../../base/ids.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { type Need, namesOf, type Thing, toRead, toWrite } from '../authorization/need.ts'
import type { Caller } from '../shared/caller.ts'
import type { ResourceTags, TaggedKind, TaggedResource } from '../tags/resource-tags.ts'
import { guarded, overriding } from './guarded.ts'

/** What of the project rights are granted on; undefined: there can be none of the name. */
function thingOf(kind: TaggedKind, { id, name }: Pick<TaggedResource, 'id' | 'name'>): Thing | undefined {
  switch (kind) {
    case 'queue':
    case 'pool':
    case 'database':
      return { kind, name }
    case 'connection':
      return { kind, id }
    case 'table': {
      const dot = name.indexOf('.')
      return dot < 0 ? undefined : { kind, database: name.slice(0, dot), name: name.slice(dot + 1) }
    }
    case 'package': {
      const [group, ...rest] = id.split('#')
      return rest.length === 0 ? { kind, groupName: '', name: id } : { kind, groupName: group ?? '', name: rest.join('#') }
    }
  }
}

/** As the one itself is looked at. */
const toSee = (on: Thing, resource: string): Need => ({ level: 'read', on, privileges: [], what: `see the tags of ${resource}` })
const toReadTags = (): Need => toRead('see the tags of what is in the project')

export function guardedResourceTags(tags: ResourceTags, authorizer: Authorizer): ResourceTags {
  const asked = guarded<ResourceTags>(
    tags,
    {
      read: 'asks itself',
      named: toReadTags,
      add: () => toWrite('change the tags of what is in the project'),
      remove: () => toWrite('change the tags of what is in the project'),
      summary: toReadTags,
      find: toReadTags,
    },
    authorizer,
  )
  async function look(caller: Caller, kind: TaggedKind, resource: string) {
    const found = await tags.named(caller, kind, resource)
    const thing = found === undefined ? undefined : thingOf(kind, found)
    if (thing === undefined || !(await authorizer.allows(caller, toSee(thing, resource)))) {
      // By what the caller has called it: an id of another's tells no name. Nothing can be granted on ids but those of connections.
      const called = thingOf(kind, { id: resource, name: resource })
      const isGranted = called !== undefined && (kind === 'connection' || !isUuid(resource))
      await authorizer.require(caller, isGranted ? toSee(called, resource) : toReadTags())
    }
    return { thing, tags: await tags.read(caller, kind, found?.id ?? resource) }
  }
  return overriding(asked, {
    async read(caller, kind, resource) {
      const seen = await authorizer.looking(
        ({ thing }) => (thing === undefined ? [] : namesOf(thing)),
        () => look(caller, kind, resource),
      )
      return seen.tags
    },
  })
}
