import { dirname } from 'node:path'

/** What can be limited for a group of processes. */
export type Controller = 'memory' | 'pids' | 'cpu'

export interface GroupPlace {
  /** The two interfaces of the kernel to control groups: files of different names. */
  readonly version: 1 | 2
  /** Of the group that this process is in, in the file system. */
  readonly folder: string
}

/** For each controller that the system shows anywhere: where groups below ours could be made. */
export type GroupPlaces = Readonly<Partial<Record<Controller, GroupPlace>>>

export const CONTROLLERS: readonly Controller[] = ['memory', 'pids', 'cpu']

export interface GroupTexts {
  /** /proc/self/cgroup */
  readonly membership: string
  /** /proc/self/mountinfo */
  readonly mounts: string
  /** cgroup.controllers of a folder; undefined where it cannot be read. */
  readonly controllersIn: (folder: string) => string | undefined
  /** The group above may be ours too: systemd can put what it starts below the group that it has delegated (DelegateSubgroup), which alone has controllers then. */
  readonly tryParent: boolean
}

/** A controller is in one hierarchy only: where version 1 has it, version 2 has not. */
export function groupPlaces({ membership, mounts, controllersIn, tryParent }: GroupTexts): GroupPlaces {
  const places: Partial<Record<Controller, GroupPlace>> = {}
  const mounted = mounts.split('\n').flatMap(groupMount)
  for (const [, names = '', path = ''] of membership.matchAll(/^\d+:([^:]*):(\/.*)$/gm)) {
    for (const mount of mounted) {
      const below = belowRoot(path, mount.root)
      if (below === undefined) continue
      const own = `${mount.at}${below}`.replace(/(?<=.)\/$/, '')
      const folders = mount.version === 2 && tryParent && own !== mount.at ? [own, dirname(own)] : [own]
      for (const folder of folders) {
        const has = mount.version === 1 ? commonNames(names, mount.names) : names === '' ? wordsOf(controllersIn(folder)) : []
        for (const controller of CONTROLLERS) if (has.includes(controller)) places[controller] ??= { version: mount.version, folder }
      }
    }
  }
  return places
}

interface GroupMount {
  readonly version: 1 | 2
  readonly at: string
  /** What of the hierarchy is seen there: not all of it in a container. */
  readonly root: string
  readonly names: readonly string[]
}

/** proc_pid_mountinfo(5). */
function groupMount(line: string): readonly GroupMount[] {
  const [left = '', right = ''] = line.split(' - ')
  const [, , , root, at] = left.split(' ')
  const [type, , options = ''] = right.split(' ')
  if (root === undefined || at === undefined) return []
  if (type === 'cgroup2') return [{ version: 2, at, root, names: [] }]
  return type === 'cgroup' ? [{ version: 1, at, root, names: options.split(',') }] : []
}

const wordsOf = (text: string | undefined): readonly string[] => text?.trim().split(/\s+/) ?? []

const commonNames = (names: string, ofMount: readonly string[]): readonly string[] => {
  const all = names.split(',')
  return all.every((name) => ofMount.includes(name)) ? all : []
}

function belowRoot(path: string, root: string): string | undefined {
  if (root === '/') return path
  // The top of a hierarchy of its own, as a container has it.
  if (path === root) return ''
  return path.startsWith(`${root}/`) ? path.slice(root.length) : undefined
}
