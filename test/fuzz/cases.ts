/**
 * Cases from `from` up to `to`, one after the other in this process: `node --import tsx test/fuzz/cases.ts`, started by watch.ts,
 * which is told what was found and can see in a file which case is being run.
 */
import { openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { difference, residue, runBuilt, runHere } from './attempt.ts';
import type { Case } from './case.ts';
import { type Finding, type Order, signature } from './finding.ts';
import { anyCase } from './kinds/all.ts';
import { readMaterial } from './material.ts';
import { type Fault, faultsOf } from './rules/rules.ts';
import { Sandbox } from './sandbox.ts';

/** Attempts at a smaller case, at most. */
const attempts = 150;

class Runner {
  readonly #sandbox = new Sandbox();
  readonly #order: Order;
  /** What was thrown where nobody could catch it. */
  #astray: string[] = [];

  constructor(order: Order) {
    this.#order = order;
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(
        event,
        (error: unknown) =>
          void this.#astray.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    }
  }

  async run(tell: (finding: Finding) => void): Promise<void> {
    const { seed, from, to, material, mark } = this.#order;
    const arbitrary = anyCase(readMaterial(material));
    const known = new Set(this.#order.known);
    const descriptor = openSync(mark, 'w');
    for (let number = from; number < to; number++) {
      writeSync(descriptor, String(number).padEnd(12), 0);
      let finding: Finding | null = null;
      let tries = 0;
      const property = fc.asyncProperty(arbitrary, async (one) => {
        if (finding !== null && (known.has(signature(finding)) || ++tries > attempts)) return true;
        const faults = await this.#faults(one, number);
        const fault =
          finding === null ? faults[0] : faults.find((other) => signature(other) === signature(finding!));
        if (fault === undefined) return true;
        finding = told(one, fault, number, finding !== null);
        return false;
      });
      await fc.check(property, { seed: mixed(seed, number), numRuns: 1 });
      if (finding === null) continue;
      tell(finding);
      known.add(signature(finding));
    }
    this.#sandbox.remove();
  }

  async #faults(one: Case, number: number): Promise<Fault[]> {
    const sandbox = this.#sandbox;
    sandbox.prepare(one.files);
    const here = await runHere(one, sandbox.project);
    const changes = sandbox.changes();
    sandbox.restore(changes);
    const faults = [
      ...faultsOf(one, here, changes),
      ...this.#astray.map((detail) => ({ rule: 'nothing is thrown where nobody catches it', detail })),
      ...residue().map((detail) => ({ rule: 'nothing is left behind in the process', detail })),
    ];
    this.#astray = [];
    process.exitCode = undefined;
    if (number % this.#order.builtEvery !== 0) return faults;
    sandbox.prepare(one.files);
    const built = runBuilt(one, sandbox.project);
    const builtChanges = sandbox.changes();
    sandbox.restore(builtChanges);
    const differs = difference(here, built);
    if (differs !== null)
      faults.push({ rule: 'the command says what was said in one process', detail: differs });
    return [
      ...faults,
      ...faultsOf(one, built, builtChanges).map(({ rule, detail }) => ({
        rule: `as a command, ${rule}`,
        detail,
      })),
    ];
  }
}

function told({ kind, argv, env, files }: Case, fault: Fault, number: number, shrunk: boolean): Finding {
  const encoded = Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]);
  return { ...fault, number, kind, argv, env, files: Object.fromEntries(encoded), shrunk };
}

/** A seed of its own for each case, so that any can be run alone. */
function mixed(seed: number, number: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(number, 0x85ebca6b)) | 0;
}

process.once('message', (order: Order) => {
  new Runner(order)
    .run((finding) => void process.send?.(finding))
    .then(
      () => void setImmediate(() => process.disconnect?.()),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
        process.exit(1);
      },
    );
});
