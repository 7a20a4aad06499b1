import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CausewayError } from '../base/errors.ts'
import { isLoopback, readLogLevel, readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-settings-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})
const file = (text: string): void => writeFileSync(join(folder, 'causeway.yaml'), text)
const messageOf = async (read: () => unknown): Promise<string> => {
  try {
    await read()
  } catch (error) {
    if (error instanceof CausewayError) return `${error.kind}: ${error.message} (${error.hint})`
    throw error
  }
  return 'no error'
}

describe('readSettings', () => {
  it('has defaults that need nothing', async () => {
    expect(await readSettings({}, {}, folder)).toMatchObject({
      host: '127.0.0.1',
      port: 8600,
      home: join(folder, '.causeway'),
      buckets: {},
      identity: { domain: 'causeway', user: 'admin', project: 'local-1' },
    })
  })

  it('opens the port for agents on loopback, unless an address is told', async () => {
    expect((await readSettings({}, {}, folder)).agents).toBeUndefined()
    file('agents: { listen: 8601 }')
    expect((await readSettings({}, {}, folder)).agents).toEqual({ host: '127.0.0.1', port: 8601 })
    file("agents: { listen: '0.0.0.0:8601', address: 'dli.example.org:443' }")
    expect((await readSettings({}, {}, folder)).agents).toEqual({ host: '0.0.0.0', port: 8601, address: 'dli.example.org:443' })
    for (const [wrong, message] of [
      ["agents: { listen: '0.0.0.0:8601' }", /agents.listen is every address/],
      ["agents: { listen: '127.0.0.1:99999' }", /has no port/],
      ["agents: { listen: 'x' }", /takes a port as 8601/],
      ['agents: { address: a:1 }', /has no listen/],
    ] as const) {
      file(wrong)
      expect(await messageOf(() => readSettings({}, {}, folder)), wrong).toMatch(message)
    }
  })

  it('takes a flag before the environment before the file', async () => {
    file('host: 0.0.0.0\nport: 1\nhome: from-file\n')
    expect(await readSettings({}, {}, folder)).toMatchObject({ host: '0.0.0.0', port: 1, home: join(folder, 'from-file') })
    const environment = { CAUSEWAY_HOST: '127.0.0.2', CAUSEWAY_PORT: '2', CAUSEWAY_HOME: 'from-environment' }
    expect(await readSettings({}, environment, folder)).toMatchObject({
      host: '127.0.0.2',
      port: 2,
      home: join(folder, 'from-environment'),
    })
    expect(await readSettings({ host: '127.0.0.3', port: '0', home: 'flag' }, environment, folder)).toMatchObject({
      host: '127.0.0.3',
      port: 0,
      home: join(folder, 'flag'),
    })
  })

  it('reads which targets may be dialled, and refuses what is none', async () => {
    expect(await readSettings({}, {}, folder)).not.toHaveProperty('allowedTargets')
    file('allowedTargets:\n  - network: 10.0.0.0/8\n    ports: [5432, 6000-6010]\n  - network: 127.0.0.1\n')
    expect((await readSettings({}, {}, folder)).allowedTargets).toEqual([
      {
        network: '10.0.0.0/8',
        ports: [
          { from: 5432, to: 5432 },
          { from: 6000, to: 6010 },
        ],
      },
      { network: '127.0.0.1', ports: [] },
    ])
    file('allowedTargets: []')
    expect((await readSettings({}, {}, folder)).allowedTargets).toEqual([])
    for (const wrong of [
      '[{ network: example.org }]',
      '[{ network: 10.0.0.0/33 }]',
      '[{ network: 10.20.0.7/8 }]',
      '[{ network: 10.0.0.0/8, ports: [0] }]',
      '[{ network: 10.0.0.0/8, ports: [65536] }]',
      '[{ network: 10.0.0.0/8, ports: [2-1] }]',
      '[{ network: 10.0.0.0/8, ports: [] }]',
      '[{ network: 10.0.0.0/8, port: 1 }]',
      '10.0.0.0/8',
    ]) {
      file(`allowedTargets: ${wrong}`)
      expect(await messageOf(() => readSettings({}, {}, folder)), wrong).toMatch(/^invalid-parameter: .*allowedTargets/)
    }
  })

  it("resolves a bucket's folder from the file's folder", async () => {
    for (const each of ['flights', 'others']) mkdirSync(join(folder, 'data', each), { recursive: true })
    file(`buckets:\n  flights: data/flights\n  other-1: data/others\n`)
    expect((await readSettings({ config: join(folder, 'causeway.yaml') }, {}, '/')).buckets).toEqual({
      flights: join(folder, 'data/flights'),
      'other-1': join(folder, 'data/others'),
    })
  })

  it.each(['.', '/', 'data', 'data/warehouse', 'data/buckets/../master.key'])(
    'refuses a bucket that opens the data folder: %s',
    async (bucket) => {
      file(`home: data\nbuckets:\n  files: ${bucket}\n`)
      expect(await messageOf(() => readSettings({}, {}, folder))).toMatch(
        /invalid-parameter: \S+causeway\.yaml, line 3: the bucket files cannot be .*data folder/,
      )
    },
  )

  it('takes what is kept of results', async () => {
    expect(await readSettings({}, {}, folder)).not.toHaveProperty('keepResult')
    file('keepResult: all\n')
    expect((await readSettings({}, {}, folder)).keepResult).toBe('all')
    file('defaultDefenceRules: [static_0007]\n')
    expect((await readSettings({}, {}, folder)).defaultDefenceRules).toEqual(['static_0007'])
    file('defaultDefenceRules: [static_0099]\n')
    await expect(readSettings({}, {}, folder)).rejects.toThrow('static_0099')
    file('port: 0\nkeepResult: some\n')
    await expect(readSettings({}, {}, folder)).rejects.toThrow('line 2: keepResult is "some", and takes all or preview')
  })

  it('takes where the audit is written, beside the settings file, and into no bucket', async () => {
    mkdirSync(join(folder, 'log'))
    mkdirSync(join(folder, 'files'))
    file('audit:\n  days: 30\n  file: log/audit.jsonl\n')
    expect((await readSettings({}, {}, folder)).audit).toEqual({
      days: 30,
      file: { path: join(folder, 'log', 'audit.jsonl'), bytes: 100_000_000, files: 10 },
    })
    file('audit:\n  rows: 5000\n')
    expect((await readSettings({}, {}, folder)).audit).toEqual({ rows: 5_000 })
    for (const [path, why] of [
      ['files/audit.jsonl', 'jobs may write there'],
      ['.causeway/warehouse/audit.jsonl', 'jobs may write there'],
      ['nowhere/audit.jsonl', 'there is no folder'],
    ]) {
      file(`buckets:\n  raw: files\naudit:\n  file: ${path}\n`)
      expect(await messageOf(() => readSettings({}, {}, folder))).toMatch(new RegExp(`line 4: .*${why}`))
    }
  })

  it('starts nothing ahead where no worker is to wait, not even what checks statements', async () => {
    expect((await readSettings({}, {}, folder)).compute).toEqual({ spareWorkers: 2 })
    file('spareWorkers: 1')
    expect((await readSettings({}, {}, folder)).compute).toEqual({ spareWorkers: 1 })
    file('spareWorkers: 0')
    expect((await readSettings({}, {}, folder)).compute).toEqual({ spareWorkers: 0, analyzer: 'when-asked' })
    file('spareWorkers: -1')
    expect(await messageOf(() => readSettings({}, {}, folder))).toContain('a whole number from 0 to 64')
  })

  it('takes quotas, and leaves the others as they are', async () => {
    file('quotas:\n  connections: 20000\n')
    expect((await readSettings({}, {}, folder)).quotas).toEqual({ connections: 20_000 })
  })

  it('takes what has to hold the workers', async () => {
    expect(await readSettings({}, {}, folder)).not.toHaveProperty('sandbox')
    file('sandbox: full\n')
    expect(await readSettings({}, {}, folder)).toMatchObject({ sandbox: 'full' })
    file('sandbox: some\n')
    await expect(readSettings({}, {}, folder)).rejects.toThrow(/line 1: sandbox is "some", and takes full/)
  })

  it('reads which projects a bucket is for, where it maps it to a folder', async () => {
    mkdirSync(join(folder, 'vault'))
    const id = '0123456789abcdef0123456789abcdef'
    file(`buckets:\n  vault: vault\nbucketProjects:\n  vault: [${id}]\n`)
    expect(await readSettings({}, {}, folder)).toMatchObject({ bucketProjects: { vault: [id] } })
    file(`buckets:\n  vault: vault\nbucketProjects:\n  other: [${id}]\n`)
    await expect(readSettings({}, {}, folder)).rejects.toThrow(/line 4: other is no bucket that buckets maps to a folder/)
    for (const [wrong, message] of [
      ['vault: eu-de', /line 4: bucketProjects\.vault is "eu-de", and takes a list of the ids of projects/],
      ['vault: [eu-de]', /line 4: bucketProjects\.vault\[0\] is "eu-de", and takes the id of a project/],
      ['vault: []', /line 4: bucketProjects\.vault is \[\], and takes a list of the ids of projects/],
    ] as const) {
      file(`buckets:\n  vault: vault\nbucketProjects:\n  ${wrong}\n`)
      await expect(readSettings({}, {}, folder)).rejects.toThrow(message)
    }
  })

  it('lets a bucket be beside the data folder, and a folder have two names', async () => {
    mkdirSync(join(folder, 'data-2'))
    file('home: data\nbuckets:\n  beside: data-2\n  again: data-2\n')
    expect((await readSettings({}, {}, folder)).buckets).toEqual({ beside: join(folder, 'data-2'), again: join(folder, 'data-2') })
  })

  it.each(['lake/raw', 'link', 'data/buckets/b', 'inside', 'whole'])(
    'refuses a bucket in whose place jobs may put a link, or whose link leads there: %s',
    async (bucket) => {
      for (const each of ['lake/raw', 'data/buckets/b']) mkdirSync(join(folder, each), { recursive: true })
      for (const [link, to] of [
        ['link', 'lake/raw'],
        ['inside', 'data/buckets/b'],
        ['whole', 'data'],
      ] as const) {
        symlinkSync(join(folder, to), join(folder, link))
      }
      file(`home: data\nbuckets:\n  lake: lake\n  raw: ${bucket}\n`)
      await expect(readSettings({}, {}, folder)).rejects.toThrow(
        /line 4: the bucket raw cannot be .*(whose jobs may put a link|data folder)/,
      )
    },
  )

  it('refuses a file of the audit whose folder is a link into a bucket', async () => {
    mkdirSync(join(folder, 'lake/audit'), { recursive: true })
    symlinkSync(join(folder, 'lake/audit'), join(folder, 'log'))
    file('buckets:\n  lake: lake\naudit:\n  file: log/audit.jsonl\n')
    await expect(readSettings({}, {}, folder)).rejects.toThrow(/the audit cannot be written into .*jobs may write there/)
  })

  it.each([
    [
      'an unknown key',
      'host: a\nprot: 8600\n',
      'line 2: there is no key "prot" (Did you mean port? The keys are host, port, publicUrl, trustedProxies, home,',
    ],
    ['one that is like none', 'zzzzzz: 1\n', 'line 1: there is no key "zzzzzz" (The keys are host,'],
    [
      'a bucket name that no bucket can have',
      'buckets:\n  lake: .\n  "../x": y\n',
      'line 3: "../x" is no name for a bucket (Give it a name of 3 to 63',
    ],
    ['a bucket without a folder', 'buckets:\n  flights:\n', 'line 2: buckets.flights is null, and takes the path of a folder'],
    ['a port out of range', '# x\n\nport: 70000\n', 'line 3: port is 70000, and takes a whole number from 0 to 65535 ('],
    ['a port that is text', 'port: "8600"\n', 'line 1: port is "8600", and takes a whole number'],
    [
      'a quota of what there is not',
      'quotas:\n  queue: 5\n',
      'line 2: there is no key "queue" in quotas (Did you mean queues? The keys are vpcs,',
    ],
    ['a quota of nothing', 'quotas:\n  vpcs: 2\n  queues: 0\n', 'line 3: quotas.queues is 0, and takes a whole number from 1 to 1000000'],
    [
      'a network namespace in another spelling',
      'networkNamespaces:\n  - /run/netns/lab\n  - /run/netns/../x\n',
      'line 3: networkNamespaces[1] is "/run/netns/../x", and takes a network namespace as',
    ],
    [
      'an ssh-agent at a path that is none',
      'sshAgents:\n  a: /run/a\n  b: $HOME/agent\n',
      'line 3: sshAgents.b is "$HOME/agent", and takes the absolute path of a socket as',
    ],
    ['an ssh-agent without a name', 'sshAgents:\n  "a b": /run/a\n', 'line 2: "a b" is no name for an ssh-agent'],
    ['targets that are no list', 'allowedTargets: 10.0.0.0/8\n', 'line 1: allowedTargets is "10.0.0.0/8", and takes a list of networks'],
    [
      'a target without a network',
      'allowedTargets:\n  - ports: [1]\n',
      'line 2: allowedTargets[0] has no network (It takes network, and ports',
    ],
    [
      'a network that is none',
      'allowedTargets:\n  - network: 10.0.0.0/8\n  - network: db\n',
      'line 3: allowedTargets[1].network is "db", and takes a network as',
    ],
    [
      'an address with the prefix of a network around it',
      'trustedProxies:\n  - 10.0.0.0/8\n  - 10.20.0.7/8\n',
      'line 3: trustedProxies[1]: 10.20.0.7/8 is not a network: it is an address inside one (Write 10.0.0.0/8, or 10.20.0.7/32 for the address alone.',
    ],
    [
      'a port that is none',
      'allowedTargets:\n  - network: ::1\n    ports:\n      - 1\n      - 0\n',
      'line 5: allowedTargets[0].ports[1] is 0, and takes a port as',
    ],
    [
      'text that is not YAML',
      'a: 1\nb: [b',
      'line 2: this is not YAML: its indentation fits nothing above it, or a bracket before it is not closed (Write key: value',
    ],
    ['a key twice', 'port: 1\nport: 2\n', 'line 2: this is not YAML: a key is given twice'],
    ['a list', '- a\n', 'causeway.yaml: the file is ["a"], and takes keys with their values'],
  ])('refuses %s in the file, in our words, and says where', async (_, text, message) => {
    file(text)
    const told = await messageOf(() => readSettings({}, {}, folder))
    expect(told).toContain('invalid-parameter: ')
    expect(told).toContain(`causeway.yaml${message.startsWith('line') ? ', ' : ''}${message.replace(/^causeway\.yaml/, '')}`)
    expect(told).not.toMatch(/must |schema|Flow|Map keys/)
  })

  it.each([
    ['is not there', 'absent'],
    ['is a file', 'causeway.yaml'],
  ])('refuses a bucket whose folder %s, for no job could write it later', async (_, path) => {
    file(`buckets:\n  flights: ${path}\n`)
    expect(await messageOf(() => readSettings({}, {}, folder))).toMatch(
      /^invalid-parameter: \S+causeway\.yaml, line 2: the bucket flights is \S+, and there is no such folder \(Make the folder/,
    )
  })

  it.each([
    [{ CAUSEWAY_PORT: 'x' }, /CAUSEWAY_PORT is not a port: x/],
    [{ CAUSEWAY_PROJECT_ID: 'abc' }, /CAUSEWAY_PROJECT_ID is not 32/],
    [{ CAUSEWAY_ACCESS_KEY: 'a b' }, /CAUSEWAY_ACCESS_KEY/],
    [{ CAUSEWAY_CONFIG: 'absent.yaml' }, /absent\.yaml is not there/],
  ])('refuses the environment %j', async (environment, message) => {
    expect(await messageOf(() => readSettings({}, environment, folder))).toMatch(message)
  })

  it('takes a variable that is set to nothing as not set, and refuses a flag that is', async () => {
    const names = ['CONFIG', 'HOST', 'PORT', 'HOME', 'DOMAIN', 'PASSWORD'].map((name) => [`CAUSEWAY_${name}`, ''])
    expect(await readSettings({}, Object.fromEntries(names), folder)).toEqual(await readSettings({}, {}, folder))
    for (const flag of ['host', 'port', 'home', 'config']) {
      expect(await messageOf(() => readSettings({ [flag]: '' }, {}, folder))).toContain(`--${flag} is empty`)
    }
  })

  it('knows the log levels', async () => {
    expect(readLogLevel({})).toBe('warn')
    expect(readLogLevel({ CAUSEWAY_LOG_LEVEL: 'debug' })).toBe('debug')
    expect(await messageOf(() => readLogLevel({ CAUSEWAY_LOG_LEVEL: 'loud' }))).toMatch(/CAUSEWAY_LOG_LEVEL is not a log level: loud/)
  })

  it('tells a host that only this machine reaches from others', async () => {
    expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', 'localhost.example', '128.0.0.1'].some(isLoopback)).toBe(false)
  })

  it('never puts a secret into a message', async () => {
    expect(await messageOf(() => readSettings({}, { CAUSEWAY_SECRET_KEY: 'short' }, folder))).not.toMatch(/short\b.*short|: short/)
    expect(await messageOf(() => readSettings({}, { CAUSEWAY_PASSWORD: 'geheim' }, folder))).not.toContain('geheim')
  })
})
