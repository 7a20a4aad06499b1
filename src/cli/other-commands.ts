import type { Command } from 'commander'
import { addAccountCommands } from './accounts/account-commands.ts'
import { addAgentCommand } from './agent/agent-command.ts'
import { addAuditCommand } from './audit/audit-command.ts'
import { addBackupCommands } from './backup/backup-commands.ts'
import { addCallCommands } from './call/call-commands.ts'
import { addCompletionCommands } from './completion/completion-command.ts'
import { addDemoCommand } from './demo-command.ts'
import { addDoctorCommand } from './doctor/doctor-command.ts'
import { addDoorCommands } from './door/door-command.ts'
import { addExpectCommands } from './expect/expect-command.ts'
import { addExplainCommand } from './explain/explain-command.ts'
import { addTestTableCommand } from './explain/test-table-command.ts'
import { addWouldReachCommand } from './explain/would-reach-command.ts'
import { addJobCommands } from './jobs/job-commands.ts'
import { addLogInCommands } from './log-in/log-in-commands.ts'
import { addObjectCommands } from './objects/object-commands.ts'
import { addBindCommands } from './resources/bind-commands.ts'
import { addGrantCommands } from './resources/grant-commands.ts'
import { addImpactCommand } from './resources/impact-command.ts'
import { addResourceCommands } from './resources/resource-commands.ts'
import { addTagCommands } from './resources/tag-commands.ts'
import { addRunCommand } from './run/run-command.ts'
import { addScriptCommands } from './scripts/script-commands.ts'
import { addSqlCommand } from './sql/sql-command.ts'
import { VERSION } from './version.ts'

/** Every command but `start`. @param cwd against which a command line's file names are read */
export function addOtherCommands(program: Command, cwd: string): void {
  addLogInCommands(program, cwd)
  addSqlCommand(program, cwd)
  addResourceCommands(program, cwd)
  addBindCommands(program, cwd)
  addGrantCommands(program, cwd)
  addTagCommands(program, cwd)
  addJobCommands(program, cwd)
  addScriptCommands(program, cwd)
  addObjectCommands(program, cwd)
  addCallCommands(program, cwd)
  addCompletionCommands(program, cwd)
  addAccountCommands(program, cwd)
  addAuditCommand(program, cwd)
  addAgentCommand(program, VERSION)
  addExplainCommand(program, cwd)
  addTestTableCommand(program, cwd)
  addWouldReachCommand(program, cwd)
  addDoorCommands(program, cwd)
  addDoctorCommand(program, cwd)
  addDemoCommand(program)
  addBackupCommands(program)
  addRunCommand(program, cwd)
  addExpectCommands(program, cwd)
  addImpactCommand(program, cwd)
}
