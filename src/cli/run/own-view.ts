import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import koffi from 'koffi'

const MS_BIND = 0x1000
const MS_REMOUNT = 0x20
const MS_RDONLY = 1
const NO_SUID_DEV_EXEC = 2 | 4 | 8

type Hosts = readonly { readonly name: string; readonly ip: string }[]

/** In a mount namespace of its own: the names that the queue knows, and no other way to look one up. */
export function setNames(hosts: Hosts): void {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-run-'))
  try {
    put(folder, '/etc/hosts', hostsText(hosts))
    put(folder, '/etc/resolv.conf', '# The network of a queue has no name server: its names are in /etc/hosts\n')
    if (existsSync('/etc/nsswitch.conf')) put(folder, '/etc/nsswitch.conf', switchText(readFileSync('/etc/nsswitch.conf', 'utf8')))
    // Asked by the C library before any file.
    if (existsSync('/run/nscd')) mount('none', '/run/nscd', 'tmpfs', NO_SUID_DEV_EXEC)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As they are now: in the file that is mounted, for whoever has it open and for whoever opens it. */
export function renewNames(hosts: Hosts): void {
  const file = openSync('/etc/hosts', 'r+')
  try {
    // Never empty: somebody may read it meanwhile.
    const content = Buffer.from(hostsText(hosts))
    writeSync(file, content, 0, content.length, 0)
    ftruncateSync(file, content.length)
  } finally {
    closeSync(file)
  }
}

/** Of its own process namespace. Throws where it may not be mounted, as in some containers. */
export function setProcesses(): void {
  mount('proc', '/proc', 'proc', NO_SUID_DEV_EXEC)
}

/** The settings of the machine are written by whoever is its root, without any capability; some of them name a program that the machine then starts, in its own network. */
export function lockSettings(): void {
  for (const path of ['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/fs']) {
    if (existsSync(path)) mount(path, path, '', MS_BIND)
  }
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
  for (const point of points) {
    if (/^\/sys(\/|$)|^\/proc\/./.test(point)) mount('none', point, '', MS_BIND | MS_REMOUNT | MS_RDONLY | NO_SUID_DEV_EXEC)
  }
}

/** In the place of a file, which the machine may have as a link, or not at all. */
function put(folder: string, path: string, content: string): void {
  if (!existsSync(path)) return
  const file = join(folder, 'file')
  writeFileSync(file, content, { mode: 0o644 })
  mount(file, realpathSync(path), '', MS_BIND)
  // The mount keeps it.
  rmSync(file)
}

function mount(source: string, target: string, type: string, flags: number): void {
  const call = koffi.load(null).func('mount', 'int', ['str', 'str', 'str', 'unsigned long', 'void *'])
  if (call(source, target, type, flags, null) !== 0) throw new Error(`mount ${target}: errno ${koffi.errno()}`)
}

function hostsText(hosts: Hosts): string {
  const own = [`127.0.0.1 localhost`, `::1 localhost ip6-localhost`, `127.0.0.1 ${hostname()}`]
  return `${[...own, ...hosts.map(({ name, ip }) => `${ip} ${name}`)].join('\n')}\n`
}

const switchText = (content: string): string =>
  `${content
    .split('\n')
    .filter((line) => !/^\s*hosts\s*:/.test(line))
    .join('\n')}\nhosts: files\n`
