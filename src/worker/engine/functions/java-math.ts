import { highWord } from './double-words.ts'
import { javaHypot } from './java-hypot.ts'
import { javaPower } from './java-power.ts'

/**
 * Functions of doubles to Java's last digit. JavaScript's own are computed as Java's StrictMath computes them (fdlibm), but for the exponential of 1, powers and
 * hypotenuses; the engine's are those of the platform's library.
 */

export type NumberFunction = (x: number, y: number) => number

const exponential: NumberFunction = (x) => (x === 1 ? Math.E + 2 ** -51 : Math.exp(x))

/** Half of e^x and e^-x, where JavaScript takes another e for 1. */
const hyperbolicCosine: NumberFunction = (x) => {
  if (Math.abs(x) !== 1) return Math.cosh(x)
  const e = exponential(1, 0)
  return 0.5 * e + 0.5 / e
}

/** For Spark zero has no sign here. Straight up or down from the left Java is a digit off, which JavaScript's has mended. */
const angle: NumberFunction = (y, x) => {
  const isSteep = (highWord(Math.abs(y)) - highWord(Math.abs(x))) >> 20 > 60
  if (!(isSteep && x < 0 && Number.isFinite(y))) return Math.atan2(y + 0, x + 0)
  const up = Math.PI - (Math.PI / 2 + 0.5 * PI_REST - PI_REST)
  return y < 0 ? -up : up
}

/** What the double of pi leaves out. */
const PI_REST = 1.2246467991473532e-16

export const JAVA_MATH = {
  fn_exp: exponential,
  fn_expm1: Math.expm1,
  fn_ln: Math.log,
  fn_log10: Math.log10,
  fn_log1p: Math.log1p,
  fn_power: javaPower,
  fn_asin: Math.asin,
  fn_acos: Math.acos,
  fn_atan: Math.atan,
  fn_atan2: angle,
  fn_sinh: Math.sinh,
  fn_cosh: hyperbolicCosine,
  fn_tanh: Math.tanh,
  fn_hypot: javaHypot,
} satisfies Readonly<Record<string, NumberFunction>>
