/** A user's project with a core of its own: a driver of test/foreign/drivers, in the folder cores/it. */
import { driverFolder } from '../foreign/drivers.ts';
import { project } from './project.ts';

/** A core.yaml for a driver. */
export function core(file: string, fault = '', more = ''): string {
  return `run: ['${process.execPath}', '${driverFolder}${file}'${fault === '' ? '' : `, '${fault}'`}]\n${more}`;
}

/** The folder of the project; `text`: the core.yaml. */
export function withCore(text: string, files: Readonly<Record<string, string>> = {}): string {
  return project({ 'cores/it/core.yaml': text, ...files });
}
