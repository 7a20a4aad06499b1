import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, sep } from 'node:path'
import { limitBytes, RLIMIT_NPROC } from '../../../../base/native/process-limits.ts'
import { CallProgram, CHILD_DESCRIPTOR, LAUNCH_ARGUMENTS, LAUNCH_ENVIRONMENT } from './call-program.ts'
import { FILTER_FD, OWNERS_FD, VIEW_FD } from './launcher.ts'

/** What a worker is to see, and be, from its start. */
export interface LaunchOrder {
  /** The program that runs in it. */
  readonly file: string
  /** Absolute; what is not there is left out. */
  readonly readable: readonly string[]
  readonly writable: readonly string[]
  /** Whose rights it has: those of whoever starts it, or, where root does, of a user who owns nothing, to whom the folders look like his. */
  readonly owner: Owner
  /** Of setrlimit(2), by number. */
  readonly limits: readonly (readonly [resource: number, most: number])[]
  /** As the kernel counts them in its user namespace, where there is nothing else of its user. */
  readonly threadsMax: number | undefined
}

export type Owner =
  | { readonly kind: 'same'; readonly user: number; readonly group: number }
  | { readonly kind: 'nobody'; readonly id: number }

// linux/sched.h, linux/mount.h, linux/fcntl.h, linux/prctl.h, sys/mount.h
const CLONE_FILES = 0x400
const CLONE_PIDFD = 0x1000
const CLONE_VFORK = 0x4000
const CLONE_NEWNS = 0x0002_0000
const CLONE_NEWIPC = 0x0800_0000
const CLONE_NEWUSER = 0x1000_0000
const CLONE_NEWPID = 0x2000_0000
const CLONE_NEWNET = 0x4000_0000
const SIGCHLD = 17
const SIGKILL = 9
const PR_SET_PDEATHSIG = 1
const PR_SET_DUMPABLE = 4
const PR_SET_NAME = 15
const PR_CAPBSET_DROP = 24
const PR_SET_NO_NEW_PRIVS = 38
const AT_FDCWD = -100
const AT_EMPTY_PATH = 0x1000
const AT_RECURSIVE = 0x8000
const OPEN_TREE_CLONE = 1
const O_RDONLY = 0
const O_WRONLY = 1
const O_CLOEXEC = 0x8_0000
const MOVE_MOUNT_FROM_ITSELF = 4
const MOUNT_ATTR_RDONLY = 1
const MOUNT_ATTR_NOSUID = 2
const MOUNT_ATTR_NODEV = 4
const MOUNT_ATTR_IDMAP = 0x10_0000
const MS_RDONLY = 1
const MS_NOSUID = 2
const MS_NODEV = 4
const MS_NOEXEC = 8
const MS_REC = 0x4000
const MS_SLAVE = 0x8_0000
const MNT_DETACH = 2
const S_IFREG = 0o100000
const EVERY_DESCRIPTOR = 0xffff_ffff

/** Descriptors with a number of their own, for they are spoken of from one program to the next, and by a child. Above what node is given. */
const USER_NAMESPACE = 20
const MACHINE_MOUNTS = 21
const WORKER_MOUNTS = 22
const DONE = 23
const MOUNT_OWNERS = 24

