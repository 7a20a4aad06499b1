#!/usr/bin/env node
/** The agent without the server, for the one file that `npm run agent-file` makes. */
import { Command } from 'commander'
import { useSteadyCompiler } from '../../base/steady-compiler.ts'
import { VERSION } from '../version.ts'
import { addAgentCommand } from './agent-command.ts'

useSteadyCompiler()

const program = new Command('causeway').description('The agent of Causeway').version(VERSION)
addAgentCommand(program, VERSION)
await program.parseAsync()
