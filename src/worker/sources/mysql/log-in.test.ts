import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { type MariadbAndWorker, mysqlTable, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: log-ins to MariaDB are not tested, for ${NO_MARIADB}`)
const certificate = makeCertificate('db1')
if (certificate === undefined) console.log('SKIPPED: log-ins to MariaDB are not tested, for there is no openssl')

const PASSWORDS = { long: 'a password of more than thirty-two bytes, with ü and 中', short: 'x' }

describe.skipIf(programs === undefined || certificate === undefined)('log-ins to MariaDB', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '', {
      ...(certificate === undefined ? {} : { mariadb: { certificate, settings: { 'plugin-load-add': 'auth_ed25519' } } }),
      users: {
        old: { userName: 'old', password: PASSWORDS.long },
        curve: { userName: 'curve', password: PASSWORDS.long },
        short: { userName: 'short', password: PASSWORDS.short },
        open: { userName: 'open', password: '' },
        socket: { userName: 'socket', password: 'any' },
        signed: {
          userName: 'old',
          password: PASSWORDS.long,
          authority: { location: 'obs://keys/ca.pem', certificates: certificate?.certificate ?? '' },
        },
        nobody: { userName: 'old', password: PASSWORDS.long, authority: { location: 'obs://keys/ca.pem', certificates: '' } },
      },
    })
    await lab.sql(
      `CREATE USER old@'127.0.0.1' IDENTIFIED VIA mysql_native_password USING PASSWORD('${PASSWORDS.long}');
       CREATE USER curve@'127.0.0.1' IDENTIFIED VIA ed25519 USING PASSWORD('${PASSWORDS.long}');
       CREATE USER short@'127.0.0.1' IDENTIFIED VIA ed25519 USING PASSWORD('${PASSWORDS.short}');
       CREATE USER open@'127.0.0.1' IDENTIFIED BY '';
       CREATE USER socket@'127.0.0.1' IDENTIFIED VIA unix_socket;
       GRANT SELECT ON shop.* TO old@'127.0.0.1', curve@'127.0.0.1', short@'127.0.0.1', open@'127.0.0.1', socket@'127.0.0.1';
       CREATE TABLE one (id int); INSERT INTO one VALUES (1)`,
    )
  })
  afterAll(() => lab?.end())

  const CIPHER = "(SELECT VARIABLE_VALUE AS cipher FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = ''Ssl_cipher'') q"
  const by = (user: string, name: string, parameters = '') =>
    mysqlTable(name, 'shop.one', `jdbc:mysql://db1:3306/${parameters}`).replace("'a1'", `'${user}'`)

  test.each(['old', 'curve', 'short', 'open'])('user %s, with encryption and without', async (user) => {
    for (const mode of ['REQUIRED', 'DISABLED']) {
      await lab.worker.run(by(user, 'one', `?sslMode=${mode}`))
      expect(await lab.worker.rows('SELECT id FROM default.one')).toEqual([[1]])
      await lab.worker.run('DROP TABLE default.one')
    }
  })

  test('a user without a password to prove is refused by the database', async () => {
    const failed = await lab.worker.fail(by('socket', 'one'))
    expect(failed.error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('datasource authentication') })
  })

  test.each([
    ['', true],
    ['?useSSL=true', true],
    ['?sslMode=trust', true],
    ['?useSSL=false', false],
  ])('with %j the connection is encrypted: %s', async (parameters, isEncrypted) => {
    await lab.worker.run(mysqlTable('ciphers', CIPHER, `jdbc:mysql://db1:3306/shop${parameters}`).replaceAll("''", "\\'"))
    expect(await lab.worker.rows("SELECT cipher <> '' FROM default.ciphers")).toEqual([[isEncrypted]])
    await lab.worker.run('DROP TABLE default.ciphers')
  })

  test.each(['VERIFY_CA', 'VERIFY_IDENTITY'])('who has signed it may be named: %s', async (mode) => {
    await lab.worker.run(by('signed', 'own', `?sslMode=${mode}`))
    expect(await lab.worker.rows('SELECT id FROM default.own')).toEqual([[1]])
    await lab.worker.run('DROP TABLE default.own')
    expect((await lab.worker.fail(by('nobody', 'own', `?sslMode=${mode}`))).error).toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('obs://keys/ca.pem'),
    })
  })

  test.each(['VERIFY_CA', 'VERIFY_IDENTITY', 'verify-full'])(
    'a certificate that nobody has signed is not trusted with %s',
    async (mode) => {
      const failed = await lab.worker.fail(by('old', 'one', `?sslMode=${mode}`))
      expect(failed.error).toMatchObject({
        kind: 'remote-failure',
        message: expect.stringContaining('it has signed itself'),
        hint: expect.stringContaining('sslMode=REQUIRED'),
      })
    },
  )
})
