import { expect, it } from 'vitest'
import { readObjectPage, readStoreError, readUploads } from './listed-objects.ts'

const page = (inner: string) =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`
const entry = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified><ETag>&quot;a-1&quot;</ETag><Size>7</Size></Contents>`

it('reads a page, with its keys decoded', async () => {
  expect(
    await readObjectPage(
      page(
        `<IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>${entry('a%26b/%C3%BC+%2B')}<NextContinuationToken>t&amp;u</NextContinuationToken>`,
      ),
    ),
  ).toEqual({
    objects: [{ key: 'a&b/ü +', bytes: 7, etag: '"a-1"', modifiedAt: Date.UTC(2024, 0, 2, 3, 4, 5) }],
    token: 't&u',
  })
})

it.each([
  ['what is no list', '<html></html>'],
  ['one that breaks off', page(entry('a')).slice(0, -9)],
  ['one that says that more comes, and not how to get it', page('<IsTruncated>true</IsTruncated>')],
  ['an object without a size', page('<Contents><Key>a</Key></Contents>')],
  ['a key that is not encoded rightly', page(`<EncodingType>url</EncodingType>${entry('%ff')}`)],
  ['more objects than are asked for at once', page(entry('a').repeat(1_001))],
  [
    'an object larger than any',
    page(
      '<Contents><Key>a</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified><ETag>1</ETag><Size>9007199254740993</Size></Contents>',
    ),
  ],
  // Each is looked at once: looked for from each of its beginnings, what never ends takes hours.
  ['objects that do not end', page('<Contents>'.repeat(1_600_000))],
  ['keys that do not end', page(`<Contents>${'<Key>'.repeat(3_000_000)}</Contents>`)],
  ['a key that is longer than any', page(entry('&#x10ffff;'.repeat(1_500_000)))],
])('takes nothing for a list: %s', async (_, xml) => {
  expect(await readObjectPage(xml)).toBeUndefined()
})

it('takes keys as they are of a store that does not encode them', async () => {
  expect((await readObjectPage(page(entry('a+b%41&#34;&#x26;&lt;'))))?.objects[0]?.key).toBe('a+b%41"&<')
})

it('reads what an error is called', () => {
  expect(readStoreError('<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message><Region>eu-1</Region></Error>')).toEqual({
    code: 'AuthorizationHeaderMalformed',
    message: 'm',
    region: 'eu-1',
  })
  expect(readStoreError('')).toEqual({ code: '', message: '', region: '' })
  expect(readStoreError('<Error>'.repeat(150_000))).toEqual({ code: '', message: '', region: '' })
  expect(readStoreError(`</Error>${'<Error>'.repeat(150_000)}<Code>A</Code>`).code).toBe('')
})

it('reads what uploads there are, in one go', () => {
  const upload = '<Upload><Key>a%2Bb</Key><UploadId>1&amp;2</UploadId></Upload>'
  const uploads = (inner: string) => `<ListMultipartUploadsResult><EncodingType>url</EncodingType>${inner}</ListMultipartUploadsResult>`
  expect(readUploads(uploads(upload))).toEqual([{ key: 'a+b', uploadId: '1&2' }])
  expect(readUploads(uploads('<Upload>'.repeat(130_000)))).toBeUndefined()
  expect(readUploads('<Error/>')).toBeUndefined()
})
