/** How the engine keeps texts: an element of 16 bytes each, which has a value of up to 12 bytes whole, and of a longer one the first four and where it is. */

export const TEXT_BYTES: usize = 16
export const SHORT_BYTES_MAX: u32 = 12

// 16 bytes that stay before 16 that do not: where it is read tells how many stay.
const MASKS = memory.data<u8>([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
])

/** The first so many of 16 bytes; the others are 0. */
@inline
export function firstBytes(at: usize, length: u32): v128 {
  return v128.and(v128.load(at), v128.load(MASKS + 16 - length))
}

/** Of up to 12 bytes: unused ones must be 0, for the engine compares whole elements. */
@inline
export function storeShort(element: usize, from: usize, length: u32): void {
  const bytes = firstBytes(from, length)
  const moved = i8x16.shuffle(bytes, bytes, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
  v128.store(element, i32x4.replace_lane(moved, 0, length))
}

/** Of more bytes, which begin there in a block that has no address yet. */
@inline
export function storeLong(element: usize, from: usize, length: u32, begin: usize): void {
  store<u32>(element, length)
  store<u32>(element, load<u32>(from), 4)
  store<u64>(element, <u64>begin, 8)
}

/** The engine has the block of the element at that address now. */
@inline
export function moveBlock(element: usize, address: u64): void {
  store<u64>(element, load<u64>(element, 8) + address, 8)
}
