import { expect, test } from 'vitest'
import { keptByText } from './kept-by-text.ts'

test('what is made of a text is made once, also where it is undefined, and what fails is tried again', () => {
  const asked: string[] = []
  const ask = keptByText((text) => {
    asked.push(text)
    if (text === 'broken') throw new Error('no')
    return text === 'nothing' ? undefined : text.length
  })
  expect([ask('four'), ask('nothing'), ask('four'), ask('nothing')]).toEqual([4, undefined, 4, undefined])
  expect(() => ask('broken')).toThrow('no')
  expect(() => ask('broken')).toThrow('no')
  expect(asked).toEqual(['four', 'nothing', 'broken', 'broken'])
})

test('more texts than a statement has are not kept for ever', () => {
  let made = 0
  const ask = keptByText(() => {
    made += 1
    return made
  })
  for (let text = 0; text < 1000; text += 1) ask(String(text))
  ask('0')
  expect(made).toBe(1001)
})
