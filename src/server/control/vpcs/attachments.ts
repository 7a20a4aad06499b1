export { ATTACHMENT_FIELDS, ATTACHMENT_KINDS, DEFAULT_ATTACHMENT } from '../../network/attachments/attachments.ts'
