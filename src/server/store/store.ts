import { CamelCasePlugin, Kysely, Migrator, SqliteAdapter, SqliteDialect } from 'kysely'
import { dataFiles } from '../../base/data-files.ts'
import { CausewayError } from '../../base/errors.ts'
import { lookup } from '../../base/lookup.ts'
import type { AuditEvent } from '../domain/audit-event.ts'
import { KEY_CHECK } from '../domain/secret-purpose.ts'
import { putAuditEvent } from './audit-events.ts'
import { removeOwner, writeOwner } from './data-folder.ts'
import { type LockedFolder, lockDataFolder } from './locked-folder.ts'
import { migrations } from './migrations/migrations.ts'
import type { Database, Schema } from './schema.ts'
import {
  checkReplaceable,
  dropNextMasterKey,
  findNextMasterKey,
  loadMasterKey,
  makeNextMasterKey,
  takeNextMasterKey,
} from './secrets/master-key.ts'
import { resealAll } from './secrets/reseal.ts'
import { type ChangingSecretBox, createChangingSecretBox, createSecretBox, type SecretBox } from './secrets/secret-box.ts'
import { findSetting, insertSetting } from './settings.ts'
import { type BeginTransaction, createGroupCommit, type RunTransaction } from './sqlite/group-commit.ts'
import { runKeptQueriesOn } from './sqlite/kept-query.ts'
import { createNameChanges } from './sqlite/name-changes.ts'
import type { CommitRider, RowEvent } from './sqlite/sqlite-database.ts'
import { createWriteProbe } from './sqlite/write-probe.ts'
import { copyStore, type StoreCopy } from './store-copy.ts'

/** The data folder of one server: its database and its secrets. */
export interface Store {
  /** The data folder, absolute. */
  readonly home: string
  readonly db: Database
  readonly secrets: SecretBox
  /** Another number after any change of domains, projects, users, groups, roles, privileges and access keys, and when a token ended: what was read of them before may be old then. */
  accountsVersion(): number
  /** Another number after any change of connections, of their bindings, and of the queues and pools that are bound: what was read of them before may be old then. */
  connectionsVersion(): number
  /**
   * Grows whenever one of the names, in lower case, has begun or ceased to be that of a thing that rights are asked on by its name, or the thing has got other columns, or
   * another owner. Of no name: of any.
   */
  namesVersion(names?: readonly string[]): number
  /** Called in each transaction before its work and in its asynchronous context. What it throws undoes it. */
  beginWith(begin: BeginTransaction): void
  /** What writes along with the changes of others, in their transactions; there is one. */
  ride(rider: CommitRider): void
  /** Inside of the transaction that is open, for a rider; in the place of the one of its id. */
  putAuditEvent(event: AuditEvent): void
  /** Why nothing can be written at present; undefined when it can. Tried while it is asked for (write-probe.ts). */
  writeFailure(): string | undefined
  /** The try that was begun by a question has ended. */
  writeTried(): Promise<void>
  /** Committed and on the disk when the promise resolves, rolled back when it rejects. Inside, use only the transaction: there is one connection. */
  readonly transaction: RunTransaction
  /**
   * Makes another master key and seals everything anew with it, in one transaction: a crash leaves the one or the other, with the key that fits. The old key is nowhere
   * when it resolves. One at a time.
   */
  changeMasterKey(): Promise<void>
  /** Copies the database and its key into an empty folder (store-copy.ts). Not while the key is changed. */
  copyInto(folder: string, copy: StoreCopy): Promise<void>
  /** Says where the server listens, for the message that a second server on this folder gives. */
  announce(url: string): Promise<void>
  close(): Promise<void>
}

