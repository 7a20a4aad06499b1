import { CausewayError } from '../../base/errors.ts'

export interface ObjectPlace {
  readonly bucket: string
  /** '' of the bucket itself. */
  readonly key: string
}

/** Throws 'invalid-parameter' for what is no place of a bucket. */
export function objectPlace(text: string): ObjectPlace {
  const [, bucket, key = ''] = /^(?:obs|s3a?):\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? []
  if (bucket !== undefined) return { bucket, key }
  throw new CausewayError('invalid-parameter', `${JSON.stringify(text)} is no place in a bucket`, { hint: 'Write it as obs://BUCKET/KEY' })
}

/** As a path of the API: the slashes of a key stay. */
export const objectPath = (project: string, { bucket, key }: ObjectPlace): string =>
  `/causeway/v1/${encodeURIComponent(project)}/buckets/${encodeURIComponent(bucket)}/objects/${key.split('/').map(encodeURIComponent).join('/')}`
