/** One message of a stream of server-sent events. */
export interface SseMessage {
  /** '' for none. */
  readonly event: string
  readonly data: string
  readonly id: string | undefined
}

/** Takes a stream's text in pieces, wherever it was cut; gives the messages that are whole. */
export function createSseParser(): (piece: string) => readonly SseMessage[] {
  let rest = ''
  return (piece) => {
    const blocks = (rest + piece.replaceAll('\r', '')).split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.flatMap(messageOf)
  }
}

function messageOf(block: string): readonly SseMessage[] {
  let [event, id]: [string, string | undefined] = ['', undefined]
  const data: string[] = []
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    if (at <= 0) continue
    const value = line.slice(at + 1).replace(/^ /, '')
    switch (line.slice(0, at)) {
      case 'event':
        event = value
        break
      case 'data':
        data.push(value)
        break
      case 'id':
        id = value
        break
    }
  }
  return event === '' && data.length === 0 && id === undefined ? [] : [{ event, data: data.join('\n'), id }]
}
