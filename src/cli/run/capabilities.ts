import koffi from 'koffi'

const PR_CAPBSET_DROP = 24
const PR_CAP_AMBIENT = 47
const CLEAR_ALL = 4
const CAPABILITY_VERSION_3 = 0x20080522
/** Of linux/capability.h: whose files, whose processes, as whom, and ports below 1024. None of them opens a namespace, a device or a process of others. */
const CHOWN = 0
const DAC_OVERRIDE = 1
const FOWNER = 3
const FSETID = 4
const KILL = 5
const SETGID = 6
const SETUID = 7
const NET_BIND_SERVICE = 10
const OF_FILES_AND_USERS: ReadonlySet<number> = new Set([CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, SETGID, SETUID, NET_BIND_SERVICE])
const CAPABILITIES_MAX = 64

/** Of this process alone, which goes on deciding what the program's connections become: nothing that it starts has it. */
const NET_ADMIN = 12

/** What was needed for the namespaces is not given on to the program, which can get none of it back, whatever it starts. Root keeps what is of files and users. */
export function giveUpCapabilities(isRoot: boolean): void {
  const library = koffi.load(null)
  const prctl = library.func('prctl', 'int', ['int', 'unsigned long', 'unsigned long', 'unsigned long', 'unsigned long'])
  prctl(PR_CAP_AMBIENT, CLEAR_ALL, 0, 0, 0)
  for (let capability = 0; capability < CAPABILITIES_MAX; capability += 1) {
    // One that the kernel does not know is none.
    if (!isRoot || !OF_FILES_AND_USERS.has(capability)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
  }
  const kept = (isRoot ? [...OF_FILES_AND_USERS, NET_ADMIN] : [NET_ADMIN]).reduce((bits, capability) => bits | (1 << capability), 0)
  const header = Buffer.alloc(8)
  header.writeUInt32LE(CAPABILITY_VERSION_3, 0)
  // Effective, permitted and inheritable, of the first 32 and of the others.
  const sets = Buffer.alloc(24)
  sets.writeUInt32LE(kept, 0)
  sets.writeUInt32LE(kept, 4)
  if (library.func('capset', 'int', ['uint8_t *', 'uint8_t *'])(header, sets) !== 0) throw new Error(`capset: errno ${koffi.errno()}`)
}