/** It is everywhere, holds nothing that a worker needs, and is never above a folder of data. */
const NEW_ROOT = '/sys'
/** What programs load that are built for this kind of system. */
const LIBRARIES = ['/lib', '/lib32', '/lib64', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/local/lib', '/nix/store', '/gnu/store']
const FILES = ['/etc/ld.so.cache', '/etc/localtime', '/dev/null']

/**
 * From the server's child to node: namespaces; a root in which there is nothing but what the order names, all of it read-only but what is to be written; then no rights. The launcher itself
 * stays among the machine's mounts, for what is to be added; the worker never saw them.
 */
export function launchWorker(order: LaunchOrder): Buffer {
  const program = new CallProgram()
  const { owner } = order
  const foreign = owner.kind === 'nobody'
  endWithStarter(program)
  // What leads to a file or folder of the machine leads past every mount.
  program.call('close_range', (foreign ? OWNERS_FD : FILTER_FD) + 1, EVERY_DESCRIPTOR, 0)
  if (foreign) {
    program.call('dup3', OWNERS_FD, MOUNT_OWNERS, O_CLOEXEC)
    program.call('close', OWNERS_FD)
  }
  program.call('prctl', PR_SET_NAME, program.text('causeway-start'), 0, 0, 0)
  program.call('prctl', PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
  for (const [resource, bytes] of order.limits) program.call('prlimit64', 0, resource, program.bytes(limitBytes(bytes)), 0)
  const umask = program.call('umask', 0o022)
  if (foreign) {
    makeUserNamespace(program, owner.id)
    program.call('setgroups', 0, 0)
  } else {
    // Owns what is made with it.
    program.call('unshare', CLONE_NEWUSER | CLONE_NEWNS)
    mapOneUser(program, owner.user, owner.group)
  }
  keep(program, '/proc/self/ns/mnt', MACHINE_MOUNTS)
  if (!foreign) followMachine(program)
  program.call('unshare', CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWPID)
  followMachine(program)
  keep(program, '/proc/self/ns/mnt', WORKER_MOUNTS)
  makeRoot(program, order)
  program.call('chdir', program.text(NEW_ROOT))
  program.call('pivot_root', program.text('.'), program.text('.'))
  // This one goes on when the child is another program.
  program.fork(SIGCHLD | CLONE_PIDFD | CLONE_VFORK, CHILD_DESCRIPTOR, () => {
    // Of its process namespace; as long as there is another one to be seen, which the kernel asks for.
    program.call(
      'mount',
      program.text('none'),
      program.text('/proc'),
      program.text('proc'),
      MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC,
      0,
    )
    program.call('chdir', program.text('/'))
    if (foreign) {
      program.call('setns', USER_NAMESPACE, CLONE_NEWUSER)
      program.call('setresgid', 0, 0, 0)
      program.call('setresuid', 0, 0, 0)
    }
    for (let capability = 0; capability <= lastCapability(); capability += 1) program.call('prctl', PR_CAPBSET_DROP, capability, 0, 0, 0)
    // Not before: it would hold for the user's processes elsewhere.
    if (order.threadsMax !== undefined) program.call('prlimit64', 0, RLIMIT_NPROC, program.bytes(limitBytes(order.threadsMax)), 0)
    program.call('umask', umask)
    program.call('close', VIEW_FD)
    // What changes a process's user takes this off it.
    endWithStarter(program)
    program.call('execve', program.text(order.file), LAUNCH_ARGUMENTS, LAUNCH_ENVIRONMENT)
  })
  // The old root lies over the new one. The kernel takes its time for that, while node starts: nothing of a user is there yet, and `closeView` waits for it.
  program.call('umount2', program.text('.'), MNT_DETACH)
  // Where the folders are that are to be added.
  program.call('setns', MACHINE_MOUNTS, CLONE_NEWNS)
  program.waitForNext()
  return program.encode('x64')
}

/** What the kernel is to hold it to from then on: of setrlimit(2), never more than before. */
export interface LowerLimits {
  /** As the launcher sees it. */
  readonly pid: number
  readonly limits: LaunchOrder['limits']
}

/** Adds these folders to what the worker sees, to be written, and makes its root read-only. Answers 'closed' at the launcher's control. */
export function addFolders(folders: readonly string[], owner: Owner, lower?: LowerLimits): Buffer {
  const program = new CallProgram()
  // A bucket on a disk that cannot do that stays what everybody may read, and costs no worker.
  const mapped: Mapped = owner.kind === 'nobody' ? 'where it can be' : 'no'
  const trees = namesOf(folders).map(([from, at]) => ({ at, tree: openTree(program, from, { readOnly: false, mapped }) }))
  program.call('setns', WORKER_MOUNTS, CLONE_NEWNS)
  for (const { at, tree } of trees) {
    for (const folder of [...above(at), at]) program.tryCall('mkdirat', AT_FDCWD, program.text(folder), 0o755)
    program.call('move_mount', tree, program.text(''), AT_FDCWD, program.text(at), MOVE_MOUNT_FROM_ITSELF)
    program.call('close', tree)
  }
  program.call('mount_setattr', AT_FDCWD, program.text('/'), 0, program.bytes(attributes(MOUNT_ATTR_RDONLY)), ATTRIBUTES_BYTES)
  program.call('close', MACHINE_MOUNTS)
  if (lower !== undefined) lowerLimits(program, owner, lower)
  program.call('write', VIEW_FD, program.text('closed\n'), 'closed\n'.length)
  program.waitForNext()
  return program.encode('x64')
}

/** A user's limits may be lowered by himself; root may not always (CAP_SYS_RESOURCE): then by a child that has become him. That it came to its end is told by a descriptor that both have. */
function lowerLimits(program: CallProgram, owner: Owner, { pid, limits }: LowerLimits): void {
  const lower = (target: number): void => {
    for (const [resource, most] of limits) program.call('prlimit64', target, resource, program.bytes(limitBytes(most)), 0)
  }
  if (owner.kind === 'same') {
    lower(pid)
    return
  }
  const { id } = owner
  const child = program.fork(SIGCHLD | CLONE_FILES, 0, () => {
    program.call('setresgid', id, id, id)
    program.call('setresuid', id, id, id)
    // It is born in the worker's process namespace, whose first is the worker.
    lower(1)
    program.call('dup3', VIEW_FD, DONE, O_CLOEXEC)
    program.call('exit_group', 0)
  })
  program.call('wait4', child, 0, 0, 0)
  program.call('close', DONE)
}

/** Where mounts may stand in what a worker sees. */
export const placesOf = ({ file, readable, writable }: Pick<LaunchOrder, 'file' | 'readable' | 'writable'>): readonly string[] => [
  ...[...LIBRARIES, ...readable, ...FILES, file, ...writable].flatMap((path) => (existsSync(path) ? [path, realpathSync(path)] : [])),
  '/proc',
]

function endWithStarter(program: CallProgram): void {
  program.call('prctl', PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
}

/** Takes a disk that is mounted later, and gives nothing back. */
function followMachine(program: CallProgram): void {
  program.call('mount', program.text('none'), program.text('/'), 0, MS_REC | MS_SLAVE, 0)
}

function keep(program: CallProgram, path: string, descriptor: number): void {
  const opened = program.call('openat', AT_FDCWD, program.text(path), O_RDONLY | O_CLOEXEC)
  program.call('dup3', opened, descriptor, O_CLOEXEC)
  program.call('close', opened)
}

/** user_namespaces(7): in it there is one user and one group. */
function mapOneUser(program: CallProgram, user: number, group: number): void {
  for (const [file, text] of [
    ['setgroups', 'deny'],
    ['uid_map', `0 ${user} 1`],
    ['gid_map', `0 ${group} 1`],
  ] as const) {
    const opened = program.call('openat', AT_FDCWD, program.text(`/proc/self/${file}`), O_WRONLY | O_CLOEXEC)
    program.call('write', opened, program.text(text), text.length)
    program.call('close', opened)
  }
}

/** Of a user who is nobody: made by a child that has become him, for whoever makes one may map himself. Its descriptor is shared with the child. */
function makeUserNamespace(program: CallProgram, id: number): void {
  program.fork(SIGCHLD | CLONE_FILES, 0, () => {
    program.call('setgroups', 0, 0)
    program.call('setresgid', id, id, id)
    program.call('setresuid', id, id, id)
    // Else its files in /proc are root's.
    program.call('prctl', PR_SET_DUMPABLE, 1, 0, 0, 0)
    program.call('unshare', CLONE_NEWUSER)
    mapOneUser(program, id, id)
    keep(program, '/proc/self/ns/user', USER_NAMESPACE)
    program.call('exit_group', 0)
  })
  program.call('wait4', -1, 0, 0, 0)
}

/** At NEW_ROOT: folders and files in which the machine's are seen. */
function makeRoot(program: CallProgram, { file, readable, writable, owner }: LaunchOrder): void {
  const mapped: Mapped = owner.kind === 'nobody' ? 'yes' : 'no'
  const mappedIfReadable: Mapped = mapped === 'yes' ? 'where it can be' : 'no'
  const options = program.text('size=1m,mode=755')
  program.call('mount', program.text('none'), program.text(NEW_ROOT), program.text('tmpfs'), MS_NOSUID | MS_NODEV, options)
  // By both names of a folder that is a link, as node_modules may be: node itself may stand in it.
  const seen = namesOf(readable).map(([, at]) => at)
  const files = [...FILES, file].filter((path) => existsSync(path) && !seen.some((folder) => isWithin(path, folder)))
  const mounts = [
    ...namesOf(LIBRARIES).map(([from, at]) => ({ from, at, readOnly: true, isFolder: true, mapped: 'no' as const })),
    ...namesOf(readable).map(([from, at]) => ({
      from,
      at,
      readOnly: true,
      isFolder: true,
      mapped: mappedIfReadable,
    })),
    ...files.map((at) => ({ from: realpathSync(at), at, readOnly: true, isFolder: false, mapped: 'no' as const })),
    ...namesOf(writable).map(([from, at]) => ({ from, at, readOnly: false, isFolder: true, mapped })),
  ]
  const folders = new Set(['/proc', ...mounts.flatMap(({ at, isFolder }) => [...above(at), ...(isFolder ? [at] : [])])])
  // One that stands in another that is mounted before is there already.
  for (const folder of folders)
    if (!mounts.some(({ at }) => isWithin(folder, at) && folder !== at))
      program.call('mkdirat', AT_FDCWD, program.text(`${NEW_ROOT}${folder}`), 0o755)
  for (const { at, isFolder } of mounts)
    if (!isFolder) program.call('mknodat', AT_FDCWD, program.text(`${NEW_ROOT}${at}`), S_IFREG | 0o644, 0)
  for (const { from, at, ...how } of mounts) {
    const tree = openTree(program, from, how)
    program.call('move_mount', tree, program.text(''), AT_FDCWD, program.text(`${NEW_ROOT}${at}`), MOVE_MOUNT_FROM_ITSELF)
    program.call('close', tree)
  }
}

/**
 * What is mounted below it comes along, as read-only as it.
 * @param how.mapped what is root's on the disk is the worker's there: 'yes' or it ends
 */
function openTree(
  program: CallProgram,
  from: string,
  how: { readonly readOnly: boolean; readonly mapped: Mapped },
): ReturnType<CallProgram['call']> {
  const tree = program.call('open_tree', AT_FDCWD, program.text(from), OPEN_TREE_CLONE | O_CLOEXEC | AT_RECURSIVE)
  const here = program.text('')
  const attributesOf = (set: number) => program.bytes(attributes(set))
  const plain = MOUNT_ATTR_NOSUID | (how.readOnly ? MOUNT_ATTR_RDONLY : MOUNT_ATTR_NODEV)
  program.call('mount_setattr', tree, here, AT_EMPTY_PATH | AT_RECURSIVE, attributesOf(plain), ATTRIBUTES_BYTES)
  if (how.mapped === 'no') return tree
  const mapping = attributesOf(MOUNT_ATTR_IDMAP)
  if (how.mapped === 'yes') program.call('mount_setattr', tree, here, AT_EMPTY_PATH, mapping, ATTRIBUTES_BYTES)
  // All of it or nothing; else without the disks that are mounted below it. What is mapped already stays so.
  else for (const depth of [AT_RECURSIVE, 0]) program.tryCall('mount_setattr', tree, here, AT_EMPTY_PATH | depth, mapping, ATTRIBUTES_BYTES)
  return tree
}

type Mapped = 'yes' | 'where it can be' | 'no'

const ATTRIBUTES_BYTES = 32

/** struct mount_attr { __u64 attr_set, attr_clr, propagation, userns_fd; } */
function attributes(set: number): Buffer {
  const bytes = Buffer.alloc(ATTRIBUTES_BYTES)
  bytes.writeBigUInt64LE(BigInt(set), 0)
  if ((set & MOUNT_ATTR_IDMAP) !== 0) bytes.writeBigUInt64LE(BigInt(MOUNT_OWNERS), 24)
  return bytes
}

function lastCapability(): number {
  return Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))
}

/** What is there of them, each by its own name and by the name behind its links: [where it really is, where it is to be seen]. */
export function namesOf(folders: readonly string[]): readonly (readonly [string, string])[] {
  const names = new Map<string, string>()
  for (const folder of folders) {
    if (!existsSync(folder)) continue
    const real = realpathSync(folder)
    names.set(real, real)
    names.set(folder, real)
  }
  return [...names].map(([at, from]) => [from, at])
}

/** From the top: /a, /a/b for /a/b/c. */
function above(path: string): readonly string[] {
  const folders: string[] = []
  for (let folder = dirname(path); folder !== '/' && folder !== '.'; folder = dirname(folder)) folders.unshift(folder)
  return folders
}

export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)
