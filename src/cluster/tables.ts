/**
 * All that the ids of a cluster mean, and all that is found once and looked up ever after: built once, and given as one to
 * whoever looks something up.
 */
import { takeFloats } from '../arrays/memory.ts';
import type { Registrar } from '../explore/ids.ts';
import type { CallMonitor } from './callmonitor.ts';
import { Cells } from './cells.ts';
import { ClientSteps } from './clientsteps.ts';
import { Contents } from './contents.ts';
import { CoreInterner } from './coreinterner.ts';
import { CoreSteps } from './coresteps.ts';
import { Environments, unlimited } from './environment.ts';
import { Ghosts } from './ghost.ts';
import type { Guarded } from './guarded.ts';
import { Inboxes } from './inbox.ts';
import { type LocalAction, localActions } from './inputs.ts';
import { ActionKinds } from './kinds.ts';
import { boundNames, type Model } from './model.ts';
import { Moves } from './moves.ts';
import { networkOf } from './network/table.ts';
import { Steps } from './steps.ts';
import { StepTable } from './steptable.ts';
import { SymmetricSteps } from './symmetricsteps.ts';
import { TermMaps } from './terms.ts';
import { type StepJudge, Verdicts } from './verdicts.ts';
import type { GhostName } from './view.ts';

/** Whoever looks into one of them often keeps it in a field of his own: an object with so many members is slow to look it up in. */
export interface Tables<S, M> {
  readonly model: Model;
  readonly adapter: Guarded<S, M>;
  /** The local actions of the model. The inputs of nodes are these, by their positions, and after them the messages. */
  readonly locals: readonly LocalAction[];
  /** How far the counter of each bound may count, or `unlimited`. */
  readonly limits: number[];
  /** How often each bound has forbidden an action. */
  readonly cuts: Float64Array;
  /** What actions are counted by. */
  readonly kinds: ActionKinds;
  /** Histories, and those with what each bounded action has spent. */
  readonly ghosts: Ghosts;
  readonly environments: Environments;
  /** Node states and messages. */
  readonly interner: CoreInterner<S, M>;
  /** Renamings of terms; null: terms keep their numbers. */
  readonly termMaps: TermMaps | null;
  /** Steps of nodes: as the core makes them, as rows, by what they are to clients, as they follow from others, judged. */
  readonly core: CoreSteps<S, M>;
  readonly stepTable: StepTable;
  readonly clients: ClientSteps<S, M>;
  readonly symmetricSteps: SymmetricSteps<S, M>;
  readonly verdicts: Verdicts<S, M>;
  /** The memo: the step of each node state and input. */
  readonly steps: Steps<S, M>;
  readonly inboxes: Inboxes;
  readonly cells: Cells;
  /** The order of cells and environments by what they are. */
  readonly contents: Contents;
  /** The steps that each cell can take. */
  readonly moves: Moves;
}

/** What a judge is asked for here: see ClusterJudge. */
interface Judge {
  readonly ghosts: ReadonlySet<GhostName>;
  readonly step: StepJudge;
}

/** Workers that share their ids build the tables alike: each takes its part of what is shared when it is built. */
export function createTables<S, M>(
  model: Model,
  adapter: Guarded<S, M>,
  judge: Judge,
  registrar: Registrar,
  monitor: CallMonitor | null,
): Tables<S, M> {
  const { nodes } = model;
  const locals = localActions(model);
  const limits = boundNames.map((name) => model.bounds[name] ?? unlimited);
  const kinds = new ActionKinds(locals, (message) => interner.messageView(message).type, registrar);
  const ghosts = new Ghosts(
    judge.ghosts,
    model.acknowledged,
    (nodeId) => interner.nodeView(nodeId),
    registrar,
  );
  const environments = new Environments(limits, nodes, registrar);
  const termMaps = model.terms === 'relative' ? new TermMaps(registrar) : null;
  const interner: CoreInterner<S, M> = new CoreInterner(
    adapter,
    nodes,
    (nodeId, input) => core.take(nodeId, input),
    registrar,
    termMaps,
  );
  const core = new CoreSteps(adapter, locals, interner, monitor);
  const stepTable = new StepTable(registrar);
  const clients = new ClientSteps(stepTable, interner, locals);
  const symmetricSteps = new SymmetricSteps(nodes, locals, stepTable, interner, core, clients);
  const verdicts = new Verdicts(judge.step, stepTable, interner, core, clients);
  const first = {
    model,
    adapter,
    locals,
    limits,
    cuts: takeFloats(registrar.ints, boundNames.length),
    kinds,
  };
  const parts = {
    ...first,
    ghosts,
    environments,
    interner,
    termMaps,
    core,
    stepTable,
    clients,
    symmetricSteps,
    verdicts,
  };
  const steps = new Steps(parts, registrar);
  const network = networkOf(model);
  const inboxes = new Inboxes(network, (message) => interner.messageView(message).from, registrar);
  const cells = new Cells(inboxes, registrar);
  const moves = new Moves(stepTable, steps, cells, inboxes, locals.length, registrar.region(1));
  const contents = new Contents(interner, inboxes, cells, environments, ghosts, network.ordered);
  return { ...parts, steps, inboxes, cells, contents, moves };
}
