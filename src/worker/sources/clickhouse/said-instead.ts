import { CausewayError } from '../../../base/errors.ts'
import { reasonOf } from './remote-error.ts'

/** What a text begins with that a server writes in the place of the next block: older ones, newer ones, and those that put a mark around it. */
const BEGINNINGS = ['Code: ', '\r\nCode: ', '\r\n__exception__\r\n'] as const
const FAILURE = String.raw`Code: \d+[.,](?: e\.displayText\(\) =)? DB::\w*Exception`
const AT_BEGIN = new RegExp(String.raw`^(?:\r\n)?(?:__exception__\r\n[^\r\n]{1,64}\r\n)?${FAILURE}`)
const AT_END = new RegExp(String.raw`${FAILURE}[^\0]*(?:\0[\0-\x03])?$`)

/**
 * A server that fails in the middle says so where the next block would begin. A number of columns and one of rows may look like its first letters: what follows tells them apart.
 * @param head the first bytes, at most `bytesMax`
 */
export function saidAtBegin(head: Buffer, bytesMax: number): CausewayError | 'unknown yet' | undefined {
  const first = head.toString('latin1', 0, BEGINNINGS[2].length)
  if (!BEGINNINGS.some((beginning) => beginning.startsWith(first) || first.startsWith(beginning))) return undefined
  // It goes on until the answer ends, behind which there is the end of blocks.
  if (head.length < bytesMax && !head.includes(0)) return 'unknown yet'
  const text = head.toString('utf8')
  return AT_BEGIN.test(text) ? failure(text) : undefined
}

/** The same where an answer has ended within a block. */
export function saidAtEnd(tail: Buffer): CausewayError | undefined {
  const text = textAtEnd(tail)
  return text === undefined ? undefined : failure(text)
}

/** What a server says where its answer ends, in its own form. @param tail the last bytes of the answer */
export const textAtEnd = (tail: Buffer): string | undefined => {
  const [text] = AT_END.exec(tail.toString('utf8')) ?? []
  return text === undefined ? undefined : withoutMarks(text)
}

/** Between marks, its length and the mark's word follow. */
const withoutMarks = (text: string): string => text.replace(/\0[\s\S]*$/, '').replace(/\r?\n\d+ \w+\r\n__exception__\s*$/, '')

const failure = (text: string): CausewayError =>
  new CausewayError('remote-failure', `The database failed in the middle of the rows: ${reasonOf(withoutMarks(text)).reason}`)
