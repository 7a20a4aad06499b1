import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { Socket } from 'node:net'
import { dirname } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { addFolders, isWithin, type LaunchOrder, type LowerLimits, namesOf, placesOf } from './launcher/launch-worker.ts'
import { VIEW_FD } from './launcher/launcher.ts'

/** The programs that it takes. */
export interface ViewTools {
  readonly sh: string
  readonly mount: string
  readonly umount: string
  readonly mkdir: string
  readonly pivotRoot: string
  /** A shell leaves words of its own in the environment. */
  readonly env: string
}

/** What a worker is to see from its start. Absolute; what is not there is left out. */
export interface ViewContent {
  readonly readable: readonly string[]
  readonly writable: readonly string[]
}

/** How whoever starts a command speaks with what makes its view, over the socket at `VIEW_FD`. */
export interface ViewControl {
  /** Sent as soon as it is started. */
  readonly first: Uint8Array | undefined
  /** To add these folders and close the view, and, where it can, to hold it to these limits. */
  closing(folders: readonly string[], lower?: LowerLimits): string | Uint8Array
  /** Where a mount stands shows more than the view. */
  showsMore(at: string): boolean
}

/** Where the rest of the machine stands until the view is closed. */
const OUTSIDE = '/.outside'
/** It is everywhere, holds nothing that a worker needs, and is never above a folder of data. */
const NEW_ROOT = '/sys'

