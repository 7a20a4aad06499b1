import { expect, test } from 'vitest'
import { type Expression, simpler, textOf } from './expression.ts'
import { shrink } from './shrink.ts'

const leaf = (type: string, text: string): Expression => ({ type, pieces: [text] })
const call = (type: string, name: string, ...values: readonly Expression[]): Expression => ({
  type,
  pieces: [`${name}(`, ...values.flatMap((value, index) => (index === 0 ? [value] : [', ', value])), ')'],
})
const literalsOf = (type: string): readonly string[] => (type === 'int' ? ['0'] : ["''"])

const FAILING = call(
  'int',
  'f',
  call('int', 'h', leaf('int', 'a')),
  call('int', 'length', call('string', 'bad', call('string', 'g', leaf('string', 'b')), leaf('int', 'c'))),
)

test('what fails is made as small as it can be and still fail', async () => {
  const asked: string[] = []
  const smallest = await shrink(
    FAILING,
    (one) => simpler(one, literalsOf),
    async (several) =>
      several.map((one) => {
        asked.push(textOf(one))
        return textOf(one).includes('bad(')
      }),
    1000,
  )
  expect(textOf(smallest)).toBe("length(bad('', c))")
  expect(new Set(asked).size).toBeGreaterThan(5)
})

test('what does not fail otherwise stays as it is, and asking has an end', async () => {
  let tries = 0
  const never = async (several: readonly Expression[]) => {
    tries += several.length
    return several.map(() => false)
  }
  expect(await shrink(FAILING, (one) => simpler(one, literalsOf), never, 1000)).toBe(FAILING)
  tries = 0
  const always = async (several: readonly Expression[]) => {
    tries += several.length
    return several.map(() => true)
  }
  await shrink(FAILING, (one) => [one], always, 30)
  expect(tries).toBe(30)
})
