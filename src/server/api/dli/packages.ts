import { type Static, Type } from 'typebox'
import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { hasTags } from '../../control/shared/tags.ts'
import { PACKAGE_KINDS, type PackageKind, type PackageResource } from '../../domain/package-resource.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, PROJECT, ProjectPath, success, TAGS_MAX, TagInput, tagsOf, wantedTags } from './envelope.ts'

const COLLECTION = '/v2.0/{project_id}/resources'
const ONE = `${COLLECTION}/{resource_name}`
const PATHS_MAX = 100
const ANSWER_BYTES_MAX = 16 * 1024 * 1024

const ResourcePath = Type.Object({ ...PROJECT, resource_name: Type.String({ minLength: 1 }) })
const GroupQuery = Type.Object({ group: Type.Optional(Type.String()) })
const PATHS = { paths: Type.Array(Type.String(), { minItems: 1, maxItems: PATHS_MAX }), group: Type.Optional(Type.String()) }
const RESOURCE = {
  create_time: Type.Integer(),
  update_time: Type.Integer(),
  resource_type: Type.Enum([...PACKAGE_KINDS]),
  resource_name: Type.String(),
  status: Type.Literal('READY'),
  underlying_name: Type.String(),
  owner: Type.String(),
}
const Resource = Type.Object(RESOURCE)
const Group = Type.Object({
  group_name: Type.String(),
  status: Type.Literal('READY'),
  resources: Type.Array(Type.String()),
  details: Type.Array(Resource),
  create_time: Type.Integer(),
  update_time: Type.Integer(),
  is_async: Type.Boolean(),
  owner: Type.String(),
})

const fieldsOf = ({ name, kind, owner, createdAt, updatedAt }: PackageResource): Static<typeof Resource> => ({
  create_time: createdAt,
  update_time: updatedAt,
  resource_type: kind,
  resource_name: name,
  status: 'READY',
  underlying_name: name,
  owner,
})

const groupFields = (name: string, packages: readonly PackageResource[]): Static<typeof Group> => ({
  group_name: name,
  status: 'READY',
  resources: packages.map((one) => one.name),
  details: packages.map(fieldsOf),
  create_time: Math.min(...packages.map(({ createdAt }) => createdAt)),
  update_time: Math.max(...packages.map(({ updatedAt }) => updatedAt)),
  is_async: false,
  owner: packages[0]?.owner ?? '',
})

const WHAT = 'nothing is copied, and the objects have to be there'

const add = projectOperation({
  name: 'dli.packages.create',
  protocol: 'dli',
  method: 'POST',
  path: COLLECTION,
  permission: 'dli:resource:upload',
  summary: `Names objects of buckets as packages, in a group or in none: ${WHAT}`,
  status: 201,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      ...PATHS,
      kind: Type.Enum([...PACKAGE_KINDS]),
      is_async: Type.Optional(Type.Boolean()),
      tags: Type.Optional(Type.Array(TagInput, { maxItems: TAGS_MAX })),
    }),
    response: Group,
  },
  handle: async ({ control, caller, body }) => {
    const group = body.group ?? ''
    const tags = body.tags === undefined ? {} : { tags: tagsOf(body.tags) }
    const added = await control.packages.add(caller, { locations: body.paths.map(objectUrl), kind: body.kind, groupName: group, ...tags })
    return { body: groupFields(group, added) }
  },
})