/** What programs load that are built for this kind of system. */
const LIBRARIES = ['/lib', '/lib32', '/lib64', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/local/lib', '/nix/store', '/gnu/store']
/** The last for the shell, which gives it to what it leaves running. */
const FILES = ['/etc/ld.so.cache', '/etc/localtime', '/dev/null']

/**
 * Makes a root of its own in the mount namespace, in which there is nothing but what the table says. A shell stays and waits for what is to be added when the worker's
 * queue is known; then it takes away the old root, until which nobody's statement has run, and ends. What fails ends the start: a worker sees what it should, or is none.
 */
const SCRIPT = `
mount=$1
umount=$2
mkdir=$3
pivot=$4
env=$5
table=$6
folders=$7
files=$8
shift 8
"$mount" -n -t tmpfs -o size=1m,mode=755,nosuid,nodev none ${NEW_ROOT} || exit 70
IFS='
'
set -f
"$mkdir" -p $folders || exit 70
for file in $files; do
  : >"$file" || exit 70
done
printf %s "$table" >${NEW_ROOT}/.table
"$mount" -n -a -T ${NEW_ROOT}/.table || exit 70
cd ${NEW_ROOT} && "$pivot" . .${OUTSIDE} && cd / || exit 70
{
  exec 3>&- 4>&-
  added=
  while IFS= read -r line; do
    if [ "$line" = end ]; then
      printf %s "$added" >/.table &&
      { [ "$added" = '' ] || "${OUTSIDE}$mount" -n -a -T /.table; } &&
      : >/.table &&
      "${OUTSIDE}$mount" -n -o remount,bind,ro / &&
      "${OUTSIDE}$umount" -n -l ${OUTSIDE} &&
      printf 'closed\\n' || printf 'failed\\n'
      break
    fi
    added="$added$line
"
  done
  exit
} <&${VIEW_FD} >&${VIEW_FD} &
exec ${VIEW_FD}>&-
exec "${OUTSIDE}$env" -u PWD -u OLDPWD -u SHLVL -u _ "$@"
`

/**
 * What comes before node in a mount namespace, so that it finds nothing of the machine but this. `closeView` is to be called before it is given anything.
 * @param inside a program that runs right before node, with its arguments
 */
export function inView(tools: ViewTools, content: ViewContent, inside: readonly string[]): readonly string[] {
  const { entry } = fileTable()
  const files = [...FILES, process.execPath].filter(
    (file) => existsSync(file) && !content.readable.some((folder) => isWithin(file, folder)),
  )
  const entries = [
    ...LIBRARIES.filter((folder) => existsSync(folder)).map((folder) => entry(folder, `${NEW_ROOT}${folder}`, 'rbind,ro')),
    ...namesOf(content.readable).map(([from, at]) => entry(from, `${NEW_ROOT}${at}`, 'rbind,ro')),
    ...files.map((file) => entry(realpathSync(file), `${NEW_ROOT}${file}`, 'bind,ro', false)),
    ...namesOf(content.writable).map(([from, at]) => entry(from, `${NEW_ROOT}${at}`, 'rbind,nodev')),
    entry('/proc', `${NEW_ROOT}/proc`, 'rbind,ro'),
  ]
  return [
    tools.sh,
    '-c',
    SCRIPT,
    'causeway-view',
    tools.mount,
    tools.umount,
    tools.mkdir,
    tools.pivotRoot,
    tools.env,
    entries.join(''),
    [OUTSIDE, '/dev', ...new Set(files.map((file) => dirname(file)))].map((folder) => `${NEW_ROOT}${folder}`).join('\n'),
    files.map((file) => `${NEW_ROOT}${file}`).join('\n'),
    // It is in the old root only: in the new one there is no program but node.
    ...inside.map((word, at) => (at === 0 ? `${OUTSIDE}${word}` : word)),
  ]
}

export const shellView: ViewControl = {
  first: undefined,
  closing(folders) {
    const { entry } = fileTable(OUTSIDE)
    return `${namesOf(folders)
      .map(([from, at]) => entry(from, at, 'rbind,nodev'))
      .join('')}end\n`
  },
  showsMore: (at) => at === OUTSIDE || at.startsWith(`${OUTSIDE}/`),
}

export function launchedView(first: Uint8Array, order: LaunchOrder): ViewControl {
  const places = [...placesOf(order)]
  return {
    first,
    closing(folders, lower) {
      places.push(...namesOf(folders).map(([, at]) => at))
      return addFolders(folders, order.owner, lower)
    },
    showsMore: (at) => at !== '/' && !places.some((place) => isWithin(at, place)),
  }
}

/**
 * Adds the folders that the worker is to write to its view, and takes everything else of the machine away for ever. When node runs there, and not before. Resolves when that is so, as the kernel says.
 * @param pid of the process that runs node
 * @throws CausewayError 'internal' when it could not be done, and the worker must not be used
 */
export async function closeView(
  view: ViewControl,
  control: unknown,
  pid: () => number | undefined,
  folders: readonly string[],
  limits: LowerLimits['limits'] = [],
): Promise<void> {
  if (!(control instanceof Socket)) throw notClosed('it has no socket for that')
  const before = pid()
  const lower = before === undefined || limits.length === 0 ? undefined : { pid: before, limits }
  const answer = await new Promise<string>((resolve) => {
    let told = ''
    control.setEncoding('utf8')
    control.on('data', (text: string) => {
      told += text
      if (told.includes('\n')) resolve(told)
    })
    // The worker has ended, which tells more.
    control.once('close', () => resolve(told))
    control.on('error', () => {})
    control.write(view.closing(folders, lower))
  })
  control.destroy()
  if (answer !== 'closed\n') throw notClosed('its mounts could not be made')
  const node = pid()
  if (node === undefined || seesMore(node, view)) throw notClosed('the kernel shows more')
}

const notClosed = (why: string): CausewayError =>
  new CausewayError('internal', `What a worker sees of the machine could not be limited to its job: ${why}`, {
    hint: 'The server’s log has what the programs said.',
  })

/** proc_pid_mountinfo(5): the fifth field is where a mount stands. Of a process that has ended nothing is told. */
function seesMore(pid: number, view: ViewControl): boolean {
  try {
    return mountTable(`/proc/${pid}/mountinfo`).some(({ at }) => view.showsMore(at))
  } catch {
    return true
  }
}

function mountTable(file: string): readonly { readonly at: string; readonly options: string }[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '))
    .map(([, , , , at = '', options = '']) => ({
      at: at.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
      options,
    }))
}

/** Writes lines of fstab(5). Each has what its mount has already: in a user namespace nobody takes that off. */
function fileTable(above = ''): { entry(from: string, at: string, options: string, isFolder?: boolean): string } {
  const mounts = mountTable('/proc/self/mountinfo')
  const kept = (path: string): string => {
    const above = mounts.filter(({ at }) => at === '/' || isWithin(path, at)).toSorted((one, other) => other.at.length - one.at.length)
    const options = above[0]?.options.split(',') ?? []
    return ['nosuid', 'nodev', 'noexec', 'ro'].flatMap((option) => (options.includes(option) ? [`,${option}`] : [])).join('')
  }
  return {
    entry: (from, at, options, isFolder = true) =>
      `${escaped(`${above}${from}`)} ${escaped(at)} none ${options}${kept(from)}${isFolder ? ',X-mount.mkdir' : ''} 0 0\n`,
  }
}

const escaped = (path: string): string => path.replaceAll(/[\s\\#]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)
