/**
 * Loaded by Node before the command, in each of its threads: every function of the sources says its name to the file TOUR_LOG when it
 * is called for the first time in its thread (loader.mjs puts the call there).
 */
import { appendFileSync } from 'node:fs';
import { register } from 'node:module';

const seen = new Set();

globalThis.raftcheckTour = (name) => {
  if (seen.has(name)) return;
  seen.add(name);
  appendFileSync(process.env.TOUR_LOG, `${name}\n`);
};

register('./loader.mjs', import.meta.url);
