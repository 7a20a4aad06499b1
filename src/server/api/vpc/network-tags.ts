import { Type } from 'typebox'
import type { TaggedKind } from '../../control/vpcs/network-tags.ts'
import type { Tag } from '../../domain/tag.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './vpc-paths.ts'

/** More than control lets through, so that its message with the real limit is the one that is seen. */
const TAGS_MAX = 100
const TagBody = Type.Object({ key: Type.String({ maxLength: 1024 }), value: Type.Optional(Type.String({ maxLength: 1024 })) })

/** As VPC writes tags in a list: key*value. */
export const starredTags = (tags: readonly Tag[]): string[] => tags.map(({ key, value }) => `${key}*${value}`)
export const StarredTags = Type.Optional(Type.Array(Type.String({ maxLength: 2048 }), { maxItems: TAGS_MAX }))
export function tagsFromStarred(texts: readonly string[] | undefined): readonly Tag[] {
  return (texts ?? []).map((text) => {
    const [key = '', ...rest] = text.split('*')
    return { key, value: rest.join('*') }
  })
}

const operationsOf = (kind: TaggedKind, resource: string): readonly Operation[] => {
  const idName = `${kind}_id`
  const collection = `/v2.0/{project_id}/${resource}/{${idName}}/tags`
  const ResourcePath = Type.Object({ ...PROJECT, [idName]: Type.String({ minLength: 1 }) })
  const idOf = (params: Readonly<Record<string, string>>): string => params[idName] ?? ''
  const permission = (verb: string): string => `vpc:${kind}Tags:${verb}`
  const what = kind === 'vpc' ? 'a VPC' : 'a subnet'
  return [
    projectOperation({
      name: `vpc.${resource}.listTags`,
      protocol: 'vpc',
      method: 'GET',
      path: collection,
      permission: permission('get'),
      summary: `Lists the tags of ${what}`,
      status: 200,
      schemas: {
        params: ResourcePath,
        query: NONE,
        body: NONE,
        response: Type.Object({ tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })) }),
      },
      handle: async ({ control, caller, params }) => ({
        body: { tags: [...(await control.networkTags.read(caller, kind, idOf(params)))] },
      }),
    }),
    projectOperation({
      name: `vpc.${resource}.createTag`,
      protocol: 'vpc',
      method: 'POST',
      path: collection,
      permission: permission('create'),
      summary: `Gives ${what} a tag; of a key that is there the value is replaced`,
      status: 204,
      schemas: { params: ResourcePath, query: NONE, body: Type.Object({ tag: TagBody }), response: NO_BODY },
      handle: async ({ control, caller, params, body }) => {
        const { key, value } = body.tag
        await control.networkTags.add(caller, kind, idOf(params), [{ key, value: value ?? '' }])
        return { body: undefined }
      },
    }),
    projectOperation({
      name: `vpc.${resource}.changeTags`,
      protocol: 'vpc',
      method: 'POST',
      path: `${collection}/action`,
      permission: permission('create'),
      summary: `Gives ${what} several tags, or takes them away by their keys`,
      status: 204,
      schemas: {
        params: ResourcePath,
        query: NONE,
        body: Type.Object({ action: Type.Enum(['create', 'delete']), tags: Type.Array(TagBody, { maxItems: TAGS_MAX }) }),
        response: NO_BODY,
      },
      handle: async ({ control, caller, params, body }) => {
        const tags = body.tags.map(({ key, value }) => ({ key, value: value ?? '' }))
        if (body.action === 'create') await control.networkTags.add(caller, kind, idOf(params), tags)
        else
          await control.networkTags.remove(
            caller,
            kind,
            idOf(params),
            tags.map(({ key }) => key),
          )
        return { body: undefined }
      },
    }),
    projectOperation({
      name: `vpc.${resource}.deleteTag`,
      protocol: 'vpc',
      method: 'DELETE',
      path: `${collection}/{key}`,
      permission: permission('delete'),
      summary: `Takes a tag of ${what} away`,
      status: 204,
      schemas: {
        params: Type.Object({ ...PROJECT, [idName]: Type.String({ minLength: 1 }), key: Type.String({ minLength: 1 }) }),
        query: NONE,
        body: NONE,
        response: NO_BODY,
      },
      handle: async ({ control, caller, params }) => {
        await control.networkTags.removeOne(caller, kind, idOf(params), params.key)
        return { body: undefined }
      },
    }),
  ]
}

export const networkTagOperations: readonly Operation[] = [...operationsOf('vpc', 'vpcs'), ...operationsOf('subnet', 'subnets')]
