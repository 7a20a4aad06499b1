import { CausewayError } from '../../../../base/errors.ts'
import { isPlainText } from '../../../../base/plain-text.ts'

export interface ObsLocation {
  readonly bucket: string
  /** The key's parts, none of them empty, '.' or '..'; [] is the bucket itself. */
  readonly segments: readonly string[]
}

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const LOCATION_CHARACTERS_MAX = 1_024

export const isBucketName = (name: string): boolean => BUCKET.test(name) && !/\.\.|\.-|-\./.test(name) && !/^\d+(\.\d+){3}$/.test(name)

function invalid(location: string, why: string): CausewayError {
  return new CausewayError('invalid-parameter', `${JSON.stringify(location.slice(0, 200))} is not a valid location: ${why}`, {
    hint: 'Write obs://bucket/folder/file.',
  })
}

/** Strict, and nothing is decoded: a percent sign is a percent sign. One slash at the end is let through. */
export function parseObsLocation(location: string): ObsLocation {
  if (location.length > LOCATION_CHARACTERS_MAX) throw invalid(location, `it has more than ${LOCATION_CHARACTERS_MAX} characters`)
  if (!isPlainText(location)) throw invalid(location, 'it holds a control character')
  const [, bucket, key] = /^obs:\/\/([^/]*)(?:\/([\s\S]*))?$/.exec(location) ?? []
  if (bucket === undefined) throw invalid(location, 'it does not start with obs://')
  if (!isBucketName(bucket)) {
    throw invalid(location, 'a bucket name has 3 to 63 lower-case letters, digits, hyphens and full stops')
  }
  const path = (key ?? '').replace(/\/$/, '')
  const segments = path === '' ? [] : path.split('/')
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') throw invalid(location, `a part of it is ${JSON.stringify(segment)}`)
    if (Buffer.byteLength(segment) > 255) throw invalid(location, 'a part of it has more than 255 bytes')
  }
  return { bucket, segments }
}
