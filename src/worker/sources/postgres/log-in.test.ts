import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { type AuthenticationRequest, startFakePostgres } from '../../fixtures/fake-postgres.ts'
import { jdbcTable } from '../../fixtures/remote-postgres.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { guardMessages } from './protocol/guard-messages.ts'

const PASSWORD = 'never-to-be-read'
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
/** Enough to find the password by trying: it is as good as the password. */
const MD5 = md5(`${md5(`${PASSWORD}u`)}salt`)

/** What a server that asks in these forms gets to see, and how the job ends. */
async function askedFor(requests: readonly AuthenticationRequest[], options = '', url = 'jdbc:postgresql://fake:5432/d') {
  const fake = await startFakePostgres(requests)
  const worker = await TestWorker.start({
    addresses: { 'fake:5432': { host: '127.0.0.1', port: fake.port } },
    credentials: { a1: { userName: 'u', password: PASSWORD } },
  })
  try {
    const { error } = await worker.fail(jdbcTable('t', 't', url).replace(')', `${options})`))
    return { error, received: fake.received.toString('latin1') }
  } finally {
    await worker.end()
    await fake.close()
  }
}

describe('a server without encryption that asks for the password', () => {
  test.each<[string, readonly AuthenticationRequest[]]>([
    ['in clear text', ['clear-text']],
    ['as MD5', ['md5']],
    ['for SCRAM, then in clear text', ['scram', 'clear-text']],
    ['for SCRAM, then as MD5', ['scram', 'md5']],
  ])('%s does not get it', async (_how, requests) => {
    const { error, received } = await askedFor(requests)
    expect(received).toContain('user\0u\0database\0d\0')
    expect(received).not.toContain(PASSWORD)
    expect(received).not.toContain('md5')
    expect(error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('it was not sent') })
  })

  test('for a SCRAM of few rounds does not get the proof, which is as good as its MD5', async () => {
    for (const few of [1, 4095, '4096,i=1', '1,i=4096', '1 and of 4096', '4096 and of 1'] as const) {
      const { error, received } = await askedFor(['scram', `scram of ${few}`])
      expect(received).not.toContain(',p=')
      expect(error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('it was not sent') })
    }
    expect((await askedFor(['scram', 'scram of 1 and of none'])).received).not.toContain(',p=')
    expect((await askedFor(['scram', 'scram of 4096'])).received).toContain(',p=')
    expect((await askedFor(['scram', 'scram of 1'], ", 'allowUnencryptedLogin'='true'")).received).toContain(',p=')
  })

  test('gets it when the table says so', async () => {
    const option = ", 'allowUnencryptedLogin'='true'"
    expect((await askedFor(['clear-text'], option)).received).toContain(`${PASSWORD}\0`)
    expect((await askedFor(['md5'], option)).received).toContain(`md5${MD5}\0`)
  })

  test('does not get it when the table says no, or what is neither', async () => {
    expect((await askedFor(['clear-text'], ", 'allowUnencryptedLogin'='false'")).received).not.toContain(PASSWORD)
    const unclear = await askedFor(['clear-text'], ", 'allowUnencryptedLogin'='maybe'")
    expect(unclear).toMatchObject({ received: '', error: { kind: 'invalid-parameter' } })
  })
})

test('the last fence: a text with a NUL in it never gets into a message of the driver', async () => {
  const fake = await startFakePostgres([])
  try {
    const client = new Client({ host: '127.0.0.1', port: fake.port, user: 'u', database: 'd\0user\0v', password: 'p', ssl: false })
    client.on('error', () => undefined)
    guardMessages(client, 'fake', false)
    await expect(client.connect()).rejects.toMatchObject({ kind: 'invalid-parameter' })
    expect(fake.received).toHaveLength(0)
    await client.end().catch(() => undefined)
  } finally {
    await fake.close()
  }
})
