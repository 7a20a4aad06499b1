import { join } from 'node:path'
import { mysqlTable } from '../../src/worker/fixtures/remote-mariadb.ts'
import { jdbcTable } from '../../src/worker/fixtures/remote-postgres.ts'
import { findClickhouse, NO_CLICKHOUSE, startClickhouse } from '../../testing/clickhouse.ts'
import { debianLibraries } from '../../testing/debian-program.ts'
import { findMariadb, NO_MARIADB, startMariadb } from '../../testing/mariadb.ts'
import { findMongo, NO_MONGO, startMongo } from '../../testing/mongo.ts'
import { findOpenSearch, NO_OPENSEARCH, startOpenSearch } from '../../testing/opensearch.ts'
import { startPostgres } from '../../testing/postgres.ts'
import { findRedis, NO_REDIS, startRedis } from '../../testing/redis.ts'
import { hmgetPipe } from './hmget-pipe.ts'
import { inserted, type Place, program } from './place.ts'
import { rawBatches } from './raw-batches.ts'
import { COLUMN_LIST, NAMES, rowsSql } from './rows.ts'
import { scrolled } from './scrolled.ts'

interface MeasuredSource {
  readonly name: string
  /** Of the rows that are asked for: what a server of documents takes longer for has fewer. */
  readonly share: number
  /** Or why there is none. */
  start(rows: number): Promise<Place | string>
}

const NOBODY = { userName: 'nobody', password: 'none' }
const DOCUMENTS = 0.1

export const PLACES: readonly MeasuredSource[] = [
  { name: 'PostgreSQL', share: 1, start: postgres },
  { name: 'MariaDB', share: 1, start: mariadb },
  { name: 'ClickHouse', share: 1, start: clickhouse },
  { name: 'Redis', share: DOCUMENTS, start: redis },
  { name: 'MongoDB', share: DOCUMENTS, start: mongo },
  { name: 'OpenSearch', share: DOCUMENTS, start: openSearch },
]

async function postgres(rows: number): Promise<Place> {
  const server = await startPostgres()
  const { host, port, user, password, database } = server
  const connect = ['-X', '-q', '-h', host, '-p', String(port), '-U', user, '-d', database, '-v', 'ON_ERROR_STOP=1', '-c']
  const psql = (sql: string) => program('psql', [...connect, sql], { PGPASSWORD: password })
  const isThere = await program('psql', ['--version'])().then(
    () => true,
    () => false,
  )
  const pg = await import('pg')
  const client = new pg.default.Client({ host, port, user, password, database })
  await client.connect()
  await client.query(
    'CREATE TABLE measured (id int8, n int4, ratio float8, word text, city text, note text, day date, seen timestamp, member boolean)',
  )
  return {
    server,
    address: 'pg1:5432',
    user: { userName: user, password },
    table: jdbcTable('measured', 'measured'),
    async fill(worker) {
      await inserted(rowsSql(rows))(worker)
      await client.query('VACUUM ANALYZE measured')
      await client.end()
    },
    client: {
      name: 'psql: COPY … (FORMAT binary)',
      read: isThere ? psql('COPY measured TO STDOUT (FORMAT binary)') : undefined,
    },
    stop: () => server.stop(),
  }
}

async function mariadb(rows: number): Promise<Place | string> {
  const programs = await findMariadb()
  if (programs === undefined) return NO_MARIADB
  const server = await startMariadb(programs, { settings: { 'innodb-buffer-pool-size': '512M' } })
  const { host, port, user, password, database } = server
  await server.sql(`CREATE TABLE measured (id bigint primary key, n int, ratio double, word varchar(40), city varchar(40), note varchar(80), day date,
    seen datetime(6), member tinyint(1))`)
  const args = [
    ...['--no-defaults', `--character-sets-dir=${join(programs, 'usr/share/mysql/charsets')}`, `--host=${host}`, `--port=${port}`],
    ...[`--user=${user}`, database, '--default-character-set=utf8mb4', '--quick', '--batch', '--raw', '--skip-column-names'],
  ]
  const env = { ...(await debianLibraries(programs)), MYSQL_PWD: password }
  return {
    server,
    address: 'db1:3306',
    user: { userName: user, password },
    table: mysqlTable('measured', `${database}.measured`),
    fill: inserted(rowsSql(rows)),
    client: {
      name: 'mariadb --quick --batch --raw',
      read: program(join(programs, 'usr/bin/mariadb'), [...args, '--execute', 'SELECT * FROM measured'], env),
    },
    stop: () => server.stop(),
  }
}

