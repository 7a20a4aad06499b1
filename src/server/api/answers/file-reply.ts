import { CausewayError } from '../../../base/errors.ts'
import { type ByteRange, type ObjectState, type OpenObject, RangeNotMet } from '../../control/objects/open-object.ts'
import type { StreamReply } from '../reply.ts'
import { GatewayError } from './gateway-error.ts'

/** A file, or the bytes of it that the headers of the request ask for. */
export async function fileReply(
  header: (name: string) => string,
  open: (rangeOf: (object: ObjectState) => ByteRange | undefined) => Promise<OpenObject>,
): Promise<StreamReply> {
  const object = await openPart(open((state) => rangeOf(header, state)))
  const { part, bytes, pieces } = object
  return {
    status: part === undefined ? 200 : 206,
    headers: {
      ...headersOf(object),
      ...(part === undefined ? {} : { 'Content-Range': `bytes ${part.from}-${part.to}/${bytes}` }),
    },
    pieces,
  }
}

async function openPart(opening: Promise<OpenObject>): Promise<OpenObject> {
  try {
    return await opening
  } catch (thrown) {
    if (!(thrown instanceof RangeNotMet)) throw thrown
    throw new GatewayError(
      'range-not-met',
      thrown.message,
      { ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) },
      { 'Content-Range': `bytes */${thrown.bytes}` },
    )
  }
}

function headersOf(object: OpenObject): Readonly<Record<string, string>> {
  const { bytes, part, changedAt } = object
  return {
    'Accept-Ranges': 'bytes',
    'Content-Length': String(part === undefined ? bytes : part.to - part.from + 1),
    'Last-Modified': new Date(changedAt).toUTCString(),
    ETag: tagOf(object),
  }
}

const tagOf = ({ bytes, changedAt, tag }: ObjectState): string =>
  `"${tag ?? `${bytes.toString(16)}-${Math.floor(changedAt).toString(16)}`}"`

/** One range of bytes (RFC 9110); undefined for all: where none is asked for, in bytes, or of what is not the object that is there now. */
function rangeOf(header: (name: string) => string, state: ObjectState): ByteRange | undefined {
  const [range, ifRange] = [header('range').trim(), header('if-range').trim()]
  if (!/^bytes *=/i.test(range) || (ifRange !== '' && ifRange !== tagOf(state))) return undefined
  const [, from = '', to = ''] = /^bytes *=(\d{0,15})-(\d{0,15})$/i.exec(range) ?? []
  if ((from === '' && to === '') || (from !== '' && to !== '' && Number(from) > Number(to))) {
    throw new CausewayError('invalid-parameter', 'The header Range is not one range of bytes', {
      hint: 'Write Range: bytes=0-1023, bytes=1024- or bytes=-1024.',
    })
  }
  return { from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to) }
}
