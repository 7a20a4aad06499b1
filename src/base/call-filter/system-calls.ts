/** The machines whose numbers are known here. */
export type Architecture = 'x64' | 'arm64'

/** Numbers as in the kernel's asm/unistd_64.h and asm-generic/unistd.h; undefined: this architecture never had it. */
export type CallNumbers = readonly [x64: number | undefined, arm64: number | undefined]

/** The newest call that was weighed (file_setattr, Linux 6.17). A newer one is answered as by a kernel that lacks it. */
export const NEWEST_KNOWN = 469

/**
 * What a worker never does, so what only native code that took it over would ask for. It would fail without this table too, with ENOSYS, as whatever does not stand in
 * ALLOWED_CALLS; here it is told that it is no one's business, and that nobody is to add it there.
 */
export const DENIED_CALLS: Readonly<Record<string, CallNumbers>> = {
  // A handed socket stays what it is, and no other comes to be. Node's channel and its sockets only read, write and shut down.
  socket: [41, 198],
  socketpair: [53, 199],
  connect: [42, 203],
  bind: [49, 200],
  listen: [50, 201],
  accept: [43, 202],
  accept4: [288, 242],
  // Nothing of a worker writes by these; descriptors go with them, whose number on their way is counted for all programs of a user, and which live on where nobody reads them.
  sendmsg: [46, 211],
  sendmmsg: [307, 269],
  // Programs and processes; clone is told from the making of a thread by its arguments.
  execve: [59, 221],
  execveat: [322, 281],
  fork: [57, undefined],
  vfork: [58, undefined],
  // Other processes: their signals, memory, descriptors, priorities, groups. What is allowed towards oneself stands in argumentRules.
  tkill: [200, 130],
  rt_sigqueueinfo: [129, 138],
  rt_tgsigqueueinfo: [297, 240],
  pidfd_open: [434, 434],
  pidfd_send_signal: [424, 424],
  pidfd_getfd: [438, 438],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  kcmp: [312, 272],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  setpriority: [141, 140],
  ioprio_set: [251, 30],
  sched_setscheduler: [144, 119],
  sched_setparam: [142, 118],
  sched_setattr: [314, 274],
  setpgid: [109, 154],
  get_robust_list: [274, 100],
  // Memory, semaphores and queues that programs of the same user share by a key or a name.
  shmget: [29, 194],
  shmctl: [31, 195],
  shmat: [30, 196],
  semget: [64, 190],
  semop: [65, 193],
  semtimedop: [220, 192],
  semctl: [66, 191],
  msgget: [68, 186],
  msgsnd: [69, 189],
  msgrcv: [70, 188],
  msgctl: [71, 187],
  mq_open: [240, 180],
  mq_unlink: [241, 181],
  // On a queue that was opened as a file of /dev/mqueue.
  mq_timedsend: [242, 182],
  mq_timedreceive: [243, 183],
  mq_notify: [244, 184],
  mq_getsetattr: [245, 185],
  // Ways around this filter: a ring of calls that the kernel carries out itself.
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  // Namespaces, mounts, roots.
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  open_tree_attr: [467, 467],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  mknod: [133, undefined],
  mknodat: [259, 33],
  // Parts of the kernel with a long record of holes, or that belong to an administrator.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  fanotify_init: [300, 262],
  seccomp: [317, 277],
  personality: [135, 92],
  modify_ldt: [154, undefined],
  uselib: [134, undefined],
  lookup_dcookie: [212, 18],
  syslog: [103, 116],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  acct: [163, 89],
  swapon: [167, 224],
  swapoff: [168, 225],
  reboot: [169, 142],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  vhangup: [153, 58],
  // Who one is: of use only where a worker had to be started with an administrator's powers.
  setuid: [105, 146],
  setgid: [106, 144],
  setreuid: [113, 145],
  setregid: [114, 143],
  setresuid: [117, 147],
  setresgid: [119, 149],
  setfsuid: [122, 151],
  setfsgid: [123, 152],
  setgroups: [116, 159],
  capset: [126, 91],
  // By these a file could be made such that nobody may change it; ioctl has the same.
  file_setattr: [469, 469],
}

/** What makes a ring of calls. Node makes one for each event loop before it runs a line of JavaScript, and does without where there is none. */
export const RING_CALLS: Readonly<Record<string, CallNumbers>> = { io_uring_setup: [425, 425] }

/**
 * A call that is told by the low half of one argument, or of two, which is all that the kernel itself looks at in each of these.
 * 'only': the argument must be one of these; 'except': it must be none; 'bits': it must have the one bit `needed` (0: none) and none of `refused`; 'pairs': it and the next one must be
 * one of these.
 */
export type ArgumentRule = { readonly numbers: CallNumbers; readonly argument: number } & (
  | { readonly kind: 'only'; readonly values: readonly number[] }
  | { readonly kind: 'except'; readonly values: readonly number[] }
  | { readonly kind: 'bits'; readonly needed: number; readonly refused: number }
  | { readonly kind: 'pairs'; readonly values: readonly (readonly [value: number, next: readonly number[]])[] }
)

