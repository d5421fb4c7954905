/** What goes wrong with the files and rows of a farm, as wrong input: nothing that comes from elsewhere is trusted. */
import { type Trouble, UserError } from '../../base/usererror.ts';
import { isRefusedBySystem } from '../../base/write.ts';
import { DiskFull } from '../../explore/disk/disk.ts';
import { BadRun } from '../../explore/farm/rows.ts';
import { NotDeterministic } from '../../explore/system.ts';
import { DriverFailed } from '../../foreign/failed.ts';
import type { SystemModule } from '../../system/module.ts';
import { ContractBreach } from '../../system/onlooker.ts';
import { full } from '../diskfiles.ts';
import { breachTrouble, noFunction } from '../ownsystem.ts';

/** Whether there is no room for more on the disk. */
export function isFull(error: unknown): boolean {
  if (error instanceof DiskFull) return true;
  const said =
    error instanceof UserError ? (error.trouble.found ?? '') : isRefusedBySystem(error) ? error.code : '';
  return full.some((code) => said?.startsWith(code));
}

/** Null: it is something else. */
export function asTrouble(error: unknown, folder: string): Trouble | null {
  if (error instanceof UserError) return error.trouble;
  const noMemory = error instanceof RangeError && /allocat|memory/i.test(error.message);
  if (error instanceof BadRun || (error instanceof RangeError && !noMemory))
    return {
      message: 'a level is damaged',
      where: folder,
      found: error.message,
      expected: 'rows as a farm has written them',
      hint: 'begin anew without --resume',
    };
  return null;
}

/** What the core or the system that is searched has done and may not: an owner that is begun again would do it again. Null: it is something else. */
export async function troubleOfCode(error: unknown, module: SystemModule | null): Promise<Trouble | null> {
  if (error instanceof DriverFailed) return error.told();
  if (module === null) return null;
  if (error instanceof ContractBreach) return breachTrouble(error, module);
  return error instanceof NotDeterministic ? noFunction(error, module).trouble : null;
}
