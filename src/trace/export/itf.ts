/**
 * The Informal Trace Format (Apalache ADR-015), which Quint, Apalache and their viewers read: a variable for each part of
 * a state, integers as `#bigint`, mappings as `#map`, and Quint's names for the action that was taken.
 *
 * Its readers give every variable one type. So what is a mapping is one when it is empty too, and all records at one place have
 * the same fields: one that some of them lack is an option in all of them, `Some` or `None` as Quint writes it.
 *
 * What is not a state (the model, the property, who breaks it) stands in the file's `#meta`, which others skip, so that
 * readitf.ts gives back the very trace that was written.
 */
import { actionVariable, initialAction, picksVariable } from '../readitf.ts';
import { kindWords, type Trace, type TraceStep } from '../trace.ts';

type Tree = Readonly<Record<string, unknown>>;

/** The mappings of a state, by place; all other objects are records. */
const mapsByNumber = ['nodes[].votes', 'nodes[].progress', 'nodes[].extra.readAcks', 'ghost.leaders'];
const mapsByText = ['ghost.reads', 'ghost.acknowledged.awaited', 'used'];

/** What the file of any trace says of itself. */
export function itfHead(
  trace: Pick<Trace, 'spec' | 'property' | 'tool'> & { readonly sought?: unknown },
): object {
  const { spec, tool } = trace;
  return {
    format: 'ITF',
    'format-description': 'https://apalache.informal.systems/docs/adr/015adr-trace.html',
    description: `${kindWords(trace)}, found by raftcheck ${tool.version}`,
    source: spec,
  };
}

/** The trace as one ITF document. */
export function itf(trace: Trace): string {
  const { steps, ...head } = trace;
  const variables = steps.map(variablesOf);
  const records = new Records(mapsByNumber, mapsByText);
  for (const values of variables) records.meet(values, '');
  const document = {
    '#meta': { ...itfHead(trace), raftcheck: head },
    vars: Object.keys(variables[0] ?? {}),
    ...(trace.loop === undefined ? {} : { loop: trace.loop }),
  };
  const states = variables.map((values, index) => {
    const meta = { index, fingerprint: steps[index].fingerprint };
    const fields = Object.entries(values).map(([name, value]) => [name, records.encode(value, name)]);
    return `    ${JSON.stringify({ '#meta': meta, ...Object.fromEntries(fields) })}`;
  });
  const opening = JSON.stringify(document, null, 2).replace(/\n}$/, '');
  return `${opening},\n  "states": [\n${states.join(',\n')}\n  ]\n}\n`;
}

function variablesOf({ action, state }: TraceStep): Tree {
  const { nodes, messages, ghost, used } = state;
  const { kind, ...picks }: Tree = action ?? { kind: initialAction };
  return { nodes, messages, ghost, used, [actionVariable]: kind, [picksVariable]: picks };
}

/** What the records at each place have in common. A place is a path in which every element of a list or mapping is `[]`. */
export class Records {
  readonly #byNumber: readonly string[];
  readonly #byText: readonly string[];
  /** By place: how many records there are, and by name how many of them have the field. */
  readonly #met = new Map<string, { records: number; readonly fields: Map<string, number> }>();

  /** Places of mappings whose keys are numbers, and texts; all other objects are records. */
  constructor(byNumber: readonly string[], byText: readonly string[]) {
    this.#byNumber = byNumber;
    this.#byText = byText;
  }

  meet(value: unknown, place: string): void {
    if (Array.isArray(value)) for (const element of value) this.meet(element, `${place}[]`);
    if (!isTree(value)) return;
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    for (const [name, field] of fields) this.meet(field, this.#below(place, name));
    const met = this.#met.get(place) ?? { records: 0, fields: new Map<string, number>() };
    this.#met.set(place, met);
    met.records++;
    for (const [name] of fields) met.fields.set(name, (met.fields.get(name) ?? 0) + 1);
  }

  encode(value: unknown, place: string): unknown {
    if (typeof value === 'number' && Number.isInteger(value)) return { '#bigint': String(value) };
    if (typeof value === 'number') return { '#unserializable': String(value) };
    if (value === null) return { '#unserializable': 'null' };
    if (Array.isArray(value)) return value.map((element) => this.encode(element, `${place}[]`));
    if (!isTree(value)) return value;
    if (this.#isMap(place)) {
      const key = (name: string): unknown => (this.#byNumber.includes(place) ? { '#bigint': name } : name);
      return {
        '#map': Object.entries(value).map(([name, field]) => [key(name), this.encode(field, `${place}[]`)]),
      };
    }
    const { records, fields } = this.#met.get(place)!;
    return Object.fromEntries(
      [...fields].map(([name, times]) => {
        const field = this.encode(value[name], this.#below(place, name));
        return [name, times === records ? field : option(field)];
      }),
    );
  }

  #below(place: string, name: string): string {
    if (this.#isMap(place)) return `${place}[]`;
    return place === '' ? name : `${place}.${name}`;
  }

  #isMap(place: string): boolean {
    return this.#byNumber.includes(place) || this.#byText.includes(place);
  }
}

/** Quint's optional value. */
function option(value: unknown): Tree {
  return value === undefined ? { tag: 'None', value: { '#tup': [] } } : { tag: 'Some', value };
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
