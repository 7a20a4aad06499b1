import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInside } from '../../../testing/network-namespace.ts'
import { type TwoNetworks, twoNetworks } from '../../../testing/two-networks.ts'

const MAIN = fileURLToPath(new URL('./fixtures/dials-elsewhere-main.ts', import.meta.url))
const LISTENER = `
import { createServer } from 'node:net'
const server = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '0.0.0.0', () => console.log(server.address().port))`

let networks: TwoNetworks | undefined
let listener: Awaited<ReturnType<typeof runInside>> | undefined

beforeAll(async () => {
  networks = await twoNetworks(`causeway-dials-${process.pid}`)
  if (networks === undefined) return console.log('SKIPPED: no two networks can be made here (it takes root, and ip of iproute2)')
  listener = await runInside(networks.far, LISTENER)
})
afterAll(async () => {
  await listener?.stop()
  await networks?.remove()
})

test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
  'a dial to another network that hangs is given up in its time, ends with whoever asks, keeps no other waiting and nothing open',
  async ({ skip }) => {
    if (networks === undefined || listener === undefined) return skip()
    const { near, address, silent, unreachable } = networks
    const port = listener.said
    const [command = '', ...args] = [...near.prefix, process.execPath, MAIN, address, port, silent, unreachable]
    const { stdout } = await promisify(execFile)(command, args)
    const asExpected = {
      givenUp: `No answer from ${silent}:${port} within 200 ms`,
      beside: ['connected'],
      open: true,
      endedBefore: 0,
      cancelled: [`The dial was called off before ${silent}:${port} answered`],
      refused: `Nothing listens at ${address}:1 (connection refused)`,
      noWay: `No way to ${unreachable}:${port} (host unreachable)`,
      closed: 'The server is stopping',
    }
    expect(JSON.parse(stdout)).toEqual({ dial: asExpected, dialForWorker: asExpected })
  },
)
