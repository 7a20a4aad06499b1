import { ESTIMATES } from './distinct-estimate-data.ts'
import type { Sequence } from './moments.ts'

/** Spark's, of 16 to 2^18 registers; with more of them it corrects nothing. */
const BITS_MIN = 4
const NEIGHBOURS = 6

interface Estimates {
  readonly until: number
  readonly raw: readonly number[]
  readonly bias: readonly number[]
}

const read = new Map<number, Estimates>()

function estimatesOf(bits: number): Estimates | undefined {
  const known = read.get(bits)
  const told = ESTIMATES[bits - BITS_MIN]
  if (known !== undefined || told === undefined) return known
  const numbers = (text: string): readonly number[] => text.split(' ').map(Number)
  const made = { until: told.until, raw: numbers(told.raw), bias: numbers(told.bias) }
  read.set(bits, made)
  return made
}

function alpha(bits: number): number {
  const registers = 2 ** bits
  switch (bits) {
    case 4:
      return 0.673 * registers * registers
    case 5:
      return 0.697 * registers * registers
    case 6:
      return 0.709 * registers * registers
    default:
      return (0.7213 / (1 + 1.079 / registers)) * registers * registers
  }
}

/** The mean bias of the six raw estimates that are nearest. */
function biasOf(estimate: number, { raw, bias }: Estimates): number {
  const found = raw.findIndex((one) => one >= estimate)
  const nearest = found < 0 ? raw.length : found
  const distance = (place: number): number => {
    const apart = estimate - (raw[place] ?? 0)
    return apart * apart
  }
  let low = Math.max(nearest - NEIGHBOURS + 1, 0)
  let high = Math.min(low + NEIGHBOURS, raw.length)
  while (high < raw.length && distance(high) < distance(low)) {
    low += 1
    high += 1
  }
  let sum = 0
  for (let place = low; place < high; place += 1) sum += bias[place] ?? 0
  return sum / (high - low)
}

/** HyperLogLogPlusPlusHelper.query of registers, 0 where nothing chose one. */
export function distinctEstimate(registers: Uint8Array, bits: number): number {
  const count = registers.length
  let inverse = 0
  let empty = 0
  for (const register of registers) {
    // Spark's shift, which begins anew at 32.
    inverse += 1 / (1 << register)
    if (register === 0) empty += 1
  }
  const raw = alpha(bits) / inverse
  const estimates = estimatesOf(bits)
  const corrected = estimates !== undefined && raw < 5 * count ? raw - biasOf(raw, estimates) : raw
  const counted = count * Math.log(count / empty)
  const isCounted = empty > 0 && ((estimates !== undefined && counted <= estimates.until) || raw <= 2.5 * count)
  return Math.round(isCounted ? counted : corrected)
}

const REGISTER_VALUES = 64
const REGISTERS = 2 ** 32

/** Of numbers as sp_register makes them, each of which holds the bits that choose a register, which one, and what it is to hold. */
export const DISTINCT_ESTIMATE: Sequence = {
  lists: 1,
  begin:
    () =>
    ([codes], from, to) => {
      if (codes === undefined || to <= from) return 0
      const bits = Math.floor((codes[from] ?? 0) / (REGISTER_VALUES * REGISTERS))
      const registers = new Uint8Array(2 ** bits)
      for (let at = from; at < to; at += 1) {
        const code = codes[at] ?? 0
        const register = Math.floor(code / REGISTER_VALUES) % REGISTERS
        registers[register] = Math.max(registers[register] ?? 0, code % REGISTER_VALUES)
      }
      return distinctEstimate(registers, bits)
    },
}