const ANY_CHANGE: readonly RowEvent[] = ['insert', 'update', 'delete']
const ACCOUNT_TABLES = lookup<readonly RowEvent[]>({
  domain: ANY_CHANGE,
  project: ANY_CHANGE,
  user_account: ANY_CHANGE,
  access_key: ANY_CHANGE,
  user_group: ANY_CHANGE,
  group_member: ANY_CHANGE,
  project_role: ANY_CHANGE,
  privilege: ANY_CHANGE,
  // A new one changes nothing that was read before.
  auth_token: ['delete'],
  console_session: ['delete'],
})
/** What is read of a connection with its bindings: these have the names of queues and pools. */
const CONNECTION_TABLES = lookup<readonly RowEvent[]>({
  connection: ANY_CHANGE,
  binding: ANY_CHANGE,
  queue: ANY_CHANGE,
  pool: ANY_CHANGE,
})
/** Things that are named in what is asked of rights, with the columns that say what the name stands for. */
const NAMED_TABLES = lookup<readonly string[]>({
  catalog_database: ['name', 'owner_id'],
  catalog_table: ['name', 'database_id', 'definition', 'owner_id'],
  // One that is deleted keeps its row.
  queue: ['name', 'owner_id', 'state'],
  pool: ['name', 'owner_id'],
  credential: ['name', 'owner_id'],
  global_variable: ['name', 'user_id'],
  package_resource: ['name', 'group_name', 'owner_id'],
})
const KEY_CHECK_TEXT = 'causeway'

/** SQLite can change its schema in a transaction, which the library's adapter does not use: a start that is killed in a migration would leave half of it. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
class TransactionalDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

/** The sealed text that shows whether a master key is the right one; undefined in a database that no start has finished. */
async function storedKeyCheck(db: Database): Promise<string | undefined> {
  const tables = await db.introspection.getTables()
  return tables.some((table) => table.name === 'setting') ? await findSetting(db, KEY_CHECK) : undefined
}

async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })
  const { error } = await migrator.migrateToLatest()
  if (error instanceof CausewayError) throw error
  if (error !== undefined) {
    throw new CausewayError('unavailable', 'The database cannot be brought to the schema of this version', {
      cause: error,
      hint: 'Start the version that wrote this data folder last, or a later one.',
    })
  }
}

const keyCheckText = (sealed: string, secrets: SecretBox): string => secrets.open(Buffer.from(sealed, 'base64'), KEY_CHECK)

function fits(sealed: string, masterKey: Uint8Array): boolean {
  try {
    return keyCheckText(sealed, createSecretBox(masterKey)) === KEY_CHECK_TEXT
  } catch {
    return false
  }
}

/** What a crash has left of a change of the key: the database says which of the two is in use. */
async function settleKeys(sealed: string, masterKey: Uint8Array, home: string): Promise<Uint8Array> {
  const next = await findNextMasterKey(home)
  if (next !== undefined && !fits(sealed, masterKey) && fits(sealed, next)) {
    await takeNextMasterKey(home)
    return next
  }
  // One that fits neither is another folder's, which is told and changes nothing.
  if (fits(sealed, masterKey)) await dropNextMasterKey(home)
  return masterKey
}

function checkKey(sealed: string, secrets: SecretBox, home: string): void {
  let text: string
  try {
    text = keyCheckText(sealed, secrets)
  } catch (cause) {
    throw new CausewayError('unavailable', `The master key ${dataFiles(home).masterKey} is not the one this data folder was made with`, {
      cause,
      hint: 'Put back the original master.key file.',
    })
  }
  if (text !== KEY_CHECK_TEXT) throw new CausewayError('internal', 'The check of the master key cannot be read')
}

/** The key is checked before anything is written, and the first start writes its check last. */
async function prepare(db: Database, home: string): Promise<ChangingSecretBox> {
  const sealed = await storedKeyCheck(db)
  const masterKey = await loadMasterKey(home, { dataIsThere: sealed !== undefined })
  const secrets = createChangingSecretBox(sealed === undefined ? masterKey : await settleKeys(sealed, masterKey, home))
  if (sealed !== undefined) checkKey(sealed, secrets, home)
  await migrate(db)
  if (sealed === undefined) {
    await insertSetting(db, KEY_CHECK, Buffer.from(secrets.seal(KEY_CHECK_TEXT, KEY_CHECK)).toString('base64'))
  }
  return secrets
}

