import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { plainText } from '../../../base/plain-text.ts'
import { type SessionState, TemporaryView, type ViewName } from '../../../protocol/session.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import { UserFunction } from '../../../protocol/user-function.ts'
import { deleteSessionItems, listSessionItems, putSessionItem, type SessionItem } from '../../store/jobs/session-items.ts'
import type { Database } from '../../store/schema.ts'
import { storedJson } from '../../store/sqlite/rows.ts'
import type { Store } from '../../store/store.ts'

/** Whose session: one user on one queue, or a script, which has one of its own. */
export interface SessionKey {
  readonly queueId: string
  /** The id of the user, or of the script. */
  readonly holderId: string
}

/** A session as it was at one moment: whatever happens to it later does not show here. */
export interface SessionSnapshot extends SessionState {
  view(name: ViewName): TemporaryView | undefined
}

/** What stays between two jobs of a user on a queue. Global views are those of all users of the queue. It is gone when the queue is. */
export interface Sessions {
  snapshot(key: SessionKey): Promise<SessionSnapshot>
  /** 'already-exists' for a new one that is there, 'not-found' for one to be altered that is not, 'limit-exceeded'. */
  createView(key: SessionKey, view: TemporaryView, isGlobal: boolean, mode: 'new' | 'replace' | 'alter'): Promise<void>
  /** False: there was none. */
  dropView(key: SessionKey, name: ViewName): Promise<boolean>
  /** 'already-exists' unless it replaces, 'limit-exceeded'. */
  createFunction(key: SessionKey, definition: UserFunction, isReplacing: boolean): Promise<void>
  /** False: there was none. */
  dropFunction(key: SessionKey, name: string): Promise<boolean>
  useDatabase(key: SessionKey, database: string): Promise<void>
  /** First reset, then set. */
  changeSettings(key: SessionKey, change: SettingsChange): Promise<Readonly<Record<string, string>>>
}

/** One that begins with this in it. */
export async function openSession(
  db: Database,
  { queueId, holderId }: SessionKey,
  { database, settings }: Pick<SessionState, 'settings'> & { readonly database: string },
): Promise<void> {
  const entries = Object.entries(settings)
  for (const [name, value] of entries) checkSetting(name, value)
  if (entries.length > SESSION_LIMITS.settings) {
    throw tooMuch(
      `${entries.length} settings are given; a session may have ${SESSION_LIMITS.settings}`,
      'Leave out those that are not needed.',
    )
  }
  if (database !== '') await putSessionItem(db, { queueId, userId: holderId, ...DATABASE, value: database })
  for (const [name, value] of entries) await putSessionItem(db, { queueId, userId: holderId, kind: 'setting', name, value })
}

interface SettingsChange {
  readonly set: Readonly<Record<string, string>>
  readonly reset: 'all' | readonly string[]
}

const GLOBAL_USER = ''
const DATABASE = { kind: 'database', name: '' } as const
const viewFromJson: (text: string) => TemporaryView = storedJson('temporary view', TemporaryView)

const functionFromJson: (text: string) => UserFunction = storedJson('function', UserFunction)

const functionKey = ({ queueId, holderId }: SessionKey) => ({ queueId, userId: holderId, kind: 'function' })

const viewKey = ({ queueId, holderId }: SessionKey, isGlobal: boolean) => ({
  queueId,
  userId: isGlobal ? GLOBAL_USER : holderId,
  kind: 'view',
})

const isView = (item: SessionItem, isGlobal: boolean): boolean => item.kind === 'view' && (item.userId === GLOBAL_USER) === isGlobal

function snapshotOf(items: readonly SessionItem[]): SessionSnapshot {
  const database = items.find(({ kind }) => kind === DATABASE.kind)?.value
  return {
    ...(database === undefined ? {} : { database }),
    settings: Object.fromEntries(items.filter(({ kind }) => kind === 'setting').map(({ name, value }) => [name, value])),
    views: items.filter(({ kind }) => kind === 'view').map(({ name, userId }) => ({ name, isGlobal: userId === GLOBAL_USER })),
    functions: items.filter(({ kind }) => kind === 'function').map(({ value }) => functionFromJson(value)),
    view({ name, isGlobal }) {
      const item = items.find((one) => one.name === name && isView(one, isGlobal))
      return item === undefined ? undefined : viewFromJson(item.value)
    },
  }
}

export const EMPTY_SESSION: SessionSnapshot = snapshotOf([])

function tooMuch(message: string, hint: string): CausewayError {
  return new CausewayError('limit-exceeded', message, { hint })
}

