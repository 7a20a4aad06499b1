import { Type } from 'typebox'
import type { Tag } from '../../domain/tag.ts'

/** Every DLI success has these, as a boolean and a string. */
export const ENVELOPE = { is_success: Type.Boolean(), message: Type.String() }
export const Acknowledgement = Type.Object(ENVELOPE)

/** The head of a successful answer. */
export const success = (message = ''): { readonly is_success: true; readonly message: string } => ({ is_success: true, message })

export const PROJECT = { project_id: Type.String({ minLength: 1 }) }
export const ProjectPath = Type.Object(PROJECT)

/** A tag on its way in; the vendor's table has the names with a capital. */
export const TagInput = Type.Object({
  key: Type.Optional(Type.String({ maxLength: 1024 })),
  Key: Type.Optional(Type.String({ maxLength: 1024 })),
  value: Type.Optional(Type.String({ maxLength: 1024 })),
  Value: Type.Optional(Type.String({ maxLength: 1024 })),
})
export const TagOutput = Type.Object({ key: Type.String(), value: Type.String() })
export const TAGS_MAX = 1000

interface TagFields {
  readonly key?: string
  readonly Key?: string
  readonly value?: string
  readonly Value?: string
}

export function tagsOf(tags: readonly TagFields[] | undefined): readonly Tag[] {
  return (tags ?? []).map((tag) => ({ key: tag.key ?? tag.Key ?? '', value: tag.value ?? tag.Value ?? '' }))
}

/** A filter `k1=v1,k2=v2`: whether all of them are among the tags. Empty: every object passes. */
export function hasTags(filter: string | undefined, tags: readonly Tag[]): boolean {
  const wanted = (filter ?? '').split(',').filter((pair) => pair.trim() !== '')
  return wanted.every((pair) => {
    const [key = '', ...rest] = pair.split('=')
    return tags.some((tag) => tag.key === key.trim() && tag.value === rest.join('=').trim())
  })
}

/** Items `offset` to `offset + limit`; no limit: to the end. */
export function slice<T>(items: readonly T[], offset: number, limit: number | undefined): readonly T[] {
  return limit === undefined ? items.slice(offset) : items.slice(offset, offset + limit)
}
