/**
 * What the page knows, and what can be done to it. The walk itself is the inspector's (src/tui/model.ts): keys go to the same
 * functions, and a click is what the same key would be. Here is what a browser adds: branches of every step that is looked at,
 * the address, and questions on their way.
 */

import type {
  Begun,
  Checked,
  Checking,
  Found,
  FoundWay,
  Next,
  Searching,
  SentBranch,
  SentStep,
  Taken,
  Way,
} from '../serve/said.ts';
import type { Branch } from '../trace/branches.ts';
import type { ActionExplained } from '../trace/explain/choose.ts';
import type { Picture } from '../trace/picture.ts';
import type { Story, StoryStep } from '../trace/story.ts';
import { type Inspection, inspect } from '../tui/inspection.ts';
import { press } from '../tui/model.ts';
import { toWay } from '../tui/ways.ts';
import { granted } from '../tui/wishes.ts';
import { addressOf, type PageView, type Place, placeOf } from './address.ts';
import { ask, messageOf } from './ask.ts';
import type { Graph } from './graph.tsx';
import type { Enabled, Known } from './known.ts';
import { LongAsk } from './longask.ts';
import type { Check } from './report.tsx';

type Listener = (known: Known) => void;

export class Store {
  #known: Known;
  readonly #listener: Listener;
  readonly #picks = new WeakMap<StoryStep, string>();
  readonly #enabled = new WeakMap<StoryStep, Enabled>();
  readonly #guards = new WeakMap<StoryStep, readonly ActionExplained[]>();
  readonly #search = new LongAsk<Searching, Found>('search');
  readonly #check = new LongAsk<Checking, Checked>('check');
  readonly #picture = new LongAsk<number, Picture>('picture');
  #onTheWay = 0;

