/** What one session may hold: it is kept, and a part of it is read by each of its jobs. */
export const SESSION_LIMITS = {
  /** Of one user, and global ones of one queue. */
  views: 100,
  settings: 100,
  settingNameCharacters: 256,
  settingValueCharacters: 4_096,
  viewNameCharacters: 128,
  commentCharacters: 4_096,
  /** Of one view's definition, as JSON. */
  viewCharacters: 262_144,
  /** Of all definitions of one user, and of all global ones of one queue. */
  viewsCharacters: 1_048_576,
  /** Temporary ones of one user. */
  functions: 100,
  functionParameters: 100,
  /** Of one function's definition, as JSON; all of them come with each job. */
  functionCharacters: 16_384,
  functionsCharacters: 262_144,
} as const
