// node runtwophase.mjs <a build of raftcheck>: searches the system of twophase.mjs, and prints its states and steps.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { twoPhase } from './twophase.mjs';

const library = pathToFileURL(join(resolve(process.argv[2]), 'out/build/src/library/raftcheck.js'));
const { check, defineInvariant, defineSystem } = await import(library.href);
const { invariants, ...system } = twoPhase;
const result = await check(defineSystem(system), { invariants: invariants.map(defineInvariant) });
const { distinct, generated } = result.states;
console.log(JSON.stringify({ distinct, generated }));
