import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { buffer as readBytes } from 'node:stream/consumers'
import { CausewayError } from '../../base/errors.ts'
import { unreadFile } from '../unread-file.ts'

/** More of one text are not what anybody has written. */
const MIB = 1024 * 1024
const TEXT_MIB_MAX = 256

/** The text of statements in a file or on standard input, `name` in words. Throws 'invalid-parameter' where it cannot be read, and for what is not UTF-8: a letter would silently be another. */
export async function readStatementText(from: Readable, name: string): Promise<string> {
  const bytes = await readBytes(from).catch((cause: unknown) => {
    throw unreadFile(name, cause)
  })
  if (bytes.byteLength > TEXT_MIB_MAX * MIB) {
    throw new CausewayError('invalid-parameter', `${name} is larger than ${TEXT_MIB_MAX} MiB`, {
      hint: 'Put rows into a file of a bucket (causeway put), and read them from there',
    })
  }
  if (!isUtf8(bytes)) throw notUtf8(bytes, name)
  return new TextDecoder().decode(bytes)
}

const UTF16_MARKS = ['fffe', 'feff']

function notUtf8(bytes: Buffer, name: string): CausewayError {
  const isUtf16 = UTF16_MARKS.includes(bytes.subarray(0, 2).toString('hex'))
  const what = isUtf16 ? 'is UTF-16, and not UTF-8' : `is not UTF-8 in its line ${firstBadLine(bytes)}`
  return new CausewayError('invalid-parameter', `${name} ${what}`, {
    hint: `Save it as UTF-8, as by: iconv -f ${isUtf16 ? 'UTF-16' : 'WINDOWS-1252'} -t UTF-8`,
  })
}

/** No sign of several bytes has a line end in it. */
function firstBadLine(bytes: Buffer): number {
  let line = 1
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf('\n', start)
    if (!isUtf8(bytes.subarray(start, end === -1 ? bytes.length : end))) return line
    if (end === -1) break
    start = end + 1
  }
  return line
}
