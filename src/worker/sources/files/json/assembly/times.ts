import { DAY_BYTES, DAY_MICROS, NO_DAY, clockMicros, plainDays } from '../../plain/assembly/times'
import { Column, place } from './column'

const QUOTE: u32 = 0x22
const TIME_BYTES_MAX: usize = 32

/** Where the string ends that begins there; 0: it is longer than a time of a plain form. */
function timeEnd(at: usize, end: usize): usize {
  if (load<u8>(at) !== QUOTE) return 0
  const last = min(end, at + TIME_BYTES_MAX)
  for (let close = at + 1; close < last; close += 1) if (load<u8>(close) === QUOTE) return close
  return 0
}

export function readDate(column: Column, at: usize, end: usize): usize {
  const close = timeEnd(at, end)
  if (close !== at + 1 + DAY_BYTES) return 0
  const days = plainDays(at + 1)
  if (days === NO_DAY) return 0
  store<i32>(place(column), days)
  column.rows += 1
  return close + 1
}

export function readTimestamp(column: Column, at: usize, end: usize): usize {
  const close = timeEnd(at, end)
  if (close < at + 1 + DAY_BYTES) return 0
  const days = plainDays(at + 1)
  if (days === NO_DAY) return 0
  const micros = close === at + 1 + DAY_BYTES ? 0 : clockMicros(at + 1, close)
  if (micros < 0) return 0
  store<i64>(place(column), <i64>days * DAY_MICROS + micros)
  column.rows += 1
  return close + 1
}
