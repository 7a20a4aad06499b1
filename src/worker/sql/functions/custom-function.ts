import type { ScalarFunction } from './function-record.ts'

/** A scalar function that takes its arguments as they are; `names` with a space between. */
export const custom = (names: string, argumentsMin: number, argumentsMax: number, emit: ScalarFunction['emit']): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin,
  argumentsMax,
  emit,
})
