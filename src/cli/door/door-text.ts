import { type Fields, plain, rowsOf } from '../shown-fields.ts'

/** A door for people: where it is, for whom it dials, and why it is not open. */
function doorText({ door_id: id, queue_name: queue, address, owner, description, fail_reason: reason }: Fields): string {
  const state = reason === '' ? 'open  ' : 'CLOSED'
  const more = [plain(id), `for ${plain(owner)}`, ...(description === '' ? [] : [plain(description)])]
  const head = `${state} ${plain(queue)} ${plain(address)} (${more.join(', ')})`
  return reason === '' ? head : `${head}\n       ${plain(reason)}`
}

/** What is told once: the password, and how a client is given both. */
export function newDoorText(door: Fields): string {
  const { door_id: id, address, password } = door
  if (password === undefined) return `${doorText(door)}\n       SOCKS5 without a password: whoever may read the data folder may use it`
  return [
    doorText(door),
    `       password ${plain(password)}, which is shown this once`,
    `       curl --proxy socks5h://${plain(id)}:${plain(password)}@${plain(address)} …`,
  ].join('\n')
}

export function doorsText({ doors }: Fields): string {
  const lines = rowsOf(doors).map(doorText)
  return lines.length === 0 ? 'The queue has no door' : lines.join('\n')
}