/** Opens the data folder, making it at the first start, and brings the schema up to date. Throws as lockDataFolder and openLockedStore do. */
export async function openStore(options: { readonly home: string }): Promise<Store> {
  return await openLockedStore(await lockDataFolder(options.home))
}

/**
 * Brings the schema of a folder that this process holds up to date. Throws 'unavailable' when its master key is missing, damaged or another one; nothing is
 * overwritten then. The folder is given up when it throws, and when the store is closed.
 */
export async function openLockedStore({ home, database }: LockedFolder): Promise<Store> {
  const db: Database = new Kysely<Schema>({ dialect: new TransactionalDialect({ database }), plugins: [new CamelCasePlugin()] })
  runKeptQueriesOn(database, db)
  try {
    const secrets = await prepare(db, home)
    await writeOwner(home, { pid: process.pid })
    const writes = createWriteProbe(db, home)
    let accountsVersion = 0
    let connectionsVersion = 0
    let changing: Promise<unknown> = Promise.resolve()
    const begins: BeginTransaction[] = []
    const transaction = createGroupCommit(database, db, async (tx) => {
      for (const begin of begins) await begin(tx)
    })
    database.watch(ACCOUNT_TABLES, () => {
      accountsVersion += 1
    })
    database.watch(CONNECTION_TABLES, () => {
      connectionsVersion += 1
    })
    const nameChanges = createNameChanges()
    database.watchNames(NAMED_TABLES, (name) => nameChanges.add(name))
    return {
      home,
      db,
      secrets,
      accountsVersion: () => accountsVersion,
      connectionsVersion: () => connectionsVersion,
      namesVersion: nameChanges.version,
      beginWith: (begin) => void begins.push(begin),
      ride: (rider) => database.ride(rider),
      putAuditEvent: (event) => putAuditEvent(database, event),
      writeFailure: () => writes.failure(),
      writeTried: () => writes.settled(),
      transaction,
      changeMasterKey() {
        const change = changing.then(() => changeMasterKey({ home, db, secrets, transaction }))
        changing = change.catch(() => {})
        return change
      },
      copyInto(folder, how) {
        const copy = changing.then(() => copyStore({ home, database }, folder, how))
        changing = copy.catch(() => {})
        return copy
      },
      announce: (url) => writeOwner(home, { pid: process.pid, url }),
      async close() {
        await changing
        await writes.settled()
        await removeOwner(home)
        await db.destroy()
      },
    }
  } catch (thrown) {
    await db.destroy()
    throw thrown
  }
}

interface KeyChange extends Pick<Store, 'home' | 'db' | 'transaction'> {
  readonly secrets: ChangingSecretBox
}

async function changeMasterKey({ home, db, secrets, transaction }: KeyChange): Promise<void> {
  const inUse = await findSetting(db, KEY_CHECK)
  if (inUse === undefined) throw new CausewayError('internal', 'The database has no check of its master key')
  // One that could not be brought to its place the last time must not be written over.
  await settleKeys(inUse, await loadMasterKey(home, { dataIsThere: true }), home)
  if (!fits(inUse, await loadMasterKey(home, { dataIsThere: true }))) {
    throw new CausewayError('unavailable', `The master key ${dataFiles(home).masterKey} is not the one in use`, {
      hint: 'Put back the original master.key file.',
    })
  }
  await checkReplaceable(home)
  const next = await makeNextMasterKey(home)
  const nextBox = createSecretBox(next)
  let takeBack: (() => void) | undefined
  try {
    await transaction(async (tx) => {
      await resealAll(tx, (sealed, purpose) => nextBox.seal(secrets.open(sealed, purpose), purpose))
      // Before it is committed: whoever writes next seals with the new key.
      takeBack = secrets.change(next)
    })
  } catch (thrown) {
    takeBack?.()
    const sealed = await findSetting(db, KEY_CHECK)
    if (sealed === undefined || !fits(sealed, next)) {
      await dropNextMasterKey(home)
      throw thrown
    }
    // It was committed all the same.
    secrets.change(next)
  }
  await takeNextMasterKey(home)
}
