import { expect, test } from 'vitest'
import { Chance } from './chance.ts'
import { textOf } from './expression.ts'
import { ExpressionMaker } from './expression-maker.ts'

const COLUMNS = ['int', 'double', 'decimal(10,2)', 'string', 'boolean', 'date', 'timestamp', 'array<int>', 'binary'].map((type) => ({
  type,
  pieces: [`c_${type.replaceAll(/\W/g, '_')}`],
}))
const LITERALS = [
  { type: 'int', pieces: ['1'] },
  { type: 'string', pieces: ["'a'"] },
]

async function made(seed: number): Promise<readonly string[]> {
  const maker = new ExpressionMaker(new Chance(seed), {
    columns: COLUMNS,
    literals: LITERALS,
    typeOf: async (text) => (text.includes('concat') ? undefined : 'int'),
  })
  const texts: string[] = []
  for (let index = 0; index < 200; index += 1) texts.push(textOf(await (index % 4 === 0 ? maker.aggregate() : maker.scalar())))
  return texts
}

test('expressions follow from their seed, are many, and none is one that is refused', async () => {
  const first = await made(1)
  expect(await made(1)).toEqual(first)
  expect(await made(2)).not.toEqual(first)
  expect(new Set(first).size).toBeGreaterThan(150)
  expect(first.filter((text) => text.includes('concat'))).toEqual([])
  // Not only leaves: some stand within others.
  expect(first.some((text) => (text.match(/\(/g) ?? []).length > 2)).toBe(true)
})
