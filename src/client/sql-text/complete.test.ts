import { expect, it } from 'vitest'
import { commonBeginning, complete, type Names } from './complete.ts'

const names: Names = {
  databases: async () => ['default', 'shop'],
  tables: async (database) => (database === 'shop' ? ['orders', 'order lines'] : database === undefined ? ['flights'] : []),
  columns: async (table) => (table === 'flights' ? ['carrier', 'delay'] : table === 'shop.orders' ? ['id', 'total'] : []),
  functions: async () => ['sum', 'substring'],
}
const wordsAt = async (shown: string): Promise<readonly string[]> => {
  const { candidates } = await complete(shown.replace('|', ''), shown.indexOf('|'), names)
  return candidates.map(({ word }) => word)
}

it('completes what could stand there', async () => {
  expect(await wordsAt('sel|')).toEqual(['select'])
  expect(await wordsAt('SEL|')).toEqual(['SELECT'])
  expect(await wordsAt('SELECT * FROM |')).toEqual(['default', 'flights', 'shop'])
  expect(await wordsAt('SELECT * FROM shop.|')).toEqual(['`order lines`', 'orders'])
  expect(await wordsAt('SELECT c| FROM flights')).toContain('carrier')
  expect(await wordsAt('SELECT o.| FROM shop.orders o')).toEqual(['id', 'total'])
  expect(await wordsAt('SELECT su|')).toEqual(['substring(', 'sum('])
  expect(await wordsAt('USE |')).toEqual(['default', 'shop'])
  expect(await wordsAt('SELECT flights.d| FROM flights')).toEqual(['delay'])
})

it('completes a quoted name that is begun', async () => {
  expect(await wordsAt('SELECT * FROM shop.`order|')).toEqual(['`order lines`', 'orders'])
  expect(await wordsAt('SELECT * FROM shop.order|')).toContain('`order lines`')
})

it('leaves out what cannot be asked for', async () => {
  const broken: Names = { ...names, functions: () => Promise.reject(new Error('no')), columns: () => Promise.reject(new Error('no')) }
  expect((await complete('SELECT l FROM flights', 8, broken)).candidates).toContainEqual({ word: 'limit', kind: 'keyword' })
})

it('goes as far as all words go', () => {
  expect(commonBeginning(['substring(', 'sum('])).toBe('su')
  expect(commonBeginning([])).toBe('')
})