  constructor({ story, ...begun }: Begun, listener: Listener) {
    const inspection = inspect({ ...story, steps: story.steps.map(stepOf) }, 0, begun.unforkable);
    const last = inspection.story.steps.length - 1;
    const at = begun.kind === 'spec' ? last : 0;
    this.#listener = listener;
    this.#known = {
      begun,
      inspection: { ...inspection, at },
      view: 'walk',
      enabled: null,
      guards: null,
      wantsGuards: false,
      search: null,
      check: null,
      graph: null,
      trouble: '',
    };
  }

  get known(): Known {
    return this.#known;
  }

  /** Goes where the address says, or tells why that is no place here. */
  async arrive(hash: string): Promise<void> {
    const place = placeOf(hash);
    if (place !== null && addressOf(place) !== this.address) {
      this.#onTheWay++;
      await this.#goTo(place);
      this.#onTheWay--;
    }
    this.#look();
  }

  /** False while the address says where one is going, and one is not there yet. */
  get arrived(): boolean {
    return this.#onTheWay === 0;
  }

  get address(): string {
    const { inspection, view } = this.#known;
    return addressOf({ way: this.#wayTo(inspection.story.steps), at: inspection.at, view });
  }

  /** The address of a step of another way. */
  addressTo({ story, at }: { readonly story: Story; readonly at: number }): string {
    return addressOf({ way: this.#wayTo(story.steps), at, view: 'walk' });
  }

  /** What a key does in the inspector. */
  press(key: string): void {
    this.walk(press(this.#known.inspection, key));
  }

  /** The same for a question that is asked with a key and answered with a text. */
  answer(key: string, text: string): void {
    const asked = press(this.#known.inspection, key);
    if (asked.mode.kind === 'prompt') this.walk([...text, 'enter'].reduce(press, asked));
    else this.walk(asked);
  }

  walk(inspection: Inspection): void {
    // What the inspector would wait for, the page shows beside the rest.
    const next: Inspection = { ...inspection, mode: { kind: 'walk' } };
    this.#set({ inspection: next, trouble: '' });
    void this.#findHere();
    this.#look();
  }

  /** Takes a branch of the step that is shown. */
  take(cursor: number): void {
    const { inspection, enabled } = this.#known;
    if (enabled === null || typeof enabled === 'string' || enabled[cursor] === undefined) return;
    const choosing: Inspection = { ...inspection, mode: { kind: 'fork', choices: enabled, cursor } };
    this.walk(press(choosing, 'enter'));
  }

  /** The same function always: what is drawn with it need not be drawn again. */
  readonly toStep = (at: number): void => this.walk({ ...this.#known.inspection, at, note: '' });

  toWay(story: Story, at: number): void {
    this.walk(toWay(this.#known.inspection, story, at));
  }

  show(view: PageView): void {
    this.#set({ view });
    void this.#findHere();
  }

  /** Every action, enabled or not, with its guards. */
  wantGuards(wanted: boolean): void {
    this.#set({ wantsGuards: wanted });
    this.#look();
  }

  /** Searches on from the step that is shown. */
  async search(sought: string): Promise<void> {
    const { inspection } = this.#known;
    const way = this.#wayTo(inspection.story.steps.slice(0, inspection.at + 1));
    this.#set({ search: { sought, progress: null }, trouble: '' });
    await this.#search.ask(
      { way, sought: sought === '' ? null : sought },
      {
        tell: (progress) => this.#set({ search: { sought, progress } }),
        made: (found) => {
          this.#set({ search: null });
          this.#found(inspection, found);
        },
        failed: (trouble) => this.#set({ search: null, trouble }),
      },
    );
  }

  giveUp(): void {
    if (!this.#search.giveUp()) return;
    const { inspection } = this.#known;
    this.#set({ search: null, inspection: { ...inspection, note: 'given up' } });
  }

  /** Searches everything, from the beginning. */
  async check(): Promise<void> {
    const check: Check = { progress: null, ended: null, stopped: false };
    this.#set({ check, trouble: '' });
    await this.#check.ask(
      {},
      {
        tell: (progress) => this.#set({ check: { ...check, progress } }),
        made: (ended) => this.#set({ check: { ...check, ended } }),
        failed: (trouble) => this.#set({ check: null, trouble }),
      },
    );
  }

  stopCheck(): void {
    const { check } = this.#known;
    if (this.#check.giveUp() && check !== null) this.#set({ check: { ...check, stopped: true } });
  }

  /** Goes to what the search of everything has found to be broken. */
  followCheck(): void {
    const found = this.#known.check?.ended?.found ?? null;
    if (found === null || 'note' in found) return;
    this.#set({ view: 'walk' });
    this.#found({ ...this.#known.inspection, at: 0 }, found);
  }

  /** Draws the states. */
  async draw(): Promise<void> {
    const graph: Graph = { picture: null, states: 0, here: -1, stopped: false };
    this.#set({ graph, trouble: '' });
    await this.#picture.ask(
      {},
      {
        tell: (states) => this.#set({ graph: { ...graph, states } }),
        made: (picture) => {
          this.#set({ graph: { ...graph, picture, states: picture.states } });
          void this.#findHere();
        },
        failed: (trouble) => this.#set({ graph: { ...graph, stopped: true }, trouble }),
      },
    );
  }

  stopPicture(): void {
    const { graph } = this.#known;
    if (this.#picture.giveUp() && graph !== null) this.#set({ graph: { ...graph, stopped: true } });
  }

  /** Goes to a node of the picture, by the way that found it first. */
  readonly toNode = async (node: number): Promise<void> => {
    const picture = this.#known.graph?.picture ?? null;
    if (picture === null) return;
    const { state } = picture.nodes[node];
    try {
      const found = await ask<FoundWay>('go', { state, states: picture.states });
      const { inspection } = this.#known;
      const steps = this.#joined(inspection, found.after, found.steps);
      const { recorded } = inspection;
      const story = { ...recorded, steps, breach: found.breach, loop: null, forkedAt: found.after };
      this.walk(toWay(inspection, story, steps.length - 1));
    } catch (error) {
      this.#set({ trouble: messageOf(error) });
    }
  };

  /** Finds the node of the picture where one stands; draws it where nobody has yet. */
  async #findHere(): Promise<void> {
    const { graph, inspection, view, begun } = this.#known;
    if (view === 'graph' && graph === null && begun.unforkable === null) return this.draw();
    const picture = graph?.picture ?? null;
    if (picture === null || view !== 'graph') return;
    const step = this.#shown;
    const way = this.#wayTo(inspection.story.steps.slice(0, inspection.at + 1));
    try {
      const { node } = await ask<{ readonly node: number }>('where', { way, states: picture.states });
      const now = this.#known.graph;
      if (now?.picture === picture && this.#shown === step) this.#set({ graph: { ...now, here: node } });
    } catch (error) {
      this.#set({ trouble: messageOf(error) });
    }
  }

  /** The way to the step that is shown, as a file to keep. */
  async keep(): Promise<{ readonly name: string; readonly text: string } | null> {
    const { story, at } = this.#known.inspection;
    try {
      return await ask('keep', this.#wayTo(story.steps.slice(0, at + 1)));
    } catch (error) {
      this.#set({ trouble: messageOf(error) });
      return null;
    }
  }

  /** Goes the way in the place of the present one. */
  async go(way: Way): Promise<void> {
    await this.#goTo({ way, at: way.after + way.picks.length, view: 'walk' });
  }

  /** Where it was searched from, which may not be where one stands now. */
  #found(from: Inspection, found: Found): void {
    if ('note' in found) {
      this.#set({ inspection: { ...this.#known.inspection, note: found.note } });
      return;
    }
    const { after, steps } = found.way;
    const walked = this.#joined(from, after, steps);
    const waiting: Inspection = {
      ...from,
      mode: { kind: 'waiting', wish: { kind: 'search', steps: [], sought: null } },
    };
    this.walk(granted(waiting, { steps: walked, breach: found.breach }));
  }

  async #goTo({ way, at, view }: Place): Promise<void> {
    try {
      const taken = await ask<Taken>('way', way);
      const { inspection } = this.#known;
      const { recorded } = inspection;
      const steps = this.#joined(inspection, way.after, taken.steps);
      const last = steps[steps.length - 1];
      this.#learn(last, taken.branches);
      const whole = way.picks.length === 0;
      const forked: Story = { ...recorded, steps, breach: taken.breach, loop: null, forkedAt: way.after };
      this.#set({ view });
      this.walk(toWay(inspection, whole ? recorded : forked, at));
    } catch (error) {
      this.#set({ view, trouble: messageOf(error) });
      this.#look();
    }
  }

  /** All steps of a way; those that are known already stay the same objects. */
  #joined({ recorded, story, others }: Inspection, after: number, named: Taken['steps']): StoryStep[] {
    const steps = recorded.steps.slice(0, after + 1);
    const ways = [story, ...others].map((one) => one.steps);
    for (const { pick, step } of named) {
      const at = steps.length;
      const last = steps[at - 1];
      const known = ways.find((way) => way[at - 1] === last && way[at] && this.#picks.get(way[at]) === pick);
      const next = known?.[at] ?? stepOf(step);
      this.#picks.set(next, pick);
      steps.push(next);
    }
    return steps;
  }

  /** The way by names: the recorded steps that it has in common, then the branches. */
  #wayTo(steps: readonly StoryStep[]): Way {
    const { recorded } = this.#known.inspection;
    const other = recorded.steps.findIndex((step, k) => steps[k] !== step);
    const common = other < 0 ? recorded.steps.length : other;
    return { after: common - 1, picks: steps.slice(common).flatMap((step) => this.#picks.get(step) ?? []) };
  }

  /** Sees to it that what is enabled at the step that is shown is known. */
  #look(): void {
    const { inspection, begun, wantsGuards } = this.#known;
    const { story, at } = inspection;
    const step = story.steps[at];
    const guards = wantsGuards ? (this.#guards.get(step) ?? null) : null;
    if (begun.unforkable !== null) {
      this.#set({ enabled: begun.unforkable });
      return;
    }
    const enabled = this.#enabled.get(step) ?? null;
    this.#set({ enabled, guards });
    const way = this.#wayTo(story.steps.slice(0, at + 1));
    if (enabled === null) void this.#askEnabled(step, way);
    else if (wantsGuards && guards === null) void this.#askGuards(step, way);
  }

  async #askEnabled(step: StoryStep, way: Way): Promise<void> {
    try {
      const { branches } = await ask<Next>('next', way);
      this.#learn(step, branches);
    } catch (error) {
      this.#set({ trouble: messageOf(error) });
      return;
    }
    if (this.#shown === step) this.#look();
  }

  async #askGuards(step: StoryStep, way: Way): Promise<void> {
    try {
      const { actions } = await ask<{ readonly actions: readonly ActionExplained[] | null }>('guards', way);
      this.#guards.set(step, actions ?? []);
    } catch (error) {
      this.#set({ trouble: messageOf(error) });
      return;
    }
    if (this.#shown === step) this.#look();
  }

  #learn(step: StoryStep, branches: readonly SentBranch[] | string): void {
    if (typeof branches === 'string') {
      this.#enabled.set(step, branches);
      return;
    }
    const known = branches.map(({ pick, step: sent, breach }): Branch => {
      const branch = { step: stepOf(sent), breach };
      this.#picks.set(branch.step, pick);
      return branch;
    });
    this.#enabled.set(step, known);
  }

  get #shown(): StoryStep | undefined {
    const { story, at } = this.#known.inspection;
    return story.steps[at];
  }

  #set(changed: Partial<Known>): void {
    this.#known = { ...this.#known, ...changed };
    this.#listener(this.#known);
  }
}

function stepOf(step: SentStep): StoryStep {
  return { ...step, value: step.cluster ?? step.value };
}
