import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileCache } from '../testing/kept-program.ts'
import { waitPatiently } from '../testing/patience.ts'
import type { Api } from './support/api.ts'
import { connect, databaseAddress, databaseName, makeNetwork, type Network, openServer } from './support/lab.ts'

/** Of the machine, by name, as long as the test of it runs. */
const NETNS = `causeway-run-test-${process.pid}`
const scratch = mkdtempSync(join(tmpdir(), 'causeway-run-test-'))
chmodSync(scratch, 0o711)
const isRoot = process.getuid?.() === 0
const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))
const folder = fileURLToPath(new URL('..', import.meta.url))

let api: Api
let network: Network
let connectionId = ''
/** Sends back what it gets, in the private network at a port that nobody has heard of. */
let echo: Server
beforeAll(async () => {
  api = await openServer()
  network = await makeNetwork(api, "CREATE TABLE t AS SELECT 42 AS a, repeat('x', 1000) AS b FROM generate_series(1, 20000)")
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const forwards = [
    { from: `${databaseAddress}:5432`, to: `127.0.0.1:${network.postgres.port}` },
    { from: `${databaseAddress}:50123`, to: `127.0.0.1:${(echo.address() as AddressInfo).port}` },
  ]
  await api.put(`/causeway/v1/{p}/vpcs/${network.vpcId}/attachment`, { kind: 'forward', forwards })
  await api.post('/v1.0/{p}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  connectionId = await connect(api, 'to_orders', network, ['q1'])
})
afterAll(async () => {
  echo?.close()
  rmSync(scratch, { recursive: true, force: true })
  await network?.postgres.stop()
  await api?.server.close()
})

interface Run {
  readonly process: ChildProcess
  readonly output: Promise<string>
  readonly errors: Promise<string>
  readonly code: Promise<number | null>
  /** All that it has printed by now. */
  readonly printed: () => string
}

function run(...program: readonly string[]): Run {
  const env = {
    PATH: process.env['PATH'] ?? '',
    CAUSEWAY_HOME: api.server.home,
    NODE_COMPILE_CACHE: compileCache,
    PGPASSWORD: network.postgres.password,
  }
  const started = spawn(process.execPath, [launch, 'run', '-q', 'q1', '--', ...program], { env, cwd: folder })
  let printed = ''
  started.stdout.on('data', (data: Buffer) => {
    printed += data.toString()
  })
  return {
    process: started,
    printed: () => printed,
    output: text(started.stdout),
    errors: text(started.stderr),
    code: once(started, 'exit').then(([code]: (number | null)[]) => code ?? null),
  }
}

/** A program of Node's. */
const node = (script: string): Run => run(process.execPath, '--input-type=module', '-e', script)

async function outcome({ output, errors, code }: Run): Promise<{ code: number | null; output: string; errors: string }> {
  return { code: await code, output: await output, errors: await errors }
}

const query = (host: string): string => `
  import pg from 'pg'
  const client = new pg.Client({ host: ${JSON.stringify(host)}, user: 'postgres', database: 'postgres' })
  await client.connect()
  const { rows } = await client.query('SELECT count(*)::int AS n, sum(a)::int AS s, sum(length(b))::int AS l FROM t')
  console.log(JSON.stringify(rows[0]))
  await client.end()`

/** The network namespaces of the processes that can be looked at. */
const namespaces = (): ReadonlySet<string> =>
  new Set(
    readdirSync('/proc').flatMap((pid) => {
      try {
        return /^\d+$/.test(pid) ? [readlinkSync(`/proc/${pid}/ns/net`)] : []
      } catch {
        return []
      }
    }),
  )

async function gone(namespace: string): Promise<void> {
  await waitPatiently({
    meanwhile: 'The namespace of the program is still there',
    look: () => (namespaces().has(namespace) ? undefined : true),
  })
}

/** Says in which network namespace it is, opens a connection, and stays until it is ended. */
const stays = `
  import fs from 'node:fs'
  import net from 'node:net'
  process.on('SIGTERM', () => {})
  const socket = net.connect(50123, '${databaseName}')
  socket.on('data', () => console.log(fs.readlinkSync('/proc/self/ns/net')))
  socket.on('error', (error) => console.log(error.code))
  socket.write('x')
  setInterval(() => {}, 1000)`

/** The line of that number, from 0, whenever it was printed: who waits for output that is still to come misses what has come. */
async function line({ process: started, printed, errors }: Run, number: number): Promise<string> {
  return await waitPatiently({
    meanwhile: 'The program has not printed its line',
    look: () => printed().split('\n').slice(0, -1)[number],
    over: async () => (started.exitCode === null && started.signalCode === null ? undefined : `it has ended: ${await errors}`),
  })
}

/** Network namespaces of a user, or of root. */
const canRun =
  process.platform === 'linux' && spawnSync('unshare', [...(isRoot ? [] : ['-U']), '-n', '-m', '-p', '-f', 'true']).status === 0

describe.skipIf(!canRun)('a program that is run with the network of a queue', () => {
  it('reaches what the queue reaches by its names and addresses, at every port', async () => {
    for (const host of [databaseName, databaseAddress]) {
      expect(await outcome(node(query(host)))).toEqual({ code: 0, output: '{"n":20000,"s":840000,"l":20000000}\n', errors: '' })
    }
    const script = `
      import net from 'node:net'
      import { buffer } from 'node:stream/consumers'
      const socket = net.connect({ port: 50123, host: '${databaseName}', allowHalfOpen: true })
      socket.end(Buffer.alloc(5_000_000, 'y'))
      console.log((await buffer(socket)).length)`
    expect(await outcome(node(script))).toEqual({ code: 0, output: '5000000\n', errors: '' })
  })

  it('reaches nothing else, and says why and what would help', async () => {
    const script = (host: string, port: number): string => `
      import net from 'node:net'
      net.connect(${port}, '${host}').on('error', (error) => console.log(error.code)).on('close', () => console.log('closed'))`
    const { hostname, port } = new URL(api.server.endpoint)
    const refused = await outcome(node(script('10.9.9.9', 5432)))
    expect(refused).toMatchObject({ code: 0, output: 'ECONNREFUSED\nclosed\n' })
    expect(refused.errors).toMatch(/^causeway: queue q1 does not reach 10\.9\.9\.9:5432: .*10\.9\.9\.9.*\n$/)
    expect(await outcome(node(script('fd00::9', 80)))).toMatchObject({ output: 'ECONNREFUSED\nclosed\n' })
    // Of this machine: the namespace has a loopback of its own.
    expect(await outcome(node(script(hostname, Number(port))))).toEqual({ code: 0, output: 'ECONNREFUSED\nclosed\n', errors: '' })
    const name = await outcome(
      node(`import dns from 'node:dns/promises'; await dns.lookup('example.com').catch((e) => console.log(e.code))`),
    )
    expect(name).toMatchObject({ code: 0, output: expect.stringMatching(/^(EAI_AGAIN|ENOTFOUND)\n$/), errors: '' })
  })

  it('is its own otherwise: exit code, signals, input, output, files', async () => {
    expect(await outcome(withInput())).toEqual({
      code: 7,
      output: 'given',
      errors: 'to\n',
    })
    expect(await outcome(run('no-such-program'))).toMatchObject({ code: 127, errors: 'causeway: There is no program no-such-program\n' })
    expect(await outcome(run('sh', '-c', 'kill -KILL $$'))).toMatchObject({ code: 137 })
    const waiting = run('sh', '-c', "trap 'echo ended; exit 3' TERM; echo started; while :; do sleep 0.1; done")
    await line(waiting, 0)
    waiting.process.kill('SIGTERM')
    expect(await waiting.code).toBe(3)
  })

  it('cannot leave that network, be it root: by namespaces, mounts, other processes, abstract sockets or settings of the machine', async () => {
    const name = `causeway-run-test-${process.pid}`
    const path = join(scratch, 'database.sock')
    const [abstract, local] = [createServer((socket) => socket.end('abstract')), createServer((socket) => socket.end('path'))]
    await Promise.all([once(abstract.listen(`\0${name}`), 'listening'), once(local.listen(path), 'listening')])
    const script = `
      import { spawnSync } from 'node:child_process'
      import { openSync, readlinkSync } from 'node:fs'
      import net from 'node:net'
      const own = readlinkSync('/proc/self/ns/net')
      const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' })
      const fails = (...command) => { const { status, error } = run(...command); return error?.code === 'ENOENT' || status !== 0 }
      const throws = (work) => { try { work(); return false } catch { return true } }
      const answer = (options) => new Promise((resolve) => {
        net.connect(options).on('error', (error) => resolve(error.code)).on('data', (data) => resolve(String(data)))
      })
      console.log(JSON.stringify({
        nsenter: fails('nsenter', '-t', '1', '-n', 'true') || run('nsenter', '-t', '1', '-n', 'readlink', '/proc/self/ns/net').stdout.trim() === own,
        server: fails('nsenter', '-t', '${process.pid}', '-n', 'true'),
        netns: fails('ip', 'netns', 'exec', '${NETNS}', 'true'),
        file: fails('nsenter', '--net=/run/netns/${NETNS}', 'true'),
        seen: throws(() => openSync('/proc/${process.pid}/ns/net')),
        processes: ${!isRoot} || Number(run('sh', '-c', 'echo /proc/[0-9]* | wc -w').stdout) < 10,
        mount: fails('mount', '-t', 'tmpfs', 'none', '/mnt'),
        uncover: fails('umount', '/proc'),
        uncoverInside: fails('unshare', '-r', '-m', 'umount', '/proc'),
        device: fails('mknod', '${join(scratch, 'device')}', 'b', '1', '0'),
        settings: throws(() => openSync('/proc/sys/kernel/core_pattern', 'r+')),
        devices: throws(() => openSync('/sys/class/net/lo/mtu', 'r+')),
        abstract: await answer({ path: '\\0${name}' }),
        path: await answer({ path: '${path}' }),
        loopback: await answer({ port: ${(echo.address() as AddressInfo).port}, host: '127.0.0.1' }),
      }))`
    if (isRoot) spawnSync('ip', ['netns', 'add', NETNS])
    try {
      const { output, errors } = await outcome(node(script))
      expect(errors).toBe('')
      expect(JSON.parse(output)).toEqual({
        ...{ nsenter: true, server: true, netns: true, file: true, seen: true, processes: true },
        ...{ mount: true, uncover: true, uncoverInside: true, device: true, settings: true, devices: true },
        ...{ abstract: 'ECONNREFUSED', path: 'path', loopback: 'ECONNREFUSED' },
      })
    } finally {
      if (isRoot) spawnSync('ip', ['netns', 'delete', NETNS])
      abstract.close()
      local.close()
    }
  })

  it.skipIf(!isRoot)('leaves root what it has of files and users', async () => {
    const file = join(scratch, 'of-another')
    const script = `echo x > ${file}; chown 12345 ${file}; chmod 600 ${file}; cat ${file}; setpriv --reuid=12345 --clear-groups cat ${file}; grep CapEff /proc/self/status`
    expect(await outcome(run('sh', '-c', script))).toMatchObject({ output: 'x\nx\nCapEff:\t00000000000004fb\n', errors: '' })
  })

  it('has a first process that takes in what others leave behind', async () => {
    const script = `
      import { spawnSync } from 'node:child_process'
      import { existsSync, readdirSync, readFileSync } from 'node:fs'
      const isSleep = (pid) => {
        try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8') === 'sleep\\0' + '98765\\0' } catch { return false }
      }
      const moment = () => new Promise((resolve) => setTimeout(resolve, 20))
      for (let count = 0; count < 5; count += 1) spawnSync('sh', ['-c', 'sleep 98765 >&- 2>&- &'])
      let left = []
      while (left.length < 5) {
        await moment()
        left = readdirSync('/proc').filter(isSleep)
      }
      for (const pid of left) process.kill(Number(pid), 'SIGKILL')
      while (left.some((pid) => existsSync('/proc/' + pid))) await moment()
      console.log(true)
      process.exitCode = 3`
    expect(await outcome(node(script))).toEqual({ code: 3, output: 'true\n', errors: '' })
  })

  it('loses what it has open when the queue is unbound, and has the rest of it in the audit', async () => {
    const script = `
      import net from 'node:net'
      const socket = net.connect(50123, '${databaseName}')
      socket.on('data', () => console.log('open')).on('error', (error) => console.log(error.code)).write('x')
      socket.on('close', () => net.connect(50123, '${databaseAddress}').on('error', (error) => console.log('then', error.code)))`
    const open = node(script)
    expect(await line(open, 0)).toBe('open')
    await api.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/disassociate-queue`, { queues: ['q1'] })
    expect(await open.code).toBe(0)
    expect(await open.output).toBe('open\nECONNRESET\nthen ECONNREFUSED\n')
    expect(await open.errors).toMatch(
      /^causeway: queue q1 does not reach 192\.168\.0\.10:50123: No connection is bound to queue q1\. .*to_orders.*\n$/,
    )
    expect(await outcome(run('true'))).toEqual({ code: 0, output: '', errors: 'causeway: No connection is bound to queue q1\n' })
    await api.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/associate-queue`, { queues: ['q1'] })
    expect(await api.waitForPeer(connectionId, 'q1')).toBe('ACTIVE')
    const audit = await api.get(`/causeway/v1/audit?project_id=${api.projectId}&action=network.close&limit=50`)
    expect(audit.body['events']).toContainEqual(
      expect.objectContaining({
        user_name: 'local-administrator',
        object: `queues/q1/${databaseAddress}:50123`,
        details: expect.objectContaining({ connection_id: connectionId, bytes_sent: 1, bytes_received: 1 }),
      }),
    )
  })

  it('is ended with causeway run, however that ends, and its namespaces with it', async () => {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const started = node(stays)
      const namespace = await line(started, 0)
      expect(namespaces().has(namespace)).toBe(true)
      started.process.kill(signal)
      // The program does not end by SIGTERM, which is its own affair.
      if (signal === 'SIGTERM') started.process.kill('SIGKILL')
      await gone(namespace)
    }
  })

  it('finds names that come while it runs, and loses those that go', async () => {
    const script = `
      import dns from 'node:dns/promises'
      import { setTimeout as sleep } from 'node:timers/promises'
      const until = async (wanted) => {
        for (;;) {
          const found = await dns.lookup('added-later').then(({ address }) => address, ({ code }) => code)
          if (wanted(found)) return console.log(found)
          await sleep(50)
        }
      }
      console.log('started')
      await until((found) => found === '192.168.0.77')
      await until((found) => found !== '192.168.0.77')`
    const started = node(script)
    await line(started, 0)
    const hosts = { before: [{ name: databaseName, ip: databaseAddress }], added: { name: 'added-later', ip: '192.168.0.77' } }
    const path = `/v2.0/{p}/datasource/enhanced-connections/${connectionId}`
    await api.put(path, { hosts: [...hosts.before, hosts.added] })
    await line(started, 1)
    await api.put(path, { hosts: hosts.before })
    expect(await outcome(started)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^started\n192\.168\.0\.77\nE\w+\n$/),
      errors: '',
    })
  })

  it('is refused where nothing listens behind the policy, as by any host', async () => {
    const script = `import net from 'node:net'; net.connect(50124, '${databaseAddress}').on('error', (error) => console.log(error.code))`
    const { output, errors } = await outcome(node(script))
    expect(output).toBe('ECONNREFUSED\n')
    expect(errors).toMatch(/^causeway: queue q1 does not reach \S+:50124: .+\n$/)
  })

  it('goes on when the server ends, reaches nothing meanwhile, and reaches all again when it is back', async () => {
    const script = `
      import net from 'node:net'
      import { setTimeout as sleep } from 'node:timers/promises'
      const echo = () => new Promise((resolve) => {
        const socket = net.connect(50123, '${databaseName}', () => socket.write('x'))
        socket.on('data', () => (resolve('echo'), socket.destroy())).on('error', ({ code }) => resolve(code))
        // One that the server has taken as it ended has no error, and gets no answer.
        socket.on('close', () => resolve('closed'))
      })
      const kept = net.connect(50123, '${databaseName}', () => kept.write('x'))
      kept.on('data', () => console.log('open')).on('error', () => {})
      await new Promise((resolve) => kept.on('close', resolve))
      console.log('lost')
      const seen = new Set()
      for (;;) {
        const found = await echo()
        seen.add(found)
        if (found === 'echo') break
        await sleep(100)
      }
      console.log([...seen].sort().join(' '))`
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const started = node(script)
      expect(await line(started, 0)).toBe('open')
      await api.server.end(signal)
      expect(await line(started, 1)).toBe('lost')
      await api.server.start()
      const { code, output, errors } = await outcome(started)
      expect([code, output]).toEqual([0, expect.stringMatching(/^open\nlost\n((ECONNREFUSED|ECONNRESET|closed) )*echo\n$/)])
      const word = signal === 'SIGTERM' ? 'the server has ended' : 'the server has gone'
      expect(errors).toContain(`causeway: ${word}: what the program had open is lost, and it reaches nothing until the server is back\n`)
      expect(errors).toContain('causeway: the server is back\n')
    }
  })
})

function withInput(): Run {
  const started = run('sh', '-c', 'cat; echo to >&2; exit 7')
  started.process.stdin?.end('given')
  return started
}