/** The vendor's documents name a package by the address of its object too, whose host is the bucket's: https://bucket.obs.region.cloud/key. */
function objectUrl(path: string): string {
  const [, bucket, key] = /^https?:\/\/([^/?#]+?)\.obs\.[^/?#]+\/([^?#]+)$/i.exec(path) ?? []
  if (bucket === undefined || key === undefined) return obsUrl(path)
  try {
    return `obs://${bucket}/${decodeURIComponent(key)}`
  } catch {
    return path
  }
}

const addOf = (kind: PackageKind, part: string): Operation =>
  projectOperation({
    name: `dli.packages.create-${part}`,
    protocol: 'dli',
    method: 'POST',
    path: `${COLLECTION}/${part}`,
    permission: 'dli:resource:upload',
    summary: `Names objects of buckets as packages of the kind ${kind}: ${WHAT}`,
    status: 201,
    schemas: { params: ProjectPath, query: NONE, body: Type.Object(PATHS), response: Group },
    handle: async ({ control, caller, body }) => {
      const group = body.group ?? ''
      return {
        body: groupFields(group, await control.packages.add(caller, { locations: body.paths.map(objectUrl), kind, groupName: group })),
      }
    },
  })

const list = projectOperation({
  name: 'dli.packages.list',
  protocol: 'dli',
  method: 'GET',
  path: COLLECTION,
  permission: 'dli:resource:list',
  summary: 'Lists the packages, one by one and by their groups, of a kind and by tags',
  answerBytesMax: ANSWER_BYTES_MAX,
  status: 200,
  schemas: {
    params: ProjectPath,
    query: Type.Object({ kind: Type.Optional(Type.Enum([...PACKAGE_KINDS])), tags: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.Object({
      resources: Type.Array(Resource),
      modules: Type.Array(Type.Object({ module_name: Type.String() })),
      groups: Type.Array(Group),
      total: Type.Integer(),
    }),
  },
  handle: async ({ control, caller, query }) => {
    const wanted = wantedTags(query.tags)
    const found = (await control.packages.list(caller)).filter(
      ({ kind, tags }) => (query.kind === undefined || kind === query.kind) && hasTags(tags, wanted),
    )
    const byGroup = Map.groupBy(found, ({ groupName }) => groupName)
    byGroup.delete('')
    const groups = Array.from(byGroup, ([name, packages]) => groupFields(name, packages))
    return { body: { resources: found.map(fieldsOf), modules: [], groups, total: found.length } }
  },
})

const get = projectOperation({
  name: 'dli.packages.get',
  protocol: 'dli',
  method: 'GET',
  path: ONE,
  permission: 'dli:resource:get',
  summary: 'Shows a package; one of a group by group',
  status: 200,
  missingStatus: 404,
  schemas: { params: ResourcePath, query: GroupQuery, body: NONE, response: Resource },
  handle: async ({ control, caller, params, query }) => ({
    body: fieldsOf(await control.packages.get(caller, { groupName: query.group ?? '', name: params.resource_name })),
  }),
})

const remove = projectOperation({
  name: 'dli.packages.delete',
  protocol: 'dli',
  method: 'DELETE',
  path: ONE,
  permission: 'dli:resource:delete',
  summary: 'Forgets a package; its object stays',
  status: 200,
  missingStatus: 404,
  schemas: { params: ResourcePath, query: GroupQuery, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params, query }) => {
    await control.packages.delete(caller, { groupName: query.group ?? '', name: params.resource_name })
    return { body: undefined }
  },
})

const changeOwner = projectOperation({
  name: 'dli.packages.change-owner',
  protocol: 'dli',
  method: 'PUT',
  path: `${COLLECTION}/owner`,
  permission: 'dli:resource:update',
  summary: 'Gives a package, or all of a group, to another user',
  status: 200,
  missingStatus: 404,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({
      new_owner: Type.String({ minLength: 1 }),
      group_name: Type.Optional(Type.String()),
      resource_name: Type.Optional(Type.String()),
    }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.packages.changeOwner(caller, { groupName: body.group_name ?? '', name: body.resource_name }, body.new_owner)
    return { body: success() }
  },
})

export const packageOperations: readonly Operation[] = [
  add,
  addOf('jar', 'jars'),
  addOf('pyFile', 'pyfiles'),
  addOf('file', 'files'),
  list,
  get,
  remove,
  changeOwner,
]
