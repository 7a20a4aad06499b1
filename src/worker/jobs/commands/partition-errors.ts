import { CausewayError } from '../../../base/errors.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'

export const shownPartition = (choice: PartitionValues): string =>
  Object.entries(choice)
    .map(([column, value]) => `${column}=${value ?? 'NULL'}`)
    .join('/')

export const noPartition = (table: string, partition: string): CausewayError =>
  new CausewayError('not-found', `The table ${table} has no partition ${partition}`, {
    hint: 'SHOW PARTITIONS lists them; DROP IF EXISTS PARTITION takes what is not there.',
  })

export const takenPartition = (table: string, partition: string): CausewayError =>
  new CausewayError('already-exists', `The table ${table} has the partition ${partition} already`, {
    hint: 'ADD IF NOT EXISTS PARTITION leaves it as it is.',
  })
