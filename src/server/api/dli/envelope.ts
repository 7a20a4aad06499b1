import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import type { PageRequest } from '../../domain/page.ts'
import type { Tag } from '../../domain/tag.ts'
import { told } from '../input/told-limits.ts'

/** Every DLI success has these, as a boolean and a string. */
export const ENVELOPE = { is_success: Type.Boolean(), message: Type.String() }
export const Acknowledgement = Type.Object(ENVELOPE)

/** The head of a successful answer. */
export const success = (message = ''): { readonly is_success: true; readonly message: string } => ({ is_success: true, message })

export const PROJECT = { project_id: Type.String({ minLength: 1 }) }
export const ProjectPath = Type.Object(PROJECT)

export const QueuePath = Type.Object({ ...PROJECT, queue_name: Type.String({ minLength: 1 }) })

const TagKey = Type.String({ maxLength: 1024, ...told({ minLength: 1, maxLength: 128 }) })
const TagValue = Type.String({ maxLength: 1024, ...told({ maxLength: 255 }) })

/** A tag on its way in; the vendor's table has the names with a capital. */
export const TagInput = Type.Object({
  key: Type.Optional(TagKey),
  Key: Type.Optional(TagKey),
  value: Type.Optional(TagValue),
  Value: Type.Optional(TagValue),
})
export const TagOutput = Type.Object({ key: Type.String(), value: Type.String() })
/** More than control lets through, so that its message with the real limit is the one that is seen. */
export const TAGS_MAX = 100
/** Those of something new. */
export const TagInputs = Type.Array(TagInput, { maxItems: TAGS_MAX, ...told({ maxItems: LIMITS.tags }) })
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

/** A filter `k1=v1,k2=v2`: the tags that an object must have, all of them. */
export function wantedTags(filter: string | undefined): readonly Tag[] {
  const pairs = (filter ?? '').split(',').filter((pair) => pair.trim() !== '')
  if (pairs.length > FILTER_TAGS_MAX) {
    throw new CausewayError('invalid-parameter', `The parameter tags of the query names more than ${FILTER_TAGS_MAX} tags`, {
      hint: 'No object has more tags: leave some out.',
    })
  }
  return pairs.map((pair) => {
    const [key = '', ...rest] = pair.split('=')
    return { key: key.trim(), value: rest.join('=').trim() }
  })
}

/** Some clients send an empty string for what they leave out. */
export function filled(value: string | undefined, otherwise: string): string {
  return value === undefined || value === '' ? otherwise : value
}

const Bounded = Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 }))
/** Of the query of a list. */
export const LIMIT_AND_OFFSET = { limit: Bounded, offset: Bounded }

/** A filter by status, in capitals; '' for none. @param otherwise the hint for one that is no status */
export function wantedStatus(status: string | undefined, known: readonly string[], otherwise: string): string {
  const wanted = (status ?? '').toUpperCase()
  if (wanted === '' || known.includes(wanted)) return wanted
  throw new CausewayError('invalid-parameter', `The parameter status of the query must be one of ${known.join(', ')}`, { hint: otherwise })
}

/** Pages are counted from 1; without a size the first has all there is. */
export function pageOf(page: number, size: number | undefined): PageRequest {
  if (size !== undefined) return { offset: (page - 1) * size, limit: size }
  return page === 1 ? {} : { limit: 0 }
}
