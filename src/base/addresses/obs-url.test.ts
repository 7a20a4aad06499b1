import { expect, it } from 'vitest'
import { obsUrl } from './obs-url.ts'

it.each([
  ['obs://b/k', 'obs://b/k'],
  ['s3a://b/k', 'obs://b/k'],
  ['S3A://b/s3a://k', 'obs://b/s3a://k'],
  ['OBS://b/K', 'obs://b/K'],
  ['s3://b/k', 's3://b/k'],
  [' s3a://b/k', ' s3a://b/k'],
  ['s3a:/b/k', 's3a:/b/k'],
])('%s is %s', (written, kept) => {
  expect(obsUrl(written)).toBe(kept)
})
