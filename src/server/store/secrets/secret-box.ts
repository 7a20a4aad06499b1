import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { CausewayError } from '../../../base/errors.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** Encrypts what must not be readable in the database file, and derives keys for other uses from the same master key. */
export interface SecretBox {
  /**
   * `purpose` says what the secret belongs to ("access-key/ABC"); it is not stored, and opening needs the same one. What is to be stored is sealed within the transaction that
   * stores it: before, and the master key may be another one by then.
   */
  seal(text: string, purpose: string): Uint8Array
  /** Throws 'internal' when the bytes were altered, moved to another record, or sealed with another key. */
  open(sealed: Uint8Array, purpose: string): string
  /** 32 bytes that depend on the master key and the label only. */
  deriveKey(label: string): Uint8Array
}

/** AES-256-GCM with a random nonce for each secret: nonce, tag, ciphertext in this order. */
export function createSecretBox(masterKey: Uint8Array): SecretBox {
  const deriveKey = (label: string): Uint8Array => new Uint8Array(hkdfSync('sha256', masterKey, '', label, KEY_BYTES))
  const sealingKey = deriveKey('causeway secret box 1')
  return {
    deriveKey,
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce)
      cipher.setAAD(Buffer.from(purpose, 'utf8'))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, purpose) {
      try {
        const bytes = Buffer.from(sealed)
        if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new RangeError('A sealed secret is too short')
        const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        decipher.setAAD(Buffer.from(purpose, 'utf8'))
        return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new CausewayError('internal', 'A stored secret cannot be read', {
          cause,
          hint: 'Put back the master.key file that this data folder was made with.',
        })
      }
    },
  }
}

/** A box whose master key can be changed while it is used. */
export interface ChangingSecretBox extends SecretBox {
  /** From now on seals with the other key, and opens what either has sealed. @returns takes the change back */
  change(masterKey: Uint8Array): () => void
}

export function createChangingSecretBox(masterKey: Uint8Array): ChangingSecretBox {
  let current = createSecretBox(masterKey)
  /** Who has read a record before the change may open it after. */
  let others: readonly SecretBox[] = []
  return {
    seal: (text, purpose) => current.seal(text, purpose),
    deriveKey: (label) => current.deriveKey(label),
    open(sealed, purpose) {
      try {
        return current.open(sealed, purpose)
      } catch (thrown) {
        for (const other of others) {
          try {
            return other.open(sealed, purpose)
          } catch {
            // Nor by that one.
          }
        }
        throw thrown
      }
    },
    change(key) {
      const before = { current, others }
      others = [current]
      current = createSecretBox(key)
      const changed = current
      return () => {
        others = [changed, ...before.others]
        current = before.current
      }
    },
  }
}
