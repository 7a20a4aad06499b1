/** The digits of a decimal in another scale, rounded half away from zero. */
export function inScale(digits: bigint, from: number, to: number): bigint {
  if (from <= to) return digits * 10n ** BigInt(to - from)
  const unit = 10n ** BigInt(from - to)
  const half = digits < 0n ? -unit / 2n : unit / 2n
  return (digits + half) / unit
}
