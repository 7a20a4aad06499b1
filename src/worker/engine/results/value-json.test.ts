import { expect, test } from 'vitest'
import { TestEngine } from '../../sql/fixtures/test-engine.ts'
import { jsonWriter } from './value-json.ts'

test('the key of a map that is no text is its own JSON, as text', async () => {
  const engine = await TestEngine.start()
  try {
    const reader = await engine.connection.runAndReadAll(
      "SELECT MAP {{'a': 1, 'b': 'x'}: 1}, MAP {[1, 2]: 'y'}, MAP {CAST(0.1 AS FLOAT): 1}, MAP {DATE '2024-01-31': 1}, MAP {'k': 1}",
    )
    const [row = []] = reader.getRows()
    const texts = row.map((value, index) => jsonWriter(reader.columnType(index))(value))
    expect(texts).toEqual(['{"{\\"a\\":1,\\"b\\":\\"x\\"}":1}', '{"[1,2]":"y"}', '{"0.1":1}', '{"2024-01-31":1}', '{"k":1}'])
  } finally {
    engine.end()
  }
})
