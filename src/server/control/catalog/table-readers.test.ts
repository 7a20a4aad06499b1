import { expect, it } from 'vitest'
import { createTableReaders } from './table-readers.ts'

it('while all is held no file may go; what was to be done to tables that nobody reads is done when it is let go, the rest when the last job has ended', async () => {
  const readers = createTableReaders()
  const done: string[] = []
  const remove = (table: string) => readers.whenClosed(table, async () => void done.push(table))
  readers.open('job', 'read', 3)
  const letGo = readers.holdAll()
  const other = readers.holdAll()
  expect(readers.areRead('unread', { addedIn: 1, removedIn: 2 })).toBe(true)
  await remove('unread')
  await remove('read')
  letGo()
  expect(done).toEqual([])
  other()
  expect(done).toEqual(['unread'])
  expect(readers.areRead('unread', { addedIn: 1, removedIn: 2 })).toBe(false)
  readers.release('job')
  expect(done).toEqual(['unread', 'read'])
})

it('a job that ends while all is held lets nothing go before its time', async () => {
  const readers = createTableReaders()
  const done: string[] = []
  readers.open('job', 'read', 3)
  const letGo = readers.holdAll()
  await readers.whenClosed('read', async () => void done.push('read'))
  readers.release('job')
  expect(done).toEqual([])
  letGo()
  expect(done).toEqual(['read'])
})
