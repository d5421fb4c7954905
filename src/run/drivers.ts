/**
 * Cores in other processes, as the thread that watches sees them: the thread that asks waits in a read and can do nothing itself.
 * A driver is ended here when a call of it takes too long, and when nobody is left who would end it: the read then ends too.
 */
import { killGroup } from '../foreign/process.ts';
import { type CallMemory, driverIn, noteLate } from './callmemory.ts';
import type { Watchdog } from './watchdog.ts';

/** Ends the drivers whose call has taken longer than it may, as far as the watchdog has looked. */
export function endLateDrivers(memories: readonly CallMemory[], watchdog: Watchdog): void {
  for (const memory of memories) {
    const driver = driverIn(memory);
    if (driver === null || watchdog.secondsOf(memory) < driver.deadline) continue;
    noteLate(memory);
    killGroup(driver.process);
  }
}

/** Ends the drivers of all these threads, whatever they do. */
export function endDriversOf(memories: readonly CallMemory[]): void {
  for (const memory of memories) {
    const driver = driverIn(memory);
    if (driver !== null) killGroup(driver.process);
  }
}
