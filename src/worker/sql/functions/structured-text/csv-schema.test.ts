import { expect, test } from 'vitest'
import { inferCsvSchema } from './csv-schema.ts'

// Answers of Spark 3.3.1.
test.each(['T12', 'T1', '2024-01-02 12', '2024-01-02T1', '2024-01-02 12:30:5.', '2024-01-02 '])(
  '%s is a timestamp to schema_of_csv',
  (field) => {
    expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: TIMESTAMP>')
  },
)

test.each([
  ...['t12', 'T', 'T12:', '12:', '12:3:', '2024-01-02 12:', '2024-01-02 12:30:', '2024-01-02T', 'T24', '2024-01-02 24', 'T12Z'],
  ...['2024-01-02 12Z', 'T12:30Z', '12:30Z', 'T123', '2024-01-02 123'],
])('%s is a text to schema_of_csv', (field) => {
  expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: STRING>')
})
