/**
 * Cases from `from` up to `to`, one after the other in this process: `node --import tsx test/fuzz/cases.ts`, started by watch.ts,
 * which is told what was found and can see in a file which case is being run.
 */
import { openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { difference, residue, runBuilt, runHere } from './attempt.ts';
import type { Case, Ran } from './case.ts';
import { type Finding, type Order, signature, told } from './finding.ts';
import { anyCase } from './kinds/all.ts';
import { readMaterial } from './material.ts';
import { mixed } from './numbered.ts';
import { type Fault, faultsOf } from './rules/rules.ts';
import { Sandbox } from './sandbox.ts';

/** Attempts at a smaller case, at most. */
const attempts = 150;

/** A case with what it came to in this process, and what is wrong with that. */
interface Seen {
  readonly one: Case;
  readonly here: Ran;
  readonly faults: readonly Fault[];
}

class Runner {
  readonly #sandbox = new Sandbox();
  readonly #other = new Sandbox();
  readonly #order: Order;
  readonly #tell: (finding: Finding) => void;
  readonly #known: Set<string>;
  /** What was thrown where nobody could catch it. */
  #astray: string[] = [];
  /** The command that runs as a process of its own while other cases run here. */
  #beside: Promise<void> = Promise.resolve();

  constructor(order: Order, tell: (finding: Finding) => void) {
    this.#order = order;
    this.#tell = tell;
    this.#known = new Set(order.known);
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(
        event,
        (error: unknown) =>
          void this.#astray.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      );
    }
  }

  async run(): Promise<void> {
    const { from, to, material, mark, builtEvery } = this.#order;
    const arbitrary = anyCase(readMaterial(material));
    const descriptor = openSync(mark, 'w');
    for (let number = from; number < to; number++) {
      writeSync(descriptor, String(number).padEnd(12), 0);
      const first = await this.#runHere(arbitrary, number);
      if (number % builtEvery !== 0 || first.faults.length > 0) continue;
      await this.#beside;
      this.#beside = this.#runBeside(first, number);
    }
    await this.#beside;
    this.#sandbox.remove();
    this.#other.remove();
  }

  /** The case of this number, as it was made. Where it broke a rule, the smallest that breaks the same one is told. */
  async #runHere(arbitrary: fc.Arbitrary<Case>, number: number): Promise<Seen> {
    let first: Seen | null = null;
    let finding: Finding | null = null;
    let tries = 0;
    const property = fc.asyncProperty(arbitrary, async (one) => {
      if (finding !== null && (this.#known.has(signature(finding)) || ++tries > attempts)) return true;
      const seen = await this.#look(one);
      first ??= seen;
      const sought = finding;
      const fault =
        sought === null
          ? seen.faults[0]
          : seen.faults.find((other) => signature(other) === signature(sought));
      if (fault === undefined) return true;
      finding = told(one, fault, number, sought !== null);
      return false;
    });
    await fc.check(property, { seed: mixed(this.#order.seed, number), numRuns: 1 });
    if (finding !== null) this.#found(finding);
    return first!;
  }

  #found(finding: Finding): void {
    this.#tell(finding);
    this.#known.add(signature(finding));
  }

  async #look(one: Case): Promise<Seen> {
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
    return { one, here, faults };
  }

  /** As the built command, in a folder of its own: it keeps the same rules, and says the same. */
  async #runBeside({ one, here }: Seen, number: number): Promise<void> {
    const sandbox = this.#other;
    sandbox.prepare(one.files);
    const built = await runBuilt(one, sandbox.project);
    const changes = sandbox.changes();
    sandbox.restore(changes);
    const differs = difference(one, here, built, [this.#sandbox.root, sandbox.root]);
    const faults = faultsOf(one, built, changes).map(({ rule, detail }) => ({
      rule: `as a command, ${rule}`,
      detail,
    }));
    if (differs !== null)
      faults.unshift({ rule: 'the command says what was said in one process', detail: differs });
    const [fault] = faults;
    if (fault !== undefined) this.#found(told(one, fault, number, false));
  }
}

process.once('message', (order: Order) => {
  new Runner(order, (finding) => void process.send?.(finding)).run().then(
    () => void setImmediate(() => process.disconnect?.()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
