import { NO_PASSWORDS } from '../shared/no-passwords.ts'
import { boolean, integer, matching, oneOf, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import type { OptionValue } from '../shared/options/source-option.ts'
import { encryptionMistake, SENT_PASSWORD_OPTIONS } from '../shared/record-stores/encryption-options.ts'

const NAMED_NODES = 'only the nodes that the table names are asked, as they stand there'
const GIVEN_COLUMNS = 'the columns of the table say what is read, and as what'
const ONE_WAY = { kind: 'refused', because: 'rows are written as documents of one index, whose names are those of the columns' } as const
const OWN_CERTIFICATES = {
  kind: 'refused',
  because: 'stores of Java are not read here',
  hint: 'Name who has signed the certificate as the certificate_location of the datasource authentication',
} as const
const NO_PROXY = { kind: 'refused', because: 'a queue reaches a cluster through its connections' } as const

const BYTES: ReadonlyMap<string, number> = new Map([
  ['k', 1 << 10],
  ['m', 1 << 20],
])
const BYTES_MAX = 100 << 20
const DAY_MS = 86_400_000
const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/** A number with a unit, as 1mb. */
const bytes: OptionValue<number> = {
  allowed: 'a size such as 1mb, up to 100mb',
  otherwise: 'invalid-parameter',
  controls: false,
  read(written) {
    const [, digits, unit = 'b'] = /^(\d{1,9})\s*(b|kb?|mb?)?$/i.exec(written.trim()) ?? []
    const size = Number(digits) * (BYTES.get(unit.slice(0, 1).toLowerCase()) ?? 1)
    return size >= 1 && size <= BYTES_MAX ? size : undefined
  },
}

/** A number with a unit, as 5m; in milliseconds. */
const duration: OptionValue<number> = {
  allowed: 'a time such as 30s or 5m, up to a day',
  otherwise: 'invalid-parameter',
  controls: false,
  read(written) {
    const [, digits, unit = 'ms'] = /^(\d{1,9})\s*(ms|s|m|h)?$/i.exec(written.trim()) ?? []
    const ms = Number(digits) * (MILLISECONDS.get(unit.toLowerCase()) ?? 1)
    return ms >= 1 && ms <= DAY_MS ? ms : undefined
  },
}

/** The vendor's options of USING CSS, and those of the elasticsearch-hadoop that is behind it: with es. before them or without. */
export const CSS_OPTIONS = optionsSchema(
  'option',
  'a CSS table',
  {
    'es.nodes': {
      kind: 'used',
      otherName: 'nodes',
      required: true,
      value: text,
      meaning: 'host:port of one node, or of several with commas between them: the first that answers is asked',
    },
    'es.port': {
      kind: 'used',
      otherName: 'port',
      value: integer(1, 65_535),
      meaning: 'the port of nodes that are named without one; 9200 without it',
    },
    resource: {
      kind: 'used',
      otherName: 'es.resource',
      required: true,
      value: matching('an index, or /index/type', /^\/?(?:_all|\.?[^_.\-+/\s\\?#"<>{}|][^/\s\\?#"<>{}|]*)(?:\/[^/\s\\?#"<>{}|,*]+)?$/),
      meaning:
        'the index, an alias, or to read several with commas or * in it; the type behind it is asked for of servers before version 7 alone',
    },
    passwdauth: {
      kind: 'used',
      otherName: 'es.certificate.name',
      value: text,
      meaning: 'the name of a datasource authentication, of the type passwd or CSS. Without it there is no log-in',
    },
    encryption: { kind: 'no-effect', value: boolean, because: 'stored passwords are always encrypted' },
    'es.net.ssl': { kind: 'used', otherName: 'net.ssl', value: boolean, meaning: 'true: HTTPS, as ssl' },
    ...SENT_PASSWORD_OPTIONS,
    pushdown: { kind: 'used', otherName: 'es.pushdown', value: boolean, meaning: 'false: no condition is asked, all documents are read' },
    strict: {
      kind: 'used',
      otherName: 'es.strict',
      value: boolean,
      meaning:
        'true: what a field has not indexed goes for NULL in conditions, so that fewer documents come; without it documents of which a field has nothing indexed come too, and are looked at here',
    },
    'es.query': {
      kind: 'used',
      otherName: 'query',
      value: text,
      meaning: 'only documents of this query are rows: {"query": …} or ?q=…',
    },
    'es.mapping.id': {
      kind: 'used',
      otherName: 'mapping.id',
      value: text,
      meaning:
        'the column whose value is the _id of a written document: one that is there is replaced. Without it each row is a new document',
    },
    'es.write.operation': {
      kind: 'used',
      otherName: 'write.operation',
      value: oneOf(['index', 'create', 'update', 'upsert'], 'not-supported'),
      meaning:
        'index replaces the document of an _id, create takes none that is there, update changes the fields of one that must be there, upsert of one that may be; index without it',
    },
    'batch.size.entries': {
      kind: 'used',
      otherName: 'es.batch.size.entries',
      value: integer(1, 10_000),
      meaning: 'how many documents are written at once; 1000 without it',
    },
    'batch.size.bytes': {
      kind: 'used',
      otherName: 'es.batch.size.bytes',
      value: bytes,
      meaning: 'how many bytes of them at most, but for a document that is longer; 1mb without it',
    },
    'es.batch.write.retry.count': {
      kind: 'used',
      otherName: 'batch.write.retry.count',
      value: integer(0, 100),
      meaning: 'how often a document is sent again that the cluster was too busy for; 3 without it',
    },
    'es.batch.write.retry.wait': {
      kind: 'used',
      otherName: 'batch.write.retry.wait',
      value: duration,
      meaning: 'after how long; 10s without it',
    },
    'es.batch.write.refresh': {
      kind: 'used',
      otherName: 'batch.write.refresh',
      value: boolean,
      meaning: 'false: what is written is seen when the index refreshes itself, and not at once',
    },
    'es.index.auto.create': {
      kind: 'used',
      otherName: 'index.auto.create',
      value: boolean,
      meaning: 'false: nothing is written into an index that is not there; the cluster makes it without that',
    },
    'es.index.read.missing.as.empty': {
      kind: 'used',
      otherName: 'index.read.missing.as.empty',
      value: boolean,
      meaning: 'true: an index that is not there has no rows',
    },
    'es.scroll.size': {
      kind: 'used',
      otherName: 'scroll.size',
      value: integer(1, 10_000),
      meaning:
        'how many documents are asked for at once at most; without it about 4 MiB of them, and 1000 where the server has only scrolls',
    },
    'es.scroll.keepalive': {
      kind: 'used',
      otherName: 'scroll.keepalive',
      value: duration,
      meaning: 'how long the server keeps what is being read between two questions; 5m without it',
    },
    'es.http.timeout': {
      kind: 'used',
      otherName: 'http.timeout',
      value: duration,
      meaning: 'how long a server may be silent; 1m without it, and 10s for its first answer',
    },
    'es.nodes.path.prefix': {
      kind: 'used',
      otherName: 'nodes.path.prefix',
      value: matching('a path', /^\/?[\w.~/-]*$/),
      meaning: 'stands before the path of each request',
    },
    'es.nodes.wan.only': { kind: 'no-effect', otherName: 'nodes.wan.only', value: boolean, because: NAMED_NODES },
    'es.nodes.discovery': { kind: 'no-effect', otherName: 'nodes.discovery', value: boolean, because: NAMED_NODES },
    'es.nodes.client.only': { kind: 'no-effect', otherName: 'nodes.client.only', value: boolean, because: NAMED_NODES },
    'es.nodes.data.only': { kind: 'no-effect', otherName: 'nodes.data.only', value: boolean, because: NAMED_NODES },
    'es.nodes.resolve.hostname': { kind: 'no-effect', otherName: 'nodes.resolve.hostname', value: boolean, because: NAMED_NODES },
    'es.http.retries': {
      kind: 'no-effect',
      otherName: 'http.retries',
      value: integer(0),
      because: 'what is not certain to be read once is not read again',
    },
    'double.filtering': { kind: 'no-effect', value: boolean, because: 'every condition is looked at here again' },
    'es.mapping.date.rich': { kind: 'no-effect', otherName: 'mapping.date.rich', value: boolean, because: GIVEN_COLUMNS },
    'es.read.field.as.array.include': { kind: 'no-effect', otherName: 'read.field.as.array.include', value: text, because: GIVEN_COLUMNS },
    'es.read.field.as.array.exclude': { kind: 'no-effect', otherName: 'read.field.as.array.exclude', value: text, because: GIVEN_COLUMNS },
    'es.read.field.include': { kind: 'no-effect', otherName: 'read.field.include', value: text, because: GIVEN_COLUMNS },
    'es.read.field.exclude': { kind: 'no-effect', otherName: 'read.field.exclude', value: text, because: GIVEN_COLUMNS },
    'es.input.max.docs.per.partition': {
      kind: 'no-effect',
      otherName: 'input.max.docs.per.partition',
      value: integer(1),
      because: 'as many connections read as the queue may have',
    },
    'es.read.metadata': {
      kind: 'refused',
      because: 'a column _id STRING is the id of a document',
      hint: 'Leave the option out, and give the table a column _id STRING',
    },
    'es.resource.read': { ...ONE_WAY, because: 'a table reads and writes one resource' },
    'es.resource.write': { ...ONE_WAY, because: 'a table reads and writes one resource' },
    'es.mapping.include': ONE_WAY,
    'es.mapping.exclude': ONE_WAY,
    'es.mapping.routing': ONE_WAY,
    'es.mapping.parent': ONE_WAY,
    'es.mapping.join': ONE_WAY,
    'es.mapping.version': ONE_WAY,
    'es.input.json': ONE_WAY,
    'es.output.json': ONE_WAY,
    'es.ingest.pipeline': ONE_WAY,
    'es.net.http.auth.user': NO_PASSWORDS,
    'es.net.http.auth.pass': NO_PASSWORDS,
    'es.net.ssl.keystore.location': OWN_CERTIFICATES,
    'es.net.ssl.truststore.location': OWN_CERTIFICATES,
    'es.net.ssl.cert.allow.self.signed': {
      ...OWN_CERTIFICATES,
      because: 'sslMode says what of a certificate is looked at',
      hint: "'sslMode'='REQUIRED' encrypts without looking at the certificate",
    },
    'es.net.proxy.http.host': NO_PROXY,
    'es.net.proxy.https.host': NO_PROXY,
    user: NO_PASSWORDS,
    password: NO_PASSWORDS,
  },
  (given) => {
    const operation = given['es.write.operation']
    if ((operation === 'update' || operation === 'upsert') && given['es.mapping.id'] === undefined)
      return {
        what: `The es.write.operation ${operation} of a CSS table needs the option es.mapping.id`,
        hint: 'Name the column of the _id.',
      }
    if (given['es.net.ssl'] !== undefined && (given.ssl !== undefined || given.sslMode !== undefined))
      return { what: 'The options es.net.ssl, ssl and sslMode of a CSS table exclude each other', hint: 'Write one of them' }
    return encryptionMistake(given, 'a CSS table')
  },
)
