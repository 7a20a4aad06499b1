import { type Static, Type } from 'typebox'
import type { TaggedKind, TagSearch } from '../../control/tags/resource-tags.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT, ProjectPath, TAGS_MAX, TagInput, TagOutput, tagsOf } from './envelope.ts'

const LIMIT_DEFAULT = 1_000
const ResourcePath = Type.Object({ ...PROJECT, resource_id: Type.String({ minLength: 1 }) })
const TagsBody = Type.Object({ tags: Type.Array(TagInput, { maxItems: TAGS_MAX }) })
const Match = Type.Object({ key: Type.String(), values: Type.Optional(Type.Array(Type.String(), { maxItems: TAGS_MAX })) })
const Matches = Type.Optional(Type.Array(Match, { maxItems: TAGS_MAX }))
const SearchBody = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_DEFAULT })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  tags: Matches,
  not_tags: Matches,
  matches: Type.Optional(Type.Array(Type.Object({ key: Type.Enum(['resource_name']), value: Type.String() }), { maxItems: 1 })),
})
const Resource = Type.Object({ resource_id: Type.String(), resource_name: Type.String(), tags: Type.Array(TagOutput) })

const matchOf = ({ key, values = [] }: Static<typeof Match>) => ({ key, values })
const searchOf = (body: Static<typeof SearchBody>): TagSearch => ({
  tags: (body.tags ?? []).map(matchOf),
  notTags: (body.not_tags ?? []).map(matchOf),
  namePart: body.matches?.[0]?.value ?? '',
})

const tagFields = ({ key, value }: { readonly key: string; readonly value: string }) => ({ key, value })

/** The vendor's answers have no envelope here. */
function operationsOf(kind: TaggedKind, type: string, words: string): readonly Operation[] {
  const collection = `/v3/{project_id}/${type}`
  const one = `${collection}/{resource_id}/tags`
  const head = (verb: string, summary: string) => ({
    name: `dli.${kind}-tags.${verb}`,
    protocol: 'dli' as const,
    permission: `dli:${kind}Tags:${verb}`,
    summary,
  })
  return [
    projectOperation({
      ...head('create', `Gives ${words} tags; of a key that is there the value is replaced`),
      method: 'POST',
      path: `${one}/create`,
      status: 204,
      schemas: { params: ResourcePath, query: NONE, body: TagsBody, response: NO_BODY },
      handle: async ({ control, caller, params, body }) => {
        await control.resourceTags.add(caller, kind, params.resource_id, tagsOf(body.tags))
        return { body: undefined }
      },
    }),
    projectOperation({
      ...head('delete', `Takes tags of ${words} away by their keys`),
      method: 'POST',
      path: `${one}/delete`,
      status: 204,
      schemas: { params: ResourcePath, query: NONE, body: TagsBody, response: NO_BODY },
      handle: async ({ control, caller, params, body }) => {
        const keys = tagsOf(body.tags).map(({ key }) => key)
        await control.resourceTags.remove(caller, kind, params.resource_id, keys)
        return { body: undefined }
      },
    }),
    projectOperation({
      ...head('list', `Lists the tags of ${words}`),
      method: 'GET',
      path: one,
      status: 200,
      schemas: {
        params: ResourcePath,
        query: NONE,
        body: NONE,
        response: Type.Object({ tags: Type.Array(TagOutput), count: Type.Integer() }),
      },
      handle: async ({ control, caller, params }) => {
        const tags = (await control.resourceTags.read(caller, kind, params.resource_id)).map(tagFields)
        return { body: { tags, count: tags.length } }
      },
    }),
    projectOperation({
      ...head('summary', `Lists every key of the tags of the project at ${words}, with its values`),
      method: 'GET',
      path: `${collection}/tags`,
      status: 200,
      schemas: {
        params: ProjectPath,
        query: NONE,
        body: NONE,
        response: Type.Object({
          tags: Type.Array(Type.Object({ key: Type.String(), values: Type.Array(Type.String()) })),
          count: Type.Integer(),
        }),
      },
      handle: async ({ control, caller }) => {
        const tags = await control.resourceTags.summary(caller, kind)
        return { body: { tags: tags.map(({ key, values }) => ({ key, values: [...values] })), count: tags.length } }
      },
    }),
    projectOperation({
      ...head('filter', `Finds ${words} by tags`),
      method: 'POST',
      path: `${collection}/resource-instances/filter`,
      status: 200,
      schemas: {
        params: ProjectPath,
        query: NONE,
        body: SearchBody,
        response: Type.Object({ resources: Type.Array(Resource), total_count: Type.Integer() }),
      },
      handle: async ({ control, caller, body }) => {
        const page = { offset: body.offset ?? 0, limit: body.limit ?? LIMIT_DEFAULT }
        const { total, items } = await control.resourceTags.find(caller, kind, { ...searchOf(body), ...page })
        const resources = items.map(({ id, name, tags }) => ({ resource_id: id, resource_name: name, tags: tags.map(tagFields) }))
        return { body: { resources, total_count: total } }
      },
    }),
    projectOperation({
      ...head('count', `Counts ${words} by tags`),
      method: 'POST',
      path: `${collection}/resource-instances/count`,
      status: 200,
      schemas: { params: ProjectPath, query: NONE, body: SearchBody, response: Type.Object({ total_count: Type.Integer() }) },
      handle: async ({ control, caller, body }) => ({
        body: { total_count: (await control.resourceTags.find(caller, kind, { ...searchOf(body), limit: 0 })).total },
      }),
    }),
  ]
}

export const resourceTagOperations: readonly Operation[] = [
  ...operationsOf('queue', 'dli_queue', 'queues'),
  ...operationsOf('pool', 'dli_elastic_resource_pool', 'elastic resource pools'),
  ...operationsOf('connection', 'dli_enhanced_datasource_connection', 'enhanced datasource connections'),
  ...operationsOf('database', 'dli_database', 'databases'),
  ...operationsOf('table', 'dli_table', 'tables'),
  ...operationsOf('package', 'dli_package_resource', 'packages'),
]
