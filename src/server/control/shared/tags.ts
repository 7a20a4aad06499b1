import { CausewayError } from '../../../base/errors.ts'
import type { Tag } from '../../domain/tag.ts'
import { LIMITS } from './limits.ts'

const CHARACTERS = /^[\p{L}\p{N} _.:+\-@]*$/u
const HINT =
  'A tag key has 1 to 128 letters, digits, spaces and _.:+-@, no space at either end and no _sys_ at the start; a value has at most 255 of the same characters.'

function invalid(message: string): CausewayError {
  return new CausewayError('invalid-parameter', message, { hint: HINT })
}

/** The vendor's rules for the tags of one resource. */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > LIMITS.tags) {
    throw new CausewayError('invalid-parameter', `${tags.length} tags are given`, { hint: `Use at most ${LIMITS.tags} tags.` })
  }
  const keys = new Set<string>()
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128 || !CHARACTERS.test(key) || key.trim() !== key || key.startsWith('_sys_')) {
      throw invalid('A tag key is not valid')
    }
    if (value.length > 255 || !CHARACTERS.test(value)) throw invalid(`The value of the tag ${key} is not valid`)
    if (keys.has(key)) throw invalid(`The tag ${key} is given twice`)
    keys.add(key)
  }
  return tags
}

/** Whether all of the wanted ones are there. */
export const hasTags = (tags: readonly Tag[], wanted: readonly Tag[]): boolean =>
  wanted.every(({ key, value }) => tags.some((tag) => tag.key === key && tag.value === value))
