import { ERROR_TABLE, type ErrorRow, GATEWAY_TABLE } from '../../src/server/api/answers/error-table.ts'

/** docs/reference/errors.md */
export function errorsPage(): string {
  return `# Errors

Generated from src/server/api/answers/error-table.ts by \`npm run generate\`.

A DLI error is \`{"error_code": "DLI.0002", "error_msg": "…"}\`, a VPC error \`{"code": "VPC.0202", "message": "…"}\`, an IAM error
\`{"error": {"code": 404, "message": "…", "title": "Not Found"}}\`. The message ends with what to do, which stands once more in
\`hint\`. Beside a code of the vendor's, which means several kinds, \`reason\` is the kind of the tables below. All of them may also have \`request_id\` and an \`explanation\`:
the steps from a name to a connected socket, which of them failed, what was seen and what would help. A mistake in a statement has a \`place\`,
\`{"line": 1, "column": 8, "length": 4, "expected": "a table"}\`: line and column from 1, both in characters, and what could stand there where that is known.

## What a call was refused for

${table(ERROR_TABLE)}

## Before a call is looked at

${table(GATEWAY_TABLE)}

## By DLI code

${byCode()}
`
}

function table(rows: Readonly<Record<string, ErrorRow>>): string {
  const lines = Object.entries(rows).map(
    ([kind, { meaning, dli, vpc, iam, causeway }]) =>
      `| ${kind} | ${meaning} | ${dli.status} ${dli.code} | ${vpc.status} ${vpc.code} | ${iam.status} ${iam.title} | ${causeway.status} ${causeway.code} |`,
  )
  return ['| Kind | Meaning | DLI | VPC | IAM | Causeway |', '|---|---|---|---|---|---|', ...lines].join('\n')
}

function byCode(): string {
  const rows = Object.values({ ...ERROR_TABLE, ...GATEWAY_TABLE })
  const codes = [...new Set(rows.map((row) => row.dli.code))].sort()
  const lines = codes.map((code) => {
    const meanings = rows.filter((row) => row.dli.code === code).map((row) => row.meaning)
    return `| ${code} | ${meanings.join('; ')} |`
  })
  return ['| Code | Meaning |', '|---|---|', ...lines].join('\n')
}
