import { expect, it } from 'vitest'
import { sharedStatement, shareLink } from './share-link.ts'

const statement = { name: 'late ✈', sql: "SELECT 'größe' FROM t -- 👍🏽", queue: 'q1', database: 'shop' }
const hashOf = (link: string): string => new URL(link).hash
async function packed(text: string): Promise<string> {
  const bytes = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))).bytes()
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return `#share=${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

it('opens what was shared, in place of what the address had', async () => {
  const link = await shareLink('http://127.0.0.1:8600/console/sql?x=1#share=old', statement)
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8600\/console\/sql\?x=1#share=[\w-]+$/)
  expect(await sharedStatement(hashOf(link))).toEqual(statement)
})

it('opens nothing of what is broken', async () => {
  const hashes = [
    '',
    '#x',
    '#share=',
    '#share=!!',
    '#share=AAAA',
    ...(await Promise.all(['[2]', '{"sql":1}', '[1,"a","b","c"]', '[1,1,1,1,1]'].map(packed))),
  ]
  for (const hash of hashes) {
    expect(await sharedStatement(hash), hash).toBeUndefined()
  }
})

it('unpacks no more than a page can hold', async () => {
  expect(await sharedStatement(await packed(JSON.stringify([1, 'a', 'x'.repeat(2_000_000), '', ''])))).toBeUndefined()
})

it('makes no link that browsers would cut', async () => {
  const sql = Array.from({ length: 40_000 }, (_, at) => (at * 2_654_435_761) % 4_294_967_296).join(' ')
  await expect(shareLink('http://h/', { ...statement, sql })).rejects.toThrow(RangeError)
})
