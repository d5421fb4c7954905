/**
 * A driver as whom one asks: each call of the protocol as a function, its answer judged. Whatever a driver does instead of
 * answering is a DriverFailed that says at which call, and what the driver last said.
 */
import type * as z from 'zod';
import { hashOfModule } from '../base/modulehash.ts';
import { type Trouble, UserError } from '../base/usererror.ts';
import type { Input } from '../cluster/adapter.ts';
import { thrownText } from '../cluster/guarded.ts';
import type { Model } from '../cluster/model.ts';
import {
  faultOf,
  type Hello,
  helloAnswer,
  type InitAnswer,
  ignoresAnswer,
  initAnswer,
  noCoreAnswer,
  notEnabledAnswer,
  openAnswer,
  panicAnswer,
  type StepAnswer,
  stepAnswer,
} from './answers.ts';
import type { CoreCommand, CoreName, DriverMonitor } from './command.ts';
import { DriverFailed } from './failed.ts';
import { DriverProcess } from './process.ts';

/** What the core's own code has panicked with. */
type Panic = z.infer<typeof panicAnswer>;

/** What the core makes of an input: a step, null where it is not enabled, or a panic. */
export type Taken = StepAnswer | Panic | null;

/** An input whose message is a number. */
export type NumberedInput = Input<number>;

export class Driver {
  readonly hello: Hello;
  readonly #command: CoreCommand;
  readonly #process: DriverProcess;
  readonly #overseer: DriverMonitor | null;

