import { expect, it } from 'vitest'
import { readObjectPage, readStoreError } from './listed-objects.ts'

const page = (inner: string) =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`
const entry = (key: string) =>
  `<Contents><Key>${key}</Key><LastModified>2024-01-02T03:04:05.000Z</LastModified><ETag>&quot;a-1&quot;</ETag><Size>7</Size></Contents>`

it('reads a page, with its keys decoded', () => {
  expect(
    readObjectPage(
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
])('takes nothing for a list: %s', (_, xml) => {
  expect(readObjectPage(xml)).toBeUndefined()
})

it('takes keys as they are of a store that does not encode them', () => {
  expect(readObjectPage(page(entry('a+b%41&#34;&#x26;&lt;')))?.objects[0]?.key).toBe('a+b%41"&<')
})

it('reads what an error is called', () => {
  expect(readStoreError('<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message><Region>eu-1</Region></Error>')).toEqual({
    code: 'AuthorizationHeaderMalformed',
    message: 'm',
    region: 'eu-1',
  })
  expect(readStoreError('')).toEqual({ code: '', message: '', region: '' })
})
