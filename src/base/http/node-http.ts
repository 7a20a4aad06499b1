import type * as http from 'node:http'

/**
 * Node's own http, as it is required: where it is imported, Node reads each of its exports, of which WebSocket loads a client of 40 ms of processor time that
 * nobody here uses. Types may be imported as usual.
 */
export const { Agent, createServer, IncomingMessage, request, STATUS_CODES } = process.getBuiltinModule('node:http')
export type IncomingMessage = http.IncomingMessage