const CLONE_THREAD = 0x1_0000
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NEW = 0x7e02_0000
/**
 * What Node sets on a socket (SO_KEEPALIVE; TCP_NODELAY, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT). Of the others one sends it through another device (SO_BINDTODEVICE, which takes
 * no right), one puts a program into the kernel (SO_ATTACH_FILTER), one another protocol beneath it (TCP_ULP), and one has whoever closes it last, which may be the server, wait in the
 * kernel for as long as it says (SO_LINGER: Node sets it for a reset, which nobody here asks for).
 */
const SOCKET_OPTIONS_OF_NODE = [
  [1 /* SOL_SOCKET */, [9]],
  [6 /* IPPROTO_TCP */, [1, 4, 5, 6]],
] as const
/**
 * What Node asks of one (SO_TYPE, SO_ERROR, SO_SNDBUF, SO_RCVBUF, SO_ACCEPTCONN, SO_PROTOCOL, SO_DOMAIN). Another gives a descriptor of the process that made the other end of a
 * channel, which is the server (SO_PEERPIDFD).
 */
const SOCKET_ANSWERS_OF_NODE = [[1 /* SOL_SOCKET */, [3, 4, 7, 8, 30, 38, 39]]] as const
/**
 * All but MSG_DONTWAIT, MSG_NOSIGNAL and MSG_MORE: one is a connect in the clothes of a write (MSG_FASTOPEN), one sends bytes beside the others (MSG_OOB), by which unix sockets have been
 * a way into the kernel.
 */
const OTHER_SEND_FLAGS = ~(0x40 | 0x4000 | 0x8000) >>> 0
const PR_SET_PDEATHSIG = 1
/** The same as the call seccomp. */
const PR_SET_SECCOMP = 22
const PR_SET_MM = 35
/** Says of another process beside whom it may run. */
const PR_SCHED_CORE = 62
/** Whoever starts such a file has the rights of its owner: of the server's user, root perhaps. What is written to one takes these off again, so none can be made of the mode of a new file. */
const SET_ID_BITS = 0o6000
/** Leaves a device in the place of what was moved: that which says to a file system of layers that there is nothing. */
const RENAME_WHITEOUT = 4
/** By these the kernel is told whom to signal when a descriptor has something, and with what: a kill in the clothes of a setting. */
const [F_SETOWN, F_SETSIG, F_SETOWN_EX] = [8, 10, 15]
/** And these hold up, or report, what others do with a file. */
const [F_SETLEASE, F_NOTIFY, F_SETDELEG] = [1024, 1026, 1040]
/**
 * What node and the C library ask of files, pipes, sockets and terminals (TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2). Everything else is
 * another driver's: owners of sockets, terminals' sessions, tunnels, disks, namespaces of a process.
 */
const IOCTLS_OF_NODE = [0x5401, 0x5413, 0x541b, 0x5421, 0x5450, 0x5451, 0x802c_542a]

export const argumentRules = (ownPid: number): Readonly<Record<string, ArgumentRule>> => ({
  clone: { numbers: [56, 220], argument: 0, kind: 'bits', needed: CLONE_THREAD, refused: CLONE_NEW },
  // An abort, and the end when the server is gone.
  kill: { numbers: [62, 129], argument: 0, kind: 'only', values: [ownPid] },
  tgkill: { numbers: [234, 131], argument: 0, kind: 'only', values: [ownPid] },
  prlimit64: { numbers: [302, 261], argument: 0, kind: 'only', values: [0, ownPid] },
  sendto: { numbers: [44, 206], argument: 3, kind: 'bits', needed: 0, refused: OTHER_SEND_FLAGS },
  // Its own thread; the engine asks it of threads by their ids where there are very many cores, and does without.
  sched_setaffinity: { numbers: [203, 122], argument: 0, kind: 'only', values: [0, ownPid] },
  fchmod: { numbers: [91, 52], argument: 1, kind: 'bits', needed: 0, refused: SET_ID_BITS },
  renameat2: { numbers: [316, 276], argument: 4, kind: 'bits', needed: 0, refused: RENAME_WHITEOUT },
  // The rights of what they make. openat2 has them in memory, where nothing can look: it is not allowed.
  open: { numbers: [2, undefined], argument: 2, kind: 'bits', needed: 0, refused: SET_ID_BITS },
  openat: { numbers: [257, 56], argument: 3, kind: 'bits', needed: 0, refused: SET_ID_BITS },
  // It must not free itself from dying with the program that started it.
  prctl: { numbers: [157, 167], argument: 0, kind: 'except', values: [PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_MM, PR_SCHED_CORE] },
  fcntl: { numbers: [72, 25], argument: 1, kind: 'except', values: [F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETDELEG] },
  // Those of IP could send it another way, others load parts of the kernel.
  setsockopt: { numbers: [54, 208], argument: 1, kind: 'pairs', values: SOCKET_OPTIONS_OF_NODE },
  getsockopt: { numbers: [55, 209], argument: 1, kind: 'pairs', values: SOCKET_ANSWERS_OF_NODE },
  ioctl: { numbers: [16, 29], argument: 1, kind: 'only', values: IOCTLS_OF_NODE },
})
