import { type Static, Type } from 'typebox'
import type { TaggedKind, TagSearch } from '../../control/tags/resource-tags.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { LIMIT_AND_OFFSET, PROJECT, ProjectPath, TAGS_MAX, TagInput, TagOutput, tagsOf } from './envelope.ts'

const LIMIT_DEFAULT = 1_000
const ResourcePath = Type.Object({ ...PROJECT, resource_id: Type.String({ minLength: 1 }) })
const TagsBody = Type.Object({ tags: Type.Array(TagInput, { maxItems: TAGS_MAX }) })
const Match = Type.Object({ key: Type.String(), values: Type.Optional(Type.Array(Type.String(), { maxItems: TAGS_MAX })) })
const Matches = Type.Optional(Type.Array(Match, { maxItems: TAGS_MAX }))
/** The vendor's SDKs have it in the query, older documents in the body. */
const SEARCH_PAGE = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_DEFAULT })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
}
const PageQuery = Type.Object(LIMIT_AND_OFFSET)
const SearchBody = Type.Object({
  ...SEARCH_PAGE,
  without_any_tag: Type.Optional(Type.Boolean()),
  tags: Matches,
  not_tags: Matches,
  matches: Type.Optional(Type.Array(Type.Object({ key: Type.Enum(['resource_name']), value: Type.String() }), { maxItems: 1 })),
})
const Resource = Type.Object({ resource_id: Type.String(), resource_name: Type.String(), tags: Type.Array(TagOutput) })

const matchOf = ({ key, values = [] }: Static<typeof Match>) => ({ key, values })
const searchOf = (body: Static<typeof SearchBody>): TagSearch => ({
  tags: (body.tags ?? []).map(matchOf),
  notTags: (body.not_tags ?? []).map(matchOf),
  onlyUntagged: body.without_any_tag ?? false,
  namePart: body.matches?.[0]?.value ?? '',
})
const paged = <T>(all: readonly T[], { limit, offset = 0 }: Static<typeof PageQuery>): readonly T[] =>
  all.slice(offset, limit === undefined ? undefined : offset + limit)

const tagFields = ({ key, value }: { readonly key: string; readonly value: string }) => ({ key, value })

/** The vendor's answers have no envelope here. Its documents and its SDKs have different names of the type of a connection. */
function operationsOf(kind: TaggedKind, [type, ...otherTypes]: readonly [string, ...string[]], words: string): readonly Operation[] {
  const places = (rest: string) => {
    const [path, ...otherPaths] = [
      `/v3/{project_id}/${type}${rest}`,
      ...otherTypes.map((other) => `/v3/{project_id}/${other}${rest}`),
    ] as const
    return { path, ...(otherPaths.length === 0 ? {} : { otherPaths }) }
  }
  const ofOne = '/{resource_id}/tags'
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
      ...places(`${ofOne}/create`),
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
      ...places(`${ofOne}/delete`),
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
      ...places(ofOne),
      status: 200,
      schemas: {
        params: ResourcePath,
        query: PageQuery,
        body: NONE,
        response: Type.Object({ tags: Type.Array(TagOutput), count: Type.Integer() }),
      },
      handle: async ({ control, caller, params, query }) => {
        const tags = await control.resourceTags.read(caller, kind, params.resource_id)
        return { body: { tags: paged(tags, query).map(tagFields), count: tags.length } }
      },
    }),
    projectOperation({
      ...head('summary', `Lists every key of the tags of the project at ${words}, with its values`),
      method: 'GET',
      ...places('/tags'),
      status: 200,
      schemas: {
        params: ProjectPath,
        query: PageQuery,
        body: NONE,
        response: Type.Object({
          tags: Type.Array(Type.Object({ key: Type.String(), values: Type.Array(Type.String()) })),
          count: Type.Integer(),
        }),
      },
      handle: async ({ control, caller, query }) => {
        const tags = await control.resourceTags.summary(caller, kind)
        return { body: { tags: paged(tags, query).map(({ key, values }) => ({ key, values: [...values] })), count: tags.length } }
      },
    }),
    projectOperation({
      ...head('filter', `Finds ${words} by tags`),
      method: 'POST',
      ...places('/resource-instances/filter'),
      status: 200,
      schemas: {
        params: ProjectPath,
        query: Type.Object(SEARCH_PAGE),
        body: SearchBody,
        response: Type.Object({ resources: Type.Array(Resource), total_count: Type.Integer() }),
      },
      handle: async ({ control, caller, query, body }) => {
        const page = { offset: query.offset ?? body.offset ?? 0, limit: query.limit ?? body.limit ?? LIMIT_DEFAULT }
        const { total, items } = await control.resourceTags.find(caller, kind, { ...searchOf(body), ...page })
        const resources = items.map(({ id, name, tags }) => ({ resource_id: id, resource_name: name, tags: tags.map(tagFields) }))
        return { body: { resources, total_count: total } }
      },
    }),
    projectOperation({
      ...head('count', `Counts ${words} by tags`),
      method: 'POST',
      ...places('/resource-instances/count'),
      status: 200,
      schemas: { params: ProjectPath, query: NONE, body: SearchBody, response: Type.Object({ total_count: Type.Integer() }) },
      handle: async ({ control, caller, body }) => ({
        body: { total_count: (await control.resourceTags.find(caller, kind, { ...searchOf(body), limit: 0 })).total },
      }),
    }),
  ]
}

export const resourceTagOperations: readonly Operation[] = [
  ...operationsOf('queue', ['dli_queue'], 'queues'),
  ...operationsOf('pool', ['dli_elastic_resource_pool'], 'elastic resource pools'),
  ...operationsOf('connection', ['dli_enhanced_datasource_connection', 'dli_enhanced_datasource'], 'enhanced datasource connections'),
  ...operationsOf('database', ['dli_database'], 'databases'),
  ...operationsOf('table', ['dli_table'], 'tables'),
  ...operationsOf('package', ['dli_package_resource'], 'packages'),
]
