/** Memory, as the engine gives it and takes it back. */
import { totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type LedgerMemory, ledgerMemory } from '../explore/parallel/ledger.ts';

/** Memory for the tables of all: address space that no machine of this size could fill. */
export function tableMemory(): LedgerMemory {
  return ledgerMemory(Math.min(2 ** 32, 2 ** Math.floor(Math.log2(totalmem() / 2))));
}

/** The engine can do that when asked, but has no other way to ask. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}
