import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

const pair = makeCertificate('pg1')
const others = makeCertificate('pg1')
const at = (certificates: string) => ({ location: 'obs://keys/ca.pem', certificates })

describe.skipIf(pair === undefined)('a database that offers TLS', () => {
  let lab: PostgresAndWorker

  beforeAll(async () => {
    lab = await startPostgresAndWorker({
      signed: at(pair?.certificate ?? ''),
      others: at(others?.certificate ?? ''),
      empty: at(''),
      broken: at('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'),
    })
    const lines = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => `('${line}')`)
        .join(', ')
    // The server writes the files itself, so that they belong to its user and to nobody else.
    const [folder] = await lab.sql<{ path: string }>("SELECT current_setting('data_directory') AS path")
    await lab.sql(`COPY (VALUES ${lines(pair?.key ?? '')}) TO '${folder?.path}/server.key'`)
    await lab.sql(`COPY (VALUES ${lines(pair?.certificate ?? '')}) TO '${folder?.path}/server.crt'`)
    // COPY makes files that others may read, and the server refuses such a key.
    chmodSync(`${folder?.path}/server.key`, 0o600)
    await lab.sql('ALTER SYSTEM SET ssl = on')
    await lab.sql('SELECT pg_reload_conf()')
    // What the reader's own connection is, seen by itself.
    await lab.sql('CREATE VIEW mine AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
    await lab.sql('CREATE TABLE large AS SELECT i AS id, md5(i::text) AS h FROM generate_series(1, 300000) i')
  })
  afterAll(() => lab.end())

  const isEncrypted = async (parameters: string) => {
    await lab.worker.run('DROP TABLE IF EXISTS mine')
    await lab.worker.run(jdbcTable('mine', 'mine', `jdbc:postgresql://pg1:5432/postgres${parameters}`))
    return lab.worker.rows('SELECT ssl FROM default.mine')
  }

  test.each([
    ['', true],
    ['?sslmode=require', true],
    ['?sslmode=disable', false],
  ])('with "%s" the connection is encrypted: %s', async (parameters, expected) => {
    expect(await isEncrypted(parameters)).toEqual([[expected]])
  })

  test.each(['?sslmode=verify-full', '?ssl=true', '?sslmode=verify-ca'])(
    'with "%s" a certificate that nobody signed is refused',
    async (parameters) => {
      const failed = await lab.worker.fail(jdbcTable('m', 'mine', `jdbc:postgresql://pg1:5432/postgres${parameters}`))
      expect(failed.error).toMatchObject({ kind: 'remote-failure', message: expect.stringContaining('certificate') })
    },
  )

  test.each(['verify-full', 'verify-ca', 'require'])('who has signed it may be named: sslmode=%s', async (mode) => {
    const table = (auth: string) =>
      jdbcTable('m', 'mine', `jdbc:postgresql://pg1:5432/postgres?sslmode=${mode}`).replace("'a1'", `'${auth}'`)
    await lab.worker.run(table('signed'))
    expect(await lab.worker.rows('SELECT ssl FROM default.m')).toEqual([[true]])
    await lab.worker.run('DROP TABLE m')
    for (const auth of mode === 'require' ? [] : ['others', 'empty', 'broken']) {
      const { error } = await lab.worker.fail(table(auth))
      expect(error).toMatchObject(
        auth !== 'empty'
          ? {
              kind: 'remote-failure',
              message: expect.stringContaining('it has signed itself'),
              hint: expect.stringContaining('certificate_location'),
            }
          : { kind: 'invalid-parameter', message: expect.stringContaining('no certificate in PEM at obs://keys/ca.pem') },
      )
    }
  })

  test('all rows of a large table come through, and an early end stops the server', async () => {
    await lab.worker.run(jdbcTable('large', 'large', 'jdbc:postgresql://pg1:5432/postgres?sslmode=require'))
    expect(await lab.worker.rows('SELECT count(*) AS n, sum(length(h)) AS s FROM default.large')).toEqual([[300_000, 9_600_000]])
    const result = await lab.worker.run('SELECT id FROM default.large WHERE length(h) = 32 LIMIT 3')
    expect(result.rowCount).toBe(3)
    await lab.noBackends()
  })

  test('a password that the server wants to read goes through encryption only, or where the table says so', async () => {
    const [file] = await lab.sql<{ path: string }>("SELECT current_setting('hba_file') AS path")
    await lab.sql(`COPY (VALUES ('host all all all password')) TO '${file?.path}'`)
    await lab.sql('SELECT pg_reload_conf()')
    expect(await isEncrypted('?sslmode=require')).toEqual([[true]])
    await lab.worker.run('DROP TABLE mine')
    const plain = jdbcTable('mine', 'mine', 'jdbc:postgresql://pg1:5432/postgres?sslmode=disable')
    expect((await lab.worker.fail(plain)).error).toMatchObject({ message: expect.stringContaining('it was not sent') })
    await lab.worker.run(plain.replace(')', ", 'allowUnencryptedLogin'='true')"))
    expect(await lab.worker.rows('SELECT ssl FROM default.mine')).toEqual([[false]])
  })
})
