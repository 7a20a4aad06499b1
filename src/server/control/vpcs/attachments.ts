export { ATTACHMENT_FIELDS, ATTACHMENT_KINDS } from '../../network/attachments/attachments.ts'
