export { type FoundStatement, splitStatements } from '../../base/sql-text/split-statements.ts'
