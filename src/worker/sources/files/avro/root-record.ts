import { CausewayError } from '../../../../base/errors.ts'
import { parseAvroSchema } from './avro-schema.ts'
import type { AvroRecord } from './avro-type.ts'

/** The record that each row of a file is. @throws CausewayError for a file of anything else */
export function rootRecord(schema: string, shown: string): AvroRecord {
  const root = parseAvroSchema(schema, shown)
  if (root.kind === 'record') return root
  throw new CausewayError('not-supported', `${shown} has values that are no records, which is not supported, as in Spark`, {
    hint: 'Write it anew with a record for each value.',
  })
}
