import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Compute } from './compute.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

interface Cipher {
  readonly name: 'aes-128-ecb' | 'aes-192-ecb' | 'aes-256-ecb' | 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'
  readonly isGcm: boolean
  readonly key: Buffer
}

const SIZES: Readonly<Record<number, 128 | 192 | 256>> = { 16: 128, 24: 192, 32: 256 }

function cipherOf(called: string, key: string, mode: string, padding: string): Cipher {
  const bytes = Buffer.from(key, 'hex')
  const bits = SIZES[bytes.length]
  if (bits === undefined) throw new Error(`${called}: a key has 16, 24 or 32 bytes, not ${bytes.length}`)
  const [wantedMode, wantedPadding] = [mode.toUpperCase(), padding.toUpperCase()]
  const isGcm = wantedMode === 'GCM' && (wantedPadding === 'NONE' || wantedPadding === 'DEFAULT')
  const isEcb = wantedMode === 'ECB' && (wantedPadding === 'PKCS' || wantedPadding === 'DEFAULT')
  if (!isGcm && !isEcb) throw new Error(`${called}: the modes are GCM (padding NONE) and ECB (padding PKCS)`)
  return { name: `aes-${bits}-${isGcm ? 'gcm' : 'ecb'}`, isGcm, key: bytes }
}

/** Bytes and key in hexadecimal digits, the mode, the padding. Of GCM: 12 random bytes, what is encrypted, and 16 bytes by which it is checked. */
export const encrypted: Compute = (input, key, mode, padding) => {
  const { name, isGcm, key: bytes } = cipherOf('aes_encrypt', String(key), String(mode), String(padding))
  const plain = Buffer.from(String(input), 'hex')
  if (!isGcm) {
    const cipher = createCipheriv(name, bytes, null)
    return Buffer.concat([cipher.update(plain), cipher.final()]).toString('hex')
  }
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(name as 'aes-128-gcm', bytes, iv)
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('hex')
}

export const decrypted: Compute = (input, key, mode, padding) => {
  const { name, isGcm, key: bytes } = cipherOf('aes_decrypt', String(key), String(mode), String(padding))
  const whole = Buffer.from(String(input), 'hex')
  try {
    if (!isGcm) {
      const cipher = createDecipheriv(name, bytes, null)
      return Buffer.concat([cipher.update(whole), cipher.final()]).toString('hex')
    }
    if (whole.length < IV_BYTES + TAG_BYTES) throw new Error('too short')
    const cipher = createDecipheriv(name as 'aes-128-gcm', bytes, whole.subarray(0, IV_BYTES))
    cipher.setAuthTag(whole.subarray(whole.length - TAG_BYTES))
    return Buffer.concat([cipher.update(whole.subarray(IV_BYTES, whole.length - TAG_BYTES)), cipher.final()]).toString('hex')
  } catch {
    throw new Error('aes_decrypt: the bytes were not encrypted with this key, or were changed since')
  }
}