  /** Throws a UserError where the driver does not start, a DriverFailed where it is none. */
  constructor(command: CoreCommand, overseer: DriverMonitor | null) {
    this.#command = command;
    this.#overseer = overseer;
    this.#process = DriverProcess.start(command);
    this.hello = this.#hello();
    this.#mustBeAsAsked(command);
    this.#mustBeCalled({
      name: command.name ?? this.hello.name,
      version: command.version ?? this.hello.version,
    });
  }

  /** Begins with a model. Throws a UserError where the core refuses it. */
  open(model: Model): void {
    const { refused } = this.#ask('open', { call: 'open', model }, openAnswer);
    if (refused === undefined) return;
    throw new UserError({
      message: `the core ${this.hello.name} refuses the model`,
      where: this.#command.where,
      found: refused,
    });
  }

  init(id: number): InitAnswer | Panic {
    const at = `init of n${id}`;
    const given = this.#answer(at, { call: 'init', node: id });
    if (Object.hasOwn(given, 'panic')) return this.#judged(at, panicAnswer, given);
    return this.#judged(at, initAnswer, given);
  }

  /** `words`: what is done, for people. */
  step(state: number, input: NumberedInput, words: string): Taken {
    const given = this.#answer(words, { call: 'step', state, input });
    if (Object.hasOwn(given, 'enabled')) {
      this.#judged(words, notEnabledAnswer, given);
      return null;
    }
    if (Object.hasOwn(given, 'panic')) return this.#judged(words, panicAnswer, given);
    return this.#judged(words, stepAnswer, given);
  }

  /** Null: the driver does not say. */
  ignores(state: number, messages: readonly number[], words: string): readonly boolean[] | null {
    const { ignores } = this.#ask(words, { call: 'ignores', state, messages }, ignoresAnswer);
    if (ignores === undefined || ignores.length === messages.length) return ignores ?? null;
    throw this.failed('has answered for another number of messages', words, {
      found: `${ignores.length} answers`,
      expected: `${messages.length}, one for each message`,
    });
  }

  /** Asks nothing more. The process ends by itself, and is ended where it does not (process.ts). */
  close(): void {
    void this.#process.end();
  }

  /** `what` the driver has done, at which call, and what is known besides. */
  failed(what: string, at: string, { found, expected, hint }: Partial<Trouble>): DriverFailed {
    const said = lastWords(this.#process.errors());
    const parts = [`at ${at}`, ...(found === undefined ? [] : [found]), ...(said === '' ? [] : [said])];
    // Before it has said what it is called, it is called by what was typed.
    const name = this.hello?.name ?? this.#command.title;
    return new DriverFailed({
      message: `the core ${name} ${what}`,
      where: this.#command.where,
      found: parts.join('; '),
      expected,
      hint: hint ?? 'raftcheck core tries a core, call by call; docs/core-protocol.md says what each call is',
    });
  }

  #hello(): Hello {
    const given = this.#answer('hello', { call: 'hello', protocol: 1 });
    if (!Object.hasOwn(given, 'refused')) return this.#judged('hello', helloAnswer, given);
    const { refused, expected } = this.#judged('hello', noCoreAnswer, given);
    const { title, where } = this.#command;
    throw new UserError({ message: `${title} gives no core`, where, found: refused, expected });
  }

  #ask<Answer>(at: string, request: object, schema: z.ZodType<Answer>): Answer {
    return this.#judged(at, schema, this.#answer(at, request));
  }

  #answer(at: string, request: object): object {
    const line = this.#exchange(at, JSON.stringify(request));
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      throw this.failed('has answered what is no JSON', at, { found: JSON.stringify(line.slice(0, 80)) });
    }
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
      throw this.failed('has answered what is no JSON object', at, { found: line.slice(0, 80) });
    if ('breach' in answer) throw this.failed('breaks its contract', at, { found: String(answer.breach) });
    if (!('error' in answer)) return answer;
    throw this.failed('has not understood what it was asked', at, {
      found: `it says ${String(answer.error)}`,
    });
  }

  #exchange(at: string, request: string): string {
    let answer: string | null;
    // Another driver may have been asked meanwhile.
    this.#overseer?.runs(this.#process.id, this.#command.deadline);
    try {
      answer = this.#process.ask(request);
    } catch (error) {
      throw this.failed('has answered with what is no frame', at, { found: thrownText(error) });
    }
    if (answer !== null) return answer;
    const { deadline } = this.#command;
    if (this.#overseer?.late === true) {
      throw this.failed(`has not answered within ${deadline} s and was ended`, at, {
        expected: 'an answer to every call',
        hint: 'where its calls take longer than that, say `deadline` in its core.yaml',
      });
    }
    const { trouble } = this.failed('has ended', at, { expected: 'an answer to every call' });
    throw new DriverFailed(trouble, this.#process.ended);
  }

  #judged<Answer>(at: string, schema: z.ZodType<Answer>, answer: object): Answer {
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    throw this.failed('has answered what the protocol does not have', at, faultOf(read.error, answer));
  }

  /** Every thread that searches starts a driver of its own, some of them late: its module may be another one by then. */
  #mustBeAsAsked({ moduleHash, run, where }: CoreCommand): void {
    const file = run[run.length - 1];
    if (moduleHash === null || hashOfModule(file, where) === moduleHash) return;
    this.close();
    throw new UserError({
      message: 'the core has changed since this run began',
      where,
      found: file,
      expected: 'the module as it was when it was asked for, from beginning to end',
      hint: 'begin anew',
    });
  }

  #mustBeCalled({ name, version }: CoreName): void {
    const { hello } = this;
    if (hello.name === name && hello.version === version) return;
    throw this.failed('calls itself otherwise', 'hello', {
      found: `${hello.name} ${hello.version}`,
      expected: `${name} ${version}, as its core.yaml says`,
    });
  }
}

/** What a driver died of, where it has said so, else the last lines that it has said. */
function lastWords(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.findLastIndex((line) =>
    /^(panic|fatal error|thread .* panicked|\w*(Error|Exception|Panic))\b/.test(line),
  );
  const told = fatal < 0 ? lines.slice(-2) : lines.slice(fatal, fatal + 2);
  return told.length === 0 ? '' : `its stderr: ${told.map((line) => line.trim().slice(0, 120)).join(' | ')}`;
}