/** As checkRoom. */
function checkRoomOfFunctions(functions: readonly SessionItem[], name: string, text: string): void {
  const { functions: functionsMax, functionCharacters, functionsCharacters } = SESSION_LIMITS
  const others = functions.filter((item) => item.name !== name)
  const hint = 'Drop functions that are no longer needed.'
  if (text.length > functionCharacters)
    throw tooMuch(`The definition of the function has ${text.length} characters; it may have ${functionCharacters}`, hint)
  if (others.length >= functionsMax) throw tooMuch(`There are ${others.length} temporary functions, and more are not allowed`, hint)
  const characters = others.reduce((sum, { value }) => sum + value.length, text.length)
  if (characters > functionsCharacters)
    throw tooMuch(`All temporary functions together would have ${characters} characters; they may have ${functionsCharacters}`, hint)
}

/** The bounds of what is kept, with the new one in it. */
function checkRoom(views: readonly SessionItem[], name: string, text: string): void {
  const { views: viewsMax, viewCharacters, viewsCharacters } = SESSION_LIMITS
  const others = views.filter((item) => item.name !== name)
  const hint = 'Drop views that are no longer needed, or make a table with CREATE TABLE … AS SELECT.'
  if (text.length > viewCharacters) {
    throw tooMuch(`The definition of the view has ${text.length} characters; it may have ${viewCharacters}`, hint)
  }
  if (others.length >= viewsMax) throw tooMuch(`There are ${others.length} temporary views, and more are not allowed`, hint)
  const characters = others.reduce((sum, { value }) => sum + value.length, text.length)
  if (characters > viewsCharacters) {
    throw tooMuch(`All temporary views together would have ${characters} characters; they may have ${viewsCharacters}`, hint)
  }
}

function checkSetting(name: string, value: string): void {
  const { settingNameCharacters, settingValueCharacters } = SESSION_LIMITS
  if (name === '' || name.length > settingNameCharacters || value.length > settingValueCharacters) {
    throw new CausewayError('invalid-parameter', 'A setting has no name, or is too long', {
      hint: `Use names of 1 to ${settingNameCharacters} and values of at most ${settingValueCharacters} characters.`,
    })
  }
  plainText(`value of the setting ${plainText('name of a setting', name)}`, value)
}

export function createSessions(store: Store): Sessions {
  const read = (db: Database, { queueId, holderId }: SessionKey) => listSessionItems(db, queueId, holderId)

  return {
    snapshot: async (key) => snapshotOf(await read(store.db, key)),

    async createView(key, view, isGlobal, mode) {
      const text = JSON.stringify(view)
      const { name } = view
      await store.transaction(async (tx) => {
        const views = (await read(tx, key)).filter((item) => isView(item, isGlobal))
        const isThere = views.some((item) => item.name === name)
        const shown = isGlobal ? `global_temp.${name}` : name
        if (isThere && mode === 'new') {
          throw new CausewayError('already-exists', `The temporary view ${shown} already exists`, {
            hint: 'Write CREATE OR REPLACE, or drop it first.',
          })
        }
        if (!isThere && mode === 'alter') throw new CausewayError('not-found', noneNamed('temporary view', shown))
        checkRoom(views, name, text)
        await putSessionItem(tx, { ...viewKey(key, isGlobal), name, value: text })
      })
    },

    async dropView(key, { name, isGlobal }) {
      return await store.transaction(async (tx) => (await deleteSessionItems(tx, viewKey(key, isGlobal), [name])) > 0)
    },

    async createFunction(key, definition, isReplacing) {
      const text = JSON.stringify(definition)
      const { name } = definition
      await store.transaction(async (tx) => {
        const functions = (await read(tx, key)).filter(({ kind }) => kind === 'function')
        if (!isReplacing && functions.some((item) => item.name === name)) {
          throw new CausewayError('already-exists', `The temporary function ${name} already exists`, {
            hint: 'Write CREATE OR REPLACE, or drop it first.',
          })
        }
        checkRoomOfFunctions(functions, name, text)
        await putSessionItem(tx, { ...functionKey(key), name, value: text })
      })
    },

    async dropFunction(key, name) {
      return await store.transaction(async (tx) => (await deleteSessionItems(tx, functionKey(key), [name])) > 0)
    },

    async useDatabase({ queueId, holderId }, database) {
      await store.transaction((tx) => putSessionItem(tx, { queueId, userId: holderId, ...DATABASE, value: database }))
    },

    async changeSettings(key, { set, reset }) {
      for (const [name, value] of Object.entries(set)) checkSetting(name, value)
      const itemKey = { queueId: key.queueId, userId: key.holderId, kind: 'setting' }
      return await store.transaction(async (tx) => {
        if (reset === 'all' || reset.length > 0) await deleteSessionItems(tx, itemKey, reset === 'all' ? undefined : reset)
        for (const [name, value] of Object.entries(set)) await putSessionItem(tx, { ...itemKey, name, value })
        const { settings } = snapshotOf(await read(tx, key))
        if (Object.keys(settings).length > SESSION_LIMITS.settings) {
          throw tooMuch(`The session has ${SESSION_LIMITS.settings} settings, and more are not allowed`, 'RESET those that are not needed.')
        }
        return settings
      })
    },
  }
}
