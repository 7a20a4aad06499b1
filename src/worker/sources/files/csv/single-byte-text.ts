/** Encodings of one byte a character, beside ISO-8859-1 and US-ASCII. */
export const SINGLE_BYTE_ENCODINGS = [
  'WINDOWS-1250',
  'WINDOWS-1251',
  'WINDOWS-1252',
  'WINDOWS-1253',
  'WINDOWS-1254',
  'WINDOWS-1256',
  'WINDOWS-1257',
  'WINDOWS-1258',
  'ISO-8859-2',
  'ISO-8859-5',
  'ISO-8859-7',
  'ISO-8859-9',
  'ISO-8859-15',
  'KOI8-R',
  'IBM866',
] as const
export type SingleByteEncoding = (typeof SINGLE_BYTE_ENCODINGS)[number]

export const isSingleByte = (encoding: string): encoding is SingleByteEncoding => SINGLE_BYTE_ENCODINGS.some((name) => name === encoding)

/** The character of each byte, as Java has it: a byte of Windows that is no character is U+FFFD, where the standard of the web has a control character. */
export function charactersOf(encoding: SingleByteEncoding): readonly string[] {
  const decoder = new TextDecoder(encoding.toLowerCase(), { ignoreBOM: true })
  return Array.from({ length: 256 }, (_, byte) => {
    const isControl = byte >= 0x80 && byte <= 0x9f
    // To the web it is another name of windows-1254.
    if (isControl && encoding === 'ISO-8859-9') return String.fromCharCode(byte)
    const character = decoder.decode(Uint8Array.of(byte))
    return isControl && encoding.startsWith('WINDOWS-') && /[\x80-\x9f]/.test(character) ? '\ufffd' : character
  })
}