async function clickhouse(rows: number): Promise<Place | string> {
  const programs = await findClickhouse()
  if (programs === undefined) return NO_CLICKHOUSE
  const server = await startClickhouse(programs)
  const { host, port, user, password } = server
  await server.sql(
    'CREATE TABLE measured (id Int64, n Int32, ratio Float64, word String, city String, note String, day Date, seen DateTime, member UInt8) ENGINE = MergeTree ORDER BY id',
  )
  const url = `http://${host}:${port}/?user=${user}&password=${password}`
  return {
    server,
    address: 'ch1:8123',
    user: { userName: user, password },
    table: `CREATE TABLE measured USING JDBC OPTIONS ('url'='jdbc:clickhouse://ch1:8123', 'dbtable'='default.measured', 'passwdauth'='a1', 'encryption'='true', 'allowUnencryptedLogin'='true')`,
    async fill() {
      await server.sql(`INSERT INTO measured SELECT number, toInt32(number * 7919 % 100000), number % 99991 / 100, concat('word ', toString(number % 9973)),
        arrayElement(['Berlin', 'São Paulo', '上海', 'Nairobi', 'Reykjavík'], number % 5 + 1), concat('carefully even deposits ', toString(number % 1000)),
        toDate('1992-01-02') + number % 2500, toDateTime(1700000000 + number * 61), number % 3 = 0 FROM numbers(${rows})`)
    },
    client: { name: 'curl: FORMAT Native', read: program('curl', ['-s', '-S', '-f', '-d', 'SELECT * FROM measured FORMAT Native', url]) },
    stop: () => server.stop(),
  }
}

async function redis(rows: number): Promise<Place | string> {
  const programs = await findRedis()
  if (programs === undefined) return NO_REDIS
  const server = await startRedis(programs)
  const client = await hmgetPipe(programs, server.port, rows)
  return {
    server,
    address: 'redis1:6379',
    user: NOBODY,
    table: `CREATE TABLE measured (${COLUMN_LIST}) USING REDIS OPTIONS ('host'='redis1', 'port'='6379', 'table'='measured', 'key.column'='id', 'scan.count'='1000')`,
    fill: inserted(rowsSql(rows)),
    client,
    stop: () => server.stop(),
  }
}

async function mongo(rows: number): Promise<Place | string> {
  const programs = await findMongo()
  if (programs === undefined) return NO_MONGO
  const server = await startMongo(programs, '1g')
  return {
    server,
    address: 'mongo1:27017',
    user: NOBODY,
    table: `CREATE TABLE measured (${COLUMN_LIST}) USING MONGO OPTIONS ('url'='mongo1:27017/shop.measured')`,
    fill: inserted(rowsSql(rows)),
    client: await rawBatches(server.port),
    stop: () => server.stop(),
  }
}

async function openSearch(rows: number): Promise<Place | string> {
  const programs = await findOpenSearch()
  if (programs === undefined) return NO_OPENSEARCH
  const server = await startOpenSearch(programs)
  const types = ['long', 'integer', 'double', 'keyword', 'keyword', 'keyword', 'date', 'date', 'boolean']
  const properties = Object.fromEntries(NAMES.map((name, index) => [name, { type: types[index] }]))
  await server.ask('PUT', '/measured', { settings: { number_of_shards: 1, number_of_replicas: 0 }, mappings: { properties } })
  return {
    server,
    address: 'css1:9200',
    user: NOBODY,
    table: `CREATE TABLE measured (${COLUMN_LIST}) USING CSS OPTIONS ('es.nodes'='css1:9200', 'resource'='measured', 'batch.size.entries'='5000')`,
    async fill(worker) {
      await inserted(rowsSql(rows))(worker)
      await server.ask('POST', '/measured/_forcemerge?max_num_segments=1')
      await server.ask('POST', '/measured/_refresh')
    },
    client: scrolled(server.port, rows),
    stop: () => server.stop(),
  }
}
