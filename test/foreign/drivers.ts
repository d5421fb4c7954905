/** Drivers for tests, started by Node. */
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CoreCommand } from '../../src/foreign/command.ts';
import { Driver } from '../../src/foreign/driver.ts';

export const driverFolder = fileURLToPath(new URL('./drivers/', import.meta.url));

/** The command of a driver of test/foreign/drivers. */
export function commandOf(file: string, ...args: string[]): CoreCommand {
  return {
    run: [process.execPath, `${driverFolder}${file}`, ...args],
    folder: driverFolder,
    where: 'a test',
    deadline: 30,
    title: file,
    name: null,
    version: null,
    moduleHash: null,
  };
}

/** A driver that is closed when the test is over. */
export function startDriver(file: string, ...args: string[]): Driver {
  const driver = new Driver(commandOf(file, ...args), null);
  onTestFinished(() => driver.close());
  return driver;
}
