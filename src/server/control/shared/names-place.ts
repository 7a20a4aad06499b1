import type { TableAnnotation } from '../../../protocol/worker-calls.ts'

/** Whether a change lets a table use files at a place that it did not have. */
export const namesPlace = (change: TableAnnotation): boolean =>
  change.kind === 'location' || (change.kind === 'place-partitions' && change.placed.length > 0)
