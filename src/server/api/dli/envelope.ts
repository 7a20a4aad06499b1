import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
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
/** More than control lets through, so that its message with the real limit is the one that is seen. */
export const TAGS_MAX = 100
/** Tags of one filter. */
const FILTER_TAGS_MAX = 20

interface TagFields {
  readonly key?: string
  readonly Key?: string
  readonly value?: string
  readonly Value?: string
}

export function tagsOf(tags: readonly TagFields[] | undefined): readonly Tag[] {
  return (tags ?? []).map((tag) => ({ key: tag.key ?? tag.Key ?? '', value: tag.value ?? tag.Value ?? '' }))
}

/**
 * Whether all tags of a filter `k1=v1,k2=v2` are among those of an object. Empty: every object passes. The filter is read once, for it is asked of each object of
 * a list.
 */
export function tagFilter(filter: string | undefined): (tags: readonly Tag[]) => boolean {
  const pairs = (filter ?? '').split(',').filter((pair) => pair.trim() !== '')
  if (pairs.length > FILTER_TAGS_MAX) {
    throw new CausewayError('invalid-parameter', `The parameter tags of the query names more than ${FILTER_TAGS_MAX} tags`, {
      hint: 'No object has more tags: leave some out.',
    })
  }
  const wanted = pairs.map((pair) => {
    const [key = '', ...rest] = pair.split('=')
    return { key: key.trim(), value: rest.join('=').trim() }
  })
  return (tags) => wanted.every(({ key, value }) => tags.some((tag) => tag.key === key && tag.value === value))
}

/** Items `offset` to `offset + limit`; no limit: to the end. */
export function slice<T>(items: readonly T[], offset: number, limit: number | undefined): readonly T[] {
  return limit === undefined ? items.slice(offset) : items.slice(offset, offset + limit)
}
