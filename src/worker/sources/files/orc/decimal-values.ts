import type { CausewayError } from '../../../../base/errors.ts'
import { inScale } from '../decimal-scale.ts'
import type { IntegerRuns } from './integer-runs.ts'
import type { OrcInput } from './orc-input.ts'
import type { ReadValue } from './read-value.ts'

/** Of digits that may be more than a decimal has by now. */
const BITS_MAX = 200
const SCALE_MAX = 76

/** The digits of decimals, each of which says its own scale. One that has more than the type is NULL. */
export function decimalReader(
  digits: OrcInput,
  scales: IntegerRuns,
  { precision, scale }: { readonly precision: number; readonly scale: number },
  damaged: () => CausewayError,
): ReadValue {
  const limit = 10n ** BigInt(precision)
  return () => {
    const value = digits.zigzag(BITS_MAX)
    const written = Number(scales.next())
    if (Math.abs(written) > SCALE_MAX) throw damaged()
    const scaled = inScale(value, written, scale)
    return scaled < limit && scaled > -limit ? scaled : null
  }
}
