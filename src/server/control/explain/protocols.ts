export { PROTOCOLS } from '../../network/probes/protocols.ts'
