import { expect, it } from 'vitest'
import { objectPath, objectPlace } from './object-place.ts'

it('is a bucket and a key, as it is written', () => {
  expect(objectPlace('obs://flights')).toEqual({ bucket: 'flights', key: '' })
  expect(objectPlace('obs://flights/')).toEqual({ bucket: 'flights', key: '' })
  expect(objectPlace('obs://flights/a b/ä%.csv')).toEqual({ bucket: 'flights', key: 'a b/ä%.csv' })
  expect(objectPath('p', objectPlace('obs://flights/a b/ä%.csv'))).toBe('/causeway/v1/p/buckets/flights/objects/a%20b/%C3%A4%25.csv')
})

it.each(['', 'flights/a', 'obs:/flights', 'obs:///a', 'http://flights/a'])('%j is none', (text) => {
  expect(() => objectPlace(text)).toThrow('is no place in a bucket')
})
