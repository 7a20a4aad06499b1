import { createHash } from 'node:crypto'
import type { Compute } from './compute.ts'

/** Bytes in hexadecimal digits, and how many bits: 224, 384 or 512. */
export const shaOf: Compute = (bytes, bits) =>
  createHash(`sha${String(bits)}`)
    .update(String(bytes), 'hex')
    .digest('hex')
