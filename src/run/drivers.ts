/**
 * Cores in other processes, as the thread that watches sees them: the thread that asks waits in a read and can do nothing itself.
 * A driver is ended here when a call of it takes too long, and when nobody is left who would end it: the read then ends too.
 */
import { killGroup } from '../foreign/process.ts';
import { type DeskMemory, driverOn, noteLate } from './desk.ts';
import type { Watch } from './watch.ts';

/** Ends the drivers whose call has taken longer than it may, as far as the watch has looked. */
export function endLateDrivers(desks: readonly DeskMemory[], watch: Watch): void {
  for (const desk of desks) {
    const driver = driverOn(desk);
    if (driver === null || watch.secondsOf(desk) < driver.deadline) continue;
    noteLate(desk);
    killGroup(driver.process);
  }
}

/** Ends the drivers of all these desks, whatever they do. */
export function endDriversOf(desks: readonly DeskMemory[]): void {
  for (const desk of desks) {
    const driver = driverOn(desk);
    if (driver !== null) killGroup(driver.process);
  }
}
