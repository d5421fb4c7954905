#!/usr/bin/env node
/**
 * The raftcheck command, as the process has it: its streams, its signals, and its exit status whatever ends it. Nothing else
 * is loaded before that is settled, so that a fault or a signal while loading has the right status too.
 */
import { openTerminal } from './process.ts';

const terminal = openTerminal();
const { invoke } = await import('./invoke.ts');
// Set, not exited: what is still in the pipes gets written.
process.exitCode = await invoke(process.argv.slice(2), terminal);
