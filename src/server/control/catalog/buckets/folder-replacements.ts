import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import type { Logger } from '../../../../base/log.ts'
import { UNFINISHED_PREFIX } from '../../../../protocol/reserved-names.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { FolderReplacement, FolderReplacements } from '../../../store/catalog/folder-replacements.ts'
import type { Buckets, ProjectBuckets } from './buckets.ts'
import { checkName } from './folders-below.ts'
import type { OpenFolder } from './open-folder.ts'

type Replacement = Omit<Extract<WorkerCall, { kind: 'replace-folder' }>, 'kind'>

interface ReplacementDeps {
  readonly begun: FolderReplacements
  /** Of this project. */
  readonly projectId: string
  readonly buckets: Pick<ProjectBuckets, 'openFolder'>
}

interface SettleDeps {
  readonly begun: FolderReplacements
  readonly buckets: Pick<Buckets, 'of' | 'shared'>
  readonly log: Logger
}

/** One in a bucket: where it stands, and its name. */
const FOLDER = /^(obs:\/\/[^/]+(?:\/.*)?)\/([^/]+)\/?$/s

const notReplaced = (location: string): CausewayError => new CausewayError('forbidden', `${location} cannot be replaced`)

/** The folder that a location stands in, and its name there. @throws 'forbidden' for a bucket, which stands in none */
export function besideLocation(location: string): { readonly parent: string; readonly name: string } {
  const [, parent, name] = FOLDER.exec(location) ?? []
  if (parent === undefined || name === undefined) throw notReplaced(location)
  return { parent, name }
}

/** Where what is replaced stands until it is removed. */
const oldName = ({ id }: FolderReplacement): string => `${UNFINISHED_PREFIX}old-${id}`

/**
 * Moves a folder of files that a job has written beside its place to it. A system has no step that takes one folder away and puts another there: what is about to be
 * done is written first, so that the next start does what is left of it.
 */
export async function replaceFolder(deps: ReplacementDeps, { location, replacement, mode }: Replacement): Promise<void> {
  if (!replacement.startsWith(UNFINISHED_PREFIX)) throw notReplaced(location)
  const { parent, name } = besideLocation(location)
  checkName(name)
  checkName(replacement)
  await using folder = await deps.buckets.openFolder(parent)
  await syncFolder(folder, replacement)
  if (mode === 'error-if-exists') {
    await moveInto(folder, replacement, name, location)
    await folder.sync()
    return
  }
  const record = { id: replacement.slice(UNFINISHED_PREFIX.length), parent, name, replacement, projectId: deps.projectId }
  await deps.begun.insert(record)
  const wasThere = await movedAway(folder, name, oldName(record))
  try {
    await moveInto(folder, replacement, name, location)
  } catch (error) {
    if (wasThere) await folder.move(oldName(record), folder, name)
    await deps.begun.delete(record.id)
    throw error
  }
  await finish(deps, folder, record)
}

/** Does what a crash has left of replacements: the folders are the new ones afterwards where the old ones were away already, else the old ones. */
export async function settleFolderReplacements(deps: SettleDeps): Promise<void> {
  for (const record of await deps.begun.list()) {
    try {
      const { name, replacement, projectId } = record
      // Of a release in which all buckets were shared.
      const buckets = projectId === null ? deps.buckets.shared : deps.buckets.of(projectId)
      await using folder = await buckets.openFolder(record.parent)
      if (!(await isThere(folder, name)) && !(await movedAway(folder, replacement, name))) await movedAway(folder, oldName(record), name)
      await finish(deps, folder, record)
    } catch (error) {
      deps.log.error(
        { err: error, folder: `${record.parent}/${record.name}` },
        'A folder of a bucket that a crash has left half replaced could not be brought back',
      )
    }
  }
}

/** What is there under the name stays; what is not is removed. */
async function finish({ begun }: Pick<ReplacementDeps, 'begun'>, folder: OpenFolder, record: FolderReplacement): Promise<void> {
  await folder.sync()
  await folder.remove(oldName(record))
  await folder.remove(record.replacement)
  await folder.sync()
  await begun.delete(record.id)
}

async function syncFolder(parent: OpenFolder, name: string): Promise<void> {
  await using folder = await parent.folder(name)
  if (folder === undefined) throw new CausewayError('internal', 'The folder that was written is not there')
  for (const file of await folder.names()) await folder.syncFile(file)
  await folder.sync()
}

const isThere = async (folder: OpenFolder, name: string): Promise<boolean> => (await folder.names()).includes(name)

/** False: nothing of the name is there. */
async function movedAway(folder: OpenFolder, name: string, newName: string): Promise<boolean> {
  try {
    await folder.move(name, folder, newName)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

async function moveInto(folder: OpenFolder, replacement: string, name: string, location: string): Promise<void> {
  try {
    await folder.move(replacement, folder, name)
  } catch (error) {
    // Somebody else has made it meanwhile; an empty folder gives way.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error
    throw new CausewayError('already-exists', `${location} is there already`, {
      hint: 'Name a folder that is not there, or send "export_mode": "Overwrite", which takes away what is in it.',
    })
  }
}
