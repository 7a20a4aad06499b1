import type { Action } from '../actions/action.ts'

export const TAGS_KEY = 'tags'

/** Where the tags of a thing are: two of the vendor's services have each a way of their own. */
export interface TagsPath {
  readonly kind: 'dli' | 'vpc'
  readonly path: string
}

export interface Tag {
  readonly key: string
  readonly value: string
}

/** @param type as the API names it: dli_queue, dli_table. @param id an id or a name */
export const tagsOf = (type: string, id: string): TagsPath => ({
  kind: 'dli',
  path: `/v3/{project_id}/${type}/${encodeURIComponent(id)}/tags`,
})
export const tagsOfNetwork = (type: 'vpcs' | 'subnets', id: string): TagsPath => ({
  kind: 'vpc',
  path: `/v2.0/{project_id}/${type}/${encodeURIComponent(id)}/tags`,
})

export const addTag = ({ kind, path }: TagsPath): Action => ({
  label: 'Add a tag',
  fields: [
    { kind: 'text', name: 'key', label: 'Key', isRequired: true },
    { kind: 'text', name: 'value', label: 'Value' },
  ],
  request: (values) => {
    const tag = { key: values.text('key'), value: values.text('value') }
    return kind === 'dli' ? { method: 'POST', path: `${path}/create`, body: { tags: [tag] } } : { method: 'POST', path, body: { tag } }
  },
  stale: [TAGS_KEY],
})

export const removeTag = ({ kind, path }: TagsPath, { key, value }: Tag): Action => ({
  label: `Remove ${key}`,
  isDanger: true,
  request: () =>
    kind === 'dli'
      ? { method: 'POST', path: `${path}/delete`, body: { tags: [{ key, value }] } }
      : { method: 'DELETE', path: `${path}/${encodeURIComponent(key)}` },
  stale: [TAGS_KEY],
})
