import type { TextEncoding } from './json-options.ts'
import { MalformedJson } from './read-string.ts'

export interface TextRange {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** The record in UTF-8. Of one whose encoding is not given the first bytes tell it, as they tell Jackson. @throws MalformedJson for bytes that are no text of the encoding. */
export function utf8Text(range: TextRange, encoding: TextEncoding | undefined): TextRange {
  const { bytes, start, end } = range
  if (encoding === 'UTF-8' || encoding === 'UTF8') return range
  if (encoding === undefined) {
    const [first, second] = [bytes[start] ?? 1, bytes[start + 1] ?? 1]
    if (end - start < 2 || (first !== 0 && second !== 0 && first !== 0xef && first < 0xfe)) return range
    return detected(range)
  }
  const text = decoded(bytes.subarray(start, end), encoding)
  const utf8 = Buffer.from(text, 'utf8')
  return { bytes: utf8, start: 0, end: utf8.length }
}

function detected({ bytes, start, end }: TextRange): TextRange {
  const first = bytes.subarray(start, Math.min(start + 4, end))
  const begins = (...mark: readonly number[]): boolean => mark.every((byte, index) => first[index] === byte)
  const as = (encoding: TextEncoding, skipped: number): TextRange => utf8Text({ bytes, start: start + skipped, end }, encoding)
  if (begins(0xef, 0xbb, 0xbf)) return { bytes, start: start + 3, end }
  if (begins(0, 0, 0xfe, 0xff)) return as('UTF-32BE', 4)
  if (begins(0xff, 0xfe, 0, 0)) return as('UTF-32LE', 4)
  if (begins(0xfe, 0xff)) return as('UTF-16BE', 2)
  if (begins(0xff, 0xfe)) return as('UTF-16LE', 2)
  if (first.length === 4) {
    if (begins(0, 0, 0)) return as('UTF-32BE', 0)
    if (first[1] === 0 && first[2] === 0 && first[3] === 0) return as('UTF-32LE', 0)
  }
  if (first[0] === 0 && first[1] !== 0) return as('UTF-16BE', 0)
  return first[1] === 0 && first[0] !== 0 ? as('UTF-16LE', 0) : { bytes, start, end }
}

function decoded(bytes: Buffer, encoding: TextEncoding): string {
  switch (encoding) {
    case 'UTF-8':
    case 'UTF8':
      return bytes.toString('utf8')
    case 'ISO-8859-1':
      return bytes.toString('latin1')
    case 'US-ASCII':
      if (bytes.some((byte) => byte > 0x7f)) throw new MalformedJson('a byte is not ASCII')
      return bytes.toString('latin1')
    case 'UTF-16': {
      const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe
      const hasMark = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff)
      return utf16(hasMark ? bytes.subarray(2) : bytes, isLittle)
    }
    case 'UTF-16LE':
      return utf16(bytes, true)
    case 'UTF-16BE':
      return utf16(bytes, false)
    case 'UTF-32': {
      const isLittle = bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfeff
      const hasMark = isLittle || (bytes.length >= 4 && bytes.readUInt32BE(0) === 0xfeff)
      return utf32(hasMark ? bytes.subarray(4) : bytes, isLittle)
    }
    case 'UTF-32LE':
      return utf32(bytes, true)
    case 'UTF-32BE':
      return utf32(bytes, false)
  }
}

function utf16(bytes: Buffer, isLittle: boolean): string {
  try {
    return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new MalformedJson('it is not UTF-16')
  }
}

function utf32(bytes: Buffer, isLittle: boolean): string {
  if (bytes.length % 4 !== 0) throw new MalformedJson('it is not UTF-32')
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 4) {
    const code = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    if (code > 0x10ffff) throw new MalformedJson('it is not UTF-32')
    parts.push(String.fromCodePoint(code))
  }
  return parts.join('')
}

/** A text in the bytes of an encoding. */
export function encoded(text: string, encoding: TextEncoding | undefined): Buffer {
  switch (encoding) {
    case undefined:
    case 'UTF-8':
    case 'UTF8':
      return Buffer.from(text, 'utf8')
    case 'ISO-8859-1':
    case 'US-ASCII':
      return Buffer.from(text, 'latin1')
    case 'UTF-16LE':
      return Buffer.from(text, 'utf16le')
    case 'UTF-16':
    case 'UTF-16BE':
      return Buffer.from(text, 'utf16le').swap16()
    case 'UTF-32':
    case 'UTF-32BE':
      return codePoints(text, (buffer, code, at) => buffer.writeUInt32BE(code, at))
    case 'UTF-32LE':
      return codePoints(text, (buffer, code, at) => buffer.writeUInt32LE(code, at))
  }
}

function codePoints(text: string, write: (buffer: Buffer, code: number, at: number) => void): Buffer {
  const characters = [...text]
  const buffer = Buffer.alloc(characters.length * 4)
  for (const [index, character] of characters.entries()) write(buffer, character.codePointAt(0) ?? 0, index * 4)
  return buffer
}
