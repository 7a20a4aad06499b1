/** Of a stream: `BZh`, and behind it how many times 100,000 bytes a block has at most. */
export const SIGNATURE = [0x42, 0x5a, 0x68]
export const BLOCK = 0x314159265359
export const END = 0x177245385090
/** So many symbols have one code. */
export const GROUP_SYMBOLS = 50
export const CODE_BITS_MAX = 20
/** How often the first of the recent bytes comes again: a number in digits of 1 and 2. */
export const RUN_A = 0
export const RUN_B = 1
