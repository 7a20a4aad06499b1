import { execFile } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { closeDescriptor, descriptorOf, receiveDescriptor, sendDescriptors } from './descriptors.ts'

const open: (Server | Socket)[] = []
afterEach(() => {
  for (const each of open.splice(0)) 'destroy' in each ? each.destroy() : each.close()
})

/** Two ends of a unix socket, of which nobody reads. */
async function ends(): Promise<readonly [number, number]> {
  const server = createServer({ pauseOnConnect: true })
  open.push(server)
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve))
  await new Promise<void>((resolve) => server.listen(join(tmpdir(), `causeway-descriptors-${process.pid}`), resolve))
  const address = server.address()
  const one = connect(typeof address === 'string' ? address : '').pause()
  await new Promise((resolve) => one.once('connect', resolve))
  const other = await accepted
  open.push(one, other)
  return [descriptorOf(one) ?? -1, descriptorOf(other) ?? -1]
}

/** What this process has open, of that which 0 is. */
const opened = (): number => {
  const file = readlinkSync('/proc/self/fd/0')
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file
    } catch {
      return false
    }
  }).length
}

describe.skipIf(process.platform !== 'linux')('a message with descriptors', () => {
  test('of one gives it', async () => {
    const [from, to] = await ends()
    const before = opened()
    sendDescriptors(from, [0], Buffer.from('one'))
    const received = receiveDescriptor(to, 16)
    expect(received?.data.toString()).toBe('one')
    expect(opened()).toBe(before + 1)
    closeDescriptor(received?.descriptor ?? -1)
    expect(opened()).toBe(before)
  })

  test.for([2, 3, 20])('of %i leaves none of them open', async (count) => {
    const [from, to] = await ends()
    const before = opened()
    sendDescriptors(from, Array(count).fill(0), Buffer.from('several'))
    expect(() => receiveDescriptor(to, 16)).toThrow('more than one')
    expect(opened()).toBe(before)
  })
})

test.skipIf(process.platform !== 'linux')('what whoever started the process left open is given to no program that it starts', async () => {
  const program = `
    const { keepInheritedDescriptors } = await import(process.argv[1])
    const { execFileSync } = await import('node:child_process')
    const seen = () => execFileSync('/bin/sh', ['-c', '[ -e /proc/self/fd/250 ] && echo there || echo not'], { encoding: 'utf8' }).trim()
    const before = seen()
    keepInheritedDescriptors()
    console.log(before, seen())`
  const shell = ['-c', 'exec 250</etc/passwd; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', program]
  const { stdout } = await promisify(execFile)('bash', [...shell, join(import.meta.dirname, 'descriptors.ts')])
  expect(stdout.trim()).toBe('there not')
})
