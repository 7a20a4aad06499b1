import { expect, test } from 'vitest'
import { javaUri } from './java-uri.ts'

test.each([
  ['http://ho st/', undefined],
  ['http://host/%zz', undefined],
  ['http://host/a|b', undefined],
  ['1x://host', undefined],
  ['mailto:a@b.c', { scheme: 'mailto' }],
  ['', { path: '' }],
  ['//host/a', { path: '/a', authority: 'host', host: 'host' }],
  ['http://a_b/c', { scheme: 'http', path: '/c', authority: 'a_b' }],
  ['http://[::1]:80/', { scheme: 'http', path: '/', authority: '[::1]:80', host: '[::1]' }],
  ['http://1.2.3.400/', { scheme: 'http', path: '/', authority: '1.2.3.400' }],
  ['h://u:p@a.b?q#', { scheme: 'h', path: '', query: 'q', fragment: '', authority: 'u:p@a.b', userInfo: 'u:p', host: 'a.b' }],
])('%s is taken apart as by Java', (url, parts) => {
  expect(javaUri(url)).toEqual(parts)
})
