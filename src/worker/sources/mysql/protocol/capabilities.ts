/** Flags that client and server agree on. Neither LOCAL_FILES nor MULTI_STATEMENTS is among those that we have: the server asks for no file, and a text is one statement. */
export const LONG_PASSWORD = 0x1
export const LONG_FLAG = 0x4
export const CONNECT_WITH_DB = 0x8
export const PROTOCOL_41 = 0x200
export const SSL = 0x800
export const TRANSACTIONS = 0x2000
export const SECURE_CONNECTION = 0x8000
export const PLUGIN_AUTH = 0x80000
export const PLUGIN_AUTH_LENENC = 0x200000
