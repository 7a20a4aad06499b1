import { isUtf8 } from 'node:buffer'

/** A letter, a digit, an underscore, a dollar sign, or a part of a character beyond ASCII. */
export const isWordPart = (c: number): boolean =>
  (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || c === 0x24 || c > 0x7f

/** What else is in a name without quotes: - @ # * + */
const isSign = (c: number): boolean => c === 0x2d || c === 0x40 || c === 0x23 || c === 0x2a || c === 0x2b

type BareName =
  | { readonly name: string; readonly end: number; readonly problem?: undefined }
  | { readonly end: number; readonly problem: string }

/** A name without quotes that begins at `start`, and where the next byte is; with a problem where it is none. */
export function bareName(bytes: Buffer, start: number, end: number): BareName {
  let at = start
  for (; at < end; at += 1) {
    const c = bytes[at] ?? 0
    if (!isWordPart(c) && !isSign(c)) break
  }
  if (at === start) return { end: start + 1, problem: 'a name is missing' }
  if (at >= end) return { end, problem: 'the text ends within a name' }
  if (!isUtf8(bytes.subarray(start, at))) return { end: at, problem: 'a name is not UTF-8' }
  return { name: bytes.toString('utf8', start, at), end: at }
}
