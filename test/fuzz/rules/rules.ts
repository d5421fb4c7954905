/**
 * What every call of the command must keep, whatever it was given: one clear message and status 2, or an honest verdict; nothing
 * outside of out/ changed. Each rule that is broken is named, with what broke it.
 */
import type { Case, Ran } from '../case.ts';
import type { Changes } from '../sandbox.ts';
import { checkFiles } from './files.ts';
import { checkForms, checkVerdict } from './verdict.ts';
import { checkMessage, checkWords } from './words.ts';

export interface Fault {
  readonly rule: string;
  /** Its first line says which fault of that rule it is. */
  readonly detail: string;
}

export type Broken = (rule: string, detail: string) => void;

/** The rules that a call broke. */
export function faultsOf(one: Case, ran: Ran, changes: Changes): Fault[] {
  const faults: Fault[] = [];
  const broken: Broken = (rule, detail) => void faults.push({ rule, detail });
  checkMessage(one, ran, broken);
  checkWords(one, ran, broken);
  checkVerdict(one, ran, broken);
  checkForms(one, ran, broken);
  checkFiles(one, changes, broken);
  return faults;
}
