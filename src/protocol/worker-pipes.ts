/**
 * How server and worker are joined: node's own IPC channel for what the server says (it can carry sockets), and a pipe for what the worker says, one message a
 * line as JSON. Node acts on some messages of its channel before any handler sees them, so nothing that a worker writes may be read there.
 */

/** Descriptor of the worker: it writes its messages there. Behind the standard streams and node's channel. */
export const MESSAGES_FD = 4

/** Bytes of one message of a worker: a preview is the largest. */
export const MESSAGE_BYTES_MAX = 64 << 20
